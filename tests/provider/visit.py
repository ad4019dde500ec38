# SPDX-License-Identifier: BSD-2-Clause
"""Browsers that are in the middle of a sign-in."""

import secrets
from dataclasses import dataclass
from typing import Protocol

from directory import User
from exchange import Response
from sign_in_request import SignInRequest


class Ending(Protocol):
    """What differs between the flows that share the sign-in pages."""
    caution: str                # beside the button that approves
    blocked: str                # under a refusal
    form_targets: str           # where the last form may lead, besides us

    def approved(self, visit: "Visit") -> Response: ...
    def declined(self, visit: "Visit") -> Response: ...


@dataclass
class Visit:
    """One browser, known by an unguessable name."""
    request: SignInRequest
    ending: Ending
    user: User | None = None
    second_factor: bool = False
    password_at: int | None = None  # when it was typed, if not just now
    ready: bool = False         # nothing but the decision is missing


class Visits:
    def __init__(self) -> None:
        self.visits: dict[str, Visit] = {}

    def reset(self) -> None:
        self.visits.clear()

    def add(self, visit: Visit) -> str:
        name = secrets.token_urlsafe(24)
        self.visits[name] = visit
        return name

    def find(self, name: str) -> Visit | None:
        """None also when there is nothing left to decide."""
        visit = self.visits.get(name)
        return visit if visit and visit.request.open else None
