# SPDX-License-Identifier: BSD-2-Clause
"""Which path is answered by what, and under which name faults know it."""

from typing import Callable

import api
import control_endpoint
import device_flow
import discovery
import pages
import token_endpoint
from authorize_endpoint import AuthorizeEndpoint
from device_page import DevicePage
from exchange import Request, Response, html_response, json_response
from refusal import refusal
from sign_in_pages import SignInPages
from tenant import Tenant

Endpoint = Callable[[Tenant, Request], Response]


def index(tenant: Tenant, request: Request) -> Response:
    return html_response(pages.index_page())


def style(tenant: Tenant, request: Request) -> Response:
    return Response(200, pages.STYLE.encode(), "text/css; charset=utf-8",
                    [("Cache-Control", "max-age=600")])


def native_client(tenant: Tenant, request: Request) -> Response:
    """Where the browser ends when no listener is in reach."""
    return html_response(pages.copy_page())


class Routes:
    def __init__(self, tenant: Tenant,
                 listen: Callable[[bool], None]) -> None:
        self.tenant = tenant
        control = control_endpoint.ControlEndpoint(listen)
        sign_in = SignInPages(tenant)
        device = DevicePage(tenant, sign_in)
        authorize = AuthorizeEndpoint(sign_in)
        root = f"/{tenant.id}"
        flow = f"{root}/oauth2/v2.0"
        self.endpoints: dict[tuple[str, str], Endpoint] = {
            ("GET", f"{root}/v2.0/.well-known/openid-configuration"):
                discovery.metadata,
            ("GET", f"{root}/discovery/v2.0/keys"): discovery.jwks,
            ("POST", f"{flow}/devicecode"): device_flow.device_code,
            ("POST", f"{flow}/token"): token_endpoint.token,
            ("GET", f"{flow}/authorize"): authorize.get,
            ("POST", f"{flow}/authorize"): authorize.post,
            ("GET", "/device"): device.get,
            ("POST", "/device"): device.post,
            ("POST", "/sign-in"): sign_in.post,
            ("GET", "/common/oauth2/nativeclient"): native_client,
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
         ("token", "/token"), ("authorize", "/authorize"),
         ("device", "/device"), ("sign_in", "/sign-in"), ("api", "/api/me"),
         ("control", "/control"), ("control", "/control/state"),
         ("control", "/control/requests"))


def name_of(path: str) -> str:
    """discovery, keys, devicecode, token, authorize ...; else the path."""
    return next((name for name, end in NAMES if path.endswith(end)), path)
