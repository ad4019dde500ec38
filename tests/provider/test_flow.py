# SPDX-License-Identifier: BSD-2-Clause
"""The happy path, the device endpoint, refresh tokens."""

import json
import time
from pathlib import Path

from control import ControlError
from oauth_client import C1, CP1, SCOPE, header, payload, verify
from provider_case import ProviderTest


class HappyPath(ProviderTest):
    def test_metadata_and_keys(self) -> None:
        answer = self.client.get(
            self.provider.issuer + "/.well-known/openid-configuration")
        self.assertEqual(answer.status, 200)
        self.assertEqual(answer.json["issuer"], self.provider.issuer)
        for name in ("token_endpoint", "device_authorization_endpoint",
                     "jwks_uri", "authorization_endpoint"):
            self.assertTrue(
                answer.json[name].startswith(self.provider.base + "/"))
        keys = self.client.get(answer.json["jwks_uri"]).json["keys"]
        self.assertEqual([key["kty"] for key in keys], ["RSA"])
        self.assertIn("{tenantid}", keys[0]["issuer"])

    def test_one_connection_serves_many_requests(self) -> None:
        start = self.provider.mark()
        for _ in range(3):
            self.client.begin()
        numbers = {entry["connection"]
                   for entry in self.provider.requests(start)}
        self.assertEqual(len(numbers), 1)

    def test_device_flow_and_refresh(self) -> None:
        code = self.client.begin(claims=CP1)
        self.assertEqual((code["interval"], code["expires_in"]), (1, 900))
        self.assertEqual(code["verification_uri"],
                         self.provider.base + "/device")
        self.assertNotIn("verification_uri_complete", code)
        pending = self.client.poll(code)
        self.assertEqual(pending.status, 400)
        self.assertRefused(pending, 70016, "authorization_pending")
        self.assertEqual(self.provider.wait_for_code(), code["user_code"])
        self.provider.act(code["user_code"], "alice")
        time.sleep(1)
        tokens = self.client.poll(code, client_info="1").json
        self.assertEqual(tokens["token_type"], "Bearer")
        self.assertIn("client_info", tokens)
        self.assertTrue(1100 < len(tokens["refresh_token"]) < 1300)
        self.assertRefused(self.client.poll(code), 0, "slow_down")
        again = self.client.refresh(tokens)
        self.assertEqual(again.status, 200)
        self.assertEqual(payload(again.json["id_token"])["sub"],
                         payload(tokens["id_token"])["sub"])
        seen = self.client.get(self.provider.api_url,
                               again.json["access_token"])
        self.assertEqual(seen.json,
                         {"id": payload(tokens["id_token"])["oid"]})

    def test_what_the_tokens_say(self) -> None:
        tokens = self.client.sign_in("bob", claims=CP1)
        user = self.provider.state()["users"]["bob"]
        claims = payload(tokens["id_token"])
        self.assertEqual(claims["iss"], self.provider.issuer)
        self.assertEqual(claims["aud"], self.provider.client_id)
        self.assertEqual(claims["preferred_username"], "bob@example.test")
        for name in ("sub", "oid", "tid"):
            self.assertEqual(claims[name], user[name])
        self.assertLessEqual(claims["nbf"], time.time())
        self.assertGreater(claims["exp"], time.time() + 600)
        self.assertEqual(claims["ver"], "2.0")
        for name in ("acrs", "acr", "auth_time", "amr"):
            self.assertNotIn(name, claims)
        self.assertEqual(payload(tokens["access_token"])["xms_cc"], ["cp1"])

    def test_optional_claims(self) -> None:
        self.provider.set(claims_on=["auth_time", "amr", "acr", "acrs"])
        claims = payload(self.client.sign_in()["id_token"])
        self.assertAlmostEqual(claims["auth_time"], time.time(), delta=5)
        self.assertEqual(claims["amr"], ["pwd"])
        self.assertEqual((claims["acr"], claims["acrs"]), ("1", []))

    def test_every_algorithm(self) -> None:
        for alg in ("RS256", "PS256", "ES256"):
            with self.subTest(alg):
                self.provider.set(alg=alg)
                token = self.client.sign_in()["id_token"]
                self.assertEqual(header(token)["alg"], alg)
                verify(token, self.client.keys())

    def test_key_rotation(self) -> None:
        before = {key["kid"] for key in self.client.keys()}
        self.provider.rotate_keys(publish=False)
        token = self.client.sign_in()["id_token"]
        self.assertNotIn(header(token)["kid"], before)
        self.assertEqual({key["kid"] for key in self.client.keys()}, before)
        self.provider.order(publish_keys=True)
        verify(token, self.client.keys())

    def test_the_log_keeps_no_secret(self) -> None:
        tokens = self.client.sign_in()
        self.client.refresh(tokens, claims=C1)
        text = (Path(self.state) / "requests.jsonl").read_text()
        for name in ("refresh_token", "access_token", "id_token"):
            self.assertNotIn(tokens[name][:40], text)
        last = self.provider.requests(path="/token")[-1]
        self.assertEqual(json.loads(last["form"]["claims"]), C1)
        self.assertTrue(
            last["form"]["refresh_token"].startswith("sha256:"))
        self.assertEqual(last["error"], "interaction_required")


