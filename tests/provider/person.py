#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""Plays the person: goes through the provider's real web pages."""

import argparse
import sys
import time

from browser import Browser, Page
from control import ControlError, Provider
from directory import PASSWORD, SECOND_FACTOR


class Stuck(RuntimeError):
    """The pages do not let this person go on."""


class Person:
    def __init__(self, provider: Provider, user: str,
                 second_factor: bool = False, password: str = PASSWORD,
                 factor: str = SECOND_FACTOR) -> None:
        self.browser = Browser(provider.base, provider.ca_file)
        self.user = user
        self.password = password
        self.factor = factor if second_factor else ""

    def open_code(self, code: str) -> Page:
        page = self.browser.get(f"/device?user_code={code}")
        return self.submit(page, "user_code", user_code=code)

    def submit(self, page: Page, name: str, **typed: str) -> Page:
        form = page.form_with(name)
        if form is None:
            raise Stuck(page.alert or page.title)
        return self.browser.submit(form, **typed)

    def sign_in(self, page: Page) -> Page:
        """Until only the decision is left (or a second factor)."""
        return self.submit(page, "password", user=self.user,
                           password=self.password, decision="go")

    def decide(self, page: Page, decision: str) -> Page:
        form = page.offers(decision)
        if form is None:
            raise Stuck(page.alert or page.title)
        return self.browser.submit(form, decision=decision)

    def finish(self, page: Page, decision: str) -> Page:
        """From a page of the sign-in to its end."""
        if page.form_with("password"):
            page = self.sign_in(page)
        if decision == "approve" and page.form_with("factor"):
            page = self.prove(page)
        return self.decide(page, decision)

    def approve(self, code: str) -> str:
        return self.finish(self.open_code(code), "approve").title

    def decline(self, code: str) -> str:
        return self.finish(self.open_code(code), "decline").title

    def follow(self, url: str, decision: str = "approve") -> str:
        """Opens an address that begins a sign-in; where the browser is sent
        at its end, which is not opened."""
        page = self.browser.get(url)
        if not page.address:
            page = self.finish(page, decision)
        if not page.address:
            raise Stuck(page.alert or page.title)
        return page.address

    def prove(self, page: Page) -> Page:
        if self.factor:
            return self.submit(page, "factor", factor=self.factor)
        form = page.offers("skip")
        if form is None:
            raise Stuck("The page asks for a second factor.")
        return self.browser.submit(form, decision="skip")


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
    for name in ("approve", "decline", "follow", "watch"):
        verb = verbs.add_parser(name)
        if name == "watch":
            verb.add_argument("--for", dest="seconds", type=float,
                              default=3600, metavar="S")
        else:
            verb.add_argument("code", metavar="URL" if name == "follow"
                              else "CODE")
        if name == "follow":
            verb.add_argument("--decline", dest="decision", default="approve",
                              action="store_const", const="decline")
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
        if given.verb == "follow":
            print(person.follow(given.code, given.decision))
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
