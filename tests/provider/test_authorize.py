# SPDX-License-Identifier: BSD-2-Clause
"""The authorization endpoint: what it refuses, and what a person meets."""

import json
import subprocess
import urllib.parse
from typing import Any

from control import ControlError
from oauth_client import C1, Answer, answered, payload
from person import Person, Stuck
from provider_case import HERE, ProviderTest

NATIVE = "/common/oauth2/nativeclient"


class Requests(ProviderTest):
    def send(self, **query: Any) -> Answer:
        begun = self.client.authorization(**query)
        return self.client.send("GET", f"{begun.path}?{begun.text}")

    def refused(self, **query: Any) -> tuple[str, str]:
        """The error and its number that the client is told."""
        told = answered(self.send(**query).headers["Location"])
        number = told["error_description"].split(":")[0]
        return told["error"], number.removeprefix("AADSTS")

    def assertShown(self, code: int, **query: Any) -> None:
        answer = self.send(**query)
        self.assertEqual(answer.status, 400)
        self.assertNotIn("Location", answer.headers)
        self.assertIn(f"AADSTS{code}<".encode(), answer.body)

    def test_faults_that_are_only_shown(self) -> None:
        self.assertShown(900144, client_id=None)
        self.assertShown(700016, client_id="x")
        self.assertShown(900971, redirect_uri=None)
        self.assertShown(900144, response_type=None)
        self.assertShown(700054, response_type="id_token")
        begun = self.client.authorization()
        twice = self.client.send("GET", f"{begun.path}?{begun.text}&state=x")
        self.assertIn(b"AADSTS9000411", twice.body)

    def test_redirect_addresses(self) -> None:
        base = self.provider.base
        good = ["http://127.0.0.1", "http://127.0.0.1:1", "http://localhost/",
                "http://localhost:65535", base + NATIVE,
                "https://login.microsoftonline.com" + NATIVE]
        bad = ["http://127.0.0.1:1/path", "https://127.0.0.1:1",
               "http://127.0.0.1:x", "http://127.0.0.1:1@evil.example",
               "http://127.0.0.1.evil.example", "http://[::1]:1",
               "http://localhost:1/?x=1", "http://localhost#x",
               "http://127.0.0.2", base + NATIVE + "/", base]
        for uri in good:
            with self.subTest(uri):
                self.assertEqual(self.send(redirect_uri=uri).status, 200)
        for uri in bad:
            with self.subTest(uri):
                self.assertShown(50011, redirect_uri=uri)
        self.provider.set(authorize={
            "redirect_uris": ["http://localhost/back?a=b"]})
        begun = self.client.authorization(
            redirect_uri="http://localhost:5/back?a=b")
        self.assertIn("/back?a=b&code=", self.provider.follow(begun.url))
        self.assertShown(50011)

    def test_faults_that_the_client_is_told(self) -> None:
        wrong = "invalid_request"
        for expected, query in (
                ("900144", {"state": None}), ("900144", {"nonce": None}),
                ("900144", {"code_challenge": None}),
                ("900144", {"scope": None}),
                ("50149", {"code_challenge_method": "plain"}),
                ("50149", {"code_challenge_method": None}),
                ("50147", {"code_challenge": "short"}),
                ("9002313", {"claims": "[]"}), ("9002313", {"max_age": "-1"}),
                ("90023", {"prompt": "sing"}),
                ("90023", {"prompt": "none login"}),
                ("70007", {"response_mode": "fragment"})):
            with self.subTest(query):
                self.assertEqual(self.refused(**query), (wrong, expected))
        self.provider.set(authorize={"require": []})
        self.assertEqual(self.send(state=None, nonce=None).status, 200)
        told = self.client.authorization(claims="x")
        answer = answered(self.provider.follow(told.url))
        self.assertEqual(answer["state"], told.query["state"])

    def test_a_confidential_client_needs_no_challenge(self) -> None:
        self.provider.set(client_secret="s3cret")
        begun = self.client.authorization(code_challenge=None, nonce=None,
                                          code_challenge_method=None)
        address = self.provider.follow(begun.url)
        self.assertRefused(self.client.redeem(begun, address), 7000218,
                           "invalid_client")
        tokens = self.client.redeem(begun, address, client_secret="s3cret",
                                    code_verifier=None).json
        self.assertNotIn("nonce", payload(tokens["id_token"]))

    def test_a_request_by_post(self) -> None:
        begun = self.client.authorization(login_hint="bob@example.test")
        page = self.client.send(
            "POST", begun.path, begun.text,
            {"Content-Type": "application/x-www-form-urlencoded"})
        self.assertIn(b'value="bob@example.test"', page.body)
        self.assertEqual(self.provider.requests(path="/authorize")[-1]
                         ["form"]["state"], begun.query["state"])

    def test_the_last_form_may_lead_to_the_client(self) -> None:
        policy = self.send().headers["Content-Security-Policy"]
        self.assertIn("form-action 'self' http://127.0.0.1:45671;", policy)

    def test_the_page_to_copy_from(self) -> None:
        begun = self.client.authorization(
            redirect_uri=self.provider.base + NATIVE)
        address = self.provider.follow(begun.url)
        parts = urllib.parse.urlsplit(address)
        page = self.client.send("GET", f"{parts.path}?{parts.query}")
        self.assertIn(b"Copy the address", page.body)
        self.assertTrue(self.provider.requests(path=NATIVE)[-1]["query"]
                        ["code"].startswith("sha256:"))
        self.assertEqual(self.client.redeem(begun, address).status, 200)


