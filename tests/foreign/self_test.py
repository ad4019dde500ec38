#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""Plays an OAuth client against the foreign provider and prints TAP.

It states what the stack tests rely on, and so tells a change of the provider
from a fault of ours.  What oidc-provider 8.8.1 does in the device flow:

 - It reads `claims`, `acr_values` and `max_age` from the device authorization
   request, keeps them with the code, and ignores all three in every token
   request.  `prompt` is ignored everywhere, even with an unknown value.
 - An essential `acr` that a sign-in does not reach is never an error for the
   client: the person is asked again, the client reads authorization_pending
   until the code expires.  The same holds for a `sub` with a value.
 - `acr_values` alone is a wish: any sign-in is accepted, the ID token says
   what was reached.  The same holds for `max_age`: whoever signs in at the
   page is accepted, and `auth_time` is what the page said.
 - `max_age` of 0 is dropped from the request, and with it the `auth_time`
   that another `max_age` brings into the ID token.
 - A refresh gives an ID token with the `acr` and `auth_time` of the sign-in,
   shown where the device authorization request (or the provider's
   configuration) asked for them.
 - Refresh tokens rotate; an old one used again ends the whole grant, and so
   does a device code redeemed again.  A declined code is consumed by the
   poll that reports it.  slow_down and `interval` are never sent.
 - A `claims` object with neither `id_token` nor `userinfo` is refused.
