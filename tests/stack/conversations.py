# SPDX-License-Identifier: BSD-2-Clause
"""What is said while the person signs in, and what they may type."""

import time

from rig import pam
from rig.stack import Stack, check, expect, none_left, plain

HOSTILE = ("esc", "csi", "c1", "osc8", "title", "nul", "bidi", "invisible")
ALLOWED = set(range(0x20, 0x7f)) | {0x0a, 0x0d}


def tests(stack: Stack):
    """Name and test, in order."""
    provider = stack.provider
    stack.world.service("sudo", pam.CLAIMS, *pam.ACCOUNT)

    def fresh(**keys):
        stack.fresh(**{"first_factor": "none", **keys})

    def life_signs():
        fresh()
        prompted = stack.login()
        told = stack.login(service="sudo", rhost="")
        code = told.code()
        other = prompted.code()
        prompted.enter()
        prompted.terminal.expect(r"Waiting for your sign-in\. Time left: 2 min",
                                 25)
        told.terminal.expect(r"Waiting for your sign-in\. Time left: 2 min", 35)
        stack.approve(other, "alice")
        prompted.enter()
        stack.approve(code, "alice")
        for login in (prompted, told):
            check(login.terminal.wait() == 0, login.screen)
            login.terminal.close()

    def new_code():
        fresh()
        provider.set(device={"expires_in": 3})
        login = stack.login()
        first = login.code()
        time.sleep(3.5)
        provider.set(device={"expires_in": 900})
        login.enter()
        login.terminal.expect("has expired. Here is a new one")
        second = login.code()
        check(first != second, first)
        stack.approve(second, "alice")
        login.enter()
        expect(login.end(), outcome="granted", reason="sign_in")

    def new_code_untouched():
        fresh()
        provider.set(device={"expires_in": 3})
        login = stack.login(service="sudo", rhost="")
        login.code()
        login.terminal.expect("has expired. Here is a new one", 10)
        provider.set(device={"expires_in": 900})
        login.terminal.expect("has expired. Here is a new one", 10)
        stack.approve(login.code(), "alice")
        expect(login.end(), outcome="granted", reason="sign_in")

    def three_codes():
        fresh()
        provider.set(device={"expires_in": 2})
        mark = provider.mark()
        login = stack.login(service="sudo", rhost="")
        expect(login.end(), outcome="expired")
        check(len(provider.requests(mark, "/devicecode")) == 3)

    def no_time_for_another():
        fresh(deadline=20)
        provider.set(device={"expires_in": 3})
        mark = provider.mark()
        login = stack.login(service="sudo", rhost="")
        expect(login.end(), outcome="expired")
        check(len(provider.requests(mark, "/devicecode")) == 1)

    def typed(name, text):
        def test():
            fresh()
            mark = stack.journal.mark()
            login = stack.login()
            code = login.code()
            login.enter(text)
            time.sleep(0.2)
            stack.approve(code, "alice")
            expect(login.end(), outcome="granted", reason="sign_in")
            log = "\n".join(stack.journal.lines[mark:])
            check("hunter2" not in log and "xxxx" not in log, log)
        return f"typed at the prompt: {name}", test

    def pasted(name, text):
        def test():
            fresh(flow="code")
            mark = stack.journal.mark()
            login = stack.login()
            login.terminal.expect("(?i)paste that address[^\n]*")
            login.terminal.answer(text)
            login.terminal.expect("not the address|cut off")
            login.terminal.kill()
            login.terminal.close()
            none_left(2)
            log = "\n".join(stack.journal.lines[mark:])
            check("hunter2" not in log and "xxxx" not in log, log)
        return f"pasted: {name}", test

    def hostile(kind):
        def test():
            fresh()
            provider.set(faults={
                "path": "devicecode", "kind": "hostile",
                "members": {"user_code": kind, "message": kind}})
            login = stack.login()
            provider.set(token_error={"at": "poll", "code": 53003})
            time.sleep(0.5)
            if "Code" in login.screen:
                login.enter()
            expect(login.end(60), event="login")
            found = set(login.terminal.raw) - ALLOWED
            check(not found, f"{found} in {login.screen!r}")
        return f"hostile answers: {kind}", test

    def languages():
        for language, words in (("de", "Anmeldung n"), ("ja", "サインイン"),
                                ("en", "Sign-in needed")):
            fresh(language=language)
            login = stack.login(service="sudo", rhost="")
            login.terminal.expect(words)
            login.terminal.kill()
            login.terminal.close()
        fresh(language="de", qr="never")
        login = stack.login(rhost="192.0.2.7", service="claims")
        stack.approve(login.terminal.expect(r"  Code +(\S+)").group(1), "bob")
        login.terminal.answer()
        expect(login.end(), outcome="wrong_person")
        check("alice@example.test" in plain(login.screen), login.screen)

    return [
        ("a line says that we wait, at a prompt and without", life_signs),
        ("a code expires at the prompt: a new one", new_code),
        ("a code expires without a prompt: a new one", new_code_untouched),
        ("three codes are enough", three_codes),
        ("no new code where little time is left", no_time_for_another),
        typed("a password", "hunter2"),
        typed("200 kB", "x" * 200 * 1024),
        typed("control characters", "\x16\x1b[31m\x16\x01hunter2"),
        pasted("a password", "hunter2"),
        pasted("nothing", ""),
        pasted("200 kB", "x" * 200 * 1024),
        pasted("a NUL", "http://127.0.0.1/?code=hunter2\x16\x00&state=1"),
        *[hostile(kind) for kind in HOSTILE],
        ("the language of the configuration", languages),
    ]
