# SPDX-License-Identifier: BSD-2-Clause
"""ID tokens that a client must refuse (`id_token` orders)."""

import hashlib
import hmac
from typing import Any, Callable

from cryptography.hazmat.primitives import serialization

from keys import KeyRing, SigningKey, base64url, compact
from settings import Settings

Claims = dict[str, Any]


def wrong_signature(keys: KeyRing, claims: Claims) -> str:
    """Damages a byte in the middle, so that the encoding stays canonical."""
    head, payload, signature = keys.current.jws(claims).split(".")
    middle = len(signature) // 2
    other = "A" if signature[middle] != "A" else "B"
    return ".".join((head, payload,
                     signature[:middle] + other + signature[middle + 1:]))


def foreign_key(keys: KeyRing, claims: Claims) -> str:
    """Well signed, by a key that only claims to be the known one."""
    stranger = SigningKey(keys.current.alg)
    return stranger.jws(claims, keys.current.header())


def unknown_kid(keys: KeyRing, claims: Claims) -> str:
    return keys.current.jws(
        claims, {**keys.current.header(), "kid": "nobody-knows-this"})


def no_kid(keys: KeyRing, claims: Claims) -> str:
    header = keys.current.header()
    header.pop("kid")
    return keys.current.jws(claims, header)


def alg_none(keys: KeyRing, claims: Claims) -> str:
    header = {"typ": "JWT", "alg": "none"}
    return base64url(compact(header)) + "." + base64url(compact(claims)) + "."


def hs256(keys: KeyRing, claims: Claims) -> str:
    """Signed with the public key as if it were a shared secret."""
    header = {**keys.current.header(), "alg": "HS256"}
    text = base64url(compact(header)) + "." + base64url(compact(claims))
    secret = keys.current.private.public_key().public_bytes(
        serialization.Encoding.PEM,
        serialization.PublicFormat.SubjectPublicKeyInfo)
    mac = hmac.new(secret, text.encode(), hashlib.sha256).digest()
    return text + "." + base64url(mac)


def with_claims(**changes: Any) -> Callable[[KeyRing, Claims], str]:
    return lambda keys, claims: keys.current.jws({**claims, **changes})


def shifted(**seconds: int) -> Callable[[KeyRing, Claims], str]:
    return lambda keys, claims: keys.current.jws(
        {**claims, **{name: claims[name] + by
                      for name, by in seconds.items()}})


FAULTS: dict[str, Callable[[KeyRing, Claims], str]] = {
    "signature": wrong_signature,
    "foreign_key": foreign_key,
    "unknown_kid": unknown_kid,
    "no_kid": no_kid,
    "none": alg_none,
    "hs256": hs256,
    "aud": with_claims(aud="99999999-0000-4000-8000-000000000000"),
    "iss": with_claims(
        iss="https://login.example/99999999-0000-4000-8000-000000000000/v2.0"),
    "expired": shifted(iat=-9000, nbf=-9000, exp=-9000),
    "not_yet": shifted(iat=9000, nbf=9000, exp=9000),
    "subject": with_claims(sub="somebody-else",
                           oid="99999999-0000-4000-8000-00000000beef"),
    "personal": with_claims(tid="9188040d-6c67-4c5b-b112-36a304b66dad"),
    "nonce": with_claims(nonce="a-nonce-of-another-sign-in"),
    "garbage": lambda keys, claims: "this.is.no-token",
    "claims": lambda keys, claims: keys.current.jws(claims),
}


def overlaid(value: Claims, changes: Claims) -> Claims:
    """null leaves a member out."""
    merged = {**value, **changes}
    return {name: member for name, member in merged.items()
            if not (name in changes and member is None)}


def is_known(order: dict[str, Any]) -> bool:
    fault = order.get("fault", "claims")
    return fault == "missing" or fault in FAULTS


def spoil(settings: Settings, keys: KeyRing, claims: Claims,
          place: str) -> str | None:
    """The ID token to send; None leaves it out.  place: refresh, poll, code.
    """
    order = settings.take_order(
        "id_token", lambda order: order.get("at", "any") in (place, "any"))
    if order is None:
        return keys.current.jws(claims)
    fault = order.get("fault", "claims")
    if fault == "missing":
        return None
    claims = overlaid(claims, order.get("claims", {}))
    if "header" in order:
        return keys.current.jws(
            claims, overlaid(keys.current.header(), order["header"]))
    return FAULTS[fault](keys, claims)
