# SPDX-License-Identifier: BSD-2-Clause
"""Answers to authorization requests that a client must not fall for, and
texts that must not reach a terminal."""

import json
import urllib.parse
from typing import Any

import hostile
from control import ControlError
from oauth_client import SCOPE, answered, payload
from provider_case import ProviderTest


class Redirections(ProviderTest):
    def setUp(self) -> None:
        super().setUp()
        self.begun = self.client.authorization()
        self.provider.set(authorize={"iss": True})

    def follow(self, **order: Any) -> dict[str, list[str]]:
        """Every parameter with all its values."""
        self.provider.set(redirection=order)
        address = self.provider.follow(self.begun.url)
        return urllib.parse.parse_qs(
            urllib.parse.urlsplit(address).query, keep_blank_values=True,
            errors="surrogatepass")

    def test_left_out(self) -> None:
        for fault, name in (("no_state", "state"), ("no_code", "code"),
                            ("no_iss", "iss")):
            with self.subTest(fault):
                told = self.follow(fault=fault)
                self.assertEqual({"state", "code", "iss", "session_state"}
                                 - set(told), {name})

    def test_wrong(self) -> None:
        good = self.follow()
        for fault, name in (("wrong_state", "state"), ("wrong_iss", "iss")):
            with self.subTest(fault):
                told = self.follow(fault=fault)
                self.assertEqual(len(told[name]), 1)
                self.assertNotEqual(told[name], good[name])
        code, = self.follow(fault="wrong_code")["code"]
        self.assertEqual(self.client.redeem(self.begun, "", code=code).code,
                         70000)

    def test_repeated(self) -> None:
        for fault, name in (("two_states", "state"), ("two_codes", "code"),
                            ("two_isses", "iss")):
            with self.subTest(fault):
                told = self.follow(fault=fault)
                self.assertEqual(len(told[name]), 2)
                self.assertEqual([len(told[other]) for other in told
                                  if other != name], [1, 1, 1])

    def test_errors(self) -> None:
        for error in ("access_denied", "login_required", "server_error",
                      "temporarily_unavailable"):
            for place in ("answer", "request"):
                with self.subTest(error, place=place):
                    told = self.follow(error=error, at=place, text="Why?")
                    self.assertEqual(told["error"], [error])
                    self.assertTrue(told["error_description"][0]
                                    .startswith("Why?"))
                    self.assertEqual(told["state"],
                                     [self.begun.query["state"]])
                    self.assertNotIn("code", told)
        told = self.follow(code=50076)
        self.assertIn("access_token", json.loads(told["claims"][0]))
        self.assertIn("code", self.follow())

    def test_an_error_without_a_person(self) -> None:
        self.provider.set(redirection={"at": "request", "code": 53003})
        answer = self.client.send(
            "GET", f"{self.begun.path}?{self.begun.text}")
        self.assertEqual(answer.status, 302)
        told = answered(answer.headers["Location"])
        self.assertEqual(told["error"], "interaction_required")
        self.assertEqual(self.provider.requests(path="/authorize")[-1]
                         ["error"], "interaction_required")

    def test_members_and_fragment(self) -> None:
        told = self.follow(members={"code": ["a", "b"], "x": "y",
                                    "state": None})
        self.assertEqual((told["code"], told["x"]), (["a", "b"], ["y"]))
        self.assertNotIn("state", told)
        self.provider.set(redirection={"fragment": True})
        self.assertIn("/#code=", self.provider.follow(self.begun.url))

    def test_an_order_is_used_up(self) -> None:
        self.assertNotIn("code", self.follow(fault="no_code"))
        address = self.provider.follow(self.begun.url)
        self.assertEqual(self.client.redeem(self.begun, address).status, 200)

    def test_misspelt_orders(self) -> None:
        for order in ({"fault": "x"}, {"at": "x"}, {"at": "request"},
                      {"code": 1}, {"hostile": {"error": "x"}}):
            with self.subTest(order), self.assertRaises(ControlError):
                self.provider.set(redirection=order)
        with self.assertRaises(ControlError):
            self.provider.set(faults={"kind": "hostile", "path": "token",
                                      "members": {"error": "x"}})

    def test_hostile_texts(self) -> None:
        for name, text in hostile.TEXTS.items():
            with self.subTest(name):
                told = self.follow(error="access_denied", hostile={
                    "error_description": name, "error": name})
                description, = told["error_description"]
                self.assertIn(text, description.partition("\r\nTrace")[0])
                self.assertEqual(told["error"], [f"access{text}_denied"])


class HostileTexts(ProviderTest):
    NAMES = ("user_code", "verification_uri", "message")

    def test_device_codes(self) -> None:
        good = self.client.begin()
        for name, text in hostile.TEXTS.items():
            with self.subTest(name):
                self.provider.set(faults={
                    "path": "devicecode", "kind": "hostile",
                    "members": {member: name for member in self.NAMES}})
                code = self.client.begin()
                for member in self.NAMES:
                    self.assertIn(text, code[member])
                self.assertEqual(len(code["user_code"]),
                                 len(good["user_code"]) + len(text))
                self.assertTrue(code["verification_uri"]
                                .startswith("https://"))
        self.assertEqual(self.client.begin()["verification_uri"],
                         good["verification_uri"])

    def test_errors(self) -> None:
        members = {"error": "csi", "error_description": "bidi",
                   "suberror": "nul"}
        self.provider.set(
            faults={"path": "token", "kind": "hostile", "members": members})
        answer = self.client.poll(self.client.begin())
        self.assertEqual(answer.status, 400)
        for member, name in members.items():
            self.assertIn(hostile.TEXTS[name], answer.json[member])
        self.provider.set(faults={"path": "devicecode", "kind": "hostile",
                                  "members": {"error_description": "osc8"}})
        answer = self.client.post("devicecode", scope=SCOPE, client_id="x")
        self.assertIn("\x1b]8;;", answer.json["error_description"])

    def test_names_of_people(self) -> None:
        self.provider.set(id_token={"claims": {
            "preferred_username": hostile.TEXTS["title"]}})
        claims = payload(self.client.sign_in()["id_token"])
        self.assertEqual(claims["preferred_username"],
                         hostile.TEXTS["title"])


class NoDeviceFlow(ProviderTest):
    def test_a_client_without_the_grant(self) -> None:
        for refused, code, error in (
                ("unauthorized_client", 0, "unauthorized_client"),
                (70002, 70002, "invalid_client"),
                (7000218, 7000218, "invalid_client")):
            with self.subTest(refused):
                self.provider.set(device={"refused": refused})
                answer = self.client.post("devicecode", scope=SCOPE)
                self.assertRefused(answer, code, error)
        self.provider.set(device={"refused": None})
        self.client.begin()