"""

import base64
import json
import os
import ssl
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request

from fetched import missing
from foreign import REQUEST_TIMEOUT, Foreign

DEVICE_CODE = "urn:ietf:params:oauth:grant-type:device_code"
SCOPE = "openid profile offline_access"
PENDING = (400, "authorization_pending")
DEAD = (400, "invalid_grant")


class Client:
    """The OAuth client: knows the issuer, asks for the rest."""

    def __init__(self, foreign, algorithm="RS256"):
        self.foreign = foreign
        self.client_id = foreign.client_id(algorithm)
        self._tls = ssl.create_default_context(cafile=foreign.ca_file)
        self.metadata = self.get(foreign.issuer
                                 + "/.well-known/openid-configuration")

    def get(self, address):
        return self._ask(urllib.request.Request(address))[1]

    def post(self, endpoint, **fields):
        data = urllib.parse.urlencode({"client_id": self.client_id, **fields})
        return self._ask(urllib.request.Request(self.metadata[endpoint],
                                                data.encode()))

    def begin(self, **fields):
        return self.post("device_authorization_endpoint",
                         **{"scope": SCOPE, **fields})

    def poll(self, begun, **fields):
        return self.post("token_endpoint", grant_type=DEVICE_CODE,
                         device_code=begun["device_code"], **fields)

    def refresh(self, tokens, **fields):
        return self.post("token_endpoint", grant_type="refresh_token",
                         refresh_token=tokens["refresh_token"], **fields)

    def sign_in(self, account, acr="", age=0, **fields):
        """A whole device flow; the answer to the first poll."""
        _, begun = self.begin(**fields)
        said = self.foreign.approve(begun["user_code"], account, acr, age)
        equal(said, "approved")
        status, tokens = self.poll(begun)
        equal(status, 200)
        return tokens

    def _ask(self, request):
        try:
            answer = urllib.request.urlopen(request, context=self._tls,
                                            timeout=REQUEST_TIMEOUT)
        except urllib.error.HTTPError as error:
            answer = error
        with answer:
            return answer.status, json.load(answer)


class Unequal(Exception):
    pass


def equal(got, wanted):
    if got != wanted:
        raise Unequal(f"got {got!r}, wanted {wanted!r}")


def refusal(answer):
    return answer[0], answer[1].get("error")


def part(token, index):
    text = token.split(".")[index]
    return json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))


def facts(tokens, *names):
    claims = part(tokens["id_token"], 1)
    return tuple(claims.get(name) for name in names)


def essential(level):
    return json.dumps({"id_token": {"acr": {"essential": True,
                                            "value": level}}})


def discovery(foreign):
    metadata = Client(foreign).metadata
    equal(metadata["issuer"], foreign.issuer)
    for name in ("token_endpoint", "device_authorization_endpoint",
                 "jwks_uri"):
        equal(metadata[name].startswith(foreign.issuer + "/"), True)
    equal(metadata["claims_parameter_supported"], True)


def device_authorization(foreign):
    status, begun = Client(foreign).begin()
    equal(status, 200)
    equal(begun["verification_uri"], foreign.issuer + "/device")
    equal(begun["user_code"] in begun["verification_uri_complete"], True)
    equal((begun["expires_in"], begun.get("interval")), (600, None))


def essential_acr_asks_again(foreign):
    client = Client(foreign)
    _, begun = client.begin(claims=essential(foreign.levels[1]))
    equal(foreign.approve(begun["user_code"], "alice", foreign.levels[0]),
          "asked again: essential_acr")
    equal(refusal(client.poll(begun)), PENDING)


def essential_acr_met(foreign):
    level = foreign.levels[1]
    tokens = Client(foreign).sign_in("alice", level, claims=essential(level))
    equal(facts(tokens, "iss", "aud", "sub", "preferred_username", "acr"),
          (foreign.issuer, "pam-claims", "alice", "alice", level))
    begun = foreign.requests("/device/auth")[-1]
    equal(begun["params"]["claims"], essential(level))


def refresh_keeps_the_sign_in(foreign):
    client = Client(foreign)
    first = client.sign_in("alice", foreign.levels[1], age=100,
                           acr_values=foreign.levels[1])
    status, second = client.refresh(first)
    equal(status, 200)
    names = ("sub", "acr", "auth_time", "preferred_username")
    equal(facts(second, *names), facts(first, *names))
    equal(second["refresh_token"] != first["refresh_token"], True)


def refresh_cannot_step_up(foreign):
    client = Client(foreign)
    level = foreign.levels[1]
    tokens = client.sign_in("alice", foreign.levels[0])
    status, tokens = client.refresh(tokens, claims=essential(level),
                                    acr_values=level, max_age="0",
                                    prompt="login")
    equal((status, facts(tokens, "acr")), (200, (foreign.levels[0],)))


def old_refresh_token_ends_the_grant(foreign):
    client = Client(foreign)
    first = client.sign_in("alice")
    _, second = client.refresh(first)
    equal(refusal(client.refresh(first)), DEAD)
    equal(refusal(client.refresh(second)), DEAD)


def acr_values_are_a_wish(foreign):
    tokens = Client(foreign).sign_in("alice", foreign.levels[0],
                                     acr_values=foreign.levels[1])
    equal(facts(tokens, "acr"), (foreign.levels[0],))


def max_age_is_a_wish(foreign):
    tokens = Client(foreign).sign_in("alice", age=100, max_age="10")
    age = time.time() - facts(tokens, "auth_time")[0]
    equal(100 <= age < 110, True)


def bad_max_age_is_refused(foreign):
    equal(refusal(Client(foreign).begin(max_age="soon")),
          (400, "invalid_request"))


def prompt_is_ignored(foreign):
    for value in ("login", "none", "nonsense"):
        Client(foreign).sign_in("alice", prompt=value)


def capabilities_alone_are_refused(foreign):
    claims = '{"access_token":{"xms_cc":{"values":["cp1"]}}}'
    equal(refusal(Client(foreign).begin(claims=claims)),
          (400, "invalid_request"))


def claims_at_the_poll_are_ignored(foreign):
    client = Client(foreign)
    _, begun = client.begin()
    foreign.approve(begun["user_code"], "alice")
    equal(client.poll(begun, claims="{")[0], 200)


def somebody_else(foreign):
    tokens = Client(foreign).sign_in("bob")
    equal(facts(tokens, "sub", "preferred_username"), ("bob", "bob"))


def declined_once(foreign):
    client = Client(foreign)
    _, begun = client.begin()
    equal(foreign.decline(begun["user_code"]), "refused: AbortedError")
    equal(refusal(client.poll(begun)), (400, "access_denied"))
    equal(refusal(client.poll(begun)), DEAD)


def redeemed_code_again_ends_the_grant(foreign):
    client = Client(foreign)
    _, begun = client.begin()
    foreign.approve(begun["user_code"], "alice")
    _, tokens = client.poll(begun)
    equal(refusal(client.poll(begun)), DEAD)
    equal(refusal(client.refresh(tokens)), DEAD)


def revoked_account(foreign):
    client = Client(foreign)
    alice, bob = client.sign_in("alice"), client.sign_in("bob")
    foreign.revoke("bob")
    equal(refusal(client.refresh(bob)), DEAD)
    equal(client.refresh(alice)[0], 200)


def signed_as_the_client_wants(foreign):
    for algorithm in ("RS256", "PS256", "ES256"):
        client = Client(foreign, algorithm)
        header = part(client.sign_in("alice")["id_token"], 0)
        equal(header["alg"], algorithm)
        keys = client.get(client.metadata["jwks_uri"])["keys"]
        equal(header["kid"] in [key["kid"] for key in keys], True)


def secrets_stay_out_of_the_log(foreign):
    client = Client(foreign)
    tokens = client.sign_in("alice")
    client.refresh(tokens)
    with open(os.path.join(foreign.state, "requests.jsonl"),
              encoding="utf-8") as log:
        equal(tokens["refresh_token"] in log.read(), False)


def shown_on_request(foreign):
    client = Client(foreign)
    level = foreign.levels[1]
    names = ("acr", "auth_time")
    equal(facts(client.sign_in("alice", level), *names), (None, None))
    tokens = client.sign_in("alice", level, acr_values=level)
    equal(facts(client.refresh(tokens)[1], *names), (level, None))
    tokens = client.sign_in("alice", level, max_age="60")
    equal(facts(client.refresh(tokens)[1], "auth_time") != (None,), True)
    tokens = client.sign_in("alice", level, max_age="0")
    equal(facts(tokens, *names), (None, None))


STANDING = [
    discovery, device_authorization, essential_acr_asks_again,
    essential_acr_met, refresh_keeps_the_sign_in, refresh_cannot_step_up,
    old_refresh_token_ends_the_grant, acr_values_are_a_wish,
    max_age_is_a_wish, bad_max_age_is_refused, prompt_is_ignored,
    capabilities_alone_are_refused, claims_at_the_poll_are_ignored,
    somebody_else, declined_once, redeemed_code_again_ends_the_grant,
    revoked_account, signed_as_the_client_wants, secrets_stay_out_of_the_log,
]


class Tap:
    def __init__(self):
        self.count = 0
        self.failed = 0

    def run(self, test, *arguments):
        self.count += 1
        name = test.__name__.replace("_", " ")
        try:
            test(*arguments)
            print(f"ok {self.count} - {name}")
        except Exception as error:
            self.failed += 1
            print(f"not ok {self.count} - {name}")
            print(f"# {type(error).__name__}: {error}".replace("\n", "\n# "))

    def end(self):
        print(f"1..{self.count}")
        return 1 if self.failed else 0


def lifetime_is_bounded(state):
    foreign = Foreign(state, "--lifetime", "1")
    foreign.start()
    try:
        equal(foreign.wait(10), 0)
        equal(os.path.exists(os.path.join(state, "foreign.json")), False)
    finally:
        foreign.stop()


def main():
    reason = missing("npm")
    if reason:
        print(f"1..0 # SKIP {reason}")
        return 0
    tap = Tap()
    with tempfile.TemporaryDirectory() as state:
        with Foreign(state) as foreign:
            for test in STANDING:
                tap.run(test, foreign)
        given = ("--cert", os.path.join(state, "foreign.crt"),
                 "--key", os.path.join(state, "foreign.key"))
        with Foreign(state, "--on-request", *given) as foreign:
            tap.run(shown_on_request, foreign)
        tap.run(lifetime_is_bounded, state)
    return tap.end()


if __name__ == "__main__":
    try:
        sys.exit(main())
    except RuntimeError as error:
        print(f"Bail out! {error}")
        sys.exit(1)
