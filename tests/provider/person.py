#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""Plays the person: goes through the provider's real web pages."""

import argparse
import ssl
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass, field
from html.parser import HTMLParser

from control import ControlError, Provider
from directory import PASSWORD, SECOND_FACTOR


class Stuck(RuntimeError):
    """The pages do not let this person go on."""


@dataclass
class Form:
    action: str
    fields: dict[str, str] = field(default_factory=dict)
    buttons: list[tuple[str, str]] = field(default_factory=list)


class Page(HTMLParser):
    """Title, alert and forms of one page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.title = ""
        self.alert = ""
        self.forms: list[Form] = []
        self.inside = ""
        self.feed(text)

    def handle_starttag(self, tag: str,
                        attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append(Form(values["action"]))
        elif tag == "input":
            self.forms[-1].fields[values["name"]] = values.get("value", "")
        elif tag == "button" and "name" in values:
            self.forms[-1].buttons.append(
                (values["name"], values.get("value", "")))
        self.inside = "alert" if values.get("role") == "alert" else tag

    def handle_endtag(self, tag: str) -> None:
        self.inside = ""

    def handle_data(self, data: str) -> None:
        if self.inside == "h1":
            self.title += data
        elif self.inside == "alert":
            self.alert += data

    def form_with(self, name: str) -> Form | None:
        """The first form that has an input or a button of this name."""
        return next((form for form in self.forms if name in form.fields
                     or name in (button for button, _ in form.buttons)), None)

    def offers(self, decision: str) -> Form | None:
        return next((form for form in self.forms
                     if ("decision", decision) in form.buttons), None)


class Browser:
    def __init__(self, base: str, ca_file: str) -> None:
        self.base = base
        self.opener = urllib.request.build_opener(
            urllib.request.ProxyHandler({}), urllib.request.HTTPSHandler(
                context=ssl.create_default_context(cafile=ca_file)))

    def get(self, path: str, data: bytes | None = None) -> Page:
        address = urllib.parse.urljoin(self.base, path)
        try:
            with self.opener.open(address, data, timeout=30) as answer:
                return Page(answer.read().decode())
        except urllib.error.HTTPError as refused:
            with refused:
                return Page(refused.read().decode())

    def submit(self, form: Form, **typed: str) -> Page:
        data = urllib.parse.urlencode({**form.fields, **typed})
        return self.get(form.action, data.encode())


class Person:
    def __init__(self, provider: Provider, user: str,
                 second_factor: bool = False, password: str = PASSWORD,
                 factor: str = SECOND_FACTOR) -> None:
        self.browser = Browser(provider.base, provider.ca_file)
        self.user = user
        self.password = password
        self.factor = factor if second_factor else ""

    def sign_in(self, code: str) -> Page:
        """Until only the decision is left (or a second factor)."""
        page = self.browser.get(f"/device?user_code={code}")
        page = self.submit(page, "user_code", user_code=code)
        return self.submit(page, "password", user=self.user,
                           password=self.password, decision="go")

    def submit(self, page: Page, name: str, **typed: str) -> Page:
        form = page.form_with(name)
        if form is None:
            raise Stuck(page.alert or page.title)
        return self.browser.submit(form, **typed)

    def approve(self, code: str) -> str:
        page = self.sign_in(code)
        if page.form_with("factor"):
            page = self.prove(page)
        form = page.offers("approve")
        if form is None:
            raise Stuck(page.alert or page.title)
        return self.browser.submit(form, decision="approve").title

    def prove(self, page: Page) -> Page:
        if self.factor:
            return self.submit(page, "factor", factor=self.factor)
        form = page.offers("skip")
        if form is None:
            raise Stuck("The page asks for a second factor.")
        return self.browser.submit(form, decision="skip")

    def decline(self, code: str) -> str:
        page = self.sign_in(code)
        form = page.offers("decline")
        if form is None:
            raise Stuck(page.alert or page.title)
        return self.browser.submit(form, decision="decline").title


def watch(provider: Provider, person: Person, seconds: float) -> None:
    """Approves every code that appears, each once."""
    seen: set[str] = set()
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        for pending in provider.pending_codes():
            code = pending["user_code"]
            if code in seen:
                continue
            seen.add(code)
            try:
                result = person.approve(code)
            except Stuck as wrong:
                result = f"stuck: {wrong}"
            print(f"{person.user}: {code}: {result}", flush=True)
        time.sleep(0.1)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--state", required=True, metavar="DIR",
                        help="the provider's state directory")
    verbs = parser.add_subparsers(dest="verb", required=True)
    for name in ("approve", "decline", "watch"):
        verb = verbs.add_parser(name)
        if name == "watch":
            verb.add_argument("--for", dest="seconds", type=float,
                              default=3600, metavar="S")
        else:
            verb.add_argument("code", metavar="CODE")
        verb.add_argument("--user", required=True)
        verb.add_argument("--password", default=PASSWORD)
        verb.add_argument("--second-factor", nargs="?", const=SECOND_FACTOR,
                          default="", metavar="CODE",
                          help="give it where the page asks for it")
    return parser.parse_args()


def main() -> int:
    given = arguments()
    try:
        provider = Provider.attach(given.state)
        person = Person(provider, given.user, bool(given.second_factor),
                        given.password, given.second_factor)
        if given.verb == "watch":
            watch(provider, person, given.seconds)
            return 0
        result = (person.approve if given.verb == "approve"
                  else person.decline)(given.code)
    except (Stuck, ControlError, OSError) as wrong:
        print(f"{given.user}: stuck: {wrong}", file=sys.stderr)
        return 1
    print(f"{given.user}: {given.code}: {result}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
