# SPDX-License-Identifier: BSD-2-Clause
"""What the tokens say, and the successful answer that carries them."""

import json
import secrets
import time
from typing import Any

import claims_request
from directory import User
from keys import base64url
from sessions import Session
from tenant import API_ID, Tenant
from token_faults import spoil

PLACES = {"refresh_token": "refresh", "authorization_code": "code"}


def id_token_claims(tenant: Tenant, session: Session,
                    user: User) -> dict[str, Any]:
    now = tenant.now()
    tid = user.tid or tenant.id
    claims: dict[str, Any] = {
        "aud": session.client_id, "iss": tenant.issuer,
        "iat": now, "nbf": now, "exp": now + tenant.settings["id_lifetime"],
        "name": user.display_name, "oid": user.oid,
        "preferred_username": user.preferred_username,
        "rh": "1." + secrets.token_urlsafe(24),
        "sub": user.subject(session.client_id), "tid": tid,
        "uti": secrets.token_urlsafe(16), "ver": "2.0", **user.claims}
    if user.guest:
        claims["acct"] = 1
    claims.update(sign_in_claims(tenant, session))
    return claims


def sign_in_claims(tenant: Tenant, session: Session) -> dict[str, Any]:
    """What an ID token tells about the sign-in behind it."""
    forced = tenant.settings["claims_on"]
    never = tenant.settings["claims_off"]
    claims: dict[str, Any] = {}
    if session.contexts or "acrs" in forced:
        claims["acrs"] = session.contexts
    if session.acr or "acr" in forced:
        claims["acr"] = session.acr or "1"
    if session.show_auth_time or "auth_time" in forced:
        claims["auth_time"] = session.auth_time
    if "amr" in forced:
        claims["amr"] = session.methods()
    return {name: value for name, value in claims.items()
            if name not in never}


def access_token_claims(tenant: Tenant, session: Session, user: User,
                        scope: str) -> dict[str, Any]:
    now = tenant.now()
    claims: dict[str, Any] = {
        "aud": API_ID, "iss": tenant.issuer, "iat": now, "nbf": now,
        "exp": now + tenant.settings["access_lifetime"],
        "azp": session.client_id, "oid": user.oid, "tid": tenant.id,
        "sub": user.subject(API_ID), "scp": scope, "sid": session.number,
        "auth_time": session.auth_time, "uti": secrets.token_urlsafe(16),
        "ver": "2.0", "issued": time.time()}
    if session.contexts:
        claims["acrs"] = session.contexts
    if session.acr:
        claims["acr"] = session.acr
    if session.capabilities:
        claims["xms_cc"] = session.capabilities
    return claims


def client_info(tenant: Tenant, user: User) -> str:
    return base64url(json.dumps({"uid": user.oid, "utid": tenant.id},
                                separators=(",", ":")).encode())


def token_answer(tenant: Tenant, session: Session, user: User,
                 form: dict[str, str], nonce: str = "") -> dict[str, Any]:
    """The members of a 200 from the token endpoint."""
    scope = form.get("scope") or session.scope
    asked = claims_request.parse(form.get("claims", "")) or {}
    session.capabilities = (claims_request.capabilities(asked)
                            or session.capabilities)
    lifetime = tenant.settings["access_lifetime"]
    answer: dict[str, Any] = {
        "token_type": "Bearer", "scope": scope,
        "expires_in": lifetime, "ext_expires_in": lifetime,
        "access_token": tenant.keys.current.jws(
            access_token_claims(tenant, session, user, scope))}
    session.redeemed += 1
    words = session.scope.split()
    if "offline_access" in words and tenant.settings["rotation"] != "none":
        answer["refresh_token"] = tenant.sessions.make_token(
            session, tenant.settings["refresh_lifetime"])
    if "openid" in words:
        claims = id_token_claims(tenant, session, user)
        if nonce:
            claims["nonce"] = nonce
        place = PLACES.get(form.get("grant_type", ""), "poll")
        token = spoil(tenant.settings, tenant.keys, claims, place)
        if token is not None:
            answer["id_token"] = token
    if form.get("client_info"):
        answer["client_info"] = client_info(tenant, user)
    return answer
