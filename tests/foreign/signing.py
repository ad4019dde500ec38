# SPDX-License-Identifier: BSD-2-Clause
"""Signing keys for the providers that take theirs from outside."""

from __future__ import annotations

import base64
import json

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa


def new_key() -> rsa.RSAPrivateKey:
    """A key for RS256."""
    return rsa.generate_private_key(65537, 2048)


def private_jwks(name: str) -> str:
    """A set of one new private key, under this kid."""
    numbers = new_key().private_numbers()
    members = {
        "n": numbers.public_numbers.n, "e": numbers.public_numbers.e,
        "d": numbers.d, "p": numbers.p, "q": numbers.q,
        "dp": numbers.dmp1, "dq": numbers.dmq1, "qi": numbers.iqmp,
    }
    return json.dumps({"keys": [{
        "kty": "RSA", "kid": name, "alg": "RS256", "use": "sig",
        **{member: in_base64url(number)
           for member, number in members.items()}}]})


def in_base64url(number: int) -> str:
    """As RFC 7518, section 2, writes a number."""
    data = number.to_bytes((number.bit_length() + 7) // 8, "big")
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def pem_pair() -> tuple[str, str]:
    """A new key in PEM: the private and the public one."""
    key = new_key()
    return (
        key.private_bytes(serialization.Encoding.PEM,
                          serialization.PrivateFormat.TraditionalOpenSSL,
                          serialization.NoEncryption()).decode(),
        key.public_key().public_bytes(
            serialization.Encoding.PEM,
            serialization.PublicFormat.SubjectPublicKeyInfo).decode())
