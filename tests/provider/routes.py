# SPDX-License-Identifier: BSD-2-Clause
"""Which path is answered by what, and under which name faults know it."""

from typing import Callable

import api
import control_endpoint
import device_flow
import discovery
import pages
import token_endpoint
from device_page import DevicePage
from exchange import Request, Response, html_response, json_response
from refusal import refusal
from tenant import Tenant

Endpoint = Callable[[Tenant, Request], Response]


def index(tenant: Tenant, request: Request) -> Response:
    return html_response(pages.index_page())


def style(tenant: Tenant, request: Request) -> Response:
    return Response(200, pages.STYLE.encode(), "text/css; charset=utf-8",
                    [("Cache-Control", "max-age=600")])


class Routes:
    def __init__(self, tenant: Tenant,
                 listen: Callable[[bool], None]) -> None:
        self.tenant = tenant
        control = control_endpoint.ControlEndpoint(listen)
        device = DevicePage(tenant)
        root = f"/{tenant.id}"
        flow = f"{root}/oauth2/v2.0"
        self.endpoints: dict[tuple[str, str], Endpoint] = {
            ("GET", f"{root}/v2.0/.well-known/openid-configuration"):
                discovery.metadata,
            ("GET", f"{root}/discovery/v2.0/keys"): discovery.jwks,
            ("POST", f"{flow}/devicecode"): device_flow.device_code,
            ("POST", f"{flow}/token"): token_endpoint.token,
            ("GET", "/device"): device.get,
            ("POST", "/device"): device.post,
            ("GET", "/api/me"): api.me,
            ("GET", "/"): index,
            ("GET", "/style.css"): style,
            ("POST", "/control"): control.post,
            ("GET", "/control/state"): control_endpoint.state,
            ("GET", "/control/requests"): control_endpoint.requests,
        }

    def answer(self, request: Request) -> Response:
        method = "GET" if request.method == "HEAD" else request.method
        endpoint = self.endpoints.get((method, request.path))
        if endpoint:
            with self.tenant.lock:
                return endpoint(self.tenant, request)
        if any(path == request.path for _, path in self.endpoints):
            return json_response({"error": "method_not_allowed"}, 405)
        if "/oauth2/" in request.path or "/.well-known/" in request.path:
            return refusal(90002).response()
        return json_response({"error": "not_found"}, 404)


NAMES = (("discovery", "/.well-known/openid-configuration"),
         ("keys", "/discovery/v2.0/keys"), ("devicecode", "/devicecode"),
         ("token", "/token"), ("device", "/device"), ("api", "/api/me"),
         ("control", "/control"), ("control", "/control/state"),
         ("control", "/control/requests"))


def name_of(path: str) -> str:
    """discovery, keys, devicecode, token, device, api; else the path."""
    return next((name for name, end in NAMES if path.endswith(end)), path)