class DeviceEndpoint(ProviderTest):
    def test_polling_too_quickly(self) -> None:
        code = self.client.begin()
        self.client.poll(code)
        self.assertRefused(self.client.poll(code), 0, "slow_down")
        self.assertEqual(self.provider.state()["codes"][-1]["interval"], 6)

    def test_slow_down_by_order(self) -> None:
        self.provider.set(device={"slow_down": 2, "interval": 0})
        code = self.client.begin()
        self.assertEqual(self.client.poll(code).error, "slow_down")
        self.assertEqual(self.client.poll(code).error, "slow_down")
        self.assertEqual(self.provider.state()["settings"]["device"]
                         ["slow_down"], 0)

    def test_expiry(self) -> None:
        self.provider.set(device={"expires_in": 0.2, "interval": 0})
        code = self.client.begin()
        time.sleep(0.25)
        self.assertRefused(self.client.poll(code), 70020, "expired_token")
        with self.assertRaises(ControlError):
            self.provider.act(code["user_code"])

    def test_unknown_and_used_codes(self) -> None:
        self.provider.set(device={"interval": 0})
        self.assertRefused(self.client.poll({"device_code": "x"}), 70018,
                           "bad_verification_code")
        code = self.client.begin()
        self.provider.act(code["user_code"])
        self.assertEqual(self.client.poll(code).status, 200)
        self.assertRefused(self.client.poll(code), 70000, "invalid_grant",
                           "bad_token")

    def test_status_of_errors(self) -> None:
        self.provider.set(device={"pending_status": 403, "error_status": 200,
                                  "interval": 0})
        code = self.client.begin()
        self.assertEqual(self.client.poll(code).status, 403)
        self.provider.act(code["user_code"], decision="decline")
        declined = self.client.poll(code)
        self.assertEqual((declined.status, declined.error),
                         (200, "authorization_declined"))

    def test_the_answer_can_be_bent(self) -> None:
        self.provider.set(device={"complete_uri": True, "extra": {
            "expires_in": "900", "interval": None}})
        code = self.client.begin()
        self.assertEqual(
            code["verification_uri_complete"],
            f"{code['verification_uri']}?user_code={code['user_code']}")
        self.assertEqual(code["expires_in"], "900")
        self.assertNotIn("interval", code)

    def test_refused_requests(self) -> None:
        begin = self.client.post
        self.assertRefused(begin("devicecode"), 900144, "invalid_request")
        self.assertRefused(begin("devicecode", scope=SCOPE, client_id="x"),
                           700016, "unauthorized_client")
        self.assertEqual(begin("devicecode", scope=SCOPE, claims="[]").status,
                         400)
        self.assertEqual(begin("devicecode", scope=SCOPE, max_age="x").status,
                         400)
        self.assertRefused(begin("token", grant_type="password"), 70003,
                           "unsupported_grant_type")

    def test_confidential_client(self) -> None:
        self.provider.set(client_secret="s3cret")
        answer = self.client.post("devicecode", scope=SCOPE)
        self.assertEqual(answer.status, 401)
        self.assertRefused(answer, 7000218, "invalid_client")
        self.assertRefused(self.client.post("devicecode", scope=SCOPE,
                                            client_secret="wrong"),
                           7000215, "invalid_client")
        self.client.begin(client_secret="s3cret")

    def test_wishes_of_the_standard(self) -> None:
        self.provider.set(sso_age=1000)
        tokens = self.client.sign_in(second_factor=True, max_age=60,
                                     acr_values="urn:x:mfa urn:x:any")
        claims = payload(tokens["id_token"])
        self.assertEqual(claims["acr"], "urn:x:mfa")
        self.assertGreater(claims["auth_time"], time.time() - 60)
        self.provider.set(ignore_max_age=True)
        claims = payload(self.client.sign_in(max_age=60,
                                             acr_values="a")["id_token"])
        self.assertEqual(claims["acr"], "0")
        self.assertLess(claims["auth_time"], time.time() - 900)


class RefreshTokens(ProviderTest):
    def test_entra_keeps_the_old_one(self) -> None:
        tokens = self.client.sign_in()
        newer = self.client.refresh(tokens).json
        self.assertNotEqual(newer["refresh_token"], tokens["refresh_token"])
        self.assertEqual(self.client.refresh(tokens).status, 200)

    def test_strict_revokes_the_family(self) -> None:
        self.provider.set(rotation="strict")
        tokens = self.client.sign_in()
        newer = self.client.refresh(tokens).json
        self.assertRefused(self.client.refresh(tokens), 70000,
                           "invalid_grant", "bad_token")
        self.assertRefused(self.client.refresh(newer), 70000,
                           "invalid_grant", "bad_token")

    def test_none_and_lifetime(self) -> None:
        tokens = self.client.sign_in()
        self.provider.set(rotation="none")
        self.assertNotIn("refresh_token", self.client.refresh(tokens).json)
        self.provider.set(rotation="entra", refresh_lifetime=-1)
        newer = self.client.refresh(tokens).json
        self.assertRefused(self.client.refresh(newer), 700082,
                           "invalid_grant", "bad_token")

    def test_unknown_token(self) -> None:
        self.assertRefused(self.client.refresh({"refresh_token": "x"}), 70000,
                           "invalid_grant", "bad_token")
