# SPDX-License-Identifier: BSD-2-Clause
"""The real sudo."""

from pathlib import Path

from rig import pam
from rig.stack import Stack, check, expect, none_left, plain
from session import Session, apart

C1 = '{"access_token":{"acrs":{"essential":true,"value":"c1"}}}'


def tests(stack: Stack):
    """Name and test, in order."""
    provider = stack.provider
    stack.world.service("sudo", *pam.PASSWORD)
    Path("/etc/sudoers").write_text("alice ALL=(ALL) ALL\n")

    def fresh(**sudo):
        stack.provider.reset()
        stack.fresh()
        stack.configure({"sudo": sudo} if sudo else None,
                        first_factor="evidence")

    def start(*command):
        session = Session(stack, ["sudo", "-k", *command], "alice")
        session.password()
        return session

    def sign_in():
        fresh()
        session = start("id", "-u")
        code = session.code()
        session.terminal.expect("[▀▄█]{20}")
        provider.act(code)
        expect(session.decision(), outcome="granted", reason="sign_in",
               service="sudo", user="alice")
        check(session.terminal.status == 0)
        check(plain(session.terminal.output).endswith("0 "),
              session.terminal.output)

    def silent_then_own_context():
        fresh()
        session = start("true")
        session.approve()
        expect(session.decision(), outcome="granted")
        expect(start("true").decision(), outcome="granted", reason="silent")
        stack.configure({"sudo": {"required_claims": C1}},
                        first_factor="evidence")
        session = start("id", "-u")
        session.approve(second_factor=True)
        expect(session.decision(), outcome="granted", reason="sign_in")
        expect(start("true").decision(), outcome="granted", reason="silent")

    def declined_once():
        fresh()
        seen = provider.mark()
        session = start("true")
        session.approve(decision="decline")
        expect(session.decision(), outcome="declined")
        check(session.terminal.status == 1, session.terminal.status)
        check(len(provider.requests(seen, "/devicecode")) == 1)

    def interrupted():
        fresh()
        session = start("true")
        session.code()
        session.terminal.expect("[▀▄█]{20}")
        session.terminal.send("\x03")
        expect(session.decision(), outcome="cancelled",
               reason="interrupted")
        none_left(2)

    def prompt_override():
        fresh()
        session = start("-p", "my own password: ", "id")
        session.approve()
        expect(session.decision(), outcome="granted")

    return apart([
        ("the sign-in shows at once and needs no Enter", sign_in),
        ("silence, then a context of sudo's own", silent_then_own_context),
        ("a declined sign-in is asked once", declined_once),
        ("Ctrl-C", interrupted),
        ("a prompt of the caller's hides nothing", prompt_override),
    ])
