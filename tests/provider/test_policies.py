# SPDX-License-Identifier: BSD-2-Clause
"""Conditional Access, ordered errors, the API."""

import base64
import json
import re
import subprocess
from typing import Any

from control import ControlError
from oauth_client import C1, CP1, SCOPE, Answer, payload
from person import Person
from provider_case import HERE, ProviderTest
from refusal import CODES


class ConditionalAccess(ProviderTest):
    def test_mfa_policy_round(self) -> None:
        tokens = self.client.sign_in()
        self.provider.set(policy={"require_mfa": True})
        answer = self.client.refresh(tokens)
        self.assertRefused(answer, 50076, "interaction_required",
                           "basic_action")
        self.assertIsInstance(answer.json["claims"], str)
        claims = json.loads(answer.json["claims"])
        self.assertTrue(claims["access_token"]["capolids"]["essential"])
        tokens = self.client.sign_in(claims=claims, second_factor=True)
        self.assertEqual(self.client.refresh(tokens).status, 200)

    def test_mfa_needs_the_claims_in_the_device_request(self) -> None:
        self.provider.set(policy={"require_mfa": True})
        claims = self.client.refresh(self.client.sign_in()).json["claims"]
        code = self.client.begin()
        self.provider.act(code["user_code"], second_factor=True)
        tokens = self.client.poll(code, claims=claims).json
        self.assertEqual(self.client.refresh(tokens).code, 50076)
        tokens = self.client.sign_in(claims=claims)
        self.assertEqual(self.client.refresh(tokens).code, 50076)

    def test_mfa_at_sign_in(self) -> None:
        self.provider.set(policy={"require_mfa": True, "at_sign_in": True})
        code = self.client.begin()
        Person(self.provider, "alice", True).approve(code["user_code"])
        tokens = self.client.poll(code).json
        self.assertEqual(self.client.refresh(tokens).status, 200)

    def test_authentication_context(self) -> None:
        tokens = self.client.sign_in()
        for section in ("access_token", "id_token"):
            answer = self.client.refresh(tokens, claims={
                section: {"acrs": {"essential": True, "value": "c1"}}})
            self.assertRefused(answer, 50076, "interaction_required",
                               "basic_action")
            self.assertEqual(
                json.loads(answer.json["claims"])["access_token"]["acrs"],
                {"essential": True, "values": ["c1"]})
        tokens = self.client.sign_in(claims=C1, second_factor=True)
        self.assertEqual(payload(tokens["id_token"])["acrs"], ["c1"])
        answer = self.client.refresh(tokens, claims=C1)
        self.assertEqual(payload(answer.json["access_token"])["acrs"], ["c1"])
        tokens = self.client.sign_in(claims=C1)
        self.assertNotIn("acrs", payload(tokens["id_token"]))
        self.provider.set(claims_off=["acrs"])
        tokens = self.client.sign_in(claims=C1, second_factor=True)
        self.assertNotIn("acrs", payload(tokens["id_token"]))

    def test_policies_without_remedy(self) -> None:
        tokens = self.client.sign_in()
        self.provider.set(policy={"block": True})
        answer = self.client.refresh(tokens)
        self.assertRefused(answer, 53003, "interaction_required",
                           "message_only")
        self.assertIn("claims", answer.json)
        self.provider.set(policy={"require_compliant_device": True})
        self.assertEqual(self.client.refresh(tokens).code, 53000)
        self.provider.set(policy={"for_users": ["bob"]})
        self.assertEqual(self.client.refresh(tokens).status, 200)
        self.provider.set(users={"alice": {"enabled": False}})
        self.assertRefused(self.client.refresh(tokens), 50057,
                           "invalid_grant")
        self.provider.set(users={"alice": None})
        self.assertEqual(self.client.refresh(tokens).code, 50034)

    def test_policies_with_remedy(self) -> None:
        tokens = self.client.sign_in()
        self.provider.set(policy={"require_consent": True})
        self.assertRefused(self.client.refresh(tokens), 65001,
                           "invalid_grant", "consent_required")
        self.provider.set(policy=None)
        self.provider.set(policy={"sign_in_frequency": -1})
        self.assertRefused(self.client.refresh(tokens), 70043,
                           "invalid_grant", "token_expired")
        self.provider.set(policy=None)
        self.assertEqual(self.provider.revoke("alice"), 1)
        self.assertRefused(self.client.refresh(tokens), 50173,
                           "invalid_grant", "bad_token")

    def test_users_can_change(self) -> None:
        self.provider.set(users={"dora": {"guest": True, "tid": "other"}})
        claims = payload(self.client.sign_in("dora")["id_token"])
        self.assertEqual((claims["acct"], claims["tid"]), (1, "other"))


