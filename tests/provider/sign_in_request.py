# SPDX-License-Identifier: BSD-2-Clause
"""What a client asks of a sign-in, whichever flow it uses."""

from dataclasses import dataclass
from typing import Any

import claims_request
from refusal import Refused


@dataclass
class SignInRequest:
    client_id: str
    scope: str
    claims: dict[str, Any]
    acr_values: list[str]
    max_age: int | None

    @property
    def open(self) -> bool:
        """Whether a person can still decide about it."""
        raise NotImplementedError


def age(text: str) -> int | None:
    if not text:
        return None
    if not (text.isascii() and text.isdigit()):
        raise Refused(9002313)
    return int(text)


def demands(form: dict[str, str]) -> dict[str, Any]:
    """What both flows read from their parameters."""
    if not form.get("scope"):
        raise Refused(900144)
    claims = claims_request.parse(form.get("claims", ""))
    if claims is None:
        raise Refused(9002313)
    return {"scope": form["scope"], "claims": claims,
            "acr_values": (form.get("acr_values", "").split()
                           or claims_request.acr_values(claims)),
            "max_age": age(form.get("max_age", ""))}
