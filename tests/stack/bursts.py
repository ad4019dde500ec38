# SPDX-License-Identifier: BSD-2-Clause
"""Many logins of one user at the same moment."""

import subprocess
import time

from rig.stack import Stack, check, none_left

LOGINS = 40
AWAY = 0.3                      # seconds, the provider


def burst(stack: Stack, count: int, operation: str = "acct_mgmt",
          **keys: object) -> tuple[list[int], list[str], float]:
    """The exit statuses and lines of so many at once, and how long it took."""
    lines = stack.listen()
    began = time.monotonic()
    hosts = [subprocess.Popen(
        ["pamtester", stack.service, "alice", operation],
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL) for _ in range(count)]
    statuses = [host.wait(120) for host in hosts]
    took = time.monotonic() - began
    none_left()
    time.sleep(0.5)
    return statuses, [line for line in lines().splitlines()
                      if "event=login" in line], took


def tests(stack: Stack):
    """Name and test, in order."""
    provider = stack.provider

    def prepare(**keys: object):
        stack.fresh()
        provider.set(rotation="strict")
        stack.enrol()
        stack.configure(account="check", **keys)

    def all_in():
        prepare()
        provider.set(faults={"path": "token", "kind": "delay",
                             "seconds": AWAY, "times": -1})
        mark = provider.mark()
        statuses, lines, took = burst(stack, LOGINS)
        check(statuses == [0] * LOGINS, statuses, lines)
        silent = [line for line in lines if "outcome=granted" in line
                  and "reason=silent" in line]
        check(len(silent) == LOGINS, lines)
        asked = len(provider.requests(mark, "/token"))
        print(f"# {LOGINS} logins: {asked} redemptions, {took:.1f} s")
        check(asked < LOGINS / 2, f"{asked} redemptions")

    def one_is_refused():
        """What the provider says meanwhile is not outrun."""
        prepare()
        provider.revoke("alice")
        statuses, lines, _ = burst(stack, 8)
        check(0 not in statuses, statuses, lines)

    return [
        (f"{LOGINS} logins of one user at once, the provider "
         f"{int(AWAY * 1000)} ms away: all get in", all_in),
        ("no login of a burst outlives the account", one_is_refused),
    ]
