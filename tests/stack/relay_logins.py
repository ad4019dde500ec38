# SPDX-License-Identifier: BSD-2-Clause
"""The relay flow: the real relay, and browsers that visit it."""

import json
import signal
import time
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from rig import pam, utmp
from rig.relay import Relay, Visitor, missing
from rig.stack import CA, Stack, check, expect, none_left

C1 = '{"id_token":{"acrs":{"essential":true,"value":"c1"}}}'
ADDRESS = r"Open +(https://localhost:8443/[0-9A-Z]+)"
KEY = Path("/etc/pam_claims.relay-key")


def tests(stack: Stack):
    """Name and test, in order."""
    if missing():
        return [(f"# SKIP {missing()}", lambda: None)]
    provider = stack.provider
    authorize = provider.issuer.removesuffix("/v2.0") + \
        "/oauth2/v2.0/authorize"
    relay = Relay(stack.world.root / "relay", authorize, provider.client_id,
                  waiting_per_user=2)
    relay.add_key("web*", KEY)
    relay.trust(CA)
    relay.start()
    stack.world.service("sudo", f"{pam.CLAIMS}", *pam.ACCOUNT)

    def fresh(**keys):
        stack.fresh(**{"flow": "relay", "first_factor": "none",
                       "relay_url": relay.url, "relay_key_file": KEY, **keys})
        provider.set(authorize={"redirect_uris": [f"{relay.url}/callback",
                                                  "http://127.0.0.1"]})

    def address_of(login):
        return login.terminal.expect(ADDRESS).group(1)

    def at_home(**options):
        utmp.write("pts/9")
        return stack.login(service="sudo", rhost="", **options)

    def type_number(login, text):
        login.terminal.expect("Type the number[^\n]*: ")
        login.terminal.answer(text)

    def sign_in(visitor, address, user="alice", **how):
        """Through the relay and the provider, to the page at the end."""
        return visitor.arrive(provider.follow(visitor.proceed(address), user,
                                              **how))

    def secrets_are_nowhere(*secrets):
        for place in (relay.log.read_text(), "\n".join(stack.journal.lines)):
            for secret in secrets:
                check(secret not in place, secret, place)

    def by_number():
        fresh()
        mark = provider.mark()
        login = stack.login()
        address = address_of(login)
        visitor = Visitor(relay)
        question = visitor.open(address)
        for word in ("alice", "web01", "192.0.2.7", "alice@example.test"):
            check(word in question.text, word, question.text)
        where = visitor.press(address, "continue").location
        query = parse_qs(urlsplit(where).query)
        back = provider.follow(where, "alice")
        page = visitor.arrive(back)
        check(page.number, page.text)
        type_number(login, page.number)
        expect(login.end(), outcome="granted", reason="sign_in")
        check(len(address) <= 40 and login.screen.isascii(), login.screen)
        asked, = provider.requests(mark, "/authorize")
        check("xms_cc" in asked["query"]["claims"], asked)
        check(asked["query"]["code_challenge_method"] == "S256")
        redeemed, = provider.requests(mark, "/token")
        check("xms_cc" in redeemed["form"]["claims"], redeemed)
        check(redeemed["form"]["redirect_uri"] == f"{relay.url}/callback")
        secrets_are_nowhere(parse_qs(urlsplit(back).query)["code"][0],
                            query["state"][0], page.number,
                            KEY.read_text().strip())
        for event in ("started", "continued", "returned", "delivered"):
            line, = relay.lines(event)
            check("host=web01 user=alice service=claims" in line, line)

    def silent_afterwards():
        stack.configure(flow="relay", relay_url=relay.url, relay_key_file=KEY)
        expect(stack.login().end(), outcome="granted", reason="silent",
               requests="1")

    def number_is_spelt():
        fresh()
        login = stack.login()
        page = sign_in(Visitor(relay), address_of(login))
        type_number(login, "")
        login.terminal.expect("The number has six digits")
        type_number(login, "12345")
        login.terminal.expect("The number has six digits")
        type_number(login, f" {page.number[:3]} - {page.number[3:]} ")
        expect(login.end(), outcome="granted")

    def other_number(number):
        return f"{(int(number) + 1) % 1000000:06}"

    def wrong_once():
        fresh()
        login = stack.login()
        page = sign_in(Visitor(relay), address_of(login))
        type_number(login, other_number(page.number))
        login.terminal.expect("Tries left: 2")
        type_number(login, page.number)
        expect(login.end(), outcome="granted")

    def wrong_three_times():
        fresh()
        login = stack.login()
        page = sign_in(Visitor(relay), address_of(login))
        for left in (2, 1):
            type_number(login, other_number(page.number))
            login.terminal.expect(f"Tries left: {left}")
        type_number(login, other_number(page.number))
        expect(login.end(), outcome="declined", reason="number")

    def number_too_early():
        """It is kept until the relay asks, and counts as a try then."""
        fresh()
        login = stack.login()
        address = address_of(login)
        type_number(login, "000000")
        time.sleep(0.3)
        page = sign_in(Visitor(relay), address)
        login.terminal.expect("Tries left: 2")
        type_number(login, page.number)
        expect(login.end(), outcome="granted")

    def qr_code():
        fresh()
        login = stack.login()
        address = address_of(login)
        type_number(login, "q")
        login.terminal.expect("[█▀▄ ]{25}")
        type_number(login, sign_in(Visitor(relay), address).number)
        expect(login.end(), outcome="granted")

    def by_itself():
        fresh()
        login = at_home()
        page = sign_in(Visitor(relay), address_of(login))
        check(not page.number, page.text)
        expect(login.end(), outcome="granted", reason="sign_in", requests="5")
        check("Type the number" not in login.screen, login.screen)

    def always_a_number():
        fresh(relay_number="always")
        login = at_home()
        type_number(login, sign_in(Visitor(relay), address_of(login)).number)
        expect(login.end(), outcome="granted")

    def never_a_number():
        fresh(relay_number="never")
        login = stack.login()
        page = sign_in(Visitor(relay), address_of(login))
        check(not page.number, page.text)
        login.enter()
        expect(login.end(), outcome="granted")

    def this_was_not_me():
        fresh()
        login = stack.login()
        address = address_of(login)
        visitor = Visitor(relay)
        visitor.open(address)
        visitor.press(address, "decline")
        login.terminal.answer("")
        expect(login.end(), outcome="declined", reason="reported")
        check(relay.lines("reported"))
        check(any("<1>" in line or "alert" in line or "reported" in line
                  for line in stack.journal.lines[-3:]))

    def wrong_person():
        fresh()
        login = at_home()
        sign_in(Visitor(relay), address_of(login), "bob")
        expect(login.end(), outcome="wrong_person")

    def provider_says_no():
        fresh()
        login = at_home()
        page = sign_in(Visitor(relay), address_of(login), decision="decline")
        check("access_denied" in page.text, page.text)
        expect(login.end(), outcome="declined", error="access_denied")

    def context_is_asked_for_and_shown():
        fresh(required_claims=C1)
        mark = provider.mark()
        login = at_home()
        sign_in(Visitor(relay), address_of(login), second_factor=True)
        expect(login.end(), outcome="granted")
        asked, = provider.requests(mark, "/authorize")
        claims = json.loads(asked["query"]["claims"])
        check(claims["id_token"]["acrs"]["value"] == "c1", claims)
        redeemed, = provider.requests(mark, "/token")
        check("c1" in redeemed["form"]["claims"], redeemed)

    def device_flow_is_blocked():
        fresh(flow="auto")
        provider.set(device={"refused": "unauthorized_client"})
        login = at_home()
        sign_in(Visitor(relay), address_of(login))
        expect(login.end(), outcome="granted")

    def spoiled(name, reason, **how):
        def test():
            fresh()
            provider.set(**how)
            login = at_home()
            sign_in(Visitor(relay), address_of(login))
            expect(login.end(), outcome="untrusted", reason=reason)
        return f"{name}: untrusted", test

    def given_up(login, address, wait=2.0):
        """The page says so in time."""
        end = time.monotonic() + wait
        visitor = Visitor(relay)
        while visitor.get(address).status != 410:
            check(time.monotonic() < end, "the relay does not know yet")
            time.sleep(0.05)

    def interrupted():
        fresh()
        login = at_home()
        address = address_of(login)
        time.sleep(0.3)
        login.terminal.kill(signal.SIGINT)
        given_up(login, address)
        expect(login.end(), outcome="cancelled")
        none_left()
        check(relay.lines("given_up"))

    def killed():
        fresh()
        login = stack.login()
        address = address_of(login)
        time.sleep(0.3)
        login.terminal.kill()
        given_up(login, address, 4)
        login.terminal.close()
        none_left()

    def expired_here():
        fresh(deadline=10)
        login = at_home()
        address = address_of(login)
        expect(login.end(), outcome="expired")
        given_up(login, address)

    def replaced():
        fresh()
        first = at_home()
        address_of(first)
        second = at_home()
        address_of(second)
        third = at_home()
        address = address_of(third)
        expect(first.end(), outcome="declined", reason="replaced")
        third.mark = stack.journal.mark()
        sign_in(Visitor(relay), address)
        expect(third.end(), outcome="granted")
        second.terminal.kill()
        second.terminal.close()
        none_left()

    def relay_restarts():
        fresh()
        login = at_home()
        address_of(login)
        relay.stop()
        relay.start()
        login.terminal.expect("has expired")
        sign_in(Visitor(relay), address_of(login))
        expect(login.end(), outcome="granted")

    def relay_is_down():
        relay.stop()
        try:
            fresh()
            found = at_home().end()
            expect(found, outcome="unavailable", reason="relay_unreachable")
            fresh(flow="auto")
            login = at_home()
            provider.act(login.code(), "alice")
            found = login.end()
            expect(found, outcome="granted", reason="sign_in")
            check("relay_unreachable" in found["note"], found)
        finally:
            relay.start()

    def key_is_unknown():
        kept = KEY.read_text()
        KEY.write_text("x" * 43 + "\n")
        try:
            fresh()
            expect(at_home().end(), outcome="unavailable", reason="relay_key")
        finally:
            KEY.write_text(kept)

    def key_is_not_there():
        fresh(relay_key_file="/etc/nothing")
        expect(at_home().end(), outcome="configuration", reason="relay_key")

    return [
        ("a number is typed", by_number),
        ("the next login is silent", silent_afterwards),
        ("a number may have blanks", number_is_spelt),
        ("one wrong number", wrong_once),
        ("three wrong numbers", wrong_three_times),
        ("a number too early", number_too_early),
        ("a QR code of the short address", qr_code),
        ("sudo goes on by itself", by_itself),
        ("sudo asks for a number where it is to", always_a_number),
        ("no number where none is wanted", never_a_number),
        ("this was not me", this_was_not_me),
        ("the wrong person", wrong_person),
        ("the provider says no", provider_says_no),
        ("a context is asked for and shown", context_is_asked_for_and_shown),
        ("a policy that blocks the device flow", device_flow_is_blocked),
        spoiled("a wrong iss", "issuer_mismatch",
                authorize={"iss": True}, redirection={"fault": "wrong_iss"}),
        spoiled("a wrong nonce", "nonce_mismatch",
                id_token={"at": "code", "fault": "nonce"}),
        ("interrupted: the page knows", interrupted),
        ("the host is killed: the page knows", killed),
        ("expired here: the page knows", expired_here),
        ("the oldest of three is replaced", replaced),
        ("the relay restarts: another address", relay_restarts),
        ("the relay is down", relay_is_down),
        ("a key that the relay does not know", key_is_unknown),
        ("a key that is not there", key_is_not_there),
    ]
