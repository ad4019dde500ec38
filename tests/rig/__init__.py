# SPDX-License-Identifier: BSD-2-Clause
"""A private machine for tests: its own /etc, users, log, network, processes."""
