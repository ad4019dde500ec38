# SPDX-License-Identifier: BSD-2-Clause
"""Payloads, rightly signed, that say this or that."""

import json
import time

from expectations import CASES, Case, accept, refuse
from tokens import (ABSENT, CLIENT, ENTRA, ISSUER, KR, MICROSOFT, NOW,
                    OTHER_TENANT, PERSONAL, TENANT, header_of, payload_of,
                    token_of)


def payload_case(name, accepted, more=(), **changes):
    """The payload, rightly signed, with these changes."""
    issuer = changes.pop("issuer", ISSUER)
    payload = payload_of(**changes)
    token = token_of(header_of("ES256"), payload, "ES256")
    CASES.append(Case("claims: " + name, token, accepted, reads=payload,
                      issuer=issuer, more=list(more)))


def raw_payload_case(name, payload):
    refuse("payload: " + name,
           token_of(header_of("ES256"), payload, "ES256"))


def payloads():
    good = json.dumps(payload_of())
    for name, text in (
            ("empty", ""), ("a list", "[%s]" % good), ("text", '"x"'),
            ("null", "null"), ("trailing text", good + "x"),
            ("trailing object", good + good),
            ("byte order mark", "\ufeff" + good),
            ("sub twice", good[:-1] + ',"sub":"root"}'),
            ("iss twice", good[:-1] + ',"iss":"https://idp.example/realm"}'),
            ("sub twice, escaped", good[:-1] + ',"s\\u0075b":"root"}'),
            ("NUL in sub", json.dumps(payload_of(sub="alice\0.evil"))),
            ("lone surrogate", good[:-1] + ',"x":"\\ud800"}'),
            ("not UTF-8", good[:-1].encode() + b',"x":"\xc0\xaf"}'),
            ("raw control byte", good[:-1] + ',"x":"\x01"}'),
            ("nested deep", good[:-1] + ',"x":%s}' % ("[" * 40 + "]" * 40)),
            ("1e999", good[:-1] + ',"x":1e999}'),
            ("NaN", good[:-1] + ',"x":NaN}'),
            ("leading zero", good[:-1] + ',"x":01}'),
            ("comment", good + "/**/"), ("single quotes", "{'iss':'x'}")):
        raw_payload_case(name, text)


def parties():
    payload_case("members of all kinds", True,
                 x={"y": [1, None, True, "\u00e9", 1.5]})
    refuse("claims: not the issuer",
           token_of(header_of(), payload_of(iss="https://evil.example")),
           reads=payload_of(iss="https://evil.example"),
           says="from https://evil.example, not from " + ISSUER)
    payload_case("no iss", False, iss=ABSENT)
    for value in (ISSUER + "/", ISSUER[:-1], ISSUER.upper(), ISSUER + " ",
                  "https://idp.example", "http://idp.example/realm",
                  "https://idp.example:443/realm", "", None, 1, [ISSUER]):
        payload_case("iss %s" % json.dumps(value), False, iss=value)
    for value in ("other", CLIENT.upper(), CLIENT + " ", CLIENT[:-1], "",
                  "other " + CLIENT, None, 1, {}, [], [[CLIENT]], ["other"],
                  [CLIENT, "other"], ["other", CLIENT], [CLIENT, 1],
                  [CLIENT, None]):
        payload_case("aud %s" % json.dumps(value), False, aud=value)
    payload_case("no aud", False, aud=ABSENT)
    payload_case("aud a list of one", True, aud=[CLIENT])
    payload_case("aud of two with azp", True, aud=["other", CLIENT],
                 azp=CLIENT)
    payload_case("aud of two with another azp", False,
                 aud=["other", CLIENT], azp="other")
    payload_case("aud of another with azp", False, aud=["other"], azp=CLIENT)
    payload_case("azp", True, azp=CLIENT)
    for value in ("", None):
        payload_case("azp %s" % json.dumps(value), True, azp=value)
        payload_case("at_hash %s" % json.dumps(value), True, at_hash=value)
        payload_case("aud of two with azp %s" % json.dumps(value), False,
                     aud=["other", CLIENT], azp=value)
    for value in ("other", 1, [CLIENT]):
        payload_case("azp %s" % json.dumps(value), False, azp=value)
    for value in ("", None, 1, ["a"], "a\nb", "a\tb", "a\u001b[2J", "a\u007f",
                  "\u0430lice", "a\u202eb", "s" * 256):
        payload_case("sub %.30s" % json.dumps(value), False, sub=value)
    payload_case("no sub", False, sub=ABSENT)
    payload_case("sub of 255", True, sub="s" * 255)


