# SPDX-License-Identifier: BSD-2-Clause
"""What every provider has to get right with us, whatever else it can.

Where providers differ each says how: `refusal` is the word for a refresh
token that it does not know, `silent_requests` how many requests a silent
login is.
"""

from machine import Case, Machine
from rig.stack import check, expect, plain


def check_silent(case: Case):
    login = case.login()
    expect(login.end(), outcome="granted", reason="silent",
           identity=case.user,
           requests=str(case.provider.silent_requests))
    check(login.status == 0, login.screen)


def first_sign_in(case: Case):
    login = case.login()
    found = case.sign_in(login)
    expect(found, outcome="granted", reason="sign_in", identity=case.user)
    check(found["subject"], found)
    check(login.status == 0, login.screen)


def silent(case: Case):
    case.enrol()
    check_silent(case)
    check_silent(case)


def refused_token(case: Case):
    case.enrol()
    case.provider.revoke(case.user)
    found = case.sign_in(case.login())
    expect(found, outcome="granted", reason="sign_in", identity=case.user)
    expect(found, error=case.provider.refusal, because="token_refused")
    check_silent(case)


def replaced_key(case: Case):
    case.enrol()
    case.provider.replace_key()
    login = case.login()
    expect(login.end(), outcome="granted", reason="silent",
           identity=case.user)
    check(login.status == 0, login.screen)


def replaced_key_at_a_sign_in(case: Case):
    case.enrol()
    case.provider.replace_key()
    case.configure(first_factor="none")
    expect(case.sign_in(case.login()), outcome="granted", reason="sign_in",
           identity=case.user)
    case.configure()
    check_silent(case)


def wrong_person(case: Case):
    case.enrol()
    check_silent(case)
    before = case.record()
    case.configure(first_factor="none")
    login = case.login()
    expect(case.sign_in(login, case.other), outcome="wrong_person",
           identity=case.other)
    check(login.status != 0, login.screen)
    check(f"Expected: {case.user}" in plain(login.screen), login.screen)
    check(case.record() == before, "the record changed")
    case.configure()
    check_silent(case)


def at(provider: str, name: str):
    """Every test at one provider, with the options of its case."""
    options = {"provider": name}
    return [
        (f"the first sign-in, {provider}", first_sign_in, options),
        (f"the next logins are silent, {provider}", silent, options),
        (f"a refused token leads to a sign-in, {provider}", refused_token,
         options),
        (f"a key replaced under its name, silently, {provider}",
         replaced_key, options),
        (f"a key replaced under its name, at a sign-in, {provider}",
         replaced_key_at_a_sign_in, options),
        (f"somebody else signs in, {provider}", wrong_person, options),
    ]


def tests(machine: Machine):
    """Name and test, in order."""
    return machine.begin(
        at("oidc-provider", "rekeyed") + at("Glewlwyd", "glewlwyd")
        + at("LemonLDAP::NG", "lemonldap"), in_turn=True)
