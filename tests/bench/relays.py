#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""One relay with many hosts that wait.

Prints how much memory each of WAITING hosts takes on a plain connection, as
behind a front; how long a new sign-in takes to start meanwhile; how many start
in a second; and the memory after 100,000 sign-ins that begin and end, and after
as many again, once the first are forgotten.  Any user; the tree is installed
below build/root.
"""

from __future__ import annotations

import json
import resource
import statistics
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "relay"))
from loopback import SignIn, Site, check  # noqa: E402
from rig.relay import missing  # noqa: E402

WAITING = 10000
STARTS = 2000
ROUNDS = 5
ROUND = 20000                   # sign-ins; five rounds are 100,000
LIFETIME = 10                   # seconds, of a sign-in that is given up at once
KNOWN = LIFETIME + 120          # seconds for which the relay knows it


def memory(site: Site) -> int:
    """Resident bytes of the relay that are its own."""
    text = Path(f"/proc/{site.relay.process.pid}/status").read_text()
    line = next(row for row in text.splitlines() if row.startswith("RssAnon"))
    return int(line.split()[1]) * 1024


def crowd(site: Site) -> list[object]:
    """Hosts that wait, each on a connection of its own."""
    lines = []
    for number in range(WAITING):
        line = site.line()
        SignIn(site, line, user=f"user{number}").wait(line)
        lines.append(line)
    return lines


def starts(site: Site, count: int) -> list[float]:
    """Seconds that each of so many new sign-ins takes to start."""
    line = site.line()
    took = []
    for number in range(count):
        began = time.monotonic()
        sign_in = SignIn(site, line, user=f"new{number}")
        took.append(time.monotonic() - began)
        check(sign_in.give_up(line).status == 204)
    line.close()
    return took


def whole(site: Site, count: int) -> None:
    """Sign-ins from their start to their end at the host."""
    line = site.line()
    for number in range(count):
        sign_in = SignIn(site, line, user=f"u{number % 100}")
        check(sign_in.give_up(line).status == 204)
    line.close()


def main() -> int:
    """Measure and print."""
    if missing():
        print(missing())
        return 1
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    site = Site(tls_certificate="", tls_key="", waiting=WAITING + 1000,
                starts_per_minute=100000, waiting_per_user=100,
                lifetime=86400)
    site.tls = False
    site.start()
    empty = memory(site)
    began = time.monotonic()
    lines = crowd(site)
    print(f"{WAITING} hosts wait after {time.monotonic() - began:.1f} s")
    each = (memory(site) - empty) / WAITING
    print(f"memory of each: {each / 1024:.1f} KiB")
    took = starts(site, STARTS)
    print(f"a start meanwhile: median {statistics.median(took) * 1000:.2f} "
          f"ms, 99th percentile {sorted(took)[int(len(took) * .99)] * 1000:.2f}"
          f" ms; {len(took) / sum(took):.0f} in a second")
    for line in lines:
        line.close()
    site.stop()
    site = Site(tls_certificate="", tls_key="", starts_per_minute=100000,
                waiting_per_user=100, lifetime=LIFETIME)
    site.tls = False
    site.start()
    for number in range(1, 2 * ROUNDS + 1):
        if number == ROUNDS + 1:
            time.sleep(KNOWN + 1)
        began = time.monotonic()
        whole(site, ROUND)
        print(f"after {number * ROUND:6} sign-ins: "
              f"{memory(site) / 1024:.0f} KiB, "
              f"{ROUND / (time.monotonic() - began):.0f} in a second",
              flush=True)
    site.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main())
