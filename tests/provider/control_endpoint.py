# SPDX-License-Identifier: BSD-2-Clause
"""The provider's side of the control interface (control.py is the other).

POST /control with an object of orders, worked through in this sequence:
  reset         true: everything as at the start, the first key too
  set           settings (settings.py) and users (directory.py)
  revoke        a user's name: ends that user's sessions (AADSTS50173)
  rotate_keys   true: a new signing key; "hidden": not in the JWKS yet
  publish_keys  true: shows a hidden key
  act           {code, user, second_factor, decision}: plays the person;
                visit instead of code: at a sign-in page that is open
GET /control/state and GET /control/requests?since=N only look."""

import json
import time
from typing import Any, Callable

import faults
import redirection
import token_endpoint
import token_faults
from device_page import DeviceEnding
from exchange import Request, Response, json_response
from policies import refusal_for_account
from refusal import refusal
from settings import UnknownSetting, as_orders
from tenant import Tenant
from visit import Visit

ORDERS = ("reset", "set", "revoke", "rotate_keys", "publish_keys", "act")


class WrongOrder(ValueError):
    pass


class ControlEndpoint:
    """listen: opens (True) or closes (False) the port of the provider."""

    def __init__(self, listen: Callable[[bool], None]) -> None:
        self.listen = listen

    def post(self, tenant: Tenant, request: Request) -> Response:
        try:
            orders = json.loads(request.body)
            if not isinstance(orders, dict) or not orders:
                raise WrongOrder("an object with orders is expected")
            unknown = sorted(set(orders) - set(ORDERS))
            if unknown:
                raise WrongOrder(f"unknown order: {', '.join(unknown)}")
            answer: dict[str, Any] = {"ok": True}
            for name in ORDERS:
                if name in orders:
                    answer.update(self.obey(tenant, name, orders[name]))
            return json_response(answer)
        except UnknownSetting as wrong:
            return refused(f"unknown setting: {wrong}")
        except (WrongOrder, ValueError, TypeError, KeyError) as wrong:
            return refused(f"{type(wrong).__name__}: {wrong}")

    def obey(self, tenant: Tenant, name: str, value: Any) -> dict[str, Any]:
        if name == "reset" and value:
            tenant.reset()
            self.listen(True)
        elif name == "set":
            self.change(tenant, dict(value))
        elif name == "revoke":
            return {"revoked": tenant.sessions.revoke(value)}
        elif name == "rotate_keys" and value:
            tenant.keys.rotate(tenant.settings["alg"], value != "hidden")
        elif name == "publish_keys" and value:
            tenant.keys.publish()
        elif name == "act":
            return act(tenant, value)
        return {}

    def change(self, tenant: Tenant, changes: dict[str, Any]) -> None:
        check_orders(changes)
        tenant.directory.change(changes.pop("users", {}))
        tenant.settings.merge(changes)
        if tenant.settings["api"]["issued_after"] is True:
            tenant.settings["api"]["issued_after"] = time.time()
        alg = tenant.settings["alg"]
        if alg != tenant.keys.current.alg:
            tenant.keys.rotate(alg, publish=True)
        if "listening" in changes:
            self.listen(changes["listening"])


def check_orders(changes: dict[str, Any]) -> None:
    """A misspelt order would never come to pass; better say so at once."""
    known = (("faults", faults.is_known), ("id_token", token_faults.is_known),
             ("token_error", token_endpoint.is_known),
             ("redirection", redirection.is_known))
    for name, fits in known:
        for order in as_orders(changes.get(name)):
            if not fits(order):
                raise WrongOrder(f"{name}: {order}")


def refused(reason: str) -> Response:
    return json_response({"ok": False, "error": reason}, 400)


def act(tenant: Tenant, order: dict[str, Any]) -> dict[str, Any]:
    """Without `second_factor` the person goes on without it, even where
    the page would insist: that is how a provider ignores a demand."""
    visit = visit_of(tenant, order)
    if order.get("decision", "approve") == "decline":
        answer = visit.ending.declined(visit)
        return {"decision": "decline", "address": address(answer)}
    user = tenant.directory.find(order.get("user", "alice"))
    wrong = refusal_for_account(tenant.settings["policy"], user)
    if user is None or wrong:
        wrong = wrong or refusal(50034)
        return {"ok": False, "error": wrong.text, "code": wrong.code}
    visit.user = user
    visit.second_factor = bool(order.get("second_factor"))
    answer = visit.ending.approved(visit)
    return {"decision": "approve", "address": address(answer)}


def visit_of(tenant: Tenant, order: dict[str, Any]) -> Visit:
    """Of a browser at the sign-in page, or a new one with a user code."""
    if "visit" in order:
        visit = tenant.visits.find(order["visit"])
        if visit is None:
            raise WrongOrder("no such visit")
        return visit
    code = tenant.codes.by_user_code(order["code"])
    if code is None or not code.open:
        raise WrongOrder("no such pending code")
    return Visit(code, DeviceEnding(tenant, code))


def address(answer: Response) -> str:
    """Where the browser is sent; empty if it stays."""
    return dict(answer.headers).get("Location", "")


def state(tenant: Tenant, request: Request) -> Response:
    return json_response({
        "issuer": tenant.issuer, "settings": tenant.settings.values,
        "users": {name: {"oid": user.oid, "tid": user.tid or tenant.id,
                         "sub": user.subject(tenant.client_id),
                         "preferred_username": user.preferred_username,
                         "enabled": user.enabled, "guest": user.guest}
                  for name, user in tenant.directory.users.items()},
        "codes": tenant.codes.state(),
        "authorizations": tenant.authorizations.state(),
        "sessions": tenant.sessions.state(),
        "keys": [key.kid for key in tenant.keys.published],
        "requests": tenant.log.count})


def requests(tenant: Tenant, request: Request) -> Response:
    return json_response(tenant.log.since(int(request.query.get("since", 0))))
