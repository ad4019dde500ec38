# SPDX-License-Identifier: BSD-2-Clause
"""A browser without a screen: pages, their forms, cookies."""

import ssl
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any


@dataclass
class Form:
    action: str
    fields: dict[str, str] = field(default_factory=dict)
    buttons: list[tuple[str, str]] = field(default_factory=list)


class Page(HTMLParser):
    """Title, alert and forms of one page; `address` of a redirection."""

    def __init__(self, text: str, address: str = "") -> None:
        super().__init__()
        self.address = address
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


class NotFollowed(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        """A redirection is an answer like any other."""


class Browser:
    def __init__(self, base: str, ca_file: str) -> None:
        self.base = base
        self.opener = urllib.request.build_opener(
            urllib.request.ProxyHandler({}), NotFollowed(),
            urllib.request.HTTPCookieProcessor(),
            urllib.request.HTTPSHandler(
                context=ssl.create_default_context(cafile=ca_file)))

    def get(self, path: str, data: bytes | None = None) -> Page:
        address = urllib.parse.urljoin(self.base, path)
        try:
            with self.opener.open(address, data, timeout=30) as answer:
                return Page(answer.read().decode())
        except urllib.error.HTTPError as other:
            with other:
                return Page(other.read().decode(),
                            other.headers.get("Location", ""))

    def submit(self, form: Form, **typed: str) -> Page:
        data = urllib.parse.urlencode({**form.fields, **typed})
        return self.get(form.action, data.encode())
