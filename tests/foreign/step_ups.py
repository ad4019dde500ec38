# SPDX-License-Identifier: BSD-2-Clause
"""Sign-ins that this host finds too weak or too old."""

from machine import Case, Machine
from rig.stack import check, expect, plain
from sign_ins import essential


def check_refused(case: Case, reason: str, parameter: str, value: str,
                  **how: object):
    """The stored sign-in is not enough, and neither is this new one."""
    tokens = case.tokens()
    login = case.login()
    expect(case.sign_in(login, **how), outcome="not_met", reason=reason)
    check(login.status != 0, login.screen)
    check("did not satisfy" in plain(login.screen), login.screen)
    refresh, asked = case.refresh(tokens), case.asked()
    check(refresh["status"] == 200 and refresh["time"] < asked["time"],
          refresh, asked)
    check(asked["params"][parameter] == value, asked)


def check_granted(case: Case, **how: object):
    """This sign-in is enough, once and silently afterwards."""
    expect(case.sign_in(case.login(), **how), outcome="granted",
           reason="sign_in")
    expect(case.login().end(), outcome="granted", reason="silent",
           requests="1")


def acr_values(case: Case):
    low, high = case.provider.levels
    case.enrol(acr=low)
    case.configure(acr_values=high)
    check_refused(case, "acr_not_shown", "acr_values", high, acr=low)
    check_granted(case, acr=high)


def max_age(case: Case):
    case.enrol(age=1000)
    case.configure(max_age=300)
    check_refused(case, "auth_time_too_old", "max_age", "300", age=1000)
    check_granted(case, age=100)


def required_claims(case: Case):
    low, high = case.provider.levels
    case.enrol(acr=low)
    tokens = case.tokens()
    case.configure(required_claims=essential(high))
    check_granted(case, acr=high)
    check(case.refresh(tokens)["status"] == 200, case.refresh(tokens))


def tests(machine: Machine):
    """Name and test, in order."""
    modes = (("acr and auth_time shown always", {}),
             ("shown on request", {"provider": "on_request"}))
    return machine.begin([
        (f"{name}, {how}", test, options)
        for how, options in modes
        for name, test in (("acr_values", acr_values),
                           ("max_age", max_age),
                           ("required_claims", required_claims))
    ])
