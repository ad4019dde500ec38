# SPDX-License-Identifier: BSD-2-Clause
"""The sign-in is on the screen, or it is said that there is none."""

import time
from pathlib import Path

from rig import pam
from rig.sshd import Sshd
from rig.stack import Stack, check, expect
from session import PASSWORD, SAY_IT, Session, apart

OUTPUT = Path("/home/alice/output")
BOUND = 5                       # seconds


def tests(stack: Stack):
    """Name and test, in order."""
    Path("/etc/sudoers").write_text("alice ALL=(ALL) ALL\n")
    for service in ("sudo", "su"):
        stack.world.service(service, *PASSWORD)
    stack.world.service("sshd", *pam.KEY)
    sshd = Sshd(stack.world, port=2280)

    def start(command):
        stack.fresh(first_factor="evidence")
        session = Session(stack, ["sh", "-c", command], "alice")
        session.password()
        return session

    def redirected(command, person):
        def test():
            session = start(f"{command} > {OUTPUT}")
            session.approve(person)
            session.finish()
            expect(session.judged(1), outcome="granted")
            check(OUTPUT.read_text() == "this-is-inside\n",
                  OUTPUT.read_text())
        return test

    def piped(command, person):
        def test():
            session = start(f"{command} | tr a-z A-Z")
            session.approve(person)
            session.finish()
            expect(session.judged(1), outcome="granted")
            check("THIS-IS-INSIDE" in session.terminal.output
                  and "HTTPS" not in session.terminal.output,
                  session.terminal.output)
        return test

    def own_prompt():
        stack.fresh(first_factor="evidence")
        session = Session(stack, ["sudo", "-k", "-p", "mine: ", "sh", "-c",
                                  SAY_IT], "alice")
        session.terminal.expect("mine: ")
        session.terminal.send("first-factor\n")
        session.terminal.expect(r"https://\S+")
        session.approve()
        session.finish()
        expect(session.judged(1), outcome="granted")
        check(session.entered, session.terminal.output)

    def no_terminal():
        stack.fresh(first_factor="evidence")
        began = time.monotonic()
        command = sshd.client("alice", SAY_IT)
        session = Session(stack, [command[0], "-T", *command[1:]],
                          terminal=False)
        session.finish()
        check(time.monotonic() - began < BOUND, "it took too long")
        found = stack.journal.decision(session.mark)
        expect(found, outcome="not_shown")
        check(len(stack.journal.decisions(session.mark)) == 1)
        lines = [line for line in session.terminal.output.splitlines()
                 if line.strip() and "Permission denied" not in line]
        check(len(lines) == 2 and "cannot show one" in lines[0]
              and lines[1].endswith("ssh web01"), lines)

    su = f"su bob -c \"{SAY_IT}\""
    sudo = f"sudo -k sh -c \"{SAY_IT}\""
    return apart([
        ("su with its output in a file", redirected(su, "bob")),
        ("su with its output in a pipe", piped(su, "bob")),
        ("sudo with its output in a file", redirected(sudo, "alice")),
        ("sudo with its output in a pipe", piped(sudo, "alice")),
        ("sudo with a prompt of the caller's", own_prompt),
        ("ssh -T without a terminal: what to do, at once", no_terminal),
    ])
