# SPDX-License-Identifier: BSD-2-Clause
"""The person's part of a device flow, behind the page and behind `act`."""

import claims_request
from device_code import DeviceCode
from directory import User
from policies import needs_second_factor, satisfied
from sessions import Session
from tenant import Tenant


def second_factor_needed(tenant: Tenant, code: DeviceCode,
                         user: User) -> bool:
    return needs_second_factor(tenant.settings["policy"], user, code.claims,
                               code.acr_values)


def decline(code: DeviceCode) -> None:
    code.status = "declined"


def approve(tenant: Tenant, code: DeviceCode, user: User,
            second_factor: bool) -> Session:
    """Makes the session that the next poll will redeem."""
    met, contexts = satisfied(tenant.settings["policy"], user, code.claims,
                              second_factor)
    session = Session(
        user=user.name, client_id=code.client_id, scope=code.scope,
        auth_time=auth_time(tenant, code), second_factor=second_factor,
        policies=met, contexts=contexts, acr=reached_acr(code, second_factor),
        show_auth_time=(code.max_age is not None or claims_request.names(
            code.claims, "id_token", "auth_time")),
        capabilities=claims_request.capabilities(code.claims))
    tenant.sessions.add(session)
    code.session = session
    code.status = "approved"
    return session


def auth_time(tenant: Tenant, code: DeviceCode) -> int:
    """`sso_age` ago, unless the client demands something more recent."""
    age = tenant.settings["sso_age"]
    honoured = not tenant.settings["ignore_max_age"]
    if code.max_age is not None and honoured and age > code.max_age:
        age = 0
    return tenant.now() - age


def reached_acr(code: DeviceCode, second_factor: bool) -> str:
    """The first wish with a second factor, "0" without (OIDC Core 2)."""
    if not code.acr_values:
        return ""
    return code.acr_values[0] if second_factor else "0"
