# SPDX-License-Identifier: BSD-2-Clause
"""Hosts that wait on a connection, and what becomes of it."""

import json
import time

from loopback import SignIn, Site, check, soon


def prepare():
    """Tests in order, and what ends them."""
    site = Site(starts_per_minute=1000, waiting_per_user=100).start()

    def told_at_once():
        line = site.line()
        sign_in = SignIn(site, line, number=False)
        sign_in.wait(line)
        browser = site.browser()
        browser.proceed(sign_in)
        check(line.silent(0.3), "told too early")
        began = time.monotonic()
        browser.ask("GET", sign_in.back())
        answer = line.receive(5)
        check(time.monotonic() - began < 1, "told late")
        check(answer.json["status"] == "done", answer.body)
        check(answer.json["code"] == "C-1", answer.body)

    def on_one_connection():
        line = site.line()
        sign_in = SignIn(site, line)
        sign_in.wait(line)
        number = site.browser().sign_in(sign_in)
        check(line.receive(5).json["status"] == "number")
        answer = sign_in.ask(line, '{"number":"000000"}')
        check(answer.json == {"status": "wrong", "left": 2}, answer.body)
        answer = sign_in.ask(line, json.dumps({"number": number}))
        check(answer.json["status"] == "done", answer.body)
        check(sign_in.ask(line).status == 404)

    def twenty_five_seconds():
        line = site.line()
        sign_in = SignIn(site, line)
        began = time.monotonic()
        check(sign_in.ask(line).json["status"] == "waiting")
        check(24 < time.monotonic() - began < 28)
        check(sign_in.give_up(line).status == 204)

    def hung_up_and_back():
        """A result is kept for whoever is there to take it."""
        sign_in = SignIn(site, site.line(), number=False)
        line = site.line()
        sign_in.wait(line)
        time.sleep(0.1)
        line.close()
        site.browser().sign_in(sign_in)
        answer = sign_in.ask(site.line())
        check(answer.json["status"] == "done", answer.body)

    def many_that_hang_up():
        for _ in range(50):
            sign_in = SignIn(site, site.line())
            line = site.line()
            sign_in.wait(line)
            line.close()
        check(site.line().ask("GET", "/style.css").status == 200)

    def half_closed():
        """Who has closed its half is not there any more."""
        import socket
        sign_in = SignIn(site, site.line(), number=False)
        line = site.line()
        sign_in.wait(line)
        line.socket.shutdown(socket.SHUT_WR)
        site.browser().sign_in(sign_in)
        check(sign_in.ask(site.line()).json["status"] == "done")

    def newer_call():
        older, newer = site.line(), site.line()
        sign_in = SignIn(site, older, number=False)
        sign_in.wait(older)
        time.sleep(0.1)
        sign_in.wait(newer)
        check(older.receive(5).json["status"] == "waiting")
        site.browser().sign_in(sign_in)
        check(newer.receive(5).json["status"] == "done")

    def given_up_meanwhile():
        line = site.line()
        sign_in = SignIn(site, line)
        sign_in.wait(line)
        check(sign_in.give_up(site.line()).status == 204)
        check(line.receive(5).status == 404)
        check(site.browser().ask("GET", f"/{sign_in.id}").status == 410)

    def reported_meanwhile():
        line = site.line()
        sign_in = SignIn(site, line)
        sign_in.wait(line)
        check(site.browser().proceed(sign_in, "decline").status == 200)
        check(line.receive(5).json == {"status": "error",
                                       "error": "reported"})

    def hundreds_at_once():
        waiting = []
        for number in range(300):
            line = site.line()
            sign_in = SignIn(site, line, number=False, user=f"u{number}")
            sign_in.wait(line)
            waiting.append((sign_in, line))
        sign_in, line = waiting[150]
        site.browser().sign_in(sign_in)
        check(line.receive(5).json["status"] == "done")
        soon("one was told that nobody signed in for", lambda: all(
            other.silent(0.001) for _, other in waiting[:100]))
        for _, line in waiting:
            line.close()

    return [
        ("a host is told at once", told_at_once),
        ("all on one connection", on_one_connection),
        ("nobody waits longer than 25 seconds", twenty_five_seconds),
        ("who has hung up uses nothing up", hung_up_and_back),
        ("fifty that hang up", many_that_hang_up),
        ("a connection that is half closed", half_closed),
        ("the newer call waits", newer_call),
        ("given up meanwhile", given_up_meanwhile),
        ("reported meanwhile", reported_meanwhile),
        ("three hundred at once", hundreds_at_once),
    ], site.stop
