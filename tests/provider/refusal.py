# SPDX-License-Identifier: BSD-2-Clause
"""Refusals in Entra's dialect: AADSTS numbers, suberrors, claims."""

import json
import time
import uuid
from dataclasses import dataclass, field
from typing import Any

from claims_request import asking_for
from exchange import Response, json_response

POLICY_ID = "11112222-bbbb-4333-8ccc-4444dddd5555"
MFA_CLAIMS = asking_for("capolids", [POLICY_ID])

# number -> (error, suberror, text)
CODES: dict[int, tuple[str, str, str]] = {}


def codes(error: str, suberror: str, listed: dict[int, str]) -> None:
    CODES.update({number: (error, suberror, text)
                  for number, text in listed.items()})


codes("interaction_required", "basic_action", {
    50076: "Due to a configuration change made by your administrator, you "
           "must use multi-factor authentication to access this resource.",
    50078: "The multi-factor authentication has expired.",
    50079: "The user must register for multi-factor authentication.",
    50072: "The user must enrol for multi-factor authentication.",
    50074: "Strong authentication is required.",
    50158: "An external security challenge was not satisfied.",
    50140: "This was an interrupt because of 'keep me signed in'.",
    50142: "A password change is required because of a policy.",
    50199: "The user is asked to confirm the application.",
})
codes("interaction_required", "message_only", {
    53003: "Access has been blocked by Conditional Access policies.",
    16000: "The user account does not exist in this tenant.",
    50005: "The platform of the device is not supported by the policy.",
    50131: "The device is not in the required state.",
    53001: "The device is not domain joined.",
    53002: "The application is not an approved client.",
    53004: "Registration for multi-factor authentication is blocked.",
    53010: "Multi-factor authentication cannot be registered from here.",
    53011: "The user is blocked because of risk in the home tenant.",
    530002: "The device must be compliant.",
    530003: "The device must be managed.",
    530004: "The tenant does not accept compliant devices of guests.",
    530032: "Blocked by the security policy of the tenant.",
    530033: "The device must be managed to sign in with a device code.",
    530034: "A delegated administrator was blocked because of risk.",
    530035: "Access has been blocked by security defaults.",
    530036: "Access has been blocked by a policy.",
})
codes("interaction_required", "additional_action", {
    53000: "The device is not in the required device state: compliant.",
    50097: "Device authentication is required.",
    50129: "The device is not workplace joined.",
    50187: "The service failed because device information is missing.",
})
codes("interaction_required", "protection_policy_required", {
    53005: "The application needs an app protection policy.",
    53009: "The application must enforce an Intune protection policy.",
})
codes("invalid_grant", "bad_token", {
    50034: "The user account does not exist in the directory.",
    50173: "The provided grant has expired because it was revoked; a fresh "
           "token is needed.",
    70000: "The provided value for the grant is not valid.",
    70008: "The provided grant has expired.",
    700081: "The refresh token has reached its maximum age.",
    700082: "The refresh token has expired due to inactivity.",
    700084: "The refresh token was issued to a single page application and "
            "has expired.",
    9002313: "The request is malformed or invalid.",
    50085: "The refresh token needs the social account to sign in again.",
    50089: "The flow token has expired.",
    50132: "The session is not valid because of a password change.",
    50133: "The session is not valid because of an expired password.",
})
codes("invalid_grant", "token_expired", {
    70043: "The refresh token has expired or is invalid due to sign-in "
           "frequency checks by Conditional Access.",
    70044: "The session has expired because of sign-in frequency checks.",
})
codes("invalid_grant", "user_password_expired", {
    50055: "The password is expired.",
    50144: "The Active Directory password of the user is expired.",
})
codes("invalid_grant", "device_authentication_failed", {
    135010: "The key was not found.",
    135011: "The device used during the authentication is disabled.",
    700003: "The device object was not found in the tenant.",
    50155: "Device authentication failed for this user.",
})
codes("invalid_grant", "", {
    50053: "The account is locked.",
    50057: "The user account is disabled.",
    50105: "The user is not assigned to a role for the application.",
    50126: "The user name or password is wrong.",
    50125: "A password reset or registration is needed.",
    50135: "A password change is required because of risk.",
    50196: "The server ended the operation because the client is in a "
           "request loop.",
    51004: "The user account is not in the directory.",
    54005: "The authorization code was already redeemed.",
    80012: "The user tried to sign in outside the allowed hours.",
    90072: "The external account cannot do the second factor here.",
    500121: "Authentication failed during the second factor.",
    500133: "The assertion is not within its valid time range.",
    50148: "The code verifier is missing, but there is a code challenge.",
    501481: "The code verifier does not match the code challenge of the "
            "authorization request.",
    50020: "The account of another identity provider is not in the tenant.",
    399284: "The token of another provider has an unexpected issuer.",
    500199: "The user account was not found.",
    501314: "The grant is not valid.",
})
codes("invalid_grant", "consent_required", {
    65001: "The user or administrator has not consented to use the "
           "application.",
    65004: "The user declined to consent to the application.",
    90094: "An administrator must consent.",
    90095: "An administrator must consent; it can be requested.",
})
codes("login_required", "", {50058: "The user is not signed in."})
codes("authorization_pending", "", {
    70016: "The user has not finished the sign-in yet."})
