#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""Many logins of one user at once, with a provider that is AWAY seconds away.

Prints how many got in, how many tokens were redeemed for them and how long
the last one took; without and with a resource that is asked after the tokens.
Needs root, and the tree installed below build/root.
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "stack"))
from rig.world import enter, missing  # noqa: E402

COUNTS = (1, 10, 40, 80)
AWAY = 0.3                      # seconds


def measure(name: str, stack, **keys: object) -> None:
    """Print a line for each number of logins."""
    from bursts import burst

    for count in COUNTS:
        stack.fresh()
        stack.provider.set(rotation="strict")
        stack.enrol()
        stack.configure(account="check", **keys)
        stack.provider.set(faults=[
            {"path": path, "kind": "delay", "seconds": AWAY, "times": -1}
            for path in ("token", "api")])
        mark = stack.provider.mark()
        statuses, _, took = burst(stack, count)
        asked = len(stack.provider.requests(mark, "/token"))
        print(f"{name:30} {count:3} logins: {statuses.count(0):3} in, "
              f"{asked:2} redemptions, the last after {took:.1f} s",
              flush=True)


def main() -> int:
    """Measure with and without a resource."""
    if missing():
        print(f"crowds: {missing()}", file=sys.stderr)
        return 1
    enter()
    from rig.stack import Stack

    stack = Stack()
    measure("one user", stack)
    measure("the same with a resource", stack,
            resource_url=stack.provider.api_url)
    stack.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main())
