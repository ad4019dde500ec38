"""A private machine for tests: its own /etc, users, log, network, processes."""
