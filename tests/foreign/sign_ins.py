# SPDX-License-Identifier: BSD-2-Clause
"""Sign-ins by the device flow, and who may do them."""

import json
from pathlib import Path

from foreign import Browser
from glewlwyd import CONFIDENTIAL, SECRET
from machine import Case, Machine
from rig.stack import check, expect, plain


def essential(level):
    """A claims request for this authentication level."""
    return json.dumps({"id_token": {"acr": {"essential": True,
                                            "value": level}}})


def required_claims(case: Case):
    level = case.provider.levels[1]
    case.configure(required_claims=essential(level))
    login = case.login()
    expect(case.sign_in(login, acr=level), outcome="granted",
           reason="sign_in", identity="alice", subject="alice")
    check(login.status == 0, login.screen)
    for text in (case.provider.issuer + "/device", case.code, "192.0.2.7"):
        check(text in plain(login.screen), text, login.screen)
    asked = case.asked()["params"]
    check(json.loads(asked["claims"]) == json.loads(essential(level)), asked)
    check(asked["scope"] == "openid profile offline_access", asked)
    shown = case.tokens()["id_token"]
    check((shown["aud"], shown["acr"]) == (case.client_id, level), shown)
    expect(case.login().end(), outcome="granted", reason="silent")


def asked_again(case: Case):
    low, high = case.provider.levels
    case.configure(required_claims=essential(high))
    login = case.login()
    browser = Browser(case.provider.ca_file)
    page = browser.open(case.provider.issuer + "/device")
    page = browser.submit(browser.submit(page, user_code=login.code()))
    for level in (low, high):
        check(page.name == "interaction", page.name, page.reason)
        page = browser.submit(page, account="alice", acr=level)
    check(page.name == "success", page.name, page.reason)
    login.enter()
    expect(login.end(), outcome="granted", reason="sign_in")


def declined(case: Case):
    login = case.login()
    said = case.provider.decline(login.code())
    check(said.startswith("refused"), said)
    login.enter()
    expect(login.end(), outcome="declined", error="access_denied")
    check(login.status != 0 and "declined" in plain(login.screen),
          login.screen)


def wrong_person(case: Case):
    case.enrol()
    before = case.record()
    case.configure(first_factor="none")
    login = case.login()
    expect(case.sign_in(login, user="bob"), outcome="wrong_person",
           identity="bob")
    check(login.status != 0, login.screen)
    check("Expected: alice" in plain(login.screen), login.screen)
    check(case.record() == before, "the record changed")
    case.configure()
    expect(case.login().end(), outcome="granted", reason="silent",
           identity="alice")


def wrong_person_first(case: Case):
    expect(case.sign_in(case.login(), user="bob"), outcome="wrong_person")
    records = [path for path in case.store.iterdir()
               if path.suffix in (".binding", ".token")]
    check(not records, records)


def no_offline_access(case: Case):
    case.configure(scope="openid profile")
    case.enrol()
    check("refresh_token" not in case.tokens(), case.tokens())
    expect(case.sign_in(case.login()), outcome="granted", reason="sign_in")


def client_secret(case: Case):
    secret = Path(f"/etc/security/{case.service}.secret")
    secret.touch(mode=0o600)
    secret.write_text(SECRET + "\n")
    case.configure(client_id=CONFIDENTIAL, client_secret_file=secret,
                   flow="device")
    expect(case.sign_in(case.login(), client_id=CONFIDENTIAL),
           outcome="granted", reason="sign_in")
    expect(case.login().end(), outcome="granted", reason="silent")
    secret.write_text("another secret\n")
    expect(case.login().end(), outcome="configuration",
           error="unauthorized_client")


def unknown_capability(case: Case):
    case.configure(client_capabilities="cp1")
    login = case.login()
    expect(login.end(), outcome="configuration", error="invalid_request")
    check(login.status != 0 and "Code" not in login.screen, login.screen)


def tests(machine: Machine):
    """Name and test, in order."""
    return machine.begin([
        *[(f"the first sign-in shows what is required, {algorithm}",
           required_claims, {"algorithm": algorithm})
          for algorithm in ("RS256", "PS256", "ES256")],
        ("a sign-in that falls short is asked for again", asked_again, {}),
        ("the person declines", declined, {}),
        ("somebody else approves a bound user's code", wrong_person, {}),
        ("somebody else approves the first sign-in", wrong_person_first, {}),
        ("without offline_access each login is a sign-in",
         no_offline_access, {}),
        ("a capability that the provider does not understand",
         unknown_capability, {}),
        ("a client with a secret, Glewlwyd", client_secret,
         {"provider": "glewlwyd"}),
    ])
