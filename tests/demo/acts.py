# SPDX-License-Identifier: BSD-2-Clause
"""What the demo shows, in order."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Callable

C1 = '{"access_token":{"acrs":{"essential":true,"value":"c1"}}}'


@dataclass
class Act:
    """One login: the story, what changes before it, and how it must end."""

    title: str
    story: str
    wanted: dict[str, str]
    person: str = ""                # who signs in; nobody if empty
    second_factor: bool = False
    command: tuple[str, ...] = ("echo", "You", "are", "in.")
    terminal: bool = False          # the command needs a terminal
    relay: bool = False             # by the sign-in relay
    prepare: Callable = field(default=lambda stack: None)


def require_second_factor(stack) -> None:
    """Conditional Access now asks for MFA."""
    stack.provider.set(policy={"require_mfa": True})


def end_sessions(stack) -> None:
    """Everybody must sign in again."""
    stack.provider.set(policy={"require_mfa": False,
                               "sign_in_frequency": 0})


def block(stack) -> None:
    """Conditional Access now blocks."""
    stack.provider.set(policy={"sign_in_frequency": None, "block": True})


def context_for_sudo(stack) -> None:
    """The block is gone; sudo requires the authentication context c1."""
    stack.provider.set(policy={"block": False})
    stack.configure({"sudo": {"required_claims": C1}},
                    first_factor="evidence")


def block_device_flow(stack) -> None:
    """As Microsoft asks its customers to; and there is a relay."""
    stack.fresh()
    stack.provider.set(
        policy={"require_mfa": False},
        device={"refused": "unauthorized_client"},
        authorize={"redirect_uris": [f"{stack.relay.url}/callback"]})
    stack.configure(first_factor="evidence", relay_url=stack.relay.url,
                    relay_key_file=stack.relay_key)


ACTS = (
    Act("The first sign-in",
        """Alice has never logged in here. There is no token that could be
        checked silently, so the host shows where to sign in. Whoever
        completes the sign-in must turn out to be Alice.""",
        {"outcome": "granted", "reason": "sign_in"}, person="alice"),
    Act("A silent login",
        """Alice comes back. Her refresh token is redeemed at the provider,
        which still has nothing against her: one request, and she sees
        nothing of it.""",
        {"outcome": "granted", "reason": "silent"}),
    Act("The policy changes",
        """Conditional Access now asks for a second factor. The provider
        answers the silent check with a claims challenge; the challenge goes
        into the sign-in, so that it can be met in the browser.""",
        {"outcome": "granted", "reason": "sign_in", "codes": "50076"},
        person="alice", second_factor=True, prepare=require_second_factor),
    Act("The wrong person",
        """Alice's session is over and she must sign in again, but this time
        it is Bob who enters the code. His sign-in is perfectly valid - for
        Bob. Alice's stored token is left as it was.""",
        {"outcome": "wrong_person"}, person="bob", prepare=end_sessions),
    Act("A blocked policy",
        """Now a policy blocks the login. No sign-in at this terminal could
        change that, so none is offered; Alice is told what it is and gets
        the trace id that her help desk will ask for.""",
        {"outcome": "blocked", "codes": "53003"}, prepare=block),
    Act("sudo asks for more",
        """The block is gone, and the administrator has given sudo a
        requirement of its own: the authentication context c1, which here
        means a second factor. The ssh login stays silent; sudo asks, and
        shows its QR code at once.""",
        {"outcome": "granted", "reason": "sign_in", "service": "sudo"},
        person="alice", second_factor=True, command=("sudo", "id"),
        terminal=True, prepare=context_for_sudo),
    Act("The device flow is blocked",
        """The tenant now blocks the device flow, and Alice has to sign in
        anew. The organisation runs a sign-in relay: the address is short, any
        browser will do, and the number that it shows at the end ties that
        browser to this terminal.""",
        {"outcome": "granted", "reason": "sign_in"}, person="alice",
        relay=True, prepare=block_device_flow),
)
