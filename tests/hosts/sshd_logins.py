# SPDX-License-Identifier: BSD-2-Clause
"""The real sshd and the real ssh client."""

import signal
import time

from rig import pam
from rig.sshd import Sshd
from rig.stack import Stack, check, expect, none_left, plain
from session import Session, apart


def tests(stack: Stack):
    """Name and test, in order."""
    provider = stack.provider
    stack.world.service("sshd", *pam.PASSWORD)
    sshd = Sshd(stack.world)
    both = Sshd(stack.world, "AuthenticationMethods "
                "publickey,keyboard-interactive:pam", port=2223)
    key = both.authorize("alice")

    def fresh(**keys):
        stack.fresh(first_factor="evidence", **keys)
        stack.world.service("sshd", *pam.PASSWORD)

    def client(*command, server=sshd, **options):
        return Session(stack, server.client("alice", *command, **options))

    def enrol():
        session = client("true")
        session.password()
        session.approve()
        session.enter()
        expect(session.decision(), outcome="granted", reason="sign_in")

    def first_sign_in():
        fresh()
        session = client("id", "-un")
        session.password()
        session.approve()
        session.enter()
        found = session.decision()
        expect(found, outcome="granted", reason="sign_in", service="sshd",
               rhost="127.0.0.1")
        screen = session.terminal.output
        check(session.terminal.status == 0, screen)
        check(plain(screen).endswith("alice "), screen)
        first = screen[:screen.index("Press Enter")]
        check(first.isascii(), "the first prompt is not plain ASCII")

    def qr_code():
        fresh()
        session = client("true")
        session.password()
        code = session.code()
        session.enter("q")
        session.terminal.expect("[█▀▄ ]{25}")
        provider.act(code)
        session.enter()
        expect(session.decision(), outcome="granted")

    def silent():
        fresh()
        enrol()
        session = client("id", "-un")
        session.password()
        expect(session.decision(), outcome="granted", reason="silent",
               requests="1")
        check("Code" not in session.terminal.output)

    def wrong_password():
        fresh()
        enrol()
        mark = provider.mark()
        session = client("true")
        for _ in range(3):
            session.password("wrong")
        session.terminal.wait()
        session.terminal.close()
        check(not provider.requests(mark, "/token"))
        check(not provider.requests(mark, "/devicecode"))

    def key_then_claims():
        fresh()
        stack.world.service("sshd", *pam.KEY)
        methods = "publickey,keyboard-interactive"
        session = client("true", server=both, methods=methods, key=key)
        session.approve()
        session.enter()
        expect(session.decision(), outcome="granted", reason="sign_in")
        session = client("id", "-un", server=both, methods=methods, key=key)
        expect(session.decision(), outcome="granted", reason="silent")
        check("alice" in session.terminal.output)

    def key_only():
        fresh()
        session = client("true", methods="publickey", key=key)
        expect(session.decision(), outcome="not_shown", phase="account")
        check(session.terminal.status == 255)
        enrol()
        session = client("id", "-un", methods="publickey", key=key)
        expect(session.decision(), outcome="granted", reason="silent",
               phase="account")
        check("alice" in session.terminal.output, session.terminal.output)
        provider.set(policy={"block": True})
        session = client("true", methods="publickey", key=key)
        expect(session.decision(), outcome="blocked", phase="account")

    def blocked_once():
        fresh()
        enrol()
        provider.set(policy={"block": True})
        session = client("true")
        session.password()
        expect(session.decision(), outcome="blocked")
        check(session.terminal.status == 255)
        check("Conditional Access" in plain(session.terminal.output),
              session.terminal.output)

    def wrong_person_once():
        fresh()
        mark = provider.mark()
        session = client("true")
        session.password()
        session.approve("bob")
        session.enter()
        expect(session.decision(), outcome="wrong_person")
        check(len(provider.requests(mark, "/devicecode")) == 1)

    def password_method():
        fresh()
        sshd_password = Sshd(stack.world, "PasswordAuthentication yes",
                             "KbdInteractiveAuthentication no", port=2224)
        session = client("true", server=sshd_password, methods="password")
        session.password()
        expect(session.decision(), outcome="not_shown")
        check(session.terminal.status == 255)
        sshd_password.stop()

    def client_killed():
        fresh()
        session = client("true")
        session.password()
        session.terminal.expect("(?i)press enter")
        session.terminal.kill(signal.SIGKILL)
        session.terminal.close()
        none_left(2)

    def client_killed_after_enter():
        fresh()
        session = client("true")
        session.password()
        session.enter()
        time.sleep(0.5)
        session.terminal.kill(signal.SIGKILL)
        session.terminal.close()
        none_left(2)
        expect(stack.journal.decision(session.mark), outcome="cancelled",
               reason="disconnected")

    return apart([
        ("a password, then the first sign-in", first_sign_in),
        ("q and Enter show the QR code", qr_code),
        ("a password, then silence", silent),
        ("a wrong password asks nobody", wrong_password),
        ("a key, then the claims", key_then_claims),
        ("a key alone: the account phase checks", key_only),
        ("a block is said once", blocked_once),
        ("a wrong person has one try", wrong_person_once),
        ("the password method cannot show a sign-in", password_method),
        ("the client is killed at the prompt", client_killed),
        ("the client is killed while we wait", client_killed_after_enter),
    ])
