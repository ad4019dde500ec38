# SPDX-License-Identifier: BSD-2-Clause
"""Runs the parts of a test level side by side, each on its own machine."""

from __future__ import annotations

import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import Iterable

WIDTH = 4                       # the tests mostly wait
RESULT = re.compile(r"(ok|not ok) \d+ - (.*)")


def outputs(script: str, parts: Iterable[str],
            width: int = WIDTH) -> Iterable[tuple[str, str]]:
    """Each part and the TAP that `script PART` has written, in order."""
    def play(part: str) -> tuple[str, str]:
        done = subprocess.run([sys.executable, script, part], text=True,
                              stdout=subprocess.PIPE, check=False)
        return part, done.stdout
    with ThreadPoolExecutor(width) as pool:
        yield from pool.map(play, parts)


class Merge:
    """Prints several TAP outputs as one."""

    def __init__(self) -> None:
        self.count = 0
        self.failed = 0

    def result(self, result: str, name: str) -> None:
        """Print one result under the next number."""
        self.count += 1
        self.failed += result != "ok"
        print(f"{result} {self.count} - {name}", flush=True)

    def add(self, part: str, output: str) -> None:
        """Print the results of a part, and whether it came to its end."""
        planned, before = None, self.count
        for line in output.splitlines():
            found = RESULT.match(line)
            if found:
                self.result(*found.groups())
            elif line.startswith("1.."):
                planned = int(line[3:])
            else:
                print(line, flush=True)
        if planned != self.count - before:
            self.result("not ok", f"{part}: came to its end")

    def finish(self) -> int:
        """Print the plan; 0 if all passed."""
        print(f"1..{self.count}", flush=True)
        return 1 if self.failed else 0
