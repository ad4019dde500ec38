# SPDX-License-Identifier: BSD-2-Clause
"""One HTTP request and the answer to it, free of sockets."""

import json
from dataclasses import dataclass, field
from email.message import Message
from typing import Any
from urllib.parse import parse_qsl


def fields(text: str) -> dict[str, str]:
    """Form or query fields; of a repeated name the first value counts."""
    found: dict[str, str] = {}
    for name, value in parse_qsl(text, keep_blank_values=True):
        found.setdefault(name, value)
    return found


def repeats(text: str) -> bool:
    pairs = parse_qsl(text, keep_blank_values=True)
    return len(pairs) != len({name for name, _ in pairs})


@dataclass
class Request:
    connection: int
    method: str
    path: str
    query_text: str = ""
    headers: Message = field(default_factory=Message)
    body: bytes = b""

    @property
    def query(self) -> dict[str, str]:
        return fields(self.query_text)

    @property
    def form(self) -> dict[str, str]:
        kind = self.headers.get("Content-Type", "")
        if not kind.startswith("application/x-www-form-urlencoded"):
            return {}
        return fields(self.body.decode("utf-8", "replace"))

    @property
    def repeats_a_field(self) -> bool:
        return (repeats(self.body.decode("utf-8", "replace"))
                or repeats(self.query_text))


@dataclass
class Response:
    status: int = 200
    body: bytes = b""
    content_type: str = "application/json; charset=utf-8"
    headers: list[tuple[str, str]] = field(default_factory=list)
    error: str = ""  # for the request log


def json_response(value: Any, status: int = 200) -> Response:
    error = value.get("error", "") if isinstance(value, dict) else ""
    text = json.dumps(value, separators=(",", ":"))
    return Response(status, text.encode(), error=str(error),
                    headers=[("Cache-Control", "no-store")])


def html_response(text: str, status: int = 200,
                  form_targets: str = "") -> Response:
    """form_targets: whose addresses a form may be redirected to."""
    targets = f"'self' {form_targets}".rstrip()
    return Response(status, text.encode(), "text/html; charset=utf-8",
                    [("Cache-Control", "no-store"),
                     ("Content-Security-Policy",
                      "default-src 'none'; style-src 'self'; "
                      f"form-action {targets}; frame-ancestors 'none'"),
                     ("Referrer-Policy", "no-referrer")])
