# SPDX-License-Identifier: BSD-2-Clause
"""Sign-ins by the relay, with a real browser at it and at the provider."""

from pathlib import Path

from machine import RELAY, RELAY_HOST, RELAY_PORT, Case, Machine, skipped
from rig import chromium
from rig.chromium import Page
from rig.login import Login
from rig.relay import Relay, missing
from rig.stack import CA, check, expect
from sign_ins import essential

ADDRESS = rf"Open +({RELAY}/[0-9A-Z]+)"
KEY = Path("/etc/pam_claims.relay-key")


def start_relay(machine: Machine) -> None:
    """One that sends browsers to oidc-provider."""
    with open("/etc/hosts", "a", encoding="ascii") as hosts:
        hosts.write(f"127.0.0.1 {RELAY_HOST}\n")
    provider = machine.providers["always"]
    relay = Relay(machine.world.root / "relay", f"{provider.issuer}/auth",
                  provider.client_id(), RELAY_PORT, RELAY_HOST)
    relay.add_key("*", KEY)
    relay.trust(CA)
    relay.start()
    machine.started.append(relay)


def configure(case: Case, **keys: object) -> None:
    """The browser is somewhere else."""
    case.configure(flow="relay", relay_url=RELAY, relay_key_file=KEY,
                   relay_number="always", **keys)


def visit(window: Page, address: str, user: str, *levels: str) -> str:
    """Sign in, once more for each level; the number at the end."""
    window.open(address)
    window.click("button[value=continue]")
    for level in levels:
        window.wait("document.body.dataset.page == 'interaction'")
        window.evaluate("document.body.dataset.page = 'read'")
        window.fill("account", user)
        window.fill("acr", level)
        window.click("form button")
    shown = window.wait("document.querySelector('.number') && "
                        "document.querySelector('.number').innerText")
    check(window.address.startswith(RELAY), window.address)
    return "".join(c for c in shown if c.isdigit())


def sign_in(login: Login, user: str, *levels: str) -> dict[str, str]:
    """Play the person with a browser of their own; the decision."""
    address = login.terminal.expect(ADDRESS).group(1)
    browser = chromium.Chromium()
    try:
        number = visit(browser.page(), address, user, *levels)
    finally:
        browser.stop()
    login.terminal.expect("Type the number[^\n]*: ")
    login.terminal.answer(number)
    return login.end()


def first_sign_in(case: Case):
    configure(case)
    expect(sign_in(case.login(), case.user, ""), outcome="granted",
           reason="sign_in", identity=case.user, subject=case.user)
    expect(case.login().end(), outcome="granted", reason="silent",
           requests="1")


def asked_again(case: Case):
    low, high = case.provider.levels
    configure(case, required_claims=essential(high))
    expect(sign_in(case.login(), case.user, low, high), outcome="granted",
           reason="sign_in")


def wrong_person(case: Case):
    configure(case)
    expect(sign_in(case.login(), case.other, ""), outcome="wrong_person",
           identity=case.other)


def tests(machine: Machine):
    """Name and test, in order."""
    reason = machine.absent.get("always") or missing() or chromium.missing()
    found = [
        ("the browser comes back, the next login is silent", first_sign_in,
         {}),
        ("a sign-in that falls short is asked for again", asked_again,
         {}),
        ("the wrong person", wrong_person, {}),
    ]
    if reason:
        return [(name, skipped(reason)) for name, _, _ in found]
    start_relay(machine)
    return machine.begin(found)
