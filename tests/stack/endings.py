# SPDX-License-Identifier: BSD-2-Clause
"""Logins that end before their time, and what they leave behind."""

import os
import random
import signal
import time
from pathlib import Path

from rig import pam
from rig.stack import Stack, check, expect, none_left, processes
from rig.terminal import Terminal

KILLS = 100
PARALLEL = 4


def memory(pid: int, kind: str) -> int:
    """Resident memory in KiB: VmRSS at the moment, VmHWM at its peak."""
    status = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in status
                if line.startswith(kind))


def tests(stack: Stack):
    """Name and test, in order."""
    provider = stack.provider

    def host_killed():
        stack.fresh()
        login = stack.login()
        login.code()
        login.terminal.kill(signal.SIGKILL)
        none_left(2)
        login.terminal.close()

    def killed_after_the_verdict():
        stack.fresh()
        login = stack.login()
        stack.approve(login.code(), "bob")
        login.terminal.expect("(?i)press enter")
        time.sleep(2)
        login.terminal.kill(signal.SIGKILL)
        login.terminal.close()
        expect(stack.journal.decision(login.mark), outcome="cancelled",
               reason="wrong_person")
        none_left(2)

    def given_up_during_a_redemption():
        """The module has told the log; the keeper only finishes."""
        stack.fresh()
        stack.enrol()
        provider.revoke("alice")
        provider.set(faults={"path": "token", "kind": "delay", "seconds": 4})
        mark = stack.journal.mark()
        terminal = Terminal(
            ["sh", "-c", "trap '' HUP; exec pamtester claims alice "
             "authenticate"], stack.world.environment("root"))
        time.sleep(1)
        terminal.hang_up()
        none_left(10)
        terminal.close()
        time.sleep(0.5)
        expect(stack.journal.decision(mark), outcome="cancelled",
               reason="disconnected")

    def keeper_killed():
        stack.fresh()
        login = stack.login()
        login.code()
        login.terminal.expect("(?i)press enter")
        for pid in processes("claims-keeper"):
            os.kill(pid, signal.SIGKILL)
        login.terminal.answer()
        expect(login.end(), outcome="error")
        none_left(2)

    def agent_killed():
        stack.fresh()
        login = stack.login()
        login.code()
        login.terminal.expect("(?i)press enter")
        for pid in processes("claims-agent"):
            os.kill(pid, signal.SIGKILL)
        login.terminal.answer()
        expect(login.end(), outcome="error", reason="agent_gone")

    def agent_is_small():
        stack.fresh()
        login = stack.login()
        code = login.code()
        agents = processes("claims-agent")
        check(len(agents) == 1, agents)
        peak = memory(agents[0], "VmHWM")
        check(0 < peak < 32 * 1024, f"{peak} KiB")
        provider.act(code)
        login.enter()
        expect(login.end(), outcome="granted")

    def host_hardly_grows():
        stack.fresh()
        stack.world.service("without", *pam.UNIX)
        stack.world.service("with", *pam.UNIX, pam.CLAIMS)
        before = stack.login(service="without")
        before.terminal.expect("Password:")
        after = stack.login(service="with")
        after.terminal.expect("Password:")
        after.terminal.send("first-factor\n")
        after.code()
        growth = (memory(after.terminal.pid, "VmRSS")
                  - memory(before.terminal.pid, "VmRSS"))
        for login in (before, after):
            login.terminal.kill()
            login.terminal.close()
        check(0 < growth < 1024, f"{growth} KiB")

    def parallel_account_checks():
        stack.fresh()
        stack.enrol()
        stack.configure(account="check", resource_url=provider.api_url)
        provider.set(faults={"path": "api", "kind": "delay", "seconds": 1,
                             "times": -1})
        logins = [stack.login(operation="acct_mgmt") for _ in range(8)]
        statuses = [login.terminal.wait(20) for login in logins]
        for login in logins:
            login.terminal.close()
        check(statuses == [0] * 8, statuses)

    def kills():
        stack.fresh()
        provider.set(rotation="strict")
        stack.enrol()
        generator = random.Random(1)
        killed = lost = 0
        while killed < KILLS:
            logins = [stack.login() for _ in range(PARALLEL)]
            for login in logins:
                time.sleep(generator.uniform(0, 0.04))
                login.terminal.kill(signal.SIGKILL)
                killed += 1
            for login in logins:
                login.terminal.close()
            none_left(15)
            found = stack.login()
            time.sleep(0.2)
            if "Code" in found.screen or found.end()["reason"] != "silent":
                lost += 1
                break
        check(lost == 0, f"lost a token after {killed} kills")

    return [
        ("the host is killed: nothing is left", host_killed),
        ("the host is killed with the verdict unread: one line",
         killed_after_the_verdict),
        ("given up during a redemption: one line",
         given_up_during_a_redemption),
        ("the keeper is killed", keeper_killed),
        ("the agent is killed", agent_killed),
        ("the agent stays below 32 MiB", agent_is_small),
        ("the host grows by less than 1 MiB", host_hardly_grows),
        ("parallel checks wait for each other's token, not for the API",
         parallel_account_checks),
        (f"{KILLS} kills, {PARALLEL} at a time, no dead token", kills),
    ]
