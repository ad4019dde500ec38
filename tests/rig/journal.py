# SPDX-License-Identifier: BSD-2-Clause
"""The private machine's system log: what pam_syslog writes, line by line."""

from __future__ import annotations

import os
import re
import socket
import threading
import time

MARK = "pam_claims test: a mark"
PAIR = re.compile(r'(\w+)=("(?:[^"\\]|\\x[0-9a-f]{2})*"|\S*)')


class Journal:
    """Listens at /dev/log until the process ends."""

    def __init__(self, path: str = "/dev/log") -> None:
        self.lines: list[str] = []
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.bind(path)
        os.chmod(path, 0o666)
        self.path = path
        self.reached = threading.Event()
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        while True:
            line = self.socket.recv(65536).decode("utf-8", "backslashreplace")
            if line == MARK:
                self.reached.set()
                continue
            self.lines.append(line.rstrip("\0\n"))

    def mark(self) -> int:
        """The place after the newest line, and after each that was sent.

        Lines come in the order in which they were sent: behind a line of our
        own, none of them is still on its way.
        """
        self.reached.clear()
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as own:
            own.sendto(MARK.encode(), self.path)
        if not self.reached.wait(5):
            raise AssertionError("nobody reads the log")
        return len(self.lines)

    def decisions(self, since: int = 0) -> list[dict[str, str]]:
        """The audit lines since a mark, each as its keys and values."""
        return [
            {key: value.strip('"') for key, value in PAIR.findall(line)}
            for line in self.lines[since:] if "event=login" in line
        ]

    def wait(self, since: int = 0, wait: float = 5, count: int = 1) -> None:
        """Until there are so many audit lines since a mark, or time is over."""
        end = time.monotonic() + wait
        while len(self.decisions(since)) < count and time.monotonic() < end:
            time.sleep(0.02)

    def decision(self, since: int = 0, wait: float = 5) -> dict[str, str]:
        """The one audit line since a mark; it may still be on its way."""
        self.wait(since, wait)
        found = self.decisions(since)
        if len(found) != 1:
            raise AssertionError(f"expected one decision, found {found}; "
                                 f"log: {self.lines[since:]}")
        return found[0]
