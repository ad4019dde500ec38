# SPDX-License-Identifier: BSD-2-Clause
"""A program on a terminal of its own, and the person in front of it."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import struct
import termios
import time

IUTF8 = 0o40000                 # termios(3); the module does not name it


class Terminal:
    """Starts a command on a new pty; use it as a context manager."""

    def __init__(self, command: list[str], environment: dict[str, str],
                 rows: int = 50, columns: int = 100) -> None:
        self.forget()
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            try:
                os.chdir("/")
                os.execvpe(command[0], command, environment)
            finally:
                os._exit(127)
        size = struct.pack("HHHH", rows, columns, 0, 0)
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, size)
        self._speak_utf8()

    def _speak_utf8(self) -> None:
        """Say so to the kernel, as terminal emulators do."""
        mode = termios.tcgetattr(self.fd)
        mode[0] |= IUTF8
        termios.tcsetattr(self.fd, termios.TCSANOW, mode)

    def forget(self) -> None:
        """Nothing was seen yet."""
        self.output = ""
        self.raw = b""
        self.seen = 0
        self.status: int | None = None

    def __enter__(self) -> "Terminal":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _read(self, wait: float) -> bool:
        """Take what arrives within `wait` seconds; False at its end."""
        ready, _, _ = select.select([self.fd], [], [], max(wait, 0))
        if not ready:
            return True
        try:
            data = os.read(self.fd, 65536)
        except OSError:
            return False
        self.raw += data
        self.output = self.raw.decode("utf-8", "replace")
        return data != b""

    def expect(self, pattern: str, wait: float = 15) -> re.Match:
        """Wait for text that was not matched before."""
        end = time.monotonic() + wait
        going = True
        while True:
            match = re.compile(pattern).search(self.output, self.seen)
            if match:
                self.seen = match.end()
                return match
            if not going or time.monotonic() > end:
                raise AssertionError(
                    f"no {pattern!r} in {self.output[self.seen:]!r}")
            going = self._read(min(0.2, end - time.monotonic()))

    def send(self, text: str) -> None:
        """Type something."""
        os.write(self.fd, text.encode())

    def answer(self, text: str = "") -> None:
        """Type a line as a person does, who must read the prompt first."""
        time.sleep(0.35)
        self.send(text + "\n")

    def wait(self, wait: float = 15) -> int:
        """Read to the end; the exit status, negative for a signal."""
        end = time.monotonic() + wait
        while self.fd >= 0 and self._read(0.2):
            if time.monotonic() > end:
                raise AssertionError(f"still running: {self.output!r}")
        return self._reap(end)

    def _reap(self, end: float) -> int:
        while self.status is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.status = os.waitstatus_to_exitcode(status)
            elif time.monotonic() > end:
                raise AssertionError("the program does not end")
            else:
                time.sleep(0.02)
        return self.status

    def kill(self, number: int = signal.SIGKILL) -> None:
        """Send the program a signal."""
        os.kill(self.pid, number)

    def hang_up(self) -> None:
        """Close the terminal, as its window does."""
        if self.fd >= 0:
            os.close(self.fd)
        self.fd = -1

    def close(self) -> None:
        """Hang up; end the program if it has not ended."""
        self.hang_up()
        if self.status is None:
            try:
                self._reap(time.monotonic() + 2)
            except AssertionError:
                self.kill()
                self._reap(time.monotonic() + 5)
