# SPDX-License-Identifier: BSD-2-Clause
"""Device codes: from the request to the redemption."""

import secrets
import time
from dataclasses import dataclass, field
from typing import Any

from sessions import Session
from sign_in_request import SignInRequest

ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"


@dataclass
class DeviceCode(SignInRequest):
    interval: float
    expires_in: float
    device_code: str = ""
    user_code: str = ""
    status: str = "pending"     # approved, declined, redeemed
    session: Session | None = None
    made: float = field(default_factory=time.monotonic)
    polled: float | None = None
    polls: int = 0

    @property
    def expired(self) -> bool:
        return time.monotonic() - self.made >= self.expires_in

    @property
    def open(self) -> bool:
        return self.status == "pending" and not self.expired

    def approve(self, session: Session) -> None:
        """The next poll will redeem this session."""
        self.session = session
        self.status = "approved"

    def decline(self) -> None:
        self.status = "declined"

    def polled_too_early(self) -> bool:
        """Notes a poll; a quarter of a second is forgiven."""
        now = time.monotonic()
        before, self.polled = self.polled, now
        self.polls += 1
        return before is not None and now - before < self.interval - 0.25

    def state(self) -> dict[str, Any]:
        return {"user_code": self.user_code, "client_id": self.client_id,
                "scope": self.scope, "claims": self.claims,
                "acr_values": self.acr_values, "max_age": self.max_age,
                "status": "expired" if self.expired else self.status,
                "polls": self.polls, "interval": self.interval}


def normalise(text: str) -> str:
    """A code as people type it: any case, with blanks or dashes."""
    return "".join(text.upper().replace("-", " ").split())


class DeviceCodes:
    def __init__(self) -> None:
        self.codes: list[DeviceCode] = []

    def reset(self) -> None:
        self.codes.clear()

    def add(self, code: DeviceCode) -> None:
        code.device_code = "DAQ" + secrets.token_urlsafe(180)
        code.user_code = "".join(secrets.choice(ALPHABET) for _ in range(9))
        self.codes.append(code)

    def by_user_code(self, text: str) -> DeviceCode | None:
        wanted = normalise(text)
        return next((code for code in reversed(self.codes)
                     if code.user_code == wanted), None)

    def by_device_code(self, text: str) -> DeviceCode | None:
        return next((code for code in reversed(self.codes)
                     if code.device_code == text), None)

    def state(self) -> list[dict[str, Any]]:
        return [code.state() for code in self.codes]
