# SPDX-License-Identifier: BSD-2-Clause
"""POST /oauth2/v2.0/token: refresh tokens, device codes and authorization
codes are redeemed."""

import base64
import binascii
from typing import Any
from urllib.parse import unquote

import claims_request
from authorization_code import AuthorizationCode
from directory import User
from exchange import Request, Response, json_response
from policies import refusal_for_account, refusal_for_session
from refusal import CODES, Refusal, Refused, ordered
from sessions import Session
from tenant import Tenant
from tokens import token_answer

PLACES = ("refresh", "poll", "code", "devicecode", "any")
DEVICE_GRANT = "urn:ietf:params:oauth:grant-type:device_code"


def correlation(request: Request) -> str:
    return request.headers.get("client-request-id", "")[:64]


def is_known(order: dict[str, Any]) -> bool:
    code = order.get("code", 0)
    return (order.get("at", "refresh") in PLACES
            and (not code or code in CODES or "error" in order))


def order_at(tenant: Tenant, place: str) -> Response | None:
    """The answer of a `token_error` order for this place, if any."""
    order = tenant.settings.take_order(
        "token_error",
        lambda order: order.get("at", "refresh") in (place, "any"))
    if order is None:
        return None
    if "body" in order:
        return Response(order.get("status", 400), order["body"].encode())
    return ordered(order).response()


def client_credentials(request: Request) -> tuple[str, str]:
    """Client id and secret, from the form or from Basic (RFC 6749 2.3.1)."""
    scheme, _, value = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "basic":
        try:
            text = base64.b64decode(value, validate=True).decode()
        except (binascii.Error, UnicodeDecodeError):
            return "", ""
        client, _, secret = text.partition(":")
        return unquote(client), unquote(secret)
    return (request.form.get("client_id", ""),
            request.form.get("client_secret", ""))


def check_request(tenant: Tenant, request: Request) -> None:
    """What both endpoints check before they look at anything else."""
    if request.repeats_a_field:
        raise Refused(9000411)
    if not request.form:
        raise Refused(900144)
    client, secret = client_credentials(request)
    if client != tenant.client_id:
        raise Refused(700016)
    wanted = tenant.settings["client_secret"]
    if wanted is not None and secret != wanted:
        raise Refused(7000215 if secret else 7000218)
    if claims_request.parse(request.form.get("claims", "")) is None:
        raise Refused(9002313)


def token(tenant: Tenant, request: Request) -> Response:
    grants = {"refresh_token": redeem_refresh_token,
              "authorization_code": redeem_authorization_code,
              DEVICE_GRANT: redeem_device_code}
    try:
        check_request(tenant, request)
        redeem = grants.get(request.form.get("grant_type", ""))
        if redeem is None:
            raise Refused(70003)
        return redeem(tenant, request.form)
    except Refused as refused:
        return refused.refusal.response(correlation(request))


def account(tenant: Tenant, session: Session) -> User:
    """The person of a session, unless something forbids every sign-in."""
    user = tenant.directory.find(session.user)
    wrong = refusal_for_account(tenant.settings["policy"], user)
    if user is None or wrong:
        raise Refused(wrong or 50034)
    return user


def redeem_refresh_token(tenant: Tenant, form: dict[str, str]) -> Response:
    forced = order_at(tenant, "refresh")
    if forced:
        return forced
    session = session_of(tenant, form.get("refresh_token", ""))
    user = account(tenant, session)
    claims = claims_request.parse(form.get("claims", "")) or {}
    wrong = refusal_for_session(tenant.settings["policy"], user, session,
                                claims)
    if wrong:
        raise Refused(wrong)
    return json_response(token_answer(tenant, session, user, form))


def session_of(tenant: Tenant, refresh_token: str) -> Session:
    session, code = tenant.sessions.find(refresh_token)
    if session is None:
        raise Refused(code)
    strict = tenant.settings["rotation"] == "strict"
    if strict and not tenant.sessions.is_newest(session, refresh_token):
        session.revoked = 70000
        raise Refused(70000)
    return session


def redeem_device_code(tenant: Tenant, form: dict[str, str]) -> Response:
    forced = order_at(tenant, "poll")
    if forced:
        return forced
    try:
        session = approved_session(tenant, form.get("device_code", ""))
        user = account(tenant, session)
    except Refused as refused:
        pending = refused.refusal.error == "authorization_pending"
        refused.refusal.status = tenant.settings["device"][
            "pending_status" if pending else "error_status"]
        raise
    return json_response(token_answer(tenant, session, user, form))


def approved_session(tenant: Tenant, device_code: str) -> Session:
    """The session behind a device code, which is thereby used up."""
    device = tenant.settings["device"]
    code = tenant.codes.by_device_code(device_code)
    if code is None:
        raise Refused(70018)
    if code.polled_too_early() or device["slow_down"]:
        device["slow_down"] = max(0, device["slow_down"] - 1)
        code.interval += 5
        raise Refused(Refusal("slow_down",
                              text="The client polls too quickly."))
    if code.status == "redeemed":
        raise Refused(70000)
    if code.expired:
        raise Refused(70020)
    if code.status == "declined":
        raise Refused(Refusal("authorization_declined",
                              text="The user declined the sign-in."))
    if code.session is None:
        raise Refused(70016)
    code.status = "redeemed"
    return code.session


def redeem_authorization_code(tenant: Tenant,
                              form: dict[str, str]) -> Response:
    """An order or a refusal leaves the code as it is."""
    forced = order_at(tenant, "code")
    if forced:
        return forced
    code = presented_code(tenant, form)
    user = account(tenant, code.session)
    code.request.status = "redeemed"
    return json_response(token_answer(tenant, code.session, user, form,
                                      code.request.nonce))


def presented_code(tenant: Tenant,
                   form: dict[str, str]) -> AuthorizationCode:
    """The code, if everything fits the authorization request."""
    if not form.get("code") or not form.get("redirect_uri"):
        raise Refused(900144)
    code = tenant.authorizations.find(form["code"])
    if code is None:
        raise Refused(70000)
    if code.request.status == "redeemed":
        raise Refused(54005)
    if code.expired:
        raise Refused(70008)
    if code.request.redirect_uri != form["redirect_uri"]:
        raise Refused(500112)
    verifier = form.get("code_verifier", "")
    if not code.request.is_proved_by(verifier):
        raise Refused(501481 if verifier else 50148)
    return code
