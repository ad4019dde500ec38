# SPDX-License-Identifier: BSD-2-Clause
"""A program in a pane of tmux: the screen of a terminal, as text."""

from __future__ import annotations

import itertools
import re
import subprocess
import time

NUMBERS = itertools.count(1)
SETTINGS = (("status", "off"), ("remain-on-exit", "on"),
            ("remain-on-exit-format", ""))


class Pane:
    """Starts a command on a terminal of this size; use as a context manager.

    The screen stays readable when the command has ended.
    """

    def __init__(self, command: list[str], environment: dict[str, str],
                 columns: int = 80, rows: int = 24) -> None:
        self.socket = f"/run/tmux-{next(NUMBERS)}"
        self.environment = environment
        words = ["-f", "/dev/null", "start-server"]
        for setting in SETTINGS:
            words += [";", "set", "-g", *setting]
        self._tmux(*words, ";", "new-session", "-d", "-x", str(columns),
                   "-y", str(rows), "-c", "/", *command)

    def __enter__(self) -> "Pane":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _tmux(self, *words: str) -> str:
        return subprocess.run(
            ["tmux", "-u", "-S", self.socket, *words], check=True,
            env=self.environment, capture_output=True, text=True).stdout

    def screen(self, escapes: bool = False) -> str:
        """What is on it now, down to the last line that is not empty.

        With all blanks, and with the colours if wanted.
        """
        return self._tmux("capture-pane", "-pN",
                          *["-e"] * escapes).rstrip("\n")

    def expect(self, pattern: str, wait: float = 15) -> re.Match:
        """Wait until the screen shows something."""
        end = time.monotonic() + wait
        while True:
            screen = self.screen()
            match = re.search(pattern, screen)
            if match:
                return match
            if time.monotonic() > end:
                raise AssertionError(f"no {pattern!r} in\n{screen}")
            time.sleep(0.05)

    def answer(self, text: str = "") -> None:
        """Type a line as a person does, who must read the prompt first."""
        time.sleep(0.35)
        if text:
            self._tmux("send-keys", "-l", text)
        self._tmux("send-keys", "Enter")

    def interrupt(self) -> None:
        """Type Ctrl-C."""
        self._tmux("send-keys", "C-c")

    def wait(self, wait: float = 15) -> int:
        """Wait for the command's end; its exit status."""
        end = time.monotonic() + wait
        while True:
            dead, _, status = self._tmux(
                "display", "-p", "#{pane_dead} #{pane_dead_status}"
            ).strip().partition(" ")
            if dead == "1":
                return int(status or -1)
            if time.monotonic() > end:
                raise AssertionError(f"still running:\n{self.screen()}")
            time.sleep(0.05)

    def close(self) -> None:
        """Hang up, as when its window is closed."""
        self._tmux("kill-server")
