#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""From the approval in the browser to the shell, for logins by sudo.

Prints the mean and the longest of LOGINS waits, each approved at a random
moment, beside the provider's polling interval; without and with a resource
that is asked after the tokens.  Then the same by the sign-in relay, from the
browser's being back there, beside what one redemption takes.  Needs root, and
the tree installed below build/root.
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


def measure_relay(stack) -> None:
    """Print the waits behind the relay, and the redemption alone."""
    from rig.relay import Relay, Visitor
    from rig.stack import CA
    from session import Session

    key = Path("/etc/pam_claims.relay-key")
    relay = Relay(stack.world.root / "relay", stack.provider.issuer
                  .removesuffix("/v2.0") + "/oauth2/v2.0/authorize",
                  stack.provider.client_id, waiting_per_user=100)
    relay.add_key("*", key)
    relay.trust(CA)
    relay.start()
    waits, redemptions = [], []
    for _ in range(LOGINS):
        stack.fresh(first_factor="none", relay_url=relay.url,
                    relay_key_file=key)
        stack.provider.set(authorize={
            "redirect_uris": [f"{relay.url}/callback"]})
        session = Session(stack, ["sudo", "-k", "true"], "alice")
        address = session.terminal.expect(r"Open +(https://\S+)").group(1)
        visitor = Visitor(relay)
        back = stack.provider.follow(visitor.proceed(address), "alice")
        began = time.monotonic()
        visitor.get(back)
        session.terminal.wait()
        waits.append(time.monotonic() - began)
        session.terminal.close()
        began = time.monotonic()
        stack.provider.call("/state")
        redemptions.append(time.monotonic() - began)
    relay.stop()
    print(f"{'by the relay':30} {LOGINS} logins: "
          f"mean {statistics.mean(waits) * 1000:.0f} ms, "
          f"longest {max(waits) * 1000:.0f} ms; one request to the provider "
          f"takes {statistics.mean(redemptions) * 1000:.0f} ms", flush=True)


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
    measure_relay(stack)
    stack.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main())
