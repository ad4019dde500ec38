# SPDX-License-Identifier: BSD-2-Clause
"""GET /api/me: a resource that checks the access token it is shown."""

from typing import Any

from challenge import challenge, field_lines
from claims_request import asking_for
from exchange import Request, Response, json_response
from tenant import API_ID, Tenant

Claims = dict[str, Any]
INVALID = {"error": "invalid_token", "error_description": "Not for us."}


def me(tenant: Tenant, request: Request) -> Response:
    order = tenant.settings.take_order("api_error", lambda order: True)
    if order is not None:
        return ordered(tenant, order)
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer":
        return challenged(tenant, {})
    claims = tenant.keys.payload(token)
    if (claims is None or claims["aud"] != API_ID
            or claims["exp"] <= tenant.now()):
        return challenged(tenant, INVALID)
    demand = unmet(tenant, claims)
    if demand is not None:
        return challenged(tenant, demand)
    return json_response({"id": tenant.settings["api"]["id"]
                          or claims["oid"]})


def challenged(tenant: Tenant, demand: Claims) -> Response:
    api = tenant.settings["api"]
    answer = json_response(
        {"error": {"code": "InvalidAuthenticationToken",
                   "message": "Continuous access evaluation resulted in "
                              "challenge with result: InteractionRequired"}},
        401)
    answer.error = demand.get("error", "no token")
    line = challenge(tenant.base, demand, api["encoding"])
    answer.headers += field_lines(line, api["before"], api["separate_lines"])
    return answer


def ordered(tenant: Tenant, order: Claims) -> Response:
    """An `api_error` order: status, headers, body, challenge or lines."""
    if "challenge" in order:
        answer = challenged(tenant, order["challenge"])
    else:
        answer = json_response({"error": {"code": "generalException"}})
    answer.status = order.get("status", 401)
    answer.headers += [("WWW-Authenticate", line)
                       for line in order.get("www_authenticate", [])]
    answer.headers += list(order.get("headers", {}).items())
    if "retry_after" in order:
        answer.headers.append(("Retry-After", str(order["retry_after"])))
    if "body" in order:
        answer.body = order["body"].encode()
    return answer


def insufficient(claims: Claims) -> Claims:
    return {"errorDescription": "Continuous access evaluation resulted in "
                                "challenge, with result: InteractionRequired "
                                "and code: claims=needed",
            "error": "insufficient_claims", "claims": claims}


def unmet(tenant: Tenant, claims: Claims) -> Claims | None:
    """What the token lacks, as a demand; None when it lacks nothing."""
    api = tenant.settings["api"]
    capable = api["any_client"] or "cp1" in claims.get("xms_cc", [])
    wanted = revoked_since(tenant, claims)
    if api["issued_after"] and claims["issued"] < api["issued_after"]:
        wanted = asking_for_newer(api["issued_after"])
    if wanted is None and api["require_acrs"] and (
            api["require_acrs"] not in claims.get("acrs", [])):
        wanted = asking_for("acrs", [api["require_acrs"]])
    if wanted is not None:
        return insufficient(wanted) if capable else INVALID
    return step_up(tenant, claims)


def asking_for_newer(moment: float) -> Claims:
    return {"access_token": {"nbf": {"essential": True,
                                     "value": str(int(moment))}}}


def revoked_since(tenant: Tenant, claims: Claims) -> Claims | None:
    """Continuous access evaluation: the account or session has ended."""
    number = claims["sid"]
    known = 0 < number <= len(tenant.sessions.sessions)
    session = tenant.sessions.sessions[number - 1] if known else None
    user = tenant.directory.find(session.user) if session else None
    if session and not session.revoked and user and user.enabled:
        return None
    return asking_for_newer(tenant.now())


def step_up(tenant: Tenant, claims: Claims) -> Claims | None:
    """RFC 9470."""
    api = tenant.settings["api"]
    age = tenant.now() - claims["auth_time"]
    levels = (api["require_acr"] or "").split()
    old = api["max_age"] is not None and age > api["max_age"]
    if not old and (not levels or claims.get("acr") in levels):
        return None
    demand: Claims = {
        "error": "insufficient_user_authentication",
        "error_description": "A different authentication level is required"}
    if levels:
        demand["acr_values"] = api["require_acr"]
    if api["max_age"] is not None:
        demand["max_age"] = api["max_age"]
    return demand
