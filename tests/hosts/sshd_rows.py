# SPDX-License-Identifier: BSD-2-Clause
"""The rows of the matrix for an OpenSSH server and its client."""

import signal

from matrix import BlindRow, Row, tests as row_tests
from rig import pam
from rig.sshd import Sshd
from rig.stack import Stack
from session import SAY_IT


class Ssh(Row):
    """A server with one way in; the client is killed to leave."""

    service = "sshd"
    enter = True
    way = ""
    methods = "keyboard-interactive"
    options: tuple[str, ...] = ()
    with_key = False

    def __init__(self, stack: Stack, port: int, newest: bool) -> None:
        super().__init__(stack)
        self.sshd = Sshd(stack.world, *self.options, port=port,
                         newest=newest)
        self.name = f"sshd {self.sshd.programs.version} {self.way}"
        self.key = self.sshd.authorize("alice") if self.with_key else None

    def command(self) -> list[str]:
        return self.sshd.client("alice", SAY_IT, methods=self.methods,
                                key=self.key)

    def give_up(self, session) -> None:
        session.terminal.kill(signal.SIGKILL)


class Interactive(Ssh):
    way = "kbd-int"


class KeyAndInteractive(Ssh):
    way = "key + kbd-int"
    methods = "publickey,keyboard-interactive"
    options = ("AuthenticationMethods publickey,keyboard-interactive:pam",)
    lines = pam.KEY
    with_key = True

    def start(self):
        return self.open()


class Key(BlindRow, Ssh):
    way = "key"
    methods = "publickey"
    with_key = True

    def start(self):
        return self.open()


class Password(BlindRow, Ssh):
    way = "password"
    methods = "password"
    options = ("PasswordAuthentication yes",
               "KbdInteractiveAuthentication no")


def tests(stack: Stack, port: int, newest: bool):
    """The tests of all four ways."""
    ways = (Interactive, KeyAndInteractive, Key, Password)
    return row_tests([way(stack, port + number, newest)
                      for number, way in enumerate(ways)])
