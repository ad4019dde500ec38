# SPDX-License-Identifier: BSD-2-Clause
"""The real hosts, the real relay, and a browser that comes back to it."""

import signal
import time
from pathlib import Path

from rig import pam
from rig.relay import Relay, Visitor, missing
from rig.sshd import Sshd
from rig.stack import CA, Stack, check, expect, none_left, plain
from session import Session

ADDRESS = r"Open +(https://localhost:8445/[0-9A-Z]+)"
KEY = Path("/etc/pam_claims.relay-key")
LEFT = 2.0  # seconds in which the page knows that nobody waits


def tests(stack: Stack):
    """Name and test, in order."""
    if missing():
        return [(f"# SKIP {missing()}", lambda: None)]
    provider = stack.provider
    authorize = provider.issuer.removesuffix("/v2.0") + \
        "/oauth2/v2.0/authorize"
    relay = Relay(stack.world.root / "relay", authorize, provider.client_id,
                  port=8445)
    relay.add_key("*", KEY)
    relay.trust(CA)
    relay.start()
    for service in ("sshd", "sudo", "su"):
        stack.world.service(service, *pam.PASSWORD)
    Path("/etc/sudoers").write_text("alice ALL=(ALL) ALL\n")
    sshd = Sshd(stack.world)

    def fresh(**keys):
        stack.fresh(**{"flow": "auto", "first_factor": "evidence",
                       "relay_url": relay.url, "relay_key_file": KEY, **keys})
        provider.set(authorize={"redirect_uris": [f"{relay.url}/callback"]})

    def ssh(*command, **keys):
        fresh(**keys)
        session = Session(stack, sshd.client("alice", *command))
        session.password()
        return session

    def local(*command, **keys):
        fresh(**keys)
        session = Session(stack, list(command), "alice")
        session.password()
        return session

    def address_of(session):
        return session.terminal.expect(ADDRESS).group(1)

    def visit(session, user="alice"):
        """To the last page."""
        visitor = Visitor(relay)
        where = visitor.proceed(address_of(session))
        return visitor.arrive(provider.follow(where, user))

    def type_number(session, text):
        session.terminal.expect("Type the number[^\n]*: ")
        session.terminal.answer(text)

    def granted(session, shown):
        expect(session.decision(), outcome="granted", reason="sign_in")
        screen = session.terminal.output
        check(session.terminal.status == 0, screen)
        check(plain(screen).endswith(f"{shown} "), screen)

    def number_in_sshd():
        session = ssh("id", "-un")
        page = visit(session)
        check(page.number, page.text)
        type_number(session, f"{page.number[:3]} {page.number[3:]}")
        granted(session, "alice")
        screen = session.terminal.output
        first = screen[:screen.index("Type the number")]
        check(first.isascii(), "the first prompt is not plain ASCII")
        check("from 127.0.0.1" in screen, screen)

    def three_tries_in_sshd():
        session = ssh("id", "-un")
        number = int(visit(session).number)
        for more in (1, 2, 3):
            type_number(session, f"{(number + more) % 1000000:06}")
        session.terminal.expect("(?i)declined|denied|not finished|refused")
        session.terminal.kill()
        session.terminal.close()
        expect(stack.journal.decision(session.mark), outcome="declined",
               reason="number")

    def qr_code_in_sshd():
        session = ssh("id", "-un")
        visitor = Visitor(relay)
        where = visitor.proceed(address_of(session))
        type_number(session, "q")
        session.terminal.expect("[█▀▄ ]{25}")
        type_number(session,
                    visitor.arrive(provider.follow(where, "alice")).number)
        granted(session, "alice")

    def client_leaves():
        session = ssh("id", "-un")
        address = address_of(session)
        time.sleep(0.3)
        session.terminal.kill()
        page_knows(address)
        session.terminal.close()
        none_left()

    def page_knows(address):
        end = time.monotonic() + LEFT
        while Visitor(relay).get(address).status != 410:
            check(time.monotonic() < end, "the relay does not know yet")
            time.sleep(0.05)

    def sudo_by_itself():
        session = local("sudo", "-k", "id", "-u")
        page = visit(session)
        check(not page.number, page.text)
        granted(session, "0")
        check("Type the number" not in session.terminal.output)

    def sudo_with_a_number():
        session = local("sudo", "-k", "id", "-u", relay_number="always")
        type_number(session, visit(session).number)
        granted(session, "0")

    def sudo_is_interrupted():
        session = local("sudo", "-k", "id", "-u")
        address = address_of(session)
        time.sleep(0.3)
        session.terminal.kill(signal.SIGINT)
        page_knows(address)
        session.finish()
        expect(stack.journal.decision(session.mark), outcome="cancelled")
        none_left()

    def wrong_person_in_sudo():
        session = local("sudo", "-k", "id", "-u")
        visit(session, "bob")
        expect(session.decision(), outcome="wrong_person")
        check(session.terminal.status != 0)

    def su_by_itself():
        session = local("su", "bob", "-c", "id -un")
        visit(session, "bob")
        granted(session, "bob")
        check("Type the number" not in session.terminal.output)

    def without_a_relay():
        relay.stop()
        try:
            session = ssh("id", "-un")
            session.approve()
            session.enter()
            found = session.decision()
            expect(found, outcome="granted", reason="sign_in")
            check("relay_unreachable" in found["note"], found)
        finally:
            relay.start()

    return [
        ("sshd: a number is typed", number_in_sshd),
        ("sshd: three wrong numbers", three_tries_in_sshd),
        ("sshd: a QR code of the short address", qr_code_in_sshd),
        ("sshd: the client leaves, and the page knows", client_leaves),
        ("sshd: no relay, a device code", without_a_relay),
        ("sudo: by itself", sudo_by_itself),
        ("sudo: a number, where it is always asked for", sudo_with_a_number),
        ("sudo: interrupted, and the page knows", sudo_is_interrupted),
        ("sudo: the wrong person", wrong_person_in_sudo),
        ("su: by itself", su_by_itself),
    ]
