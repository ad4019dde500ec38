# SPDX-License-Identifier: BSD-2-Clause
"""Logins that end in every way there is, many at a time."""

import os
import random
import signal
import time
from pathlib import Path

from rig.stack import STORE, Stack, check, none_left, processes

ENDINGS = 500
PARALLEL = 20


def hang_up(login, _chance):
    """The terminal is closed."""
    login.terminal.close()


def end_host(number):
    """The host gets a signal at some moment."""
    def end(login, chance):
        time.sleep(chance.uniform(0, 0.1))
        login.terminal.kill(number)
    return end


def end_program(name):
    """A process of ours is killed from outside."""
    def end(login, chance):
        time.sleep(chance.uniform(0, 0.05))
        for pid in processes(name)[:1]:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
        login.terminal.answer()
    return end


def type_key(key):
    """The person types this at some moment."""
    def end(login, chance):
        time.sleep(chance.uniform(0, 0.4))
        login.terminal.send(key)
    return end


ENDS = [
    hang_up, end_host(signal.SIGKILL), end_host(signal.SIGTERM),
    end_host(signal.SIGHUP), end_host(signal.SIGINT),
    end_program("claims-keeper"), end_program("claims-agent"),
    type_key("\x03"), type_key("\x04"), type_key("\n"), type_key("\x1c"),
]


def leftovers() -> list[str]:
    """Files that no login may leave behind."""
    return [str(path) for directory in (STORE, Path("/tmp"), Path("/dev/shm"))
            for path in directory.iterdir()
            if path.name.endswith(".tmp") or "claims" in path.name
            and not path.name.startswith("pam_claims-")]


def tests(stack: Stack):
    """Name and test, in order."""
    provider = stack.provider

    def play(login, way, chance):
        """Begin to end a login, whose keeper may be killed already."""
        try:
            begin(login, way, chance)
        except AssertionError as wrong:
            check("failed on this host" in str(wrong), wrong)

    def begin(login, way, chance):
        if way == len(ENDS):
            stack.approve(login.code(), "alice")
            login.enter()
        elif way == len(ENDS) + 1:
            stack.approve(login.code(), "alice", decision="decline")
            login.enter()
        else:
            if chance.random() < 0.5:
                login.code()
            ENDS[way](login, chance)

    def finish(login):
        if login.terminal.status is not None:
            return
        login.terminal.kill()
        login.terminal.close()

    def endings():
        chance = random.Random(4)
        stack.fresh(first_factor="none")
        provider.set(rotation="strict")
        before = len(os.listdir("/proc/self/fd"))
        for batch in range(0, ENDINGS, PARALLEL):
            logins = [stack.login() for _ in range(PARALLEL)]
            for number, login in enumerate(logins, batch):
                play(login, number % (len(ENDS) + 2), chance)
            for login in logins:
                finish(login)
            none_left(2)
        check(not leftovers(), leftovers())
        check(len(os.listdir("/proc/self/fd")) == before)
        stack.configure()
        found = stack.login().end()
        check(found["reason"] == "silent", found)

    return [
        (f"{ENDINGS} mixed endings leave nothing behind", endings),
    ]
