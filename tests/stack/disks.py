# SPDX-License-Identifier: BSD-2-Clause
"""Stores that cannot be written: nothing is redeemed, nobody is asked."""

import os
import subprocess

from rig.stack import STORE, Stack, check, expect
from rig.world import run


def fill(path) -> None:
    """Write until nothing more goes in."""
    with open(path, "wb", buffering=0) as file:
        try:
            while True:
                file.write(bytes(4096))
        except OSError:
            pass


def tests(stack: Stack):
    """Name and test, in order."""
    provider = stack.provider

    def small_disk():
        stack.fresh()
        STORE.mkdir(mode=0o700)
        run("mount", "-t", "tmpfs", "-o", "size=400k,mode=700", "tmpfs",
            str(STORE))
        provider.set(rotation="strict")
        stack.enrol()

    def refused(words: str):
        """Both phases, with a terminal and without."""
        mark = provider.mark()
        for operation in ("authenticate", "acct_mgmt"):
            expect(stack.login(operation=operation).end(),
                   outcome="unavailable", reason="store_unwritable")
        check(words in stack.journal.lines[-1], stack.journal.lines[-1])
        check(not provider.requests(mark, "/token"), "a token was redeemed")

    def on(disk):
        def test():
            small_disk()
            stack.configure(account="check")
            try:
                disk()
            finally:
                run("umount", str(STORE))
                os.rmdir(STORE)
        return test

    def full():
        fill(STORE / "filler")
        refused("No space left on device")
        (STORE / "filler").unlink()
        expect(stack.login().end(), outcome="granted", reason="silent")

    def read_only():
        run("mount", "-o", "remount,ro", str(STORE))
        refused("Read-only file system")
        run("mount", "-o", "remount,rw", str(STORE))
        expect(stack.login().end(), outcome="granted", reason="silent")

    def filled_meanwhile():
        """The disk is full when the new token comes."""
        provider.set(faults={"path": "token", "kind": "delay", "seconds": 2})
        mark = provider.mark()
        host = subprocess.Popen(
            ["pamtester", stack.service, "alice", "acct_mgmt"],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL)
        while not list(STORE.glob("*.token.tmp")):
            check(host.poll() is None, "it ended before")
        fill(STORE / "filler")
        check(host.wait(20) == 0, stack.journal.lines[-1])
        check(len(provider.requests(mark, "/token")) == 1)
        (STORE / "filler").unlink()
        expect(stack.login().end(), outcome="granted", reason="silent")

    return [
        ("a full disk: unavailable, and nothing is redeemed", on(full)),
        ("a read-only disk: unavailable, and nothing is redeemed",
         on(read_only)),
        ("a disk that fills during the redemption loses no token",
         on(filled_meanwhile)),
    ]
