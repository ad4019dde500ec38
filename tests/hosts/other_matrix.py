# SPDX-License-Identifier: BSD-2-Clause
"""The matrix for login, and for hosts that cannot ask anybody."""

import signal
import time
from pathlib import Path

import matrix
from matrix import BlindRow, Row
from rig import cron, polkit
from session import SAY_IT, Session

MADE = Path("/home/alice/made")


class Login(Row):
    """On a terminal, for a named user."""

    name = "login"
    service = "login"

    def command(self):
        return ["login", "alice"]

    def finish(self, session, admitted):
        if admitted:
            session.terminal.expect(r"\$ ")
            session.terminal.send(f"{SAY_IT}; exit\n")
        session.finish()


class SudoWithoutPassword(BlindRow):
    """sudo -n for a command that needs no password: the account phase."""

    name = "sudo -n"
    service = "sudo"
    section = {"account": "check"}
    without = {"cancelled": "sudo blocks Ctrl-C and asks nothing"}

    def command(self):
        return ["sudo", "-n", "sh", "-c", SAY_IT]

    def open(self):
        return Session(self.stack, self.command(), "alice")

    def start(self):
        return self.open()


class Polkit(BlindRow):
    """The helper, as an agent of alice's starts it."""

    name = "polkit helper"
    service = "polkit-1"

    def command(self):
        return [polkit.HELPER, "alice"]

    def open(self):
        return Session(self.stack, self.command(), "alice", terminal=False)

    def start(self):
        session = self.open()
        session.terminal.send(polkit.COOKIE)
        session.password()
        return session

    def entered(self, session):
        return polkit.admitted(session.terminal.output)

    def give_up(self, session):
        session.terminal.kill(signal.SIGTERM)


class Cron(BlindRow):
    """A job of alice's, where the administrator wants it checked."""

    name = "cron"
    service = "cron"
    section = {"account": "check"}
    without = {"cancelled": "nobody is there"}

    def command(self):
        MADE.unlink(missing_ok=True)
        return cron.job("alice", f"{SAY_IT} > {MADE}")

    def start(self):
        return self.open()

    def finish(self, session, admitted):
        self.stack.journal.decision(session.mark)
        end = time.monotonic() + (5 if admitted else 0.5)
        while not MADE.exists() and time.monotonic() < end:
            time.sleep(0.05)
        session.terminal.kill(signal.SIGTERM)
        session.finish()

    def entered(self, session):
        del session
        return MADE.exists()


def tests(stack):
    """Name and test, in order."""
    Path("/etc/sudoers").write_text("alice ALL=(ALL) NOPASSWD: ALL\n")
    return matrix.tests([row(stack) for row in (
        Login, SudoWithoutPassword, Polkit, Cron)])
