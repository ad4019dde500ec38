# SPDX-License-Identifier: BSD-2-Clause
"""Makes keys, key sets and tokens, good ones and near misses."""

import base64
import json

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import (ec, padding, rsa,
                                                       utils)

NOW = 1700000000
ISSUER = "https://idp.example/realm"
CLIENT = "client-1"
TENANT = "11112222-3333-4444-5555-66667777888a"
OTHER_TENANT = "99992222-3333-4444-5555-66667777888a"
PERSONAL = "9188040d-6c67-4c5b-b112-36a304b66dad"
MICROSOFT = "https://login.microsoftonline.com/%s/v2.0"
ENTRA = MICROSOFT % TENANT
P256_ORDER = \
    0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
SHA256 = hashes.SHA256()
ABSENT = object()


def b64(data):
    if isinstance(data, str):
        data = data.encode()
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def b64_int(value, size=None):
    size = size or max(1, (value.bit_length() + 7) // 8)
    return b64(value.to_bytes(size, "big"))


def dump(value):
    return value if isinstance(value, (str, bytes)) else json.dumps(value)


def changed(base, changes):
    result = {**base, **changes}
    return {k: v for k, v in result.items() if v is not ABSENT}


def rsa_jwk(key, **more):
    numbers = key.public_key().public_numbers()
    return {"kty": "RSA", "n": b64_int(numbers.n), "e": b64_int(numbers.e),
            **more}


def ec_jwk(key, **more):
    numbers = key.public_key().public_numbers()
    size = (key.curve.key_size + 7) // 8
    names = {"secp256r1": "P-256", "secp384r1": "P-384",
             "secp256k1": "secp256k1"}
    return {"kty": "EC", "crv": names[key.curve.name],
            "x": b64_int(numbers.x, size), "y": b64_int(numbers.y, size),
            **more}


def new_rsa(bits, exponent=65537):
    return rsa.generate_private_key(exponent, bits)


R = new_rsa(2048)
R_OTHER = new_rsa(2048)
R_WEAK = new_rsa(1024)
R_BIG = new_rsa(4096)
R_E3 = new_rsa(2048, 3)
E = ec.generate_private_key(ec.SECP256R1())
E_OTHER = ec.generate_private_key(ec.SECP256R1())
E_384 = ec.generate_private_key(ec.SECP384R1())
E_K1 = ec.generate_private_key(ec.SECP256K1())
KR = rsa_jwk(R, kid="r")
KE = ec_jwk(E, kid="e")
KEYS = [KR, KE]


def pem(key):
    return key.public_key().public_bytes(
        serialization.Encoding.PEM,
        serialization.PublicFormat.SubjectPublicKeyInfo)


def rs256(key, data, digest=SHA256):
    return key.sign(data, padding.PKCS1v15(), digest)


def ps256(key, data, salt=32, mask=SHA256):
    return key.sign(data, padding.PSS(padding.MGF1(mask), salt), SHA256)


def es256_numbers(key, data, digest=SHA256):
    return utils.decode_dss_signature(key.sign(data, ec.ECDSA(digest)))


def es256(key, data, digest=SHA256):
    size = (key.curve.key_size + 7) // 8
    r, s = es256_numbers(key, data, digest)
    return r.to_bytes(size, "big") + s.to_bytes(size, "big")


def sign_text(text, alg, key=None):
    data = text.encode()
    if alg == "RS256":
        return rs256(key or R, data)
    if alg == "PS256":
        return ps256(key or R, data)
    return es256(key or E, data)


def token_of(header, payload, alg="RS256", key=None):
    text = b64(dump(header)) + "." + b64(dump(payload))
    return text + "." + b64(sign_text(text, alg, key))


def header_of(alg="RS256", **changes):
    kid = "e" if alg == "ES256" else "r"
    return changed({"alg": alg, "kid": kid, "typ": "JWT"}, changes)


def payload_of(**changes):
    return changed({"iss": ISSUER, "sub": "248289761001", "aud": CLIENT,
                    "exp": NOW + 3600, "iat": NOW}, changes)


GOOD = token_of(header_of(), payload_of())
GOOD_ES = token_of(header_of("ES256"), payload_of(), "ES256")
