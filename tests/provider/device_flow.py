# SPDX-License-Identifier: BSD-2-Clause
"""POST /oauth2/v2.0/devicecode: a sign-in on another device begins."""

from typing import Any

from device_code import DeviceCode
from exchange import Request, Response, json_response
from refusal import Refusal, Refused
from sign_in_request import demands
from tenant import Tenant
from token_endpoint import check_request, correlation, order_at
from token_faults import overlaid


def whole(number: float) -> float:
    return int(number) if number == int(number) else number


def device_code(tenant: Tenant, request: Request) -> Response:
    forced = order_at(tenant, "devicecode")
    if forced:
        return forced
    try:
        check_request(tenant, request)
        code = begin(tenant, request.form)
    except Refused as refused:
        return refused.refusal.response(correlation(request))
    return json_response(answer(tenant, code))


def refuse(wanted: int | str) -> None:
    """As a provider that has the grant, but not for this client."""
    if isinstance(wanted, str):
        raise Refused(Refusal(wanted, text="The client may not use this "
                                           "grant."))
    raise Refused(wanted)


def begin(tenant: Tenant, form: dict[str, str]) -> DeviceCode:
    device = tenant.settings["device"]
    if device["refused"] is not None:
        refuse(device["refused"])
    code = DeviceCode(
        client_id=tenant.client_id, **demands(form),
        interval=device["interval"], expires_in=device["expires_in"])
    tenant.codes.add(code)
    return code


def answer(tenant: Tenant, code: DeviceCode) -> dict[str, Any]:
    device = tenant.settings["device"]
    place = f"{tenant.base}/device"
    members: dict[str, Any] = {
        "user_code": code.user_code, "device_code": code.device_code,
        "verification_uri": place,
        "expires_in": whole(code.expires_in),
        "interval": whole(code.interval),
        "message": f"To sign in, use a web browser to open the page {place} "
                   f"and enter the code {code.user_code} to authenticate."}
    if device["complete_uri"]:
        members["verification_uri_complete"] = (
            f"{place}?user_code={code.user_code}")
    return overlaid(members, device["extra"])
