# SPDX-License-Identifier: BSD-2-Clause
"""Metadata (OpenID Connect Discovery 1.0) and signing keys."""

from exchange import Request, Response, json_response
from tenant import Tenant
from token_faults import overlaid


def metadata(tenant: Tenant, request: Request) -> Response:
    root = f"{tenant.base}/{tenant.id}"
    members = {
        "token_endpoint": f"{root}/oauth2/v2.0/token",
        "token_endpoint_auth_methods_supported":
            ["client_secret_post", "private_key_jwt", "client_secret_basic"],
        "jwks_uri": f"{root}/discovery/v2.0/keys",
        "response_modes_supported": ["query"],
        "subject_types_supported": ["pairwise"],
        "id_token_signing_alg_values_supported": [tenant.keys.current.alg],
        "response_types_supported":
            ["code", "id_token", "code id_token", "id_token token"],
        "scopes_supported": ["openid", "profile", "email", "offline_access"],
        "issuer": tenant.issuer,
        "request_uri_parameter_supported": False,
        "authorization_endpoint": f"{root}/oauth2/v2.0/authorize",
        "code_challenge_methods_supported": ["S256"],
        "device_authorization_endpoint": f"{root}/oauth2/v2.0/devicecode",
        "http_logout_supported": True,
        "claims_supported": [
            "sub", "iss", "aud", "exp", "iat", "auth_time", "acr", "nonce",
            "preferred_username", "name", "tid", "ver", "at_hash", "email"],
        "tenant_region_scope": None,
        "cloud_instance_name": "example.test",
        "msgraph_host": tenant.base.removeprefix("https://"),
    }
    if tenant.settings["authorize"]["iss"]:
        members["authorization_response_iss_parameter_supported"] = True
    return json_response(overlaid(members, tenant.settings["metadata"]))


def jwks(tenant: Tenant, request: Request) -> Response:
    return json_response(tenant.keys.jwks(tenant.key_issuer()))
