# SPDX-License-Identifier: BSD-2-Clause
"""Runs the parts of one test level on one private machine."""

from __future__ import annotations

import importlib
import sys
from typing import Any, Callable

from .stack import Stack
from .tap import Tap
from .world import enter, missing


def main(level: str, parts: tuple[str, ...],
         machine: Callable[[], Any] = Stack) -> int:
    """Run the parts named on the command line, or all of them.

    A part is a module with `tests(stack)`, which gives names and tests; what
    stands behind a colon is its second argument.  The stack is what `machine`
    makes; it can `listen` and `stop` as a Stack can.
    """
    tap = Tap()
    if missing():
        tap.skip(level, missing())
        return tap.finish()
    enter()
    stack = machine()
    for part in sys.argv[1:] or parts:
        module, *arguments = part.split(":", 1)
        found = importlib.import_module(module).tests(stack, *arguments)
        for name, test in found:
            tap.run(f"{module}: {name}", test, stack.listen())
    stack.stop()
    return tap.finish()
