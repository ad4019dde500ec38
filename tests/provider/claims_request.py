# SPDX-License-Identifier: BSD-2-Clause
"""Reading the `claims` request parameter (OpenID Connect Core 5.5)."""

import json
from typing import Any


def parse(text: str) -> dict[str, Any] | None:
    """None when the parameter is there but is no JSON object."""
    if not text:
        return {}
    try:
        value = json.loads(text)
    except ValueError:
        return None
    return value if isinstance(value, dict) else None


def wanted(claims: dict[str, Any], section: str, name: str) -> list[str]:
    """The acceptable values of one claim; empty when none are named."""
    members = claims.get(section)
    entry = members.get(name) if isinstance(members, dict) else None
    if not isinstance(entry, dict):
        return []
    values = entry.get("values", entry.get("Values"))
    if isinstance(values, list):
        return [str(value) for value in values]
    return [str(entry["value"])] if "value" in entry else []


def names(claims: dict[str, Any], section: str, name: str) -> bool:
    members = claims.get(section)
    return isinstance(members, dict) and name in members


def contexts(claims: dict[str, Any]) -> list[str]:
    """The authentication contexts asked for, wherever they stand."""
    return (wanted(claims, "access_token", "acrs")
            or wanted(claims, "id_token", "acrs"))


def policies(claims: dict[str, Any]) -> list[str]:
    return (wanted(claims, "access_token", "capolids")
            or wanted(claims, "access_token", "polids"))


def capabilities(claims: dict[str, Any]) -> list[str]:
    return wanted(claims, "access_token", "xms_cc")


def acr_values(claims: dict[str, Any]) -> list[str]:
    return wanted(claims, "id_token", "acr")


def asking_for(name: str, values: list[str]) -> dict[str, Any]:
    """A claims request as Entra writes it into a challenge."""
    return {"access_token": {name: {"essential": True, "values": values}}}
