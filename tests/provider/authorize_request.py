# SPDX-License-Identifier: BSD-2-Clause
"""Reading an authorization request (OpenID Connect Core 3.1.2.1)."""

import re

from authorization_code import AuthorizationRequest
from redirect_uri import is_registered
from refusal import Refused
from sign_in_request import demands
from tenant import Tenant

PROMPTS = ("none", "login", "select_account", "consent")
S256 = re.compile(r"[A-Za-z0-9_-]{43}")


def check_client(tenant: Tenant, form: dict[str, str]) -> None:
    """What must be right before the browser is sent anywhere."""
    if not form.get("client_id"):
        raise Refused(900144)
    if form["client_id"] != tenant.client_id:
        raise Refused(700016)
    if not form.get("redirect_uri"):
        raise Refused(900971)
    if not is_registered(form["redirect_uri"],
                         tenant.settings["authorize"]["redirect_uris"],
                         tenant.base):
        raise Refused(50011)
    if not form.get("response_type"):
        raise Refused(900144)
    if form["response_type"] != "code":
        raise Refused(700054)


def bare_request(form: dict[str, str]) -> AuthorizationRequest:
    """Only what a redirected refusal needs."""
    return AuthorizationRequest(
        client_id=form["client_id"], scope="", claims={}, acr_values=[],
        max_age=None, redirect_uri=form["redirect_uri"],
        state=form.get("state", ""), nonce=form.get("nonce", ""),
        code_challenge=form.get("code_challenge", ""),
        login_hint=form.get("login_hint", ""),
        prompt=form.get("prompt", "").split())


def complete(tenant: Tenant, wanted: AuthorizationRequest,
             form: dict[str, str]) -> None:
    """Reads the rest; a refusal from here on goes to the client."""
    if form.get("response_mode", "query") != "query":
        raise Refused(70007)
    public = tenant.settings["client_secret"] is None
    for name in tenant.settings["authorize"]["require"] if public else []:
        if not form.get(name):
            raise Refused(900144)
    check_challenge(form)
    if not set(wanted.prompt) <= set(PROMPTS) or (
            "none" in wanted.prompt and len(wanted.prompt) > 1):
        raise Refused(90023)
    for name, value in demands(form).items():
        setattr(wanted, name, value)


def check_challenge(form: dict[str, str]) -> None:
    method = form.get("code_challenge_method")
    if "code_challenge" not in form:
        if method:
            raise Refused(50147)
        return
    if method != "S256":
        raise Refused(50149)
    if not S256.fullmatch(form["code_challenge"]):
        raise Refused(50147)
