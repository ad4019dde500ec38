# SPDX-License-Identifier: BSD-2-Clause
"""The address to which a browser brings the answer to the client, and the
`redirection` orders that spoil it."""

import secrets
import uuid
from typing import Any, Callable

import hostile
from authorization_code import AuthorizationRequest, new_code
from exchange import Response
from redirect_uri import with_query
from refusal import CODES, Refusal, as_text, ordered
from tenant import Tenant

Pairs = list[tuple[str, str]]
OTHER_ISSUER = "https://login.example/99999999-0000-4000-8000-000000000000"
PLACES = ("answer", "request")


def without(pairs: Pairs, *names: str) -> Pairs:
    return [(name, value) for name, value in pairs if name not in names]


def leave_out(name: str) -> Callable[[Pairs], Pairs]:
    return lambda pairs: without(pairs, name)


def other(name: str, make: Callable[[], str]) -> Callable[[Pairs], Pairs]:
    return lambda pairs: [*without(pairs, name), (name, make())]


def second(name: str, make: Callable[[], str]) -> Callable[[Pairs], Pairs]:
    return lambda pairs: [*pairs, (name, make())]


def a_code() -> str:
    return new_code(200)


def an_issuer() -> str:
    return f"{OTHER_ISSUER}/v2.0"


FAULTS: dict[str, Callable[[Pairs], Pairs]] = {
    "no_state": leave_out("state"), "no_code": leave_out("code"),
    "no_iss": leave_out("iss"),
    "wrong_state": other("state", secrets.token_urlsafe),
    "wrong_code": other("code", a_code), "wrong_iss": other("iss", an_issuer),
    "two_states": second("state", secrets.token_urlsafe),
    "two_codes": second("code", a_code), "two_isses": second("iss", an_issuer),
}


def is_known(order: dict[str, Any]) -> bool:
    """An order at the request itself can only be an error."""
    code = order.get("code", 0)
    place = order.get("at", "answer")
    return (place in PLACES and order.get("fault", "no_code") in FAULTS
            and (not code or code in CODES)
            and hostile.is_known(order.get("hostile", {}))
            and (place == "answer" or is_error(order)))


def is_error(order: dict[str, Any]) -> bool:
    return "error" in order or "code" in order


def take(tenant: Tenant, place: str) -> dict[str, Any]:
    """The order for this place; empty if there is none."""
    return tenant.settings.take_order(
        "redirection",
        lambda order: order.get("at", "answer") == place) or {}


def error_pairs(refused: Refusal) -> Pairs:
    body = refused.body("")
    names = ("error", "error_description", "error_uri", "error_subcode")
    pairs = [(name, str(body[name])) for name in names if name in body]
    if refused.claims is not None:
        pairs.append(("claims", as_text(refused.claims)))
    return pairs


def listed(name: str, value: Any) -> Pairs:
    """A list repeats the parameter, null leaves it out."""
    values = value if isinstance(value, list) else [value]
    return [(name, str(each)) for each in values if each is not None]


def spoil(pairs: Pairs, order: dict[str, Any]) -> Pairs:
    if "fault" in order:
        pairs = FAULTS[order["fault"]](pairs)
    for name, value in order.get("members", {}).items():
        pairs = [*without(pairs, name), *listed(name, value)]
    for name, text in order.get("hostile", {}).items():
        value = dict(pairs).get(name, "")
        pairs = [*without(pairs, name), (name, hostile.spoilt(value, text))]
    return pairs


def redirect(tenant: Tenant, request: AuthorizationRequest, answer: Pairs,
             order: dict[str, Any] | None = None) -> Response:
    """answer: a code, or an error; state and the like are added."""
    order = take(tenant, "answer") if order is None else order
    if is_error(order):
        answer = error_pairs(ordered(order))
    pairs = list(answer)
    if request.state:
        pairs.append(("state", request.state))
    if dict(pairs).get("code"):
        pairs.append(("session_state", str(uuid.uuid4())))
    if tenant.settings["authorize"]["iss"]:
        pairs.append(("iss", tenant.issuer))
    pairs = spoil(pairs, order)
    address = with_query(request.redirect_uri, pairs,
                         "#" if order.get("fragment") else "?")
    return Response(302, headers=[("Location", address),
                                  ("Cache-Control", "no-store"),
                                  ("Referrer-Policy", "no-referrer")],
                    error=dict(pairs).get("error", ""))
