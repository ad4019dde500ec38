# SPDX-License-Identifier: BSD-2-Clause
"""What a person meets in the browser."""

import subprocess
import urllib.parse
from typing import Any

from browser import Browser
from oauth_client import C1, payload
from person import Person, Stuck
from provider_case import HERE, ProviderTest


class WebPages(ProviderTest):
    def test_a_person_approves(self) -> None:
        code = self.client.begin()
        title = Person(self.provider, "alice").approve(code["user_code"])
        self.assertEqual(title, "You are signed in")
        self.assertIn("id_token", self.client.poll(code).json)

    def test_the_code_may_be_typed_in_any_way(self) -> None:
        typed = self.client.begin()["user_code"]
        typed = f" {typed[:4].lower()}-{typed[4:]} "
        page = self.browser().get("/device")
        page = self.browser().submit(page.forms[0], user_code=typed)
        self.assertEqual(page.title, "Sign in")

    def test_the_page_says_who_asks_for_what(self) -> None:
        code = self.client.begin(claims=C1)
        body = urllib.parse.urlencode(
            {"step": "code", "user_code": code["user_code"]})
        page = self.client.send(
            "POST", "/device", body,
            {"Content-Type": "application/x-www-form-urlencoded"})
        text = page.body.decode()
        for expected in ("Linux sign-in", "api://pam-claims-demo/login",
                         "authentication context c1"):
            self.assertIn(expected, text)
        self.assertNotIn("<script", text)
        self.assertIn("default-src 'none'",
                      page.headers["Content-Security-Policy"])

    def test_markup_from_a_client_is_only_text(self) -> None:
        code = self.client.begin(
            claims={"id_token": {"<script>": None}}, acr_values="<i>")
        page = self.client.send(
            "POST", "/device", urllib.parse.urlencode(
                {"step": "code", "user_code": code["user_code"]}),
            {"Content-Type": "application/x-www-form-urlencoded"})
        self.assertIn(b"&lt;script&gt;", page.body)
        self.assertNotIn(b"<script>", page.body)
        self.assertNotIn(b"<i>", page.body)

    def test_a_person_declines(self) -> None:
        code = self.client.begin()
        title = Person(self.provider, "alice").decline(code["user_code"])
        self.assertEqual(title, "Declined")
        self.assertRefused(self.client.poll(code), 0,
                           "authorization_declined")

    def test_second_factor_by_code_and_by_phone(self) -> None:
        for factor in ("246810", "246 810", "42"):
            with self.subTest(factor):
                code = self.client.begin(claims=C1)
                person = Person(self.provider, "alice", True, factor=factor)
                person.approve(code["user_code"])
                tokens = self.client.poll(code).json
                self.assertEqual(payload(tokens["id_token"])["acrs"], ["c1"])

    def test_second_factor_is_insisted_on(self) -> None:
        code = self.client.begin(claims=C1)["user_code"]
        with self.assertRaisesRegex(Stuck, "second factor"):
            Person(self.provider, "alice").approve(code)
        with self.assertRaisesRegex(Stuck, "not the right code"):
            Person(self.provider, "alice", True, factor="17").approve(code)
        self.assertTrue(self.provider.pending_codes())
        self.provider.set(skip_second_factor=True)
        Person(self.provider, "alice").approve(code)
        self.assertFalse(self.provider.pending_codes())

    def test_wrong_password_and_wrong_code(self) -> None:
        code = self.client.begin()["user_code"]
        with self.assertRaisesRegex(Stuck, "password is wrong"):
            Person(self.provider, "alice", password="x").approve(code)
        with self.assertRaisesRegex(Stuck, "did not work"):
            Person(self.provider, "alice").approve("AAAAAAAAA")

    def test_steps_cannot_be_skipped(self) -> None:
        code = self.client.begin(claims=C1)["user_code"]
        browser = self.browser()
        page = browser.get("/device")
        page = browser.submit(page.forms[0], user_code=code)
        form = page.forms[0]
        for step in ("confirm", "factor"):
            page = browser.submit(form, step=step, decision="approve",
                                  factor="246810")
            self.assertEqual(page.title, "Sign in")
        page = browser.submit(form, user="alice", password="correct-horse")
        page = browser.submit(form, step="confirm", decision="approve")
        self.assertNotEqual(page.title, "You are signed in")
        self.assertTrue(self.provider.pending_codes())

    def test_a_blocked_person_leaves_the_code_pending(self) -> None:
        code = self.client.begin()
        changes: list[dict[str, Any]] = [
            {"policy": {"block": True}},
            {"users": {"alice": {"enabled": False}}}]
        for change in changes:
            self.provider.set(**change)
            with self.assertRaises(Stuck):
                Person(self.provider, "alice").approve(code["user_code"])
            self.provider.set(policy=None, users={"alice": {}})
        self.assertEqual(self.client.poll(code).error,
                         "authorization_pending")

    def test_the_person_command(self) -> None:
        code = self.client.begin()
        done = self.person("approve", code["user_code"], "--user", "bob")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("You are signed in", done.stdout)
        tokens = self.client.poll(code).json
        self.assertEqual(payload(tokens["id_token"])["name"], "Bob")
        done = self.person("approve", code["user_code"], "--user", "bob")
        self.assertEqual(done.returncode, 1)

    def test_the_watching_person(self) -> None:
        code = self.client.begin(claims=C1)
        done = self.person("watch", "--user", "carol", "--second-factor",
                           "--for", "0.5")
        self.assertIn("You are signed in", done.stdout)
        self.assertEqual(self.client.poll(code).status, 200)

    def browser(self) -> Browser:
        return Browser(self.provider.base, self.provider.ca_file)

    def person(self, verb: str,
               *rest: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            ["/usr/bin/python3", "-B", str(HERE / "person.py"), "--state",
             self.state, verb, *rest], capture_output=True, text=True,
            timeout=20)
