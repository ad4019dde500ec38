# SPDX-License-Identifier: BSD-2-Clause
"""Browsers that remember who signed in (single sign-on by a cookie)."""

import secrets
from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie

from exchange import Request

COOKIE = "session"


@dataclass
class BrowserSession:
    user: str
    password_at: int
    second_factor: bool


class BrowserSessions:
    def __init__(self) -> None:
        self.sessions: dict[str, BrowserSession] = {}

    def reset(self) -> None:
        self.sessions.clear()

    def begin(self, session: BrowserSession) -> tuple[str, str]:
        """The header that makes the browser remember."""
        name = secrets.token_urlsafe(24)
        self.sessions[name] = session
        return ("Set-Cookie",
                f"{COOKIE}={name}; Path=/; Secure; HttpOnly; SameSite=Lax")

    def of(self, request: Request) -> BrowserSession | None:
        try:
            cookies = SimpleCookie(request.headers.get("Cookie", ""))
        except CookieError:
            return None
        return (self.sessions.get(cookies[COOKIE].value)
                if COOKIE in cookies else None)
