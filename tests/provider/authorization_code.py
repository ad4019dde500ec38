# SPDX-License-Identifier: BSD-2-Clause
"""Authorization requests and the codes that answer them."""

import base64
import hashlib
import secrets
import time
from dataclasses import asdict, dataclass, field
from typing import Any

from sessions import Session
from sign_in_request import SignInRequest


@dataclass
class AuthorizationRequest(SignInRequest):
    redirect_uri: str
    state: str
    nonce: str
    code_challenge: str         # S256; empty without PKCE
    login_hint: str
    prompt: list[str]
    status: str = "pending"     # approved, declined, redeemed

    @property
    def open(self) -> bool:
        return self.status == "pending"

    def is_proved_by(self, verifier: str) -> bool:
        """RFC 7636, 4.6; a verifier without a challenge is wrong, too."""
        digest = hashlib.sha256(verifier.encode()).digest()
        proof = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        return (proof if verifier else "") == self.code_challenge


@dataclass
class AuthorizationCode:
    request: AuthorizationRequest
    session: Session
    lifetime: float
    made: float = field(default_factory=time.monotonic)

    @property
    def expired(self) -> bool:
        return time.monotonic() - self.made >= self.lifetime


def new_code(length: int) -> str:
    return ("1." + secrets.token_urlsafe(length))[:length]


class AuthorizationCodes:
    def __init__(self) -> None:
        self.requests: list[AuthorizationRequest] = []
        self.codes: dict[str, AuthorizationCode] = {}

    def reset(self) -> None:
        self.requests.clear()
        self.codes.clear()

    def approve(self, request: AuthorizationRequest, session: Session,
                length: int, lifetime: float) -> str:
        text = new_code(length)
        self.codes[text] = AuthorizationCode(request, session, lifetime)
        request.status = "approved"
        return text

    def find(self, text: str) -> AuthorizationCode | None:
        return self.codes.get(text)

    def state(self) -> list[dict[str, Any]]:
        return [asdict(request) for request in self.requests]