def times():
    for name in ("exp", "iat"):
        payload_case("no " + name, False, **{name: ABSENT})
        payload_case(name + " null", False, **{name: None})
        payload_case(name + " empty", False, **{name: ""})
    for value in (None, ""):
        payload_case("nbf %s" % json.dumps(value), True, nbf=value)
    for name in ("exp", "iat", "nbf"):
        for value in (NOW + 60.5, float(NOW)):
            payload_case("%s %s" % (name, json.dumps(value)), True,
                         **{name: value})
    for value in (str(NOW + 60), True, [NOW + 60], {}, 0.5, 0, -1, -NOW,
                  1 << 40, 1 << 63, 1 << 64, 10 ** 30):
        for name in ("exp", "iat", "nbf"):
            payload_case("%s %s" % (name, json.dumps(value)), False,
                         **{name: value})
    payload_case("exp long past", False, exp=NOW - 3600)
    payload_case("exp 121 s ago", False, exp=NOW - 121)
    payload_case("exp 119 s ago", True, exp=NOW - 119)
    payload_case("exp 119.5 s ago, a second less for us", False,
                 exp=NOW - 119.5)
    payload_case("exp in milliseconds", False, exp=(NOW + 60) * 1000)
    for name in ("iat", "nbf"):
        payload_case(name + " in an hour", False, **{name: NOW + 3600})
        payload_case(name + " in 121 s", False, **{name: NOW + 121})
        payload_case(name + " in 119 s", True, **{name: NOW + 119})
        payload_case(name + " in 120.5 s, a second more for us", False,
                     **{name: NOW + 120.5})
    payload_case("iat long past", True, iat=NOW - 86400)
    for text in ('"exp":1e10', '"exp":1.7e9', '"exp":1700003600.0',
                 '"exp":1700003600e0'):
        payload = json.dumps(payload_of(exp=ABSENT))[:-1] + "," + text + "}"
        CASES.append(Case("claims: " + text, token_of(
            header_of("ES256"), payload, "ES256"), True,
            reads=json.loads(payload)))


def questions():
    payload_case("nonce nobody asked for", True, nonce="n-1")
    payload_case("nonce", True, ["--nonce", "n-1"], nonce="n-1")
    payload_case("no nonce", False, ["--nonce", "n-1"])
    for value in ("n-2", "N-1", "n-1 ", "", None, 1, ["n-1"]):
        payload_case("nonce %s" % json.dumps(value), False,
                     ["--nonce", "n-1"], nonce=value)
    age = ["--max-age", "300"]
    payload_case("auth_time", True, age, auth_time=NOW - 300)
    payload_case("auth_time within the skew", True, age, auth_time=NOW - 419)
    payload_case("no auth_time", False, age)
    payload_case("auth_time with a fraction", True, age,
                 auth_time=NOW - 0.5)
    payload_case("auth_time with a fraction that is too old", False, age,
                 auth_time=NOW - 420.5)
    for value in (NOW - 421, NOW - 86400, NOW + 121, NOW + 120.5, str(NOW),
                  None, 0, -1, True, [NOW], 1 << 40):
        payload_case("auth_time %s" % json.dumps(value), False, age,
                     auth_time=value)
    payload_case("auth_time for max-age 0", True, ["--max-age", "0"],
                 auth_time=NOW)
    payload_case("old auth_time for max-age 0", False, ["--max-age", "0"],
                 auth_time=NOW - 600)
    acr = ["--acr-values", "gold silver"]
    payload_case("acr", True, acr, acr="gold")
    payload_case("acr, the second", True, acr, acr="silver")
    payload_case("no acr", False, acr)
    for value in ("bronze", "Gold", "gol", "gold silver", "", " ", None, 1,
                  ["gold"]):
        payload_case("acr %s" % json.dumps(value), False, acr, acr=value)
    payload_case("acrs is not acr", False, acr, acrs=["gold"])


def tenants():
    def case(name, accepted, issuer=ENTRA, **changes):
        payload_case("Microsoft, " + name, accepted, issuer=issuer,
                     **{"iss": issuer, "tid": TENANT, **changes})

    case("own tenant", True)
    case("own tenant with oid", True, oid=OTHER_TENANT)
    case("no tid", False, tid=ABSENT)
    for value in (OTHER_TENANT, PERSONAL, "", "{tenantid}", "common", None,
                  1, [TENANT], TENANT + " "):
        case("tid %s" % json.dumps(value), False, tid=value)
    for value in ("x", "", None, 1):
        case("oid %s" % json.dumps(value), False, oid=value)
    for iss in (MICROSOFT % "{tenantid}", MICROSOFT % "common",
                MICROSOFT % OTHER_TENANT, ENTRA + "/",
                "https://sts.windows.net/" + TENANT + "/",
                "https://login.microsoftonline.us/" + TENANT + "/v2.0"):
        case("iss " + iss, False, iss=iss)
    for name in ("common", "organizations", "consumers", "{tenantid}",
                 "contoso.example"):
        case("issuer " + name, False, issuer=MICROSOFT % name)
    case("personal accounts", False, issuer=MICROSOFT % PERSONAL,
         tid=PERSONAL)
    payload_case("tid at another provider", True, tid=PERSONAL)
    for name, accepted, issuer in (
            ("template", True, MICROSOFT % "{tenantid}"),
            ("own", True, ENTRA), ("other", False, MICROSOFT % OTHER_TENANT),
            ("personal", False, MICROSOFT % PERSONAL),
            ("foreign template", False, "https://evil.example/{tenantid}")):
        payload = payload_of(iss=ENTRA, tid=TENANT)
        CASES.append(Case(
            "Microsoft, issuer of the key: " + name,
            token_of(header_of(), payload), accepted,
            keys=[{**KR, "issuer": issuer}], issuer=ENTRA,
            reads=payload if accepted else None))


def clock():
    now = int(time.time())
    payload = payload_of(exp=now + 600, iat=now)
    accept("this host's clock", token_of(header_of(), payload), payload,
           now=None)
    payload = payload_of(exp=now - 600, iat=now - 1200)
    CASES.append(Case("expired by this host's clock",
                      token_of(header_of(), payload), False, now=None,
                      reads=payload))


def add():
    for make in (payloads, parties, times, questions, tenants, clock):
        make()
