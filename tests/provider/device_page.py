# SPDX-License-Identifier: BSD-2-Clause
"""/device: the steps a person takes, from the code to the decision."""

import secrets
import uuid
from dataclasses import dataclass
from typing import Callable

import pages
from device_code import DeviceCode
from directory import User
from exchange import Request, Response, html_response
from policies import refusal_for_account
from sign_in import approve, decline, second_factor_needed
from tenant import Tenant


@dataclass
class Visit:
    """One browser that has typed a good code; its id is unguessable."""
    code: DeviceCode
    user: User | None = None
    second_factor: bool = False
    ready: bool = False         # nothing but the decision is missing


class DevicePage:
    def __init__(self, tenant: Tenant) -> None:
        self.tenant = tenant
        self.visits: dict[str, Visit] = {}
        self.steps: dict[str, Callable[[str, Visit, dict[str, str]],
                                       Response]] = {
            "sign_in": self.sign_in, "confirm": self.confirm,
            "factor": self.factor}

    def get(self, tenant: Tenant, request: Request) -> Response:
        typed = request.query.get("user_code", "")
        return html_response(pages.code_page(typed))

    def post(self, tenant: Tenant, request: Request) -> Response:
        form = request.form
        if form.get("step") == "code":
            return self.enter_code(form.get("user_code", ""))
        name = form.get("visit", "")
        visit = self.visits.get(name)
        step = self.steps.get(form.get("step", ""))
        if visit is None or step is None or not visit.code.open:
            return self.start_again("That code has expired or was used.")
        if form.get("decision") == "decline":
            decline(visit.code)
            return html_response(pages.done_page(False))
        return step(name, visit, form)

    def start_again(self, problem: str) -> Response:
        return html_response(pages.code_page(problem=problem), 400)

    def enter_code(self, typed: str) -> Response:
        code = self.tenant.codes.by_user_code(typed)
        if code is None or not code.open:
            return self.start_again("That code did not work. Check it and "
                                    "try again.")
        name = secrets.token_urlsafe(24)
        self.visits[name] = Visit(code)
        return self.show_sign_in(name, code)

    def who_asks(self, code: DeviceCode) -> str:
        wanted = pages.wishes(code.claims, code.acr_values, code.max_age)
        return pages.who_asks(self.tenant.settings["client_name"], code.scope,
                              wanted, code.claims)

    def show_sign_in(self, name: str, code: DeviceCode,
                     problem: str = "") -> Response:
        return html_response(
            pages.sign_in_page(name, self.who_asks(code), problem))

    def sign_in(self, name: str, visit: Visit,
                form: dict[str, str]) -> Response:
        user = self.tenant.directory.find(form.get("user", ""))
        if user is None or not user.has_password(form.get("password", "")):
            return self.show_sign_in(name, visit.code,
                                     "The user name or password is wrong.")
        wrong = refusal_for_account(self.tenant.settings["policy"], user)
        if wrong:
            return html_response(pages.refused_page(
                wrong.text, wrong.code, str(uuid.uuid4())), 403)
        visit.user = user
        if second_factor_needed(self.tenant, visit.code, user):
            return self.show_factor(name)
        return self.show_confirm(name, visit, user)

    def show_factor(self, name: str, problem: str = "") -> Response:
        may_skip = self.tenant.settings["skip_second_factor"]
        return html_response(pages.factor_page(name, may_skip, problem))

    def factor(self, name: str, visit: Visit,
               form: dict[str, str]) -> Response:
        if visit.user is None:
            return self.show_sign_in(name, visit.code)
        if form.get("decision") == "skip":
            if not self.tenant.settings["skip_second_factor"]:
                return self.show_factor(name)
        elif visit.user.proves_second_factor(form.get("factor", "")):
            visit.second_factor = True
        else:
            return self.show_factor(name, "That is not the right code.")
        return self.show_confirm(name, visit, visit.user)

    def show_confirm(self, name: str, visit: Visit, user: User) -> Response:
        visit.ready = True
        return html_response(pages.confirm_page(
            name, user.preferred_username, self.who_asks(visit.code)))

    def confirm(self, name: str, visit: Visit,
                form: dict[str, str]) -> Response:
        decided = form.get("decision") == "approve"
        if not (visit.user and visit.ready and decided):
            return self.show_sign_in(name, visit.code)
        approve(self.tenant, visit.code, visit.user, visit.second_factor)
        del self.visits[name]
        return html_response(pages.done_page(True))
