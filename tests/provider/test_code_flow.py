# SPDX-License-Identifier: BSD-2-Clause
"""The authorization code flow, as far as it goes right, and redemption."""

import time
from typing import Any

from control import ControlError
from oauth_client import C1, CP1, Answer, Authorization, answered, payload
from provider_case import ProviderTest


class CodeFlow(ProviderTest):
    def redeemed(self, user: str = "alice", second_factor: bool = False,
                 **query: Any) -> Answer:
        begun = self.client.authorization(**query)
        address = self.provider.follow(begun.url, user, second_factor)
        return self.client.redeem(begun, address)

    def approved(self, **query: Any) -> tuple[Authorization, str]:
        begun = self.client.authorization(**query)
        return begun, self.provider.follow(begun.url)

    def test_from_the_address_to_the_tokens(self) -> None:
        begun, address = self.approved(claims=CP1)
        self.assertTrue(address.startswith("http://127.0.0.1:45671/?"))
        answer = answered(address)
        self.assertEqual(list(answer), ["code", "state", "session_state"])
        self.assertEqual(answer["state"], begun.query["state"])
        self.assertEqual(len(answer["code"]), 200)
        tokens = self.client.redeem(begun, address).json
        claims = payload(tokens["id_token"])
        self.assertEqual(claims["nonce"], begun.query["nonce"])
        self.assertEqual(claims["preferred_username"], "alice@example.test")
        self.assertEqual(payload(tokens["access_token"])["xms_cc"], ["cp1"])
        again = self.client.refresh(tokens)
        self.assertEqual(again.status, 200)
        self.assertNotIn("nonce", payload(again.json["id_token"]))

    def test_metadata(self) -> None:
        url = self.provider.issuer + "/.well-known/openid-configuration"
        told = self.client.get(url).json
        self.assertEqual(told["code_challenge_methods_supported"], ["S256"])
        self.assertIn("code", told["response_types_supported"])
        self.assertEqual(told["authorization_endpoint"],
                         self.client.authorization().url.split("?")[0])
        name = "authorization_response_iss_parameter_supported"
        self.assertNotIn(name, told)
        self.provider.set(authorize={"iss": True}, metadata={
            "device_authorization_endpoint": None,
            "authorization_endpoint": None})
        told = self.client.get(url).json
        self.assertIs(told[name], True)
        self.assertNotIn("device_authorization_endpoint", told)
        self.assertNotIn("authorization_endpoint", told)

    def test_the_issuer_in_the_answer(self) -> None:
        self.provider.set(authorize={"iss": True})
        self.assertEqual(answered(self.approved()[1])["iss"],
                         self.provider.issuer)
        declined = self.provider.follow(self.client.authorization().url,
                                        decision="decline")
        self.assertEqual(answered(declined)["iss"], self.provider.issuer)

    def test_another_person_and_one_who_declines(self) -> None:
        tokens = self.redeemed("bob").json
        self.assertEqual(payload(tokens["id_token"])["name"], "Bob")
        begun = self.client.authorization()
        answer = answered(self.provider.follow(begun.url,
                                               decision="decline"))
        self.assertEqual((answer["error"], answer["error_subcode"]),
                         ("access_denied", "cancel"))
        self.assertTrue(
            answer["error_description"].startswith("AADSTS65004: "))
        self.assertEqual(answer["state"], begun.query["state"])
        self.assertNotIn("code", answer)

    def test_a_blocked_person_gets_nowhere(self) -> None:
        begun = self.client.authorization()
        self.provider.set(policy={"block": True})
        with self.assertRaisesRegex(ControlError, "blocked"):
            self.provider.follow(begun.url)

    def test_policies_and_contexts(self) -> None:
        self.provider.set(policy={"require_mfa": True})
        demand = self.client.refresh(self.redeemed().json).json["claims"]
        tokens = self.redeemed(second_factor=True, claims=demand).json
        self.assertEqual(self.client.refresh(tokens).status, 200)
        self.provider.set(policy=None)
        tokens = self.redeemed(second_factor=True, claims=C1).json
        self.assertEqual(payload(tokens["id_token"])["acrs"], ["c1"])
        self.assertNotIn("acrs", payload(
            self.redeemed(claims=C1).json["id_token"]))
        tokens = self.redeemed(second_factor=True, acr_values="urn:x:mfa",
                               max_age=60).json
        claims = payload(tokens["id_token"])
        self.assertEqual(claims["acr"], "urn:x:mfa")
        self.assertAlmostEqual(claims["auth_time"], time.time(), delta=5)

    def test_claims_of_the_redemption(self) -> None:
        begun, address = self.approved()
        tokens = self.client.redeem(begun, address, claims=C1).json
        self.assertEqual(payload(tokens["access_token"])["xms_cc"], ["cp1"])
        self.assertNotIn("acrs", payload(tokens["id_token"]))
        begun, address = self.approved()
        self.assertEqual(self.client.redeem(begun, address,
                                            claims="[]").status, 400)

    def test_the_request_is_logged(self) -> None:
        mark = self.provider.mark()
        begun, address = self.approved(claims=C1, prompt="login", max_age=5,
                                       login_hint="alice@example.test")
        self.client.redeem(begun, address)
        entry, = self.provider.requests(mark, "/authorize")
        wanted = {name: str(value) for name, value in begun.query.items()}
        self.assertEqual(entry["query"], wanted)
        self.assertEqual(entry["status"], 200)
        form = self.provider.requests(mark, "/token")[0]["form"]
        for name in ("code", "code_verifier"):
            self.assertTrue(form[name].startswith("sha256:"))
        asked, = self.provider.state()["authorizations"]
        self.assertEqual((asked["status"], asked["prompt"]),
                         ("redeemed", ["login"]))


