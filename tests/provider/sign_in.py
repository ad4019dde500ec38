# SPDX-License-Identifier: BSD-2-Clause
"""The person's part of a sign-in, behind the pages and behind `act`."""

import claims_request
from directory import User
from policies import needs_second_factor, satisfied
from sessions import Session
from sign_in_request import SignInRequest
from tenant import Tenant


def second_factor_needed(tenant: Tenant, request: SignInRequest,
                         user: User) -> bool:
    return needs_second_factor(tenant.settings["policy"], user,
                               request.claims, request.acr_values)


def make_session(tenant: Tenant, request: SignInRequest, user: User,
                 second_factor: bool, password_at: int | None = None
                 ) -> Session:
    """The session whose tokens the client is going to redeem.

    password_at: when the person typed the password, if that was earlier."""
    met, contexts = satisfied(tenant.settings["policy"], user, request.claims,
                              second_factor)
    session = Session(
        user=user.name, client_id=request.client_id, scope=request.scope,
        auth_time=password_at or auth_time(tenant, request),
        second_factor=second_factor, policies=met, contexts=contexts,
        acr=reached_acr(request, second_factor),
        show_auth_time=(request.max_age is not None or claims_request.names(
            request.claims, "id_token", "auth_time")),
        capabilities=claims_request.capabilities(request.claims))
    tenant.sessions.add(session)
    return session


def auth_time(tenant: Tenant, request: SignInRequest) -> int:
    """`sso_age` ago, unless the client demands something more recent."""
    age = tenant.settings["sso_age"]
    honoured = not tenant.settings["ignore_max_age"]
    if request.max_age is not None and honoured and age > request.max_age:
        age = 0
    return tenant.now() - age


def reached_acr(request: SignInRequest, second_factor: bool) -> str:
    """The first wish with a second factor, "0" without (OIDC Core 2)."""
    if not request.acr_values:
        return ""
    return request.acr_values[0] if second_factor else "0"
