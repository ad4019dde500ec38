# SPDX-License-Identifier: BSD-2-Clause
"""Conditional Access: what a sign-in or a refresh must satisfy."""

import time
from typing import Any

import claims_request
from directory import User
from refusal import POLICY_ID, Refusal, refusal
from sessions import Session


def concerns(policy: dict[str, Any], user: User) -> bool:
    return policy["for_users"] is None or user.name in policy["for_users"]


def refusal_for_account(policy: dict[str, Any],
                        user: User | None) -> Refusal | None:
    """What no sign-in can cure: asked on the page and at every refresh."""
    if user is None:
        return refusal(50034)
    if not user.enabled:
        return refusal(50057)
    if not concerns(policy, user):
        return None
    if policy["require_compliant_device"]:
        return refusal(53000)
    if policy["block"]:
        return refusal(53003)
    return None


def refusal_for_session(policy: dict[str, Any], user: User,
                        session: Session,
                        claims: dict[str, Any]) -> Refusal | None:
    """What a new sign-in can cure: asked at every refresh."""
    concerned = concerns(policy, user)
    if concerned and policy["require_consent"]:
        return refusal(65001)
    frequency = policy["sign_in_frequency"] if concerned else None
    if frequency is not None and time.time() - session.auth_time > frequency:
        return refusal(70043)
    if (concerned and policy["require_mfa"]
            and POLICY_ID not in session.policies):
        return refusal(50076)
    wanted = claims_request.contexts(claims)
    if wanted and not set(wanted) & set(session.contexts):
        return refusal(50076, claims_request.asking_for("acrs", wanted))
    return None


def needs_second_factor(policy: dict[str, Any], user: User,
                        claims: dict[str, Any],
                        acr_values: list[str]) -> bool:
    """What the sign-in page asks for."""
    if claims_request.policies(claims) or claims_request.contexts(claims):
        return True
    if acr_values:
        return True
    return (policy["require_mfa"] and policy["at_sign_in"]
            and concerns(policy, user))


def satisfied(policy: dict[str, Any], user: User, claims: dict[str, Any],
              second_factor: bool) -> tuple[list[str], list[str]]:
    """The policies and the contexts that a finished sign-in has met."""
    if not second_factor:
        return [], []
    met = claims_request.policies(claims)
    if policy["at_sign_in"] and concerns(policy, user):
        met = sorted({*met, POLICY_ID})
    return met, claims_request.contexts(claims)
