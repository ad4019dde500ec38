# SPDX-License-Identifier: BSD-2-Clause
"""/device: a person types the code of a terminal."""

import pages
from device_code import DeviceCode
from exchange import Request, Response, html_response
from sign_in import make_session
from sign_in_pages import SignInPages
from tenant import Tenant
from visit import Visit


class DeviceEnding:
    """The browser stays here; the terminal polls."""
    caution = ("Go on only if you started this sign-in yourself and the code "
               "came from that terminal, not from a mail or a call.")
    blocked = "The terminal keeps waiting until its code expires."
    form_targets = ""

    def __init__(self, tenant: Tenant, code: DeviceCode) -> None:
        self.tenant = tenant
        self.code = code

    def approved(self, visit: Visit) -> Response:
        assert visit.user
        self.code.approve(make_session(self.tenant, self.code, visit.user,
                                       visit.second_factor))
        return html_response(pages.done_page(True))

    def declined(self, visit: Visit) -> Response:
        self.code.decline()
        return html_response(pages.done_page(False))


class DevicePage:
    def __init__(self, tenant: Tenant, sign_in: SignInPages) -> None:
        self.tenant = tenant
        self.sign_in = sign_in

    def get(self, tenant: Tenant, request: Request) -> Response:
        typed = request.query.get("user_code", "")
        return html_response(pages.code_page(typed))

    def post(self, tenant: Tenant, request: Request) -> Response:
        code = tenant.codes.by_user_code(request.form.get("user_code", ""))
        if code is None or not code.open:
            return html_response(pages.code_page(
                problem="That code did not work. Check it and try again."),
                400)
        return self.sign_in.begin(Visit(code, DeviceEnding(tenant, code)))
