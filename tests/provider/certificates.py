# SPDX-License-Identifier: BSD-2-Clause
"""The provider's own certificate authority and its server certificates,
good ones and bad ones."""

import datetime
import ipaddress
import os
import ssl
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

DAY = datetime.timedelta(days=1)
MODES = ("good", "expired", "wrong_host", "self_signed", "foreign_ca")

Key = ec.EllipticCurvePrivateKey


def name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def host_names(host: str) -> x509.SubjectAlternativeName:
    hosts = {"localhost": None, host: None}
    return x509.SubjectAlternativeName(
        [x509.DNSName(each) for each in hosts]
        + [x509.IPAddress(ipaddress.ip_address("127.0.0.1")),
           x509.IPAddress(ipaddress.ip_address("::1"))])


def builder(subject: str, issuer: str, key: Key,
            expired: bool) -> x509.CertificateBuilder:
    now = datetime.datetime.utcnow()
    start, end = (now - 9 * DAY, now - DAY) if expired else (
        now - 2 * DAY, now + 30 * DAY)
    return (x509.CertificateBuilder().subject_name(name(subject))
            .issuer_name(name(issuer)).public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(start).not_valid_after(end))


class Authority:
    def __init__(self, subject: str) -> None:
        self.subject = subject
        self.key = ec.generate_private_key(ec.SECP256R1())
        usage = x509.KeyUsage(False, False, False, False, False,
                              True, True, False, False)
        self.certificate = (
            builder(subject, subject, self.key, False)
            .add_extension(x509.BasicConstraints(True, 0), True)
            .add_extension(usage, True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(
                self.key.public_key()), False)
            .sign(self.key, hashes.SHA256()))

    def pem(self) -> bytes:
        return self.certificate.public_bytes(serialization.Encoding.PEM)

    def issue(self, key: Key, host: str, expired: bool = False) -> bytes:
        certificate = (
            builder(host, self.subject, key, expired)
            .add_extension(host_names(host) if host != "other.example" else
                           x509.SubjectAlternativeName([x509.DNSName(host)]),
                           False)
            .add_extension(x509.ExtendedKeyUsage(
                [ExtendedKeyUsageOID.SERVER_AUTH]), False)
            .add_extension(
                x509.AuthorityKeyIdentifier.from_issuer_public_key(
                    self.key.public_key()), False)
            .sign(self.key, hashes.SHA256()))
        return certificate.public_bytes(serialization.Encoding.PEM)


def self_signed(key: Key, host: str) -> bytes:
    certificate = (builder(host, host, key, False)
                   .add_extension(host_names(host), False)
                   .sign(key, hashes.SHA256()))
    return certificate.public_bytes(serialization.Encoding.PEM)


class Certificates:
    """Makes the files in the state directory and one TLS context a mode."""

    def __init__(self, directory: Path, host: str) -> None:
        self.directory = directory
        self.host = host
        self.authority = Authority("pam_claims demo CA")
        self.contexts: dict[str, ssl.SSLContext] = {}
        self.ca_file = directory / "ca.pem"
        self.ca_file.write_bytes(self.authority.pem())

    def certificate(self, mode: str, key: Key) -> bytes:
        if mode == "self_signed":
            return self_signed(key, self.host)
        if mode == "foreign_ca":
            return Authority("somebody's CA").issue(key, self.host)
        if mode == "wrong_host":
            return self.authority.issue(key, "other.example")
        return self.authority.issue(key, self.host, mode == "expired")

    def context(self, mode: str) -> ssl.SSLContext:
        if mode not in self.contexts:
            self.contexts[mode] = self.make_context(mode)
        return self.contexts[mode]

    def make_context(self, mode: str) -> ssl.SSLContext:
        key = ec.generate_private_key(ec.SECP256R1())
        path = self.directory / f"server-{mode}.pem"
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC,
                          0o600), "wb") as file:
            file.write(key.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption()))
            file.write(self.certificate(mode, key))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(path)
        context.set_alpn_protocols(["http/1.1"])
        context.num_tickets = 0
        return context
