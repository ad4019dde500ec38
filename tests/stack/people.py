# SPDX-License-Identifier: BSD-2-Clause
"""Whose login it is, and what they are told when it is refused."""

from rig.stack import STORE, Stack, check, expect, plain


def tests(stack: Stack):
    """Name and test, in order."""
    provider = stack.provider

    def wrong_person():
        stack.fresh()
        stack.enrol()
        before = stack.record()
        stack.configure(first_factor="none")
        login = stack.login()
        found = stack.sign_in(login, user="bob")
        expect(found, outcome="wrong_person", identity="bob@example.test")
        check("Expected: alice@example.test" in plain(login.screen),
              login.screen)
        check(stack.record() == before, "the record changed")

    def wrong_person_first():
        stack.fresh()
        expect(stack.sign_in(stack.login(), user="bob"),
               outcome="wrong_person")
        check(not [path for path in STORE.iterdir()
                   if path.name.isdigit()], list(STORE.iterdir()))

    def same_name_other_identity():
        stack.fresh()
        stack.enrol()
        provider.set(users={"alice": {
            "oid": "99999999-0000-4000-8000-000000000001"}})
        stack.configure(first_factor="none")
        expect(stack.sign_in(stack.login()), outcome="wrong_person")

    def same_ids_other_subject():
        stack.fresh()
        stack.enrol()
        alice = provider.state()["users"]["alice"]
        provider.set(id_token={"claims": {
            "tid": alice["tid"], "oid": alice["oid"]}})
        stack.configure(first_factor="none")
        expect(stack.sign_in(stack.login(), user="bob"),
               outcome="wrong_person")

    def mapped_anew():
        path = stack.world.root / "map"
        path.write_text("")
        stack.fresh(user_map=path)
        stack.enrol()
        path.write_text("alice  username=bob@example.test\n")
        expect(stack.sign_in(stack.login()), outcome="wrong_person")
        expect(stack.sign_in(stack.login(), user="bob"), outcome="granted")
        expect(stack.login().end(), outcome="granted", reason="silent",
               identity="bob@example.test")

    def name_that_floods():
        stack.fresh()
        provider.set(id_token={"claims": {"preferred_username": '"' * 250}})
        found = stack.sign_in(stack.login(), user="bob")
        expect(found, outcome="wrong_person")
        check(int(found["requests"]) > 0 and int(found["ms"]) > 0, found)

    def blocked():
        stack.fresh()
        stack.enrol()
        provider.set(policy={"block": True})
        login = stack.login()
        found = login.end()
        expect(found, outcome="blocked", codes="53003")
        check("Conditional Access" in plain(login.screen), login.screen)
        check(found["trace"] in login.screen, found, login.screen)
        check("Code" not in login.screen)

    def unmanaged_device():
        stack.fresh()
        stack.enrol()
        provider.set(policy={"require_compliant_device": True})
        login = stack.login()
        expect(login.end(), outcome="blocked", codes="53000")
        check("managed device" in plain(login.screen), login.screen)

    def disabled():
        stack.fresh()
        stack.enrol()
        provider.set(users={"alice": {"enabled": False}})
        login = stack.login()
        expect(login.end(), outcome="blocked", codes="50057")
        check("disabled" in plain(login.screen), login.screen)

    def declined():
        stack.fresh()
        login = stack.login()
        expect(stack.sign_in(login, decision="decline"), outcome="declined")
        check("declined" in plain(login.screen), login.screen)

    def expired():
        stack.fresh(deadline=10)
        login = stack.login()
        login.enter()
        expect(login.end(), outcome="expired")

    def session_over():
        stack.fresh()
        stack.enrol()
        for code in (70043, 50173, 700082):
            provider.set(token_error={"code": code})
            expect(stack.sign_in(stack.login()), outcome="granted",
                   reason="sign_in", codes=str(code))

    def throttled():
        stack.fresh()
        stack.enrol()
        before = stack.record()
        provider.set(token_error={"code": 90055})
        login = stack.login()
        expect(login.end(), outcome="unavailable")
        check("Code" not in login.screen and stack.record() == before)

    def wrong_client():
        stack.fresh()
        stack.enrol()
        provider.set(token_error={"code": 700016})
        expect(stack.login().end(), outcome="configuration")

    def unknown_user():
        stack.fresh()
        login = stack.login(user="nobody-here")
        expect(login.end(), outcome="unsuitable")
        check("Access refused" in plain(login.screen))

    def root():
        stack.fresh()
        mark = provider.mark()
        expect(stack.login(user="root").end(), outcome="unsuitable",
               reason="reserved_user", requests="0")
        check(not provider.requests(mark, "/devicecode"))

    def mapped():
        path = stack.world.root / "map"
        path.write_text("alice  username=bob@example.test\n")
        stack.fresh(user_map=path)
        expect(stack.sign_in(stack.login(), user="bob"), outcome="granted",
               identity="bob@example.test")
        stack.fresh(user_map=path)
        expect(stack.sign_in(stack.login()), outcome="wrong_person")

    return [
        ("somebody else approves a bound user's code", wrong_person),
        ("somebody else approves the first sign-in", wrong_person_first),
        ("a name that was given to another identity",
         same_name_other_identity),
        ("somebody else with the same tid and oid", same_ids_other_subject),
        ("a user map that changes its mind", mapped_anew),
        ("a name that would flood the log", name_that_floods),
        ("blocked by Conditional Access", blocked),
        ("the policy asks for a managed device", unmanaged_device),
        ("a disabled account", disabled),
        ("the person declines", declined),
        ("nobody signs in", expired),
        ("a session that is over leads to a sign-in", session_over),
        ("throttled", throttled),
        ("the application is unknown", wrong_client),
        ("an unknown user", unknown_user),
        ("root is never bound", root),
        ("the user map decides", mapped),
    ]
