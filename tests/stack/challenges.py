# SPDX-License-Identifier: BSD-2-Clause
"""Claims challenges: from the token endpoint, the resource, this host."""

import json

from rig.stack import Stack, check, expect, plain

C1 = '{"access_token":{"acrs":{"essential":true,"value":"c1"}}}'


def tests(stack: Stack):
    """Name and test, in order."""
    provider = stack.provider

    def api(**keys):
        stack.fresh(resource_url=provider.api_url, **keys)

    def token_endpoint():
        stack.fresh()
        stack.enrol()
        provider.set(policy={"require_mfa": True})
        mark = provider.mark()
        found = stack.sign_in(stack.login(), second_factor=True)
        expect(found, outcome="granted", reason="sign_in",
               because="challenge", codes="50076",
               suberror="basic_action",
               error="interaction_required")
        asked = provider.requests(mark, "/devicecode")[0]["form"]["claims"]
        merged = json.loads(asked)["access_token"]
        check("capolids" in merged and merged["xms_cc"]["values"] == ["cp1"],
              merged)
        polls = provider.requests(mark, "/token")[1:]
        check(all(poll["form"]["claims"] == asked for poll in polls), polls)
        expect(stack.login().end(), outcome="granted", reason="silent")

    def token_endpoint_not_met():
        stack.fresh()
        provider.set(policy={"require_mfa": True},
                     token_error={"at": "poll", "code": 50076})
        login = stack.login()
        provider.act(login.code())
        login.enter()
        expect(login.end(), outcome="not_met")
        check(login.status != 0 and "did not satisfy" in plain(login.screen))

    def claims_as_object():
        stack.fresh()
        stack.enrol()
        provider.set(token_error={
            "code": 50076,
            "claims": {"access_token": {"acrs": {"essential": True,
                                                 "value": "c2"}}}})
        mark = provider.mark()
        expect(stack.sign_in(stack.login(), second_factor=True),
               outcome="granted", reason="sign_in")
        form = provider.requests(mark, "/devicecode")[0]["form"]
        check('"c2"' in form["claims"], form)

    def resource_plain():
        api()
        stack.enrol()
        mark = provider.mark()
        expect(stack.login().end(), outcome="granted", reason="silent",
               requests="2")
        probes = provider.requests(mark, "/api/me")
        check(len(probes) == 1, probes)

    def resource_newer_token():
        api()
        stack.enrol()
        provider.set(api={"issued_after": True})
        expect(stack.login().end(), outcome="granted", reason="silent")

    def resource_context(encoding):
        def test():
            api()
            stack.enrol()
            provider.set(api={"require_acrs": "c1", "encoding": encoding})
            found = stack.sign_in(stack.login(), second_factor=True)
            expect(found, outcome="granted", reason="sign_in")
            expect(stack.login().end(), outcome="granted", reason="silent")
        return test

    def resource_loop():
        api()
        stack.enrol()
        provider.set(api={"require_acrs": "c1"})
        login = stack.login()
        expect(stack.sign_in(login, second_factor=False), outcome="not_met")
        check(login.screen.count("Code") == 1, login.screen)

    def resource_rfc9470():
        api()
        stack.enrol()
        provider.set(api={"require_acr": "urn:example:gold"})
        mark = provider.mark()
        expect(stack.sign_in(stack.login(), second_factor=True),
               outcome="granted", reason="sign_in")
        form = provider.requests(mark, "/devicecode")[0]["form"]
        check(form.get("acr_values") == "urn:example:gold", form)

    def resource_without_evidence():
        api()
        stack.enrol()
        stack.configure(resource_url=provider.api_url, first_factor="none")
        provider.set(api={"require_acrs": "c1"})
        found = stack.sign_in(stack.login(), second_factor=True)
        expect(found, outcome="granted", reason="sign_in")

    def stepped_up_token_wins():
        api()
        stack.enrol()
        provider.set(api={"require_acrs": "c1"})
        slow = stack.login()
        code = slow.code()
        provider.set(api={"require_acrs": None})
        expect(stack.login().end(), outcome="granted", reason="silent")
        provider.set(api={"require_acrs": "c1"})
        provider.act(code, second_factor=True)
        slow.enter()
        check(slow.terminal.wait() == 0, slow.screen)
        slow.terminal.close()
        expect(stack.login().end(), outcome="granted", reason="silent")

    def resource_forbidden():
        api()
        stack.enrol()
        provider.set(api_error={"status": 403, "times": -1})
        found = stack.login().end()
        expect(found, outcome="configuration", reason="resource")
        check("403" in found["detail"], found)

    def local_claims():
        stack.fresh()
        stack.enrol()
        stack.configure(required_claims=C1)
        login = stack.login()
        found = stack.sign_in(login, second_factor=True)
        expect(found, outcome="granted", reason="sign_in",
               because="challenge")
        check("detail" not in found, found)
        expect(stack.login().end(), outcome="granted", reason="silent")

    def local_claims_not_shown():
        stack.fresh(required_claims=C1)
        provider.set(claims_off=["acrs"])
        login = stack.login()
        found = stack.sign_in(login, second_factor=True)
        expect(found, outcome="not_met", reason="claim_not_shown")
        check("acrs" in found["detail"], found)

    def local_acr():
        stack.fresh(acr_values="urn:example:gold")
        expect(stack.sign_in(stack.login(), second_factor=True),
               outcome="granted")

    def local_max_age():
        stack.fresh()
        provider.set(claims_on=["auth_time"])
        stack.configure(max_age=600)
        stack.enrol()
        expect(stack.login().end(), outcome="granted", reason="silent")
        stack.configure(max_age=0)
        expect(stack.sign_in(stack.login()), outcome="granted",
               reason="sign_in")
        stack.configure(max_age=600)
        provider.set(claims_off=["auth_time"], claims_on=[],
                     ignore_max_age=True)
        found = stack.sign_in(stack.login())
        expect(found, outcome="not_met", reason="auth_time_too_old")
        check("auth_time" in found["detail"], found)

    def without_a_first_factor(**keys):
        stack.fresh(first_factor="none", **keys)
        provider.set(sso_age=36000)

    def fresh_is_asked_for():
        without_a_first_factor()
        mark = provider.mark()
        found = stack.sign_in(stack.login())
        expect(found, outcome="granted", reason="sign_in",
               because="no_first_factor")
        check("note" not in found, found)
        form = provider.requests(mark, "/devicecode")[0]["form"]
        check(form["max_age"] == "0", form)

    def old_session_is_not_fresh():
        without_a_first_factor()
        provider.set(ignore_max_age=True)
        found = stack.sign_in(stack.login())
        expect(found, outcome="not_met", reason="not_fresh")
        check("detail" in found, found)
        stack.configure()
        expect(stack.login().end(), outcome="granted", reason="silent")

    def fresh_is_not_shown():
        without_a_first_factor()
        provider.set(claims_off=["auth_time"], ignore_max_age=True)
        expect(stack.sign_in(stack.login()), outcome="granted",
               note="fresh_not_shown")
        stack.configure(first_factor="none", fresh="required")
        found = stack.sign_in(stack.login())
        expect(found, outcome="not_met", reason="fresh_not_shown")
        check("auth_time" in found["detail"], found)

    def clocks_that_differ():
        for offset in (110, -110):
            without_a_first_factor()
            provider.set(sso_age=0, clock_offset=offset)
            found = stack.sign_in(stack.login())
            expect(found, outcome="granted", reason="sign_in")
            check("note" not in found, found)
            stack.configure(max_age=0)
            expect(stack.sign_in(stack.login()), outcome="granted",
                   reason="sign_in", because="expired")

    return [
        ("the token endpoint asks for a second factor", token_endpoint),
        ("the same challenge after the sign-in is final",
         token_endpoint_not_met),
        ("claims as an object", claims_as_object),
        ("the resource agrees: one more request", resource_plain),
        ("the resource wants a newer token: still silent",
         resource_newer_token),
        *[(f"the resource wants a context, {encoding}",
           resource_context(encoding))
          for encoding in ("base64", "base64url", "unpadded", "quoted")],
        ("the resource is not satisfied by the sign-in", resource_loop),
        ("the resource steps up by RFC 9470", resource_rfc9470),
        ("the resource's demand without a first factor",
         resource_without_evidence),
        ("a sign-in's token wins over a silent login's",
         stepped_up_token_wins),
        ("the resource forbids it", resource_forbidden),
        ("this host requires a context", local_claims),
        ("a context that the ID token does not show",
         local_claims_not_shown),
        ("this host requires an acr", local_acr),
        ("this host requires a recent sign-in", local_max_age),
        ("without a first factor a new sign-in is asked for",
         fresh_is_asked_for),
        ("a session of yesterday is no new sign-in",
         old_session_is_not_fresh),
        ("a sign-in that does not show when it was", fresh_is_not_shown),
        ("clocks that differ make nothing silent and nothing old",
         clocks_that_differ),
    ]
