# SPDX-License-Identifier: BSD-2-Clause
"""Sign-ins that happened, and the refresh tokens that stand for them."""

import hashlib
import secrets
import time
from dataclasses import asdict, dataclass, field
from typing import Any


def fingerprint(secret: str) -> str:
    """How a log or a state dump names a secret."""
    return "sha256:" + hashlib.sha256(secret.encode()).hexdigest()[:16]


@dataclass
class Session:
    user: str
    client_id: str
    scope: str
    auth_time: int
    second_factor: bool = False
    policies: list[str] = field(default_factory=list)   # met, by id
    contexts: list[str] = field(default_factory=list)   # met: c1 ...
    acr: str = ""
    show_auth_time: bool = False
    capabilities: list[str] = field(default_factory=list)
    number: int = 0
    newest: str = ""            # refresh token, as a fingerprint
    redeemed: int = 0
    revoked: int = 0            # AADSTS number, 0 is alive

    def methods(self) -> list[str]:
        return ["pwd", "mfa"] if self.second_factor else ["pwd"]


class Sessions:
    def __init__(self) -> None:
        self.sessions: list[Session] = []
        self.tokens: dict[str, tuple[Session, float]] = {}

    def reset(self) -> None:
        self.sessions.clear()
        self.tokens.clear()

    def add(self, session: Session) -> None:
        self.sessions.append(session)
        session.number = len(self.sessions)

    def make_token(self, session: Session, lifetime: float) -> str:
        """A new refresh token of about 1.2 KiB."""
        token = "1.A" + secrets.token_urlsafe(900)
        self.tokens[token] = (session, time.time() + lifetime)
        session.newest = fingerprint(token)
        return token

    def find(self, token: str) -> tuple[Session | None, int]:
        """The session and 0, or None and the AADSTS number of the fault."""
        if token not in self.tokens:
            return None, 70000
        session, end = self.tokens[token]
        if session.revoked:
            return None, session.revoked
        if time.time() >= end:
            return None, 700082
        return session, 0

    def is_newest(self, session: Session, token: str) -> bool:
        return session.newest == fingerprint(token)

    def revoke(self, user: str, code: int = 50173) -> int:
        """Ends every session of a user; how many there were."""
        ended = [session for session in self.sessions
                 if session.user == user and not session.revoked]
        for session in ended:
            session.revoked = code
        return len(ended)

    def state(self) -> list[dict[str, Any]]:
        return [asdict(session) for session in self.sessions]
