# SPDX-License-Identifier: BSD-2-Clause
"""The relay flow against a relay that is late, refuses, lies, hangs and
floods: it can deny a login, and let nobody in."""

import signal
import statistics
import time
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from rig import utmp
from rig.scripted_relay import ID, SECRET, ScriptedRelay
from rig.stack import CA, Stack, check, expect, none_left

ADDRESS = r"Open +(https://localhost:8444/[0-9A-Z]+)"
KEY = Path("/etc/pam_claims.scripted-key")
LOGINS = 30
EVIL = "https://evil.example"


def tests(stack: Stack):
    """Name and test, in order."""
    provider = stack.provider
    relay = ScriptedRelay(stack.world.root / "scripted")
    with open(CA, "ab") as bundle:
        bundle.write(relay.ca)
    KEY.touch(0o600)
    KEY.write_text("k" * 43 + "\n")
    stack.world.service("sudo", "auth required pam_claims.so")

    def fresh(**keys):
        stack.fresh(**{"flow": "relay", "first_factor": "none",
                       "relay_url": relay.url, "relay_key_file": KEY, **keys})
        relay.reset()
        provider.set(authorize={"redirect_uris": [f"{relay.url}/callback",
                                                  "http://127.0.0.1"]})

    def at_home():
        utmp.write("pts/9")
        return stack.login(service="sudo", rhost="")

    def start():
        """What the host asked for first."""
        return relay.of("POST", "/v1/sign-ins")[0].body

    def code_for(address, user="alice"):
        """What the provider sends the browser back with."""
        back = provider.follow(address, user)
        return {name: values[0] for name, values
                in parse_qs(urlsplit(back).query).items()}

    def deliver(user="alice", **changes):
        """As an honest relay, but for the changes."""
        def answer(handler, _):
            came = code_for(start()["authorization_url"], user)
            handler.say(200, {"status": "done", "code": came["code"],
                              "state": came["state"],
                              "iss": came.get("iss"), **changes})
        return answer

    def says(**answer):
        return lambda handler, _: handler.say(200, answer)

    def begins(status=201, **changes):
        return lambda handler, _: handler.say(status, relay.sign_in(**changes))

    def nothing_is_redeemed(mark):
        check(not provider.requests(mark, "/token"), "a code was redeemed")

    def lie_at_the_start(name, answer, reason="relay_nonsense"):
        def test():
            fresh()
            relay.on_start = answer
            login = at_home()
            expect(login.end(), outcome="unavailable", reason=reason)
            check("evil" not in login.screen, login.screen)
            check("\x1b[31m" not in login.screen, login.screen)
            check(not relay.of("POST", "/result"), relay.calls)
        return f"a start: {name}", test

    def raw(text, status=201):
        return lambda handler, _: handler.say(status, text)

    def lie_at_the_end(name, answer, **wanted):
        def test():
            fresh()
            relay.on_result = answer
            mark = provider.mark()
            login = at_home()
            expect(login.end(), **wanted)
            nothing_is_redeemed(mark)
            check("\x1b[31m" not in login.screen, login.screen)
            check("\x1b[31m" not in "".join(stack.journal.lines[-3:]))
        return f"a result: {name}", test

    def honest():
        fresh()
        relay.on_result = deliver()
        expect(at_home().end(), outcome="granted", reason="sign_in")
        first, *others = relay.calls
        check(first.authorization == "Bearer " + "k" * 43, first)
        check(all(call.authorization == f"Bearer {SECRET}"
                  for call in others), others)
        body = first.body
        check((body["host"], body["user"], body["service"], body["from"]) ==
              ("web01", "alice", "sudo", ""), body)
        check(body["account"] == "alice@example.test", body)
        check(body["number"] is False and body["expires_in"] > 60, body)
        check(relay.server.connections == 1, "more than one connection")

    def late():
        fresh()
        honestly = deliver()

        def answer(handler, call):
            if len(relay.of("POST", "/result")) < 3:
                time.sleep(2)
                handler.say(200, {"status": "waiting"})
            else:
                honestly(handler, call)
        relay.on_result = answer
        expect(at_home().end(), outcome="granted")
        check(relay.server.connections == 1, "more than one connection")

    def somebody_elses_code():
        """His own state, and a code that was given to another request: the
        verifier is not of that one."""
        fresh()

        def answer(handler, _):
            address = start()["authorization_url"]
            query = parse_qs(urlsplit(address).query)
            other = address.replace(query["code_challenge"][0], "A" * 43)
            came = code_for(other)
            handler.say(200, {"status": "done", "code": came["code"],
                              "state": query["state"][0],
                              "iss": came.get("iss")})
        relay.on_result = answer
        mark = provider.mark()
        found = at_home().end()
        check(found["outcome"] not in ("granted", "error"), found)
        check(provider.requests(mark, "/token"), found)

    def a_code_of_bob():
        fresh()
        relay.on_result = deliver("bob")
        expect(at_home().end(), outcome="wrong_person")

    def waits_at_once():
        """A relay that says `waiting` without a wait costs no more than one
        call a second."""
        fresh(deadline=10)
        relay.on_result = says(status="waiting")
        expect(at_home().end(), outcome="expired")
        calls = relay.of("POST", "/result")
        check(2 <= len(calls) <= 10, len(calls))
        check(relay.of("DELETE"), relay.calls)

    def unknown_status():
        fresh(deadline=10)
        relay.on_result = says(status="granted", code="x")
        mark = provider.mark()
        expect(at_home().end(), outcome="expired")
        nothing_is_redeemed(mark)
        check(len(relay.of("POST", "/result")) <= 10, relay.calls)

    def number(login, text="123456"):
        login.terminal.expect("Type the number[^\n]*: ")
        login.terminal.answer(text)

    def wrong_for_ever():
        """A relay that leaves tries for ever: the keeper counts as well."""
        fresh(relay_number="always", deadline=60)
        relay.on_result = lambda handler, call: handler.say(
            200, {"status": "wrong", "left": 10 ** 9} if "number" in call.body
            else {"status": "number"})
        login = at_home()
        for _ in range(20):
            number(login)
        expect(login.end(), outcome="declined")

    def a_number_that_nobody_wants():
        """`never` or at home: a relay cannot make the host ask."""
        fresh()
        relay.on_result = says(status="wrong", left=2)
        login = at_home()
        expect(login.end(), outcome="untrusted", reason="agent")
        check("Type the number" not in login.screen, login.screen)

    def without_a_number():
        """A relay that hands the code out unasked: whoever it belongs to
        still has to be the one who logs in."""
        fresh(relay_number="always")
        relay.on_result = deliver("bob")
        login = at_home()
        number(login)
        expect(login.end(), outcome="wrong_person")

    def hangs(handler, _):
        handler.connection.settimeout(60)
        handler.rfile.read(1)

    def hangs_at_the_start():
        fresh(request_timeout=2)
        relay.on_start = hangs
        began = time.monotonic()
        expect(at_home().end(), outcome="unavailable",
               reason="relay_unreachable")
        check(time.monotonic() - began < 8, "it took too long")

    def falls_back(name, answer, reason):
        def test():
            fresh(flow="auto", request_timeout=2)
            relay.on_start = answer
            login = at_home()
            provider.act(login.code(), "alice")
            found = login.end()
            expect(found, outcome="granted", reason="sign_in")
            check(reason in found["note"], found)
            check("localhost:8444" not in login.screen, login.screen)
            check(len(relay.calls) == 1, relay.calls)
        return f"flow = auto goes on with a device code: {name}", test

    def given_up(wait):
        end = time.monotonic() + wait
        while not relay.of("DELETE", f"/{ID}"):
            check(time.monotonic() < end, "the relay was not told")
            time.sleep(0.02)

    def hangs_and_is_cancelled():
        fresh()
        relay.on_result = hangs
        login = at_home()
        login.terminal.expect(ADDRESS)
        time.sleep(0.5)
        login.terminal.kill(signal.SIGINT)
        given_up(2)
        expect(login.end(), outcome="cancelled")
        none_left()

    def drops_connections():
        fresh()
        honestly = deliver()

        def answer(handler, call):
            if len(relay.of("POST", "/result")) < 3:
                handler.connection.close()
                handler.close_connection = True
            else:
                honestly(handler, call)
        relay.on_result = answer
        expect(at_home().end(), outcome="granted")

    def floods():
        """More than any answer has, and no end of it."""
        fresh(deadline=10)

        def answer(handler, _):
            handler.send_response(200)
            handler.end_headers()
            for _ in range(1000):
                handler.wfile.write(b"{" * 65536)
        relay.on_result = answer
        expect(at_home().end(), outcome="expired")
        none_left()

    def drips():
        """A byte a second is no answer."""
        fresh(deadline=10)

        def answer(handler, _):
            handler.send_response(200)
            handler.send_header("Content-Length", "1000")
            handler.end_headers()
            for _ in range(30):
                handler.wfile.write(b" ")
                time.sleep(1)
        relay.on_result = answer
        began = time.monotonic()
        expect(at_home().end(), outcome="expired")
        check(time.monotonic() - began < 13, "it took too long")
        none_left()

    def approval_to_shell():
        """From the moment in which the code is there: no interval, only the
        redemption and what the host does."""
        took = []
        for _ in range(LOGINS):
            fresh()
            at = []

            def answer(handler, _):
                time.sleep(0.3)
                came = code_for(start()["authorization_url"])
                at.append(time.monotonic())
                handler.say(200, {"status": "done", "code": came["code"],
                                  "state": came["state"],
                                  "iss": came.get("iss")})
            relay.on_result = answer
            login = at_home()
            login.status = login.terminal.wait(30)
            took.append(time.monotonic() - at[0])
            expect(login.end(), outcome="granted")
        middle = statistics.median(took)
        print(f"# approval to the end of the login, {LOGINS} logins: "
              f"median {middle * 1000:.0f} ms, most {max(took) * 1000:.0f} ms")
        check(middle < 0.5, took)

    return [
        ("an honest one, on one connection", honest),
        ("a late one, on one connection", late),
        lie_at_the_start("an address elsewhere", begins(url=f"{EVIL}/{ID}")),
        lie_at_the_start("an address that goes on",
                         begins(url=f"{relay.url}.evil.example/{ID}")),
        lie_at_the_start("an address with a user", begins(
            url=f"https://localhost:8444@evil.example/{ID}")),
        lie_at_the_start("another id in the address",
                         begins(url=f"{relay.url}/OTHER")),
        lie_at_the_start("an id that is a path", begins(
            id="../evil", url=f"{relay.url}/../evil")),
        lie_at_the_start("an id that colours", begins(
            id="\x1b[31mA", url=f"{relay.url}/\x1b[31mA")),
        lie_at_the_start("an id without an end", begins(
            id="A" * 33, url=f"{relay.url}/{'A' * 33}")),
        lie_at_the_start("no id", begins(id="", url=f"{relay.url}/")),
        lie_at_the_start("a secret that is two lines",
                         begins(secret="a\r\nX-Evil: 1")),
        lie_at_the_start("no secret", begins(secret=None)),
        lie_at_the_start("a lifetime in words", begins(expires_in="600")),
        lie_at_the_start("a member twice", raw(
            f'{{"id":"{ID}","id":"{ID}","url":"{relay.url}/{ID}",'
            f'"secret":"{SECRET}","expires_in":600}}')),
        lie_at_the_start("bytes behind the object", raw(
            f'{{"id":"{ID}","url":"{relay.url}/{ID}",'
            f'"secret":"{SECRET}","expires_in":600}} {{}}')),
        lie_at_the_start("no JSON", raw("<html>evil</html>")),
        lie_at_the_start("nothing", raw("")),
        lie_at_the_start("200", begins(status=200), "relay_refuses"),
        lie_at_the_start("a redirection", lambda handler, _: handler.say(
            302, "", Location=f"{EVIL}/"), "relay_unreachable"),
        lie_at_the_start("a flood", raw("x" * (1 << 20)), "relay_unreachable"),
        lie_at_the_start("a word of its own", raw(
            '{"error":"\\u001b[31mevil"}', 403), "relay_refuses"),
        lie_at_the_start("too many wait", raw('{"error":"waiting"}', 429),
                         "relay_waiting"),
        lie_at_the_start("its store is away", raw('{"error":"away"}', 503),
                         "relay_away"),
        ("a start: it hangs", hangs_at_the_start),
        falls_back("it refuses", raw('{"error":"key"}', 401), "relay_key"),
        falls_back("it lies", begins(url=f"{EVIL}/{ID}"), "relay_nonsense"),
        falls_back("it hangs", hangs, "relay_unreachable"),
        lie_at_the_end("another state", deliver(state="x" * 43),
                       outcome="untrusted"),
        lie_at_the_end("no state", deliver(state=None), outcome="untrusted"),
        lie_at_the_end("another issuer", deliver(iss=EVIL),
                       outcome="untrusted", reason="issuer_mismatch"),
        lie_at_the_end("no code", deliver(code=None), outcome="untrusted"),
        lie_at_the_end("a code that colours", deliver(code="\x1b[31mx"),
                       outcome="untrusted"),
        lie_at_the_end("a code without an end", deliver(code="x" * 20000),
                       outcome="untrusted"),
        lie_at_the_end("a code that is a number", deliver(code=5),
                       outcome="untrusted"),
        lie_at_the_end("reported", says(status="error", error="reported"),
                       outcome="declined", reason="reported"),
        lie_at_the_end("an error that colours", says(
            status="error", error="provider", provider_error="access_denied",
            provider_error_description="\x1b[31mred"), outcome="declined"),
        lie_at_the_end("three wrong numbers", says(
            status="error", error="number"),
            outcome="declined", reason="number"),
        ("a result: a code for another verifier", somebody_elses_code),
        ("a result: a code of bob's", a_code_of_bob),
        ("a result: an unknown status", unknown_status),
        ("a result: waiting, at once", waits_at_once),
        ("a result: wrong, for ever", wrong_for_ever),
        ("a result: wrong, where none is typed", a_number_that_nobody_wants),
        ("a result: a code where a number was due", without_a_number),
        ("a result: it hangs, and the person leaves", hangs_and_is_cancelled),
        ("a result: it drops connections", drops_connections),
        ("a result: a flood", floods),
        ("a result: a byte a second", drips),
        ("from the approval to the shell", approval_to_shell),
    ]
