# SPDX-License-Identifier: BSD-2-Clause
"""A program that has no terminal: a socket is all it reads and writes."""

from __future__ import annotations

import os
import socket

from .terminal import Terminal


class Streams(Terminal):
    """Starts a command in a session of its own, without a terminal."""

    def __init__(self, command: list[str],
                 environment: dict[str, str]) -> None:
        self.forget()
        ours, theirs = socket.socketpair()
        self.pid = os.posix_spawnp(
            command[0], command, environment, setsid=True,
            file_actions=[(os.POSIX_SPAWN_DUP2, theirs.fileno(), number)
                          for number in (0, 1, 2)])
        theirs.close()
        self.fd = ours.detach()

    def end_input(self) -> None:
        """Nothing more is to be read."""
        with socket.socket(fileno=os.dup(self.fd)) as ours:
            ours.shutdown(socket.SHUT_WR)