class OrderedErrors(ProviderTest):
    def test_every_number_of_the_fact_sheet(self) -> None:
        tokens = self.client.sign_in()
        for code in CODES:
            with self.subTest(code):
                self.provider.set(token_error={"code": code})
                self.assertEqual(self.client.refresh(tokens).code, code)
                self.assertEqual(self.client.refresh(tokens).status, 200)

    def test_sticky_and_bent(self) -> None:
        tokens = self.client.sign_in()
        self.provider.set(token_error={
            "code": 50076, "times": -1, "claims": C1, "suberror": "odd",
            "extra": {"error_codes": [70002, 50076]}})
        for _ in range(3):
            answer = self.client.refresh(tokens)
            self.assertEqual(answer.json["error_codes"], [70002, 50076])
            self.assertEqual(json.loads(answer.json["claims"]), C1)
        self.provider.set(token_error=None)
        self.assertEqual(self.client.refresh(tokens).status, 200)

    def test_throttling(self) -> None:
        tokens = self.client.sign_in()
        self.provider.set(token_error={
            "error": "temporarily_unavailable", "status": 429,
            "retry_after": 17})
        answer = self.client.refresh(tokens)
        self.assertEqual((answer.status, answer.headers["Retry-After"]),
                         (429, "17"))

    def test_places(self) -> None:
        self.provider.set(token_error=[
            {"code": 53003, "at": "devicecode"},
            {"code": 50076, "at": "poll"}])
        self.assertEqual(
            self.client.post("devicecode", scope=SCOPE).code, 53003)
        self.assertEqual(self.client.poll(self.client.begin()).code, 50076)

    def test_mistakes_are_refused(self) -> None:
        wrong: list[dict[str, Any]] = [
            {"set": {"polciy": {}}}, {"sett": {}},
            {"set": {"policy": {"mfa": True}}},
            {"set": {"rotation": "stirct"}},
            {"set": {"faults": {"kind": "dely"}}},
            {"set": {"id_token": {"fault": "sig"}}},
            {"set": {"token_error": {"code": 1}}},
            {"act": {"code": "NOSUCH"}}]
        for orders in wrong:
            with self.subTest(orders), self.assertRaises(ControlError):
                self.provider.order(**orders)

    def test_the_control_command(self) -> None:
        done = subprocess.run(
            ["/usr/bin/python3", "-B", str(HERE / "control.py"), "--state",
             self.state, "set", '{"policy": {"block": true}}'], timeout=20)
        self.assertEqual(done.returncode, 0)
        self.assertTrue(self.provider.state()["settings"]["policy"]["block"])


