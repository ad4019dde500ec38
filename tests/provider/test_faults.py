# SPDX-License-Identifier: BSD-2-Clause
"""Everything that a client must survive."""

import http.client
import socket
import ssl
import tempfile
import time
import unittest
from pathlib import Path
from typing import Any

from cryptography import x509

from control import Provider
from oauth_client import Answer, header, payload, verify
from provider_case import ProviderTest


class IdTokenFaults(ProviderTest):
    def spoilt(self, **order: Any) -> dict[str, Any]:
        self.provider.set(id_token=order)
        return self.client.sign_in()

    def test_signatures(self) -> None:
        keys = self.client.keys()
        for fault in ("signature", "foreign_key"):
            with self.subTest(fault), self.assertRaises(Exception):
                verify(self.spoilt(fault=fault)["id_token"], keys)
        verify(self.client.sign_in()["id_token"], keys)

    def test_headers(self) -> None:
        for fault, alg in (("none", "none"), ("hs256", "HS256")):
            token = self.spoilt(fault=fault)["id_token"]
            self.assertEqual(header(token)["alg"], alg)
        token = self.spoilt(fault="no_kid")["id_token"]
        self.assertNotIn("kid", header(token))
        token = self.spoilt(fault="unknown_kid")["id_token"]
        self.assertEqual(header(token)["kid"], "nobody-knows-this")
        token = self.spoilt(header={"crit": ["b64"], "kid": None})["id_token"]
        self.assertEqual(header(token)["crit"], ["b64"])

    def test_claims(self) -> None:
        good = payload(self.client.sign_in()["id_token"])
        for fault, name in (("aud", "aud"), ("iss", "iss"),
                            ("subject", "sub"), ("personal", "tid")):
            with self.subTest(fault):
                bad = payload(self.spoilt(fault=fault)["id_token"])
                self.assertNotEqual(bad[name], good[name])
        self.assertLess(payload(self.spoilt(fault="expired")["id_token"])
                        ["exp"], time.time())
        self.assertGreater(payload(self.spoilt(fault="not_yet")["id_token"])
                           ["nbf"], time.time())
        bad = payload(self.spoilt(claims={"oid": None, "x": 1})["id_token"])
        self.assertEqual(("oid" in bad, bad["x"]), (False, 1))
        self.assertNotIn("id_token", self.spoilt(fault="missing"))


class Faults(ProviderTest):
    def faulty(self, **fault: Any) -> Answer:
        self.provider.set(faults={"path": "discovery", **fault})
        return self.client.get(
            self.provider.issuer + "/.well-known/openid-configuration")

    def test_other_answers(self) -> None:
        with self.assertRaises(ValueError):
            self.faulty(kind="not_json").json
        self.assertTrue(self.faulty(kind="html").body.startswith(b"<html"))
        self.assertEqual(self.faulty(kind="status", status=502).status, 502)
        self.assertGreater(len(self.faulty(kind="oversize").body), 1_999_999)
        self.assertEqual(self.faulty(kind="deep").body.count(b"{"), 100_000)
        answer = self.faulty(kind="redirect", to="https://other.example/")
        self.assertEqual((answer.status, answer.headers["Location"]),
                         (302, "https://other.example/"))
        answer = self.faulty(kind="body", body="hello", type="text/plain")
        self.assertEqual(answer.body, b"hello")

    def test_changed_answers(self) -> None:
        body = self.faulty(kind="duplicate_keys").body
        self.assertEqual(body.count(b'"token_endpoint":'), 2)
        with self.assertRaises(ValueError):
            self.faulty(kind="trailing").json
        answer = self.faulty(kind="members", members={
            "issuer": "https://other.example", "jwks_uri": None})
        self.assertEqual(answer.json["issuer"], "https://other.example")
        self.assertNotIn("jwks_uri", answer.json)
        answer = self.faulty(kind="wrong_type", type="image/png")
        self.assertEqual(answer.headers["Content-Type"], "image/png")
        answer = self.faulty(kind="headers", headers={"X-Odd": "1"})
        self.assertEqual(answer.headers["X-Odd"], "1")

    def test_slow_and_broken_delivery(self) -> None:
        start = time.monotonic()
        self.assertEqual(self.faulty(kind="delay", seconds=0.3).status, 200)
        self.assertGreater(time.monotonic() - start, 0.3)
        answer = self.faulty(kind="drip", bytes=500, seconds=0.01)
        self.assertIn("issuer", answer.json)
        with self.assertRaises(http.client.IncompleteRead):
            self.faulty(kind="truncate")
        with self.assertRaises((OSError, http.client.HTTPException)):
            self.faulty(kind="close")
        self.assertGreater(len(self.flooded()), 500_000)
        with self.assertRaises(http.client.HTTPException):
            self.faulty(kind="header_flood")

    def flooded(self) -> bytes:
        self.provider.set(faults={"path": "discovery", "kind": "flood",
                                  "size": 1_000_000})
        try:
            self.client.get(self.provider.issuer
                            + "/.well-known/openid-configuration")
        except http.client.IncompleteRead as cut:
            return cut.partial
        self.fail("the flood ended in order")

    def test_paths_and_times(self) -> None:
        self.provider.set(faults={"path": "token", "kind": "status",
                                  "status": 500, "times": 2})
        tokens = {"refresh_token": "x"}
        code = self.client.begin()
        self.assertEqual(self.client.refresh(tokens).status, 500)
        self.assertEqual(self.client.poll(code).status, 500)
        self.assertEqual(self.client.poll(code).status, 400)
        self.assertEqual(
            [entry.get("fault") for entry
             in self.provider.requests(path="/token")[-3:]],
            ["status", "status", None])

    def test_a_lost_answer_still_rotates(self) -> None:
        self.provider.set(rotation="strict")
        tokens = self.client.sign_in()
        self.provider.set(faults={"path": "token", "kind": "status"})
        self.assertEqual(self.client.refresh(tokens).status, 503)
        self.provider.set(faults={"path": "token", "kind": "close"})
        with self.assertRaises((OSError, http.client.HTTPException)):
            self.client.refresh(tokens)
        self.assertEqual(self.client.refresh(tokens).code, 70000)

    def test_metadata_and_clock(self) -> None:
        self.provider.set(metadata={
            "token_endpoint": "https://other.example/token"},
            clock_offset=-5000)
        answer = self.client.get(
            self.provider.issuer + "/.well-known/openid-configuration")
        self.assertEqual(answer.json["token_endpoint"],
                         "https://other.example/token")
        claims = payload(self.client.sign_in()["id_token"])
        self.assertLess(claims["exp"], time.time())

    def test_a_closed_port(self) -> None:
        self.provider.set(listening=False)
        with self.assertRaises(ConnectionRefusedError):
            socket.create_connection(
                ("127.0.0.1", self.provider.facts["port"]), 2)
        self.provider.set(listening=True)
        self.client.begin()


