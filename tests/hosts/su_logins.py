# SPDX-License-Identifier: BSD-2-Clause
"""The real su, asked by one user for another."""

from pathlib import Path

from rig import pam
from rig.stack import Stack, check, expect, plain
from session import Session, apart


def tests(stack: Stack):
    """Name and test, in order."""
    stack.world.service("su", *pam.PASSWORD)
    output = Path("/home/alice/output")

    def start(command):
        stack.fresh(first_factor="evidence")
        session = Session(stack, ["sh", "-c", command], "alice")
        session.password()
        return session

    def target_signs_in():
        session = start("su bob -c 'id -un'")
        session.approve("bob")
        expect(session.decision(), outcome="granted", user="bob")
        check(plain(session.terminal.output).endswith("bob "),
              session.terminal.output)

    def caller_cannot():
        session = start("su bob -c 'id -un'")
        session.approve("alice")
        expect(session.decision(), outcome="wrong_person")
        check(session.terminal.status == 1)

    def output_stays_clean():
        session = start(f"su bob -c 'id -un' > {output}")
        session.approve("bob")
        expect(session.decision(), outcome="granted")
        check(output.read_text() == "bob\n", output.read_text())

    return apart([
        ("the target's owner signs in", target_signs_in),
        ("the caller cannot sign in for the target", caller_cannot),
        ("a redirected output has no sign-in in it", output_stays_clean),
    ])
