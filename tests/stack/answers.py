# SPDX-License-Identifier: BSD-2-Clause
"""Answers that cannot be used: refused, and nothing is lost."""

import socket
import time
from pathlib import Path

from rig.stack import STORE, Stack, check, expect, none_left

UNTRUSTED = "untrusted"
UNAVAILABLE = "unavailable"

FAULTS = [
    ("not_json", {}, UNTRUSTED), ("html", {}, UNTRUSTED),
    ("deep", {}, UNTRUSTED), ("oversize", {}, UNTRUSTED),
    ("duplicate_keys", {}, UNTRUSTED), ("trailing", {}, UNTRUSTED),
    ("redirect", {}, UNTRUSTED), ("flood", {}, UNTRUSTED),
    ("header_flood", {"count": 2000}, UNTRUSTED),
    ("status", {"status": 503}, UNAVAILABLE),
    ("status", {"status": 500, "json": []}, UNAVAILABLE),
    ("close", {"processed": False}, UNAVAILABLE),
    ("truncate", {}, UNAVAILABLE),
    ("delay", {"seconds": 6, "processed": False}, UNAVAILABLE),
    ("drip", {"seconds": 0.5, "processed": False}, UNAVAILABLE),
]

TOKENS = ["signature", "foreign_key", "none", "hs256", "aud", "iss",
          "expired", "not_yet", "garbage", "unknown_kid"]

PLACES = ["discovery", "keys", "devicecode"]


