# SPDX-License-Identifier: BSD-2-Clause
"""Sign-ins by the authorization code flow, on the way back to this machine."""

from machine import ADDRESS, Case, Machine
from rig.stack import check, expect, plain
from sign_ins import essential


def follow(case: Case, login, user: str = "", **how) -> dict[str, str]:
    """Play the person at the address on the screen; the decision."""
    address = login.terminal.expect(ADDRESS).group(1)
    page = case.provider.follow(address, user or case.user, **how)
    check(page.address.startswith("http://127.0.0.1:"), page.address)
    return login.end()


def at_home(case: Case):
    """A login as of sudo, at this machine."""
    return case.login(rhost="", own=True)


def configure(case: Case, **keys: object) -> None:
    """The browser is on this machine."""
    case.configure(flow="code", display="info", **keys)


def first_sign_in(case: Case):
    configure(case, first_factor="none")
    login = at_home(case)
    expect(follow(case, login), outcome="granted", reason="sign_in",
           identity=case.user, subject=case.user)
    check("logged in automatically" in plain(login.screen), login.screen)
    configure(case)
    expect(at_home(case).end(), outcome="granted", reason="silent",
           requests="1")


def level(case: Case):
    configure(case, required_claims=essential(case.provider.levels[1]))
    expect(follow(case, at_home(case), acr=case.provider.levels[1]),
           outcome="granted", reason="sign_in")


def wrong_person(case: Case):
    configure(case)
    expect(follow(case, at_home(case), case.other), outcome="wrong_person",
           identity=case.other)


def tests(machine: Machine):
    """Name and test, in order."""
    return machine.begin([
        ("the browser comes back, the next login is silent", first_sign_in,
         {}),
        ("what is required is asked for and shown, ES256", level,
         {"algorithm": "ES256"}),
        ("the wrong person", wrong_person, {}),
    ]) + machine.begin([
        ("the browser comes back to a port that is registered, LemonLDAP::NG",
         first_sign_in, {"provider": "lemonldap"}),
    ], in_turn=True)
