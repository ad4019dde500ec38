#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""From the approval in the browser to the shell, for logins by sudo.

Prints the mean and the longest of LOGINS waits, each approved at a random
moment, beside the provider's polling interval; without and with a resource
that is asked after the tokens.  Needs root, and the tree installed below
build/root.
"""

from __future__ import annotations

import random
import statistics
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "hosts"))
from rig.world import enter, missing  # noqa: E402

LOGINS = 30
INTERVAL = 2                    # seconds, of the provider


def wait_of(stack, session_of, moment: float) -> float:
    """One login that is approved after `moment` seconds; its wait."""
    session = session_of()
    code = session.code()
    time.sleep(moment)
    stack.approve(code, "alice")
    approved = time.monotonic()
    session.terminal.wait()
    waited = time.monotonic() - approved
    session.terminal.close()
    return waited


def measure(name: str, stack, **keys: object) -> None:
    """Print the waits of one configuration."""
    from session import Session

    def session_of():
        return Session(stack, ["sudo", "-k", "true"], "alice")

    chance = random.Random(1)
    waits = []
    for _ in range(LOGINS):
        stack.fresh(first_factor="none", **keys)
        stack.provider.set(device={"interval": INTERVAL})
        moment = chance.uniform(0, INTERVAL)
        waits.append(wait_of(stack, session_of, moment))
    print(f"{name:30} {LOGINS} logins, interval {INTERVAL} s: "
          f"mean {statistics.mean(waits):.2f} s, "
          f"longest {max(waits):.2f} s, "
          f"interval / 2 is {INTERVAL / 2:.2f} s", flush=True)


def main() -> int:
    """Measure with and without a resource."""
    if missing():
        print(f"approvals: {missing()}", file=sys.stderr)
        return 1
    enter()
    from rig import pam
    from rig.stack import Stack

    stack = Stack()
    stack.world.service("sudo", pam.CLAIMS, *pam.ACCOUNT)
    Path("/etc/sudoers").write_text("alice ALL=(ALL) ALL\n")
    measure("approval to shell", stack)
    measure("the same with a resource", stack,
            resource_url=stack.provider.api_url)
    stack.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main())
