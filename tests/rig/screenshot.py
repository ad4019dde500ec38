# SPDX-License-Identifier: BSD-2-Clause
"""Real terminal windows on an X server without a monitor, and pictures.

It is to run in a network namespace: the server listens nowhere else.
"""

from __future__ import annotations

import fcntl
import itertools
import os
import re
import subprocess
import tempfile
import termios
import time
from pathlib import Path

NUMBERS = itertools.count(1)
ESCAPES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|\r")
SOLARIZED = ("#073642 #dc322f #859900 #b58900 #268bd2 #d33682 #2aa198 #eee8d5 "
             "#002b36 #cb4b16 #586e75 #657b83 #839496 #6c71c4 #93a1a1 #fdf6e3")
# Ground, text, and the colours 0 to 15 where they are not xterm's.
THEMES = {
    "dark": ("black", "gray90", ""),
    "light": ("white", "black", ""),
    "solarized": ("#002b36", "#839496", SOLARIZED),
    "picture": ("#1b1e24", "#d8dee6", ""),
}


class Display:
    """The X server; it runs until `stop` or the process ends."""

    def __init__(self, size: str = "1000x800") -> None:
        reader, writer = os.pipe()
        self.process = subprocess.Popen(
            ["Xvfb", "-displayfd", str(writer), "-screen", "0", f"{size}x24",
             "-nolock", "-nolisten", "tcp", "-nolisten", "unix"],
            pass_fds=[writer], stderr=subprocess.DEVNULL)
        os.close(writer)
        with os.fdopen(reader) as number:
            self.name = f":{number.readline().strip()}"

    def take(self, path: str) -> None:
        """Take a picture of all windows, without the bare ground."""
        subprocess.run(["import", "-window", "root", "-trim", path],
                       env={**os.environ, "DISPLAY": self.name}, check=True)

    def scan(self) -> str:
        """What a phone reads when it is held before the screen."""
        with tempfile.NamedTemporaryFile(suffix=".png") as picture:
            self.take(picture.name)
            return subprocess.run(
                ["zbarimg", "--quiet", "--raw", picture.name],
                capture_output=True, text=True, check=False).stdout.strip()

    def stop(self) -> None:
        """End it, and with it its windows."""
        self.process.terminate()
        self.process.wait(5)


class Window:
    """An xterm that runs a command; use it as a context manager."""

    def __init__(self, display: Display, command: list[str],
                 environment: dict[str, str], theme: str = "dark",
                 columns: int = 80, rows: int = 24, size: int = 11) -> None:
        ground, text, palette = THEMES[theme]
        self.log = Path(f"/run/xterm-{next(NUMBERS)}")
        colours = []
        for number, colour in enumerate(palette.split()):
            colours += ["-xrm", f"XTerm*color{number}: {colour}"]
        self.process = subprocess.Popen(
            ["xterm", "-u8", "-fa", "DejaVuSansMono", "-fs", str(size),
             "-bg", ground, "-fg", text, *colours, "-b", "12",
             "-geometry", f"{columns}x{rows}+0+0",
             "-l", "-lf", str(self.log), "-e",
             "env", "-i", *(f"{name}={value}" for name, value
                            in environment.items()), *command],
            cwd="/", env={**os.environ, "LC_ALL": "C.UTF-8",
                          "DISPLAY": display.name})

    def __enter__(self) -> "Window":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def text(self) -> str:
        """All that was written to it so far, without escape sequences."""
        if not self.log.exists():
            return ""
        return ESCAPES.sub("", self.log.read_text("utf-8", "replace"))

    def expect(self, pattern: str, wait: float = 15) -> re.Match:
        """Wait until something is written, and then until it is drawn."""
        end = time.monotonic() + wait
        while True:
            match = re.search(pattern, self.text())
            if match:
                time.sleep(0.2)
                return match
            if time.monotonic() > end or self.process.poll() is not None:
                raise AssertionError(f"no {pattern!r} in {self.text()!r}")
            time.sleep(0.05)

    def answer(self, text: str = "") -> None:
        """Type a line as a person does, who must read the prompt first."""
        time.sleep(0.35)
        self._type(text + "\r")

    def interrupt(self) -> None:
        """Type Ctrl-C."""
        self._type("\x03")

    def _type(self, text: str) -> None:
        number = self.process.pid
        child = Path(f"/proc/{number}/task/{number}/children").read_text()
        with open(f"/proc/{child.split()[0]}/fd/0", "rb") as terminal:
            for byte in text.encode():
                fcntl.ioctl(terminal, termios.TIOCSTI, bytes([byte]))

    def close(self) -> None:
        """Close the window; its programs are hung up."""
        self.process.terminate()
        self.process.wait(5)
