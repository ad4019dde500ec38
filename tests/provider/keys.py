# SPDX-License-Identifier: BSD-2-Clause
"""Signing keys of the provider: JWS out, JWKS out."""

import base64
import hashlib
import json
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa, utils


def base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def from_base64url(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def number(value: int, size: int = 0) -> str:
    length = size or (value.bit_length() + 7) // 8
    return base64url(value.to_bytes(length, "big"))


def compact(value: Any) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode()


class SigningKey:
    def __init__(self, alg: str) -> None:
        self.alg = alg
        self.private: Any
        if alg == "ES256":
            self.private = ec.generate_private_key(ec.SECP256R1())
        else:
            self.private = rsa.generate_private_key(65537, 2048)
        self.kid = base64url(hashlib.sha256(compact(self.members())).digest())

    def members(self) -> dict[str, str]:
        numbers = self.private.public_key().public_numbers()
        if isinstance(numbers, ec.EllipticCurvePublicNumbers):
            return {"crv": "P-256", "kty": "EC",
                    "x": number(numbers.x, 32), "y": number(numbers.y, 32)}
        return {"e": number(numbers.e), "kty": "RSA", "n": number(numbers.n)}

    def jwk(self, issuer: str) -> dict[str, str]:
        """Entra names no `alg` with its RS256 keys; others do."""
        named = {} if self.alg == "RS256" else {"alg": self.alg}
        return {**self.members(), **named, "use": "sig", "kid": self.kid,
                "issuer": issuer}

    def padding(self) -> padding.AsymmetricPadding:
        if self.alg == "PS256":
            return padding.PSS(padding.MGF1(hashes.SHA256()), 32)
        return padding.PKCS1v15()

    def signature(self, data: bytes) -> bytes:
        if self.alg == "ES256":
            der = self.private.sign(data, ec.ECDSA(hashes.SHA256()))
            r, s = utils.decode_dss_signature(der)
            return r.to_bytes(32, "big") + s.to_bytes(32, "big")
        return self.private.sign(data, self.padding(), hashes.SHA256())

    def signed(self, data: bytes, signature: bytes) -> bool:
        public = self.private.public_key()
        try:
            if self.alg == "ES256":
                r, s = signature[:32], signature[32:]
                der = utils.encode_dss_signature(
                    int.from_bytes(r, "big"), int.from_bytes(s, "big"))
                public.verify(der, data, ec.ECDSA(hashes.SHA256()))
            else:
                public.verify(signature, data, self.padding(),
                              hashes.SHA256())
        except InvalidSignature:
            return False
        return True

    def header(self) -> dict[str, str]:
        return {"typ": "JWT", "alg": self.alg, "kid": self.kid}

    def jws(self, payload: dict[str, Any],
            header: dict[str, Any] | None = None) -> str:
        head = self.header() if header is None else header
        signed = base64url(compact(head)) + "." + base64url(compact(payload))
        return signed + "." + base64url(self.signature(signed.encode()))


class KeyRing:
    """The key that signs now and all keys that the JWKS shows."""

    def __init__(self, alg: str) -> None:
        self.first = SigningKey(alg)
        self.reset()

    def reset(self) -> None:
        """Back to the first key, so that what clients cached stays good."""
        self.current = self.first
        self.published = [self.first]

    def rotate(self, alg: str, publish: bool) -> None:
        self.current = SigningKey(alg)
        if publish:
            self.published.append(self.current)

    def publish(self) -> None:
        if self.current not in self.published:
            self.published.append(self.current)

    def jwks(self, issuer: str) -> dict[str, Any]:
        return {"keys": [key.jwk(issuer) for key in self.published]}

    def payload(self, token: str) -> dict[str, Any] | None:
        """The claims of a token of ours; None when it is none."""
        try:
            head, body, signature = token.split(".")
            kid = json.loads(from_base64url(head)).get("kid")
            mark = from_base64url(signature)
            claims = json.loads(from_base64url(body))
        except (ValueError, AttributeError):
            return None
        known = {key.kid: key for key in [self.current, *self.published]}
        if kid not in known or not isinstance(claims, dict):
            return None
        data = f"{head}.{body}".encode()
        return claims if known[kid].signed(data, mark) else None
