# SPDX-License-Identifier: BSD-2-Clause
"""The real login of the shadow suite, on a terminal."""

from rig import pam
from rig.stack import Stack, check, expect
from session import Session, apart


def tests(stack: Stack):
    """Name and test, in order."""
    stack.world.service("login", *pam.PASSWORD)

    def start(*arguments):
        stack.fresh(first_factor="evidence")
        return Session(stack, ["login", *arguments])

    def work_and_leave(session):
        session.terminal.expect(r"\$ ")
        session.terminal.send("id -un; exit\n")
        session.terminal.expect("\nalice")

    def named():
        session = start("alice")
        session.password()
        code = session.code()
        session.terminal.expect("[▀▄█]{20}")
        stack.provider.act(code)
        work_and_leave(session)
        expect(session.decision(), outcome="granted", service="login",
               user="alice")

    def asks_for_the_name():
        session = start()
        session.terminal.expect("login: ")
        session.terminal.send("alice\n")
        session.password()
        session.approve()
        work_and_leave(session)
        expect(session.decision(), outcome="granted", user="alice")

    def refused_once():
        session = start("alice")
        session.password()
        session.approve(decision="decline")
        expect(session.decision(), outcome="declined")
        screen = session.terminal.output
        check("$ " not in screen and screen.count("Code") == 1, screen)

    return apart([
        ("a named user", named),
        ("login asks for the name", asks_for_the_name),
        ("a refusal ends it", refused_once),
    ])
