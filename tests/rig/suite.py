"""Runs the parts of one test level on one private machine."""

from __future__ import annotations

import importlib
import sys

from .tap import Tap
from .world import enter, missing


def main(level: str, parts: tuple[str, ...], **options: object) -> int:
    """Run the parts named on the command line, or all of them.

    A part is a module with `tests(stack)`, which gives names and tests.
    """
    tap = Tap()
    if missing():
        tap.skip(level, missing())
        return tap.finish()
    enter()
    from .stack import Stack  # covers /etc as it starts

    stack = Stack(**options)
    for part in sys.argv[1:] or parts:
        for name, test in importlib.import_module(part).tests(stack):
            mark = stack.journal.mark()
            tap.run(f"{part}: {name}", test,
                    lambda: "\n".join(stack.journal.lines[mark:]))
    stack.provider.stop()
    return tap.finish()
