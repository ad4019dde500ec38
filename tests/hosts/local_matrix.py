# SPDX-License-Identifier: BSD-2-Clause
"""The matrix for what people on the machine run: sudo and su."""

import signal
from pathlib import Path

import matrix
from matrix import BlindRow, Row
from rig import pam
from session import SAY_IT, Session


class Sudo(Row):
    """On a terminal, with a password."""

    name = "sudo"
    service = "sudo"

    def command(self):
        return ["sudo", "-k", "sh", "-c", SAY_IT]

    def open(self):
        return Session(self.stack, self.command(), "alice")


class SudoFromInput(BlindRow, Sudo):
    """The password is read from the input, and there is no terminal: nothing
    is shown."""

    name = "sudo -S"

    def command(self):
        return ["sudo", "-k", "-S", "sh", "-c", SAY_IT]

    def open(self):
        return Session(self.stack, self.command(), "alice", terminal=False)

    def give_up(self, session):
        session.terminal.kill(signal.SIGKILL)


class SudoWithoutTerminal(SudoFromInput):
    """No password can be asked for: ours is the only module."""

    name = "sudo, no terminal"
    lines = pam.KEY
    section = {"first_factor": "stack"}

    def command(self):
        return ["sudo", "-k", "sh", "-c", SAY_IT]

    def start(self):
        return self.open()


class Su(Row):
    """Alice wants to be bob, and bob signs in."""

    name = "su"
    service = "su"
    person = "bob"

    def command(self):
        return ["su", "bob", "-c", SAY_IT]

    def open(self):
        return Session(self.stack, self.command(), "alice")


def tests(stack):
    """Name and test, in order."""
    Path("/etc/sudoers").write_text("alice ALL=(ALL) ALL\n")
    return matrix.tests([row(stack) for row in (
        Sudo, SudoFromInput, SudoWithoutTerminal, Su)])