codes("bad_verification_code", "", {
    70018: "The device code is not recognised."})
codes("expired_token", "", {
    70019: "The verification code expired.",
    70020: "The device code expired."})
codes("invalid_client", "", {
    50011: "The reply address does not match those that are registered.",
    500112: "The reply address does not match that of the authorization "
            "request.",
    70002: "The client is not supported for this feature; it must be marked "
           "as a mobile one.",
    7000112: "The application is disabled.",
    7000215: "The client secret is not valid.",
    7000218: "The request body must contain client_assertion or "
             "client_secret."})
codes("unauthorized_client", "", {
    50059: "No information that identifies the tenant was found.",
    50194: "The application is not multi-tenant.",
    700016: "The application was not found in the directory.",
    90010: "The grant type is not supported over this endpoint."})
codes("invalid_request", "", {
    90002: "The tenant was not found.",
    90019: "The tenant cannot be determined from the request.",
    90038: "The tenant is in another national cloud.",
    50147: "The code challenge has the wrong size.",
    50149: "The method of the code challenge is not valid.",
    70007: "The response mode is not supported.",
    90023: "The request is not valid.",
    900144: "The request body must contain a parameter that is missing.",
    900971: "No reply address is provided.",
    9000411: "The request repeats a parameter."})
codes("invalid_scope", "", {70011: "The scope is not valid."})
codes("unsupported_response_type", "", {
    700054: "The response type is not enabled for the application."})
codes("unsupported_grant_type", "", {
    70003: "The grant type is not supported."})
codes("invalid_resource", "", {
    500011: "The resource principal was not found in the tenant.",
    500014: "The service principal of the resource is disabled."})
codes("temporarily_unavailable", "", {
    number: "The service is temporarily unavailable."
    for number in (50033, 50087, 90006, 90012, 90024, 90033, 90090,
                   80001, 80002, 80007, 80014)})
codes("temporarily_unavailable", "", {
    90055: "The tenant is throttled because of too many requests."})

STATUS = {"invalid_client": 401, "temporarily_unavailable": 503}
WITH_CLAIMS = (50072, 50076, 50078, 50079, 50158, 53000, 53003, 700003)


def as_text(claims: Any) -> Any:
    """An object becomes a text of JSON, as Entra sends it."""
    if isinstance(claims, dict):
        return json.dumps(claims, separators=(",", ":"))
    return claims


@dataclass
class Refusal:
    """What one answer says; empty members stay out of it."""
    error: str
    code: int = 0
    suberror: str = ""
    text: str = ""
    claims: Any = None          # an object, sent as a string of JSON
    status: int = 400
    retry_after: Any = None
    extra: dict[str, Any] = field(default_factory=dict)

    def body(self, correlation: str) -> dict[str, Any]:
        now = time.strftime("%Y-%m-%d %H:%M:%SZ", time.gmtime())
        trace = str(uuid.uuid4())
        correlation = correlation or str(uuid.uuid4())
        number = f"AADSTS{self.code}: " if self.code else ""
        body: dict[str, Any] = {
            "error": self.error,
            "error_description":
                f"{number}{self.text}\r\nTrace ID: {trace}\r\n"
                f"Correlation ID: {correlation}\r\nTimestamp: {now}",
            "error_codes": [self.code] if self.code else None,
            "timestamp": now, "trace_id": trace,
            "correlation_id": correlation,
            "error_uri": f"https://localhost/error?code={self.code}"
            if self.code else None,
            "suberror": self.suberror or None,
            "claims": as_text(self.claims),
        }
        body = {name: value for name, value in body.items()
                if value is not None}
        body.update(self.extra)
        return body

    def response(self, correlation: str = "") -> Response:
        answer = json_response(self.body(correlation), self.status)
        if self.retry_after is not None:
            answer.headers.append(("Retry-After", str(self.retry_after)))
        return answer


def refusal(code: int, claims: Any = None) -> Refusal:
    error, suberror, text = CODES.get(
        code, ("invalid_grant", "", "Something the table does not know."))
    if claims is None and code in WITH_CLAIMS:
        claims = MFA_CLAIMS
    status = 429 if code == 90055 else STATUS.get(error, 400)
    return Refusal(error, code, suberror, text, claims, status,
                   30 if status == 429 else None)


class Refused(Exception):
    """Ends the work of an endpoint with a refusal or an AADSTS number."""

    def __init__(self, reason: Refusal | int) -> None:
        super().__init__(reason)
        self.refusal = (refusal(reason) if isinstance(reason, int)
                        else reason)


def ordered(order: dict[str, Any]) -> Refusal:
    """The refusal that a `token_error` order describes."""
    made = refusal(int(order.get("code", 0)))
    if not order.get("code"):
        made = Refusal(order.get("error", "invalid_grant"))
    for name in ("error", "suberror", "text", "claims", "status",
                 "retry_after"):
        if name in order:
            setattr(made, name, order[name])
    made.extra = dict(order.get("extra", {}))
    return made
