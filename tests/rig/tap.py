# SPDX-License-Identifier: BSD-2-Clause
"""Report test results in the Test Anything Protocol."""

from __future__ import annotations

import sys
import traceback
from typing import Callable


class Skip(Exception):
    """A test that cannot run here says why."""


class Tap:
    """Counts and prints results; `finish` gives the exit status."""

    def __init__(self) -> None:
        self.count = 0
        self.failed = 0

    def result(self, passed: bool, name: str, detail: str = "") -> bool:
        """Print one result, with what was seen where it failed."""
        self.count += 1
        self.failed += not passed
        print(f"{'ok' if passed else 'not ok'} {self.count} - {name}")
        if not passed:
            for line in detail.splitlines():
                print(f"# {line}")
        sys.stdout.flush()
        return passed

    def run(self, name: str, test: Callable[[], None],
            more: Callable[[], str] = lambda: "") -> bool:
        """Run a test that raises where it fails; `more` tells about it."""
        try:
            test()
        except Skip as reason:
            self.skip(name, str(reason))
            return True
        except Exception:  # a test may fail in any way
            return self.result(False, name, traceback.format_exc() + more())
        return self.result(True, name)

    def skip(self, name: str, reason: str) -> None:
        """Print a test that cannot run here, and why."""
        self.count += 1
        print(f"ok {self.count} - {name} # SKIP {reason}", flush=True)

    def finish(self) -> int:
        """Print the plan; 0 if all passed."""
        print(f"1..{self.count}", flush=True)
        return 1 if self.failed else 0
