# SPDX-License-Identifier: BSD-2-Clause
"""/oauth2/v2.0/authorize: a browser asks for an authorization code."""

import uuid
from urllib.parse import urlsplit

import pages
from authorization_code import AuthorizationRequest
from authorize_request import bare_request, check_client, complete
from browser_session import BrowserSession
from directory import User
from exchange import Request, Response, html_response
from policies import refusal_for_account
from redirection import error_pairs, is_error, redirect, take
from refusal import Refusal, Refused, refusal
from sign_in import make_session, second_factor_needed
from sign_in_pages import SignInPages
from tenant import Tenant
from visit import Visit

# Errors of the token endpoint, as the authorization endpoint calls them.
RENAMED = {"invalid_grant": "invalid_request",
           "invalid_client": "unauthorized_client"}


class CodeEnding:
    """The browser is sent to the client."""
    caution = ("Go on only if you started this sign-in yourself, at a "
               "terminal that you know.")
    blocked = "End the sign-in at the terminal."

    def __init__(self, tenant: Tenant, wanted: AuthorizationRequest) -> None:
        self.tenant = tenant
        self.wanted = wanted
        place = urlsplit(wanted.redirect_uri)
        self.form_targets = f"{place.scheme}://{place.netloc}"

    def approved(self, visit: Visit) -> Response:
        user = visit.user
        assert user
        settings = self.tenant.settings["authorize"]
        session = make_session(self.tenant, self.wanted, user,
                               visit.second_factor, visit.password_at)
        code = self.tenant.authorizations.approve(
            self.wanted, session, settings["code_length"],
            settings["code_lifetime"])
        answer = redirect(self.tenant, self.wanted, [("code", code)])
        answer.headers.append(self.tenant.browsers.begin(BrowserSession(
            user.name, session.auth_time, visit.second_factor)))
        return answer

    def declined(self, visit: Visit) -> Response:
        self.wanted.status = "declined"
        declined = refusal(65004)
        declined.error = "access_denied"
        declined.extra = {"error_subcode": "cancel"}
        return redirect(self.tenant, self.wanted, error_pairs(declined))


class AuthorizeEndpoint:
    def __init__(self, sign_in: SignInPages) -> None:
        self.sign_in = sign_in

    def get(self, tenant: Tenant, request: Request) -> Response:
        return self.authorize(tenant, request, request.query)

    def post(self, tenant: Tenant, request: Request) -> Response:
        return self.authorize(tenant, request, request.form)

    def authorize(self, tenant: Tenant, request: Request,
                  form: dict[str, str]) -> Response:
        try:
            if request.repeats_a_field:
                raise Refused(9000411)
            check_client(tenant, form)
        except Refused as refused:
            return error_page(refused.refusal)
        wanted = bare_request(form)
        try:
            complete(tenant, wanted, form)
            order = take(tenant, "request")
            if is_error(order):
                return redirect(tenant, wanted, [], order)
            tenant.authorizations.requests.append(wanted)
            return self.start(tenant, request, wanted)
        except Refused as refused:
            reason = refused.refusal
            reason.error = RENAMED.get(reason.error, reason.error)
            return redirect(tenant, wanted, error_pairs(reason))

    def start(self, tenant: Tenant, request: Request,
              wanted: AuthorizationRequest) -> Response:
        visit = Visit(wanted, CodeEnding(tenant, wanted))
        session = remembered(tenant, request, wanted)
        if session:
            visit.user = tenant.directory.find(session.user)
            visit.second_factor = session.second_factor
            visit.password_at = session.password_at
        if "none" not in wanted.prompt:
            return self.sign_in.begin(visit, wanted.login_hint)
        wrong = refusal_for_silence(tenant, visit)
        if wrong:
            wanted.status = "declined"
            raise Refused(wrong)
        return visit.ending.approved(visit)


def error_page(reason: Refusal) -> Response:
    """Nobody knows yet that the address belongs to the client."""
    answer = html_response(pages.refused_page(
        reason.text, reason.code, str(uuid.uuid4()),
        "The request of the application is not valid."), 400)
    answer.error = reason.error
    return answer


def remembered(tenant: Tenant, request: Request,
               wanted: AuthorizationRequest) -> BrowserSession | None:
    """The browser's session, unless the request wants another sign-in."""
    session = tenant.browsers.of(request)
    if session is None or {"login", "select_account"} & set(wanted.prompt):
        return None
    hinted: User | None = tenant.directory.find(wanted.login_hint)
    if hinted and hinted.name != session.user:
        return None
    age = tenant.now() - session.password_at
    honoured = not tenant.settings["ignore_max_age"]
    if wanted.max_age is not None and honoured and age >= wanted.max_age:
        return None
    return session


def refusal_for_silence(tenant: Tenant, visit: Visit) -> Refusal | None:
    """What prompt=none cannot do without a page."""
    if visit.user is None:
        return refusal(50058)
    wrong = refusal_for_account(tenant.settings["policy"], visit.user)
    if wrong:
        wrong.error = "interaction_required"
        return wrong
    needed = second_factor_needed(tenant, visit.request, visit.user)
    return refusal(50076) if needed and not visit.second_factor else None