class Redemption(ProviderTest):
    def setUp(self) -> None:
        super().setUp()
        self.begun = self.client.authorization()
        self.address = self.provider.follow(self.begun.url)

    def redeem(self, **form: Any) -> Answer:
        return self.client.redeem(self.begun, self.address, **form)

    def test_once_only(self) -> None:
        self.assertEqual(self.redeem().status, 200)
        self.assertRefused(self.redeem(), 54005, "invalid_grant")

    def test_verifier(self) -> None:
        self.assertRefused(self.redeem(code_verifier="x" * 43), 501481,
                           "invalid_grant")
        self.assertRefused(self.redeem(code_verifier=None), 50148,
                           "invalid_grant")
        self.assertEqual(self.redeem().status, 200)

    def test_verifier_without_a_challenge(self) -> None:
        self.provider.set(authorize={"require": []})
        begun = self.client.authorization(code_challenge=None,
                                          code_challenge_method=None)
        address = self.provider.follow(begun.url)
        self.assertRefused(self.client.redeem(begun, address), 501481,
                           "invalid_grant")
        self.assertEqual(self.client.redeem(
            begun, address, code_verifier=None).status, 200)

    def test_what_belongs_to_the_code(self) -> None:
        for uri in ("http://127.0.0.1:45672", "http://127.0.0.1:45671/",
                    "http://localhost:45671"):
            self.assertRefused(self.redeem(redirect_uri=uri), 500112,
                               "invalid_client")
        self.assertRefused(self.redeem(redirect_uri=None), 900144,
                           "invalid_request")
        self.assertRefused(self.redeem(code=None), 900144, "invalid_request")
        self.assertRefused(self.redeem(client_id="x"), 700016,
                           "unauthorized_client")
        self.assertRefused(self.redeem(code="x"), 70000, "invalid_grant",
                           "bad_token")

    def test_expiry_and_length(self) -> None:
        self.provider.set(authorize={"code_lifetime": 0,
                                     "code_length": 1600})
        self.address = self.provider.follow(self.begun.url)
        self.assertEqual(len(answered(self.address)["code"]), 1600)
        self.assertRefused(self.redeem(), 70008, "invalid_grant", "bad_token")

    def test_ordered_answers(self) -> None:
        self.provider.set(token_error={"at": "code", "code": 50076})
        self.assertRefused(self.redeem(), 50076, "interaction_required",
                           "basic_action")
        self.provider.set(id_token={"at": "code", "fault": "nonce"})
        claims = payload(self.redeem().json["id_token"])
        self.assertNotEqual(claims["nonce"], self.begun.query["nonce"])

    def test_no_nonce(self) -> None:
        self.provider.set(id_token={"at": "code", "claims": {"nonce": None}})
        self.assertNotIn("nonce", payload(self.redeem().json["id_token"]))

    def test_a_person_disabled_in_between(self) -> None:
        self.provider.set(users={"alice": {"enabled": False}})
        self.assertRefused(self.redeem(), 50057, "invalid_grant")

    def test_a_reset_forgets_it(self) -> None:
        self.provider.reset()
        self.assertEqual(self.redeem().code, 70000)