def tests(stack: Stack):
    """Name and test, in order."""
    provider = stack.provider

    def mended_by_a_sign_in(fault):
        """Nothing that a provider answers to a stored token is the end."""
        provider.set(**fault)
        found = stack.sign_in(stack.login())
        expect(found, outcome="granted", reason="sign_in",
               because="untrusted", error="-")
        check("detail" not in found, found)
        expect(stack.login().end(), outcome="granted", reason="silent")
        none_left()

    def at_refresh(kind, details, outcome):
        def test():
            stack.fresh(request_timeout=3)
            stack.enrol()
            before = stack.record()
            if outcome == UNTRUSTED:
                mended_by_a_sign_in({"faults": {"path": "token", "kind": kind,
                                                **details}})
                return
            provider.set(faults={"path": "token", "kind": kind,
                                 "times": -1, **details})
            start = time.monotonic()
            login = stack.login()
            expect(login.end(), outcome=outcome)
            check(time.monotonic() - start < 8, "too slow")
            check(stack.record() == before, "the record changed")
            check(login.status != 0 and "Code" not in login.screen)
            provider.set(faults=[])
            expect(stack.login().end(), outcome="granted", reason="silent")
            none_left()
        return test

    def at_place(place, kind, outcome):
        def test():
            stack.fresh()
            provider.set(faults={"path": place, "kind": kind, "times": -1})
            login = stack.login()
            expect(login.end(), outcome=outcome)
            check(not [path for path in STORE.iterdir()
                       if path.name.startswith("metadata")
                       and place != "devicecode"])
        return test

    def id_token(fault):
        def test():
            stack.fresh()
            stack.enrol()
            mended_by_a_sign_in({"id_token": {"fault": fault}})
        return test

    def missing_at_refresh():
        stack.fresh()
        stack.enrol()
        provider.set(id_token={"fault": "missing"})
        expect(stack.sign_in(stack.login()), outcome="granted",
               reason="sign_in")

    def missing_always():
        stack.fresh()
        provider.set(id_token={"fault": "missing", "times": -1})
        expect(stack.sign_in(stack.login()), outcome=UNTRUSTED,
               reason="id_token_missing")

    def other_subject():
        stack.fresh()
        stack.enrol()
        provider.set(id_token={"fault": "subject"})
        found = stack.sign_in(stack.login())
        expect(found, outcome="granted", reason="sign_in",
               because="identity_changed")
        check(found["note"].startswith("token_dropped: "), found)
        expect(stack.login().end(), outcome="granted", reason="silent")

    def rotated_keys():
        stack.fresh()
        stack.enrol()
        provider.rotate_keys()
        mark = provider.mark()
        expect(stack.login().end(), outcome="granted", reason="silent",
               requests="3")
        check(len(provider.requests(mark, "/keys")) == 1)
        expect(stack.login().end(), outcome="granted", requests="1")

    def endpoint_that_moved():
        stack.fresh()
        stack.enrol()
        provider.set(faults={"path": "token", "kind": "status",
                             "status": 404})
        mark = provider.mark()
        expect(stack.login().end(), outcome="granted", reason="silent")
        asked = [entry["path"].rsplit("/", 1)[1]
                 for entry in provider.requests(mark)
                 if "control" not in entry["path"]]
        check(asked == ["token", "openid-configuration", "keys", "token"],
              asked)
        provider.set(faults={"path": "token", "kind": "status",
                             "status": 404, "times": -1})
        found = stack.login().end()
        expect(found, outcome="configuration")
        check("404" in found["reason"] + found.get("detail", ""), found)

    def algorithms():
        for alg in ("PS256", "ES256"):
            stack.fresh()
            provider.set(alg=alg)
            stack.enrol()
            expect(stack.login().end(), outcome="granted", reason="silent")

    def foreign_endpoint():
        stack.fresh()
        provider.set(metadata={
            "token_endpoint": "https://localhost:1/token"})
        expect(stack.login().end(), outcome=UNTRUSTED)

    def foreign_issuer():
        stack.fresh()
        provider.set(metadata={"issuer": "https://login.example/x/v2.0"})
        expect(stack.login().end(), outcome=UNTRUSTED)

    def foreign_page():
        stack.fresh()
        for address in ("https://evil.example/device",
                        "http://localhost/device", "javascript:alert(1)"):
            provider.set(device={"extra": {"verification_uri": address}})
            login = stack.login()
            expect(login.end(), outcome=UNTRUSTED)
            check("evil" not in login.screen, login.screen)

    def certificate():
        stack.fresh(ca_file="")
        expect(stack.login().end(), outcome=UNTRUSTED)

    def nobody_listens():
        stack.fresh(issuer="https://localhost:1/x/v2.0")
        expect(stack.login().end(), outcome=UNAVAILABLE)

    def silent_name_server():
        """It holds a login for a while, and no thread looks for it."""
        resolver, switch = Path("/etc/resolv.conf"), Path("/etc/nsswitch.conf")
        before = switch.read_text()
        server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        server.bind(("127.0.0.1", 53))
        resolver.write_text("nameserver 127.0.0.1\noptions timeout:30\n")
        switch.write_text(before.replace("hosts: files", "hosts: files dns"))
        try:
            stack.fresh(issuer="https://idp.example.test", connect_timeout=2)
            start = time.monotonic()
            login = stack.login()
            expect(login.end(), outcome=UNAVAILABLE, reason="resolve")
            taken = time.monotonic() - start
            server.settimeout(1)
            check(b"\x07example" in server.recv(512), "it was not asked")
        finally:
            server.close()
            switch.write_text(before)
            resolver.unlink()
        check(1 < taken < 8, taken)
        none_left()

    return [
        *[(f"{kind} {details or ''} at a refresh: {outcome}",
           at_refresh(kind, details, outcome))
          for kind, details, outcome in FAULTS],
        *[(f"{kind} from {place}: {outcome}", at_place(place, kind, outcome))
          for place in PLACES
          for kind, outcome in (("html", UNTRUSTED), ("redirect", UNTRUSTED),
                                ("oversize", UNTRUSTED),
                                ("close", UNAVAILABLE))],
        *[(f"ID token: {fault}", id_token(fault)) for fault in TOKENS],
        ("no ID token at a refresh: a sign-in", missing_at_refresh),
        ("no ID token at all", missing_always),
        ("ID token of somebody else: dropped, and a sign-in", other_subject),
        ("keys that were rotated are fetched once", rotated_keys),
        ("an endpoint that is gone is looked up once", endpoint_that_moved),
        ("PS256 and ES256", algorithms),
        ("metadata with a token endpoint elsewhere", foreign_endpoint),
        ("metadata of another issuer", foreign_issuer),
        ("a sign-in address that nobody may show", foreign_page),
        ("a certificate that nobody vouches for", certificate),
        ("nobody listens", nobody_listens),
        ("a name server that is silent", silent_name_server),
    ]