class Api(ProviderTest):
    def ask(self, tokens: dict[str, Any]) -> Answer:
        return self.client.get(self.provider.api_url, tokens["access_token"])

    def test_without_and_with_a_bad_token(self) -> None:
        answer = self.client.get(self.provider.api_url)
        self.assertEqual(answer.status, 401)
        self.assertNotIn("error=", answer.headers["WWW-Authenticate"])
        answer = self.ask({"access_token": "a.b.c"})
        self.assertIn('error="invalid_token"',
                      answer.headers["WWW-Authenticate"])

    def test_context_in_every_encoding(self) -> None:
        tokens = self.client.sign_in(claims=CP1)
        decode: dict[str, Any] = {
            "base64": base64.b64decode, "base64url": base64.urlsafe_b64decode,
            "unpadded": lambda text: base64.b64decode(
                text + "=" * (-len(text) % 4)),
            "quoted": lambda text: text.replace('\\"', '"').encode()}
        for encoding in decode:
            with self.subTest(encoding):
                self.provider.set(api={"require_acrs": "c1",
                                       "encoding": encoding})
                answer = self.ask(tokens)
                line = answer.headers["WWW-Authenticate"]
                self.assertIn('error="insufficient_claims"', line)
                found = re.search(r'claims="((?:[^"\\]|\\.)*)"', line)
                assert found, line
                claims = json.loads(decode[encoding](found[1]))
                self.assertEqual(claims["access_token"]["acrs"]["values"],
                                 ["c1"])
        tokens = self.client.sign_in(claims=C1, second_factor=True)
        self.assertEqual(self.ask(tokens).status, 200)

    def test_clients_without_the_capability_get_no_claims(self) -> None:
        tokens = self.client.sign_in()
        self.provider.set(api={"require_acrs": "c1"})
        self.assertIn('error="invalid_token"',
                      self.ask(tokens).headers["WWW-Authenticate"])

    def test_newer_tokens(self) -> None:
        tokens = self.client.sign_in(claims=CP1)
        self.provider.set(api={"issued_after": True})
        answer = self.ask(tokens)
        self.assertIn("insufficient_claims",
                      answer.headers["WWW-Authenticate"])
        self.assertEqual(self.ask(self.client.refresh(tokens).json).status,
                         200)

    def test_revoked_sessions(self) -> None:
        tokens = self.client.sign_in(claims=CP1)
        self.assertEqual(self.ask(tokens).status, 200)
        self.provider.revoke("alice")
        self.assertEqual(self.ask(tokens).status, 401)

    def test_step_up(self) -> None:
        tokens = self.client.sign_in()
        self.provider.set(api={"require_acr": "gold silver", "max_age": 60})
        line = self.ask(tokens).headers["WWW-Authenticate"]
        self.assertIn('error="insufficient_user_authentication"', line)
        self.assertIn('acr_values="gold silver"', line)
        self.assertIn('max_age="60"', line)
        tokens = self.client.sign_in(acr_values="silver", max_age=60,
                                     second_factor=True)
        self.assertEqual(self.ask(tokens).status, 200)

    def test_several_challenges(self) -> None:
        tokens = self.client.sign_in(claims=CP1)
        api: dict[str, Any] = {"require_acrs": "c1",
                               "before": ['Basic realm="a, b"']}
        self.provider.set(api=api)
        lines = self.ask(tokens).headers.get_all("WWW-Authenticate")
        self.assertEqual(len(lines), 1)
        self.assertTrue(lines[0].startswith('Basic realm="a, b", Bearer '))
        self.provider.set(api={**api, "separate_lines": True})
        lines = self.ask(tokens).headers.get_all("WWW-Authenticate")
        self.assertEqual(len(lines), 2)

    def test_ordered_errors(self) -> None:
        tokens = self.client.sign_in()
        self.provider.set(api_error=[
            {"status": 403}, {"status": 429, "retry_after": 9},
            {"status": 503}, {"www_authenticate": ["Negotiate"]},
            {"challenge": {"error": "insufficient_claims", "claims": C1},
             "times": 2}])
        self.assertEqual(self.ask(tokens).status, 403)
        self.assertEqual(self.ask(tokens).headers["Retry-After"], "9")
        self.assertEqual(self.ask(tokens).status, 503)
        self.assertEqual(self.ask(tokens).headers["WWW-Authenticate"],
                         "Negotiate")
        for _ in range(2):
            self.assertIn("insufficient_claims",
                          self.ask(tokens).headers["WWW-Authenticate"])
        self.assertEqual(self.ask(tokens).status, 200)
