# SPDX-License-Identifier: BSD-2-Clause
"""Silent logins: the refresh token at the provider."""

from machine import Case, Machine
from rig.stack import check, expect


def silent(case: Case):
    case.enrol()
    tokens = case.tokens()
    for _ in range(2):
        before = case.record()
        login = case.login()
        expect(login.end(), outcome="granted", reason="silent", requests="1",
               identity="alice")
        check(login.status == 0 and "Code" not in login.screen, login.screen)
        check(case.record() != before, "the record did not change")
        refresh = case.refresh(tokens)
        asked = [entry for entry in case.provider.requests()
                 if entry["connection"] == refresh["connection"]]
        check(asked == [refresh], asked)
        check(refresh["answer"]["refresh_token"] != tokens["refresh_token"],
              refresh)
        tokens = refresh["answer"]


def revoked(case: Case):
    case.enrol("bob")
    tokens = case.tokens()
    case.provider.revoke("bob")
    expect(case.sign_in(case.login(user="bob"), user="bob"),
           outcome="granted", reason="sign_in", error="invalid_grant")
    check(case.refresh(tokens)["status"] == 400, case.refresh(tokens))
    expect(case.login(user="bob").end(), outcome="granted", reason="silent")


def demanded(case: Case):
    case.enrol()
    case.configure(max_age=3600)
    expect(case.sign_in(case.login()), outcome="granted", reason="sign_in",
           because="id_token_missing", identity=case.user)


def tests(machine: Machine):
    """Name and test, in order."""
    return machine.begin([
        ("one request on one connection, and a new token, twice",
         silent, {}),
        # Where nobody else is bob: it ends every grant of the account.
        ("a revoked grant leads to a sign-in", revoked,
         {"provider": "on_request"}),
    ]) + machine.begin([
        ("no ID token at a refresh, and one is demanded: a sign-in, Glewlwyd",
         demanded, {"provider": "glewlwyd"}),
    ], in_turn=True)
