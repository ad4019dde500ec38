# SPDX-License-Identifier: BSD-2-Clause
"""WWW-Authenticate challenges of the API, in the forms seen in the wild."""

import base64
import json
from typing import Any

GRAPH_ID = "00000003-0000-0000-c000-000000000000"


def quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def encoded(claims: Any, encoding: str) -> str:
    """`claims` is an object, or a text that is sent as it is."""
    if isinstance(claims, str):
        return claims
    text = json.dumps(claims, separators=(",", ":"))
    if encoding == "quoted":
        return text
    standard = base64.b64encode(text.encode()).decode()
    if encoding == "unpadded":
        return standard.rstrip("=")
    if encoding == "base64url":
        return standard.translate(str.maketrans("+/", "-_"))
    return standard


def bearer(base: str, params: dict[str, str]) -> str:
    members = {"realm": "",
               "authorization_uri": f"{base}/common/oauth2/authorize",
               "client_id": GRAPH_ID, **params}
    return "Bearer " + ", ".join(f"{name}={quoted(value)}"
                                 for name, value in members.items())


def challenge(base: str, demand: dict[str, Any], encoding: str) -> str:
    """demand: error, claims, acr_values, max_age, any further parameter."""
    params: dict[str, str] = {}
    for name, value in demand.items():
        if name == "encoding":
            continue
        params[name] = (encoded(value, demand.get("encoding", encoding))
                        if name == "claims" else str(value))
    return bearer(base, params)


def field_lines(line: str, before: list[str],
                separate: bool) -> list[tuple[str, str]]:
    lines = [*before, line]
    if not separate:
        lines = [", ".join(lines)]
    return [("WWW-Authenticate", each) for each in lines]