class AuthorizePages(ProviderTest):
    def person(self, user: str = "alice", **how: Any) -> Person:
        return Person(self.provider, user, **how)

    def claims_of(self, person: Person, **query: Any) -> dict[str, Any]:
        begun = self.client.authorization(**query)
        answer = self.client.redeem(begun, person.follow(begun.url))
        return payload(answer.json["id_token"])

    def test_a_person_signs_in_and_declines(self) -> None:
        self.assertEqual(self.claims_of(self.person("bob"))["name"], "Bob")
        begun = self.client.authorization()
        answer = answered(self.person().follow(begun.url, "decline"))
        self.assertEqual(answer["error"], "access_denied")
        with self.assertRaisesRegex(Stuck, "password is wrong"):
            self.person(password="x").follow(begun.url)

    def test_the_second_factor_is_insisted_on(self) -> None:
        url = self.client.authorization(claims=C1).url
        with self.assertRaisesRegex(Stuck, "second factor"):
            self.person().follow(url)
        person = self.person(second_factor=True)
        self.assertEqual(self.claims_of(person, claims=C1)["acrs"], ["c1"])

    def test_single_sign_on(self) -> None:
        person = self.person()
        self.provider.set(sso_age=100)
        self.claims_of(person)
        self.provider.set(sso_age=0)
        person.password = "no longer known"
        first = self.claims_of(person, max_age=1000)["auth_time"]
        self.assertEqual(first, self.provider.state()["sessions"][0]
                         ["auth_time"])
        for query in ({"prompt": "login"}, {"prompt": "select_account"},
                      {"max_age": 0}, {"login_hint": "bob@example.test"}):
            with self.subTest(query):
                url = self.client.authorization(**query).url
                with self.assertRaisesRegex(Stuck, "password is wrong"):
                    person.follow(url)
        self.claims_of(person, login_hint="alice@example.test",
                       prompt="consent")

    def test_a_session_does_not_spare_the_second_factor(self) -> None:
        person = self.person(second_factor=True)
        self.claims_of(person)
        person.factor = ""
        url = self.client.authorization(claims=C1).url
        with self.assertRaisesRegex(Stuck, "second factor"):
            person.follow(url)

    def test_another_account(self) -> None:
        person = self.person()
        self.claims_of(person)
        begun = self.client.authorization()
        form = person.browser.get(begun.url).offers("other")
        assert form
        page = person.browser.submit(form, decision="other")
        person.user = "carol"
        address = person.finish(page, "approve").address
        tokens = self.client.redeem(begun, address).json
        self.assertEqual(payload(tokens["id_token"])["name"], "Carol")

    def test_silence(self) -> None:
        def told(**query: Any) -> dict[str, str]:
            url = self.client.authorization(prompt="none", **query).url
            return answered(person.browser.get(url).address)

        person = self.person()
        self.assertEqual(told()["error"], "login_required")
        self.claims_of(person)
        self.assertIn("code", told())
        answer = told(claims=C1)
        self.assertEqual(answer["error"], "interaction_required")
        self.assertIn("access_token", json.loads(answer["claims"]))
        self.provider.set(policy={"block": True})
        answer = told()
        self.assertEqual(answer["error"], "interaction_required")
        self.assertIn("AADSTS53003", answer["error_description"])

    def test_nobody_can_decide_twice_or_skip_steps(self) -> None:
        url = self.client.authorization(claims=C1).url
        person = self.person()
        form = person.browser.get(url).forms[0]
        page = person.browser.submit(form, step="confirm",
                                     decision="approve")
        self.assertEqual((page.title, page.address), ("Sign in", ""))
        page = person.sign_in(page)
        page = person.browser.submit(form, step="confirm",
                                     decision="approve")
        self.assertEqual((page.title, page.address), ("Sign in", ""))
        declined = person.decide(page, "decline")
        self.assertIn("error=access_denied", declined.address)
        page = person.browser.submit(form, step="sign_in", user="alice",
                                     password="correct-horse")
        self.assertIn("expired or was used", page.alert)

    def test_follow_stays_with_the_provider(self) -> None:
        with self.assertRaisesRegex(ControlError, "not an address"):
            self.provider.follow(self.provider.base + ".evil.example/")
        with self.assertRaisesRegex(ControlError, "reply address"):
            self.provider.follow(self.client.authorization(
                redirect_uri="https://evil.example").url)

    def test_the_person_command(self) -> None:
        begun = self.client.authorization()
        done = self.command(begun.url, "--user", "bob")
        self.assertEqual(done.returncode, 0, done.stderr)
        answer = self.client.redeem(begun, done.stdout.strip())
        self.assertEqual(payload(answer.json["id_token"])["name"], "Bob")
        done = self.command(begun.url, "--user", "bob", "--decline")
        self.assertIn("error=access_denied", done.stdout)

    def command(self, *rest: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            ["/usr/bin/python3", "-B", str(HERE / "person.py"), "--state",
             self.state, "follow", *rest], capture_output=True, text=True,
            timeout=20)