class Tls(ProviderTest):
    def reason(self, mode: str) -> str:
        """Why a good client refuses the fault port; "" if it does not."""
        self.provider.set(tls={"fault": mode})
        address = ("127.0.0.1", self.provider.facts["fault_port"])
        try:
            with socket.create_connection(address, 3) as raw:
                with self.provider.context.wrap_socket(
                        raw, server_hostname="localhost"):
                    return ""
        except ssl.SSLCertVerificationError as wrong:
            return wrong.verify_message
        except (OSError, ssl.SSLError) as wrong:
            return type(wrong).__name__

    def test_bad_certificates(self) -> None:
        self.assertEqual(self.reason("good"), "")
        self.assertIn("expired", self.reason("expired"))
        self.assertIn("Hostname mismatch", self.reason("wrong_host"))
        self.assertIn("self-signed", self.reason("self_signed"))
        self.assertIn("unable to get local issuer",
                      self.reason("foreign_ca"))
        self.assertEqual(self.reason("plain"), "SSLError")

    def test_the_main_port_can_turn_bad(self) -> None:
        self.provider.set(tls={"main": "expired"})
        with self.assertRaises(ssl.SSLCertVerificationError):
            self.client.begin()
        failed = self.provider.requests(path="main")
        self.assertEqual(failed[-1]["method"], "TLS")

    def test_names_of_the_certificate(self) -> None:
        pem = (Path(self.state) / "server-good.pem").read_bytes()
        pem = pem[pem.index(b"-----BEGIN CERT"):]
        names = x509.load_pem_x509_certificate(
            pem).extensions.get_extension_for_class(
            x509.SubjectAlternativeName).value
        self.assertIn("localhost", names.get_values_for_type(x509.DNSName))
        self.assertEqual([str(ip) for ip in names.get_values_for_type(
            x509.IPAddress)], ["127.0.0.1", "::1"])


class Lifetime(unittest.TestCase):
    def test_it_ends_by_itself(self) -> None:
        with tempfile.TemporaryDirectory() as directory:
            provider = Provider(directory, lifetime=1.5, strict_rotation=True)
            with provider:
                state = provider.state()
                self.assertEqual(state["settings"]["rotation"], "strict")
                assert provider.process
                self.assertEqual(provider.process.wait(5), 0)
            self.assertFalse((Path(directory) / "provider.json").exists())
