# SPDX-License-Identifier: BSD-2-Clause
"""/sign-in: the steps from the name to the decision, for every flow."""

import uuid
from typing import Callable

import pages
from exchange import Request, Response, html_response
from policies import refusal_for_account
from sign_in import second_factor_needed
from tenant import Tenant
from visit import Visit

Step = Callable[[str, Visit, dict[str, str]], Response]


class SignInPages:
    def __init__(self, tenant: Tenant) -> None:
        self.tenant = tenant
        self.steps: dict[str, Step] = {
            "sign_in": self.sign_in, "confirm": self.confirm,
            "factor": self.factor}

    def begin(self, visit: Visit, hint: str = "") -> Response:
        """The first page of a visit, whose person may already be known."""
        name = self.tenant.visits.add(visit)
        if visit.user:
            return self.identified(name, visit)
        return self.show_sign_in(name, visit, hint=hint)

    def post(self, tenant: Tenant, request: Request) -> Response:
        form = request.form
        name = form.get("visit", "")
        visit = tenant.visits.find(name)
        step = self.steps.get(form.get("step", ""))
        if visit is None or step is None:
            return html_response(pages.code_page(
                problem="That sign-in has expired or was used."), 400)
        if form.get("decision") == "decline":
            return visit.ending.declined(visit)
        return step(name, visit, form)

    def show(self, visit: Visit, page: str) -> Response:
        return html_response(page, form_targets=visit.ending.form_targets)

    def who_asks(self, visit: Visit) -> str:
        asked = visit.request
        wanted = pages.wishes(asked.claims, asked.acr_values, asked.max_age)
        return pages.who_asks(self.tenant.settings["client_name"],
                              asked.scope, wanted, asked.claims)

    def show_sign_in(self, name: str, visit: Visit, problem: str = "",
                     hint: str = "") -> Response:
        return self.show(visit, pages.sign_in_page(
            name, self.who_asks(visit), problem, hint))

    def sign_in(self, name: str, visit: Visit,
                form: dict[str, str]) -> Response:
        user = self.tenant.directory.find(form.get("user", ""))
        if user is None or not user.has_password(form.get("password", "")):
            return self.show_sign_in(name, visit,
                                     "The user name or password is wrong.")
        visit.user, visit.second_factor = user, False
        visit.password_at, visit.ready = None, False
        return self.identified(name, visit)

    def identified(self, name: str, visit: Visit) -> Response:
        wrong = refusal_for_account(self.tenant.settings["policy"],
                                    visit.user)
        if wrong:
            visit.user = None
            return html_response(pages.refused_page(
                wrong.text, wrong.code, str(uuid.uuid4()),
                visit.ending.blocked), 403)
        assert visit.user
        needed = second_factor_needed(self.tenant, visit.request, visit.user)
        if needed and not visit.second_factor:
            return self.show_factor(name, visit)
        return self.show_confirm(name, visit)

    def show_factor(self, name: str, visit: Visit,
                    problem: str = "") -> Response:
        may_skip = self.tenant.settings["skip_second_factor"]
        return self.show(visit, pages.factor_page(name, may_skip, problem))

    def factor(self, name: str, visit: Visit,
               form: dict[str, str]) -> Response:
        if visit.user is None:
            return self.show_sign_in(name, visit)
        if form.get("decision") == "skip":
            if not self.tenant.settings["skip_second_factor"]:
                return self.show_factor(name, visit)
        elif visit.user.proves_second_factor(form.get("factor", "")):
            visit.second_factor = True
        else:
            return self.show_factor(name, visit,
                                    "That is not the right code.")
        return self.show_confirm(name, visit)

    def show_confirm(self, name: str, visit: Visit) -> Response:
        assert visit.user
        visit.ready = True
        return self.show(visit, pages.confirm_page(
            name, visit.user.preferred_username, self.who_asks(visit),
            visit.ending.caution, visit.password_at is not None))

    def confirm(self, name: str, visit: Visit,
                form: dict[str, str]) -> Response:
        decided = form.get("decision") == "approve"
        if not (visit.user and visit.ready and decided):
            visit.user, visit.ready = None, False
            return self.show_sign_in(name, visit)
        return visit.ending.approved(visit)
