# SPDX-License-Identifier: BSD-2-Clause
"""The person of the act with the relay: a real Chromium, or one of ours."""

from __future__ import annotations

from pathlib import Path

from rig.chromium import Chromium, missing
from rig.relay import Relay, Visitor

PASSWORD = "correct-horse"


def by_chromium(address: str, user: str, pictures: Path) -> str:
    """Sign in there; the number that the browser shows at the end."""
    chromium = Chromium()
    try:
        page = chromium.page()
        page.open(address)
        page.picture(pictures / "relay-1-continue.png")
        page.click("button[value=continue]")
        page.wait("document.getElementsByName('password').length")
        page.fill("user", user)
        page.fill("password", PASSWORD)
        page.picture(pictures / "relay-2-provider.png")
        page.click("button[value=go]")
        page.click("button[value=approve]")
        shown = page.wait("document.querySelector('.number') && "
                          "document.querySelector('.number').innerText")
        page.picture(pictures / "relay-3-number.png")
    finally:
        chromium.stop()
    return "".join(c for c in shown if c.isdigit())


def sign_in(relay: Relay, provider, address: str, user: str,
            pictures: Path) -> tuple[str, str]:
    """The number, and who the person was."""
    if not missing():
        return by_chromium(address, user, pictures), "Chromium"
    visitor = Visitor(relay)
    page = visitor.arrive(provider.follow(visitor.proceed(address), user))
    return page.number, "a browser of the demo's own"
