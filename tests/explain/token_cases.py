# SPDX-License-Identifier: BSD-2-Clause
"""Tokens whose form, header or signature is at fault."""

import base64
import hashlib
import hmac
import json

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, utils

from expectations import accept, refuse
from tokens import (ABSENT, E, E_384, E_OTHER, GOOD, GOOD_ES, KEYS, KR, NOW,
                    P256_ORDER, R, R_OTHER, b64, changed, dump, ec_jwk,
                    es256, es256_numbers, header_of, payload_of, pem, ps256,
                    rs256, rsa_jwk, sign_text, token_of)


def header_case(name, accepted=False, alg="RS256", **changes):
    token = token_of(header_of(alg, **changes), payload_of(), alg)
    if accepted:
        accept("header: " + name, token)
    else:
        refuse("header: " + name, token)


def controls():
    for alg in ("RS256", "PS256", "ES256"):
        accept(alg, token_of(header_of(alg), payload_of(), alg))
        accept(alg + " with a line end",
               token_of(header_of(alg), payload_of(), alg) + "\n")
        accept(alg + " without kid",
               token_of(header_of(alg, kid=ABSENT), payload_of(), alg))
    accept("line end of a text file from elsewhere", GOOD + "\r\n")


def headers():
    header_case("without typ", True, typ=ABSENT)
    header_case("typ in small letters", True, typ="jwt")
    header_case("unknown member", True, x="y")
    header_case("x5t and a foreign jku, x5u, x5c, all ignored", True,
                x5t="a", jku="https://evil.example/k", x5c=["AAAA"],
                x5u="https://evil.example/x")
    for name in ("none", "None", "NONE", "nOnE", "", "HS256", "HS384",
                 "RS384", "RS512", "PS512", "ES384", "ES256K", "EdDSA",
                 "RSA-OAEP", "rs256", "RS256 ", " RS256", "RS256\u0000",
                 "RS256,ES256"):
        refuse("header: alg %s" % json.dumps(name),
               token_of(changed(header_of(), {"alg": name}), payload_of()))
    for value in (None, 1, True, ["RS256"], {"alg": "RS256"}):
        refuse("header: alg %s" % json.dumps(value),
               token_of(changed(header_of(), {"alg": value}), payload_of()))
    refuse("header: no alg",
           token_of(changed(header_of(), {"alg": ABSENT}), payload_of()))
    refuse("header: Alg", token_of({"Alg": "RS256", "kid": "r"},
                                   payload_of()))
    for text in ('{"alg":"RS256","alg":"RS256","kid":"r"}',
                 '{"alg":"none","alg":"RS256","kid":"r"}',
                 '{"alg":"RS256","\\u0061lg":"RS256","kid":"r"}',
                 '{"alg":"RS256","kid":"r","kid":"e"}',
                 '{"alg":"RS256","kid":"r","x":{"y":1,"y":2}}',
                 '{"alg":"RS256","kid":"r"} x', '{"alg":"RS256","kid":"r",}',
                 '\ufeff{"alg":"RS256","kid":"r"}', "{'alg':'RS256'}",
                 '[{"alg":"RS256","kid":"r"}]', '"RS256"', "null", "",
                 '{"alg":"RS256","kid":"r","x":1e999}',
                 '{"alg":"RS256","kid":"r","x":' + "[" * 40 + "]" * 40 + "}"):
        refuse("header: %.60s" % text, token_of(text, payload_of()))
    header_case("crit", crit=["exp"], exp=NOW + 60)
    header_case("crit, empty", crit=[])
    header_case("crit, null", crit=None)
    header_case("b64 false", b64=False, crit=["b64"])
    header_case("b64 false without crit", b64=False)
    header_case("b64 true", b64=True)
    header_case("zip", zip="DEF")
    header_case("cty", cty="JWT")
    for value in ("at+jwt", "JOSE", "", "JWT ", "application/jwt", None, 1):
        header_case("typ %s" % json.dumps(value), typ=value)
    for value in ("", "other", "R", "r ", "r\u0000", "r\n", "\u0440", None,
                  1, ["r"], {"kid": "r"}, "r" * 129, "../../r", "r' OR 1=1",
                  "e"):
        header_case("kid %.30s" % json.dumps(value), kid=value)


def own_keys():
    """A key that the token itself brings."""
    mine = rsa_jwk(R_OTHER, kid="r")
    for name, member in (("jwk", {"jwk": mine}),
                         ("jwk with another kid",
                          {"jwk": mine, "kid": "mine"}),
                         ("jwk without kid", {"jwk": mine, "kid": ABSENT}),
                         ("jku", {"jku": "https://127.0.0.1:9/k"}),
                         ("x5u", {"x5u": "https://127.0.0.1:9/x"}),
                         ("x5c", {"x5c": [b64(pem(R_OTHER))]})):
        refuse("own key: " + name,
               token_of(header_of(**member), payload_of(), key=R_OTHER))
    refuse("own key: jwk on P-256",
           token_of(header_of("ES256", jwk=ec_jwk(E_OTHER, kid="e")),
                    payload_of(), "ES256", E_OTHER))


def signatures():
    text = GOOD.rsplit(".", 1)[0]
    data = text.encode()
    good = rs256(R, data)
    for name, value in (
            ("empty", b""), ("one byte", b"\0"), ("zeros", bytes(256)),
            ("last byte missing", good[:-1]), ("byte appended", good + b"\0"),
            ("zero in front", b"\0" + good),
            ("bit flipped", good[:-1] + bytes([good[-1] ^ 1])),
            ("of another key", rs256(R_OTHER, data)),
            ("with SHA-1", rs256(R, data, hashes.SHA1())),
            ("with SHA-512", rs256(R, data, hashes.SHA512())),
            ("of the payload alone", rs256(R, data.split(b".")[1])),
            ("PSS under RS256", ps256(R, data)),
            ("ECDSA under RS256", es256(E, data))):
        refuse("RS256 signature: " + name, text + "." + b64(value))

    text = token_of(header_of("PS256"), payload_of(), "PS256")
    data = text.rsplit(".", 1)[0].encode()
    for name, value in (
            ("PKCS#1 under PS256", rs256(R, data)),
            ("without salt", ps256(R, data, 0)),
            ("salt of 20", ps256(R, data, 20)),
            ("longest salt", ps256(R, data, padding.PSS.MAX_LENGTH)),
            ("mask with SHA-1", ps256(R, data, 32, hashes.SHA1()))):
        refuse("PS256 signature: " + name, data.decode() + "." + b64(value))

    text = GOOD_ES.rsplit(".", 1)[0]
    data = text.encode()
    r, s = es256_numbers(E, data)
    raw = r.to_bytes(32, "big") + s.to_bytes(32, "big")
    zero = bytes(32)
    one = (1).to_bytes(32, "big")
    order = P256_ORDER.to_bytes(32, "big")
    for name, value in (
            ("r = s = 0", zero + zero), ("r = 0", zero + raw[32:]),
            ("s = 0", raw[:32] + zero), ("r = n", order + raw[32:]),
            ("s = n", raw[:32] + order), ("r = s = n", order + order),
            ("r = s = 1", one + one),
            ("r and s swapped", raw[32:] + raw[:32]),
            ("DER", utils.encode_dss_signature(r, s)), ("empty", b""),
            ("63 bytes", raw[:-1]), ("65 bytes", raw + b"\0"),
            ("66 bytes", b"\0" + raw[:32] + b"\0" + raw[32:]),
            ("of another key", es256(E_OTHER, data)),
            ("with SHA-384", es256(E, data, hashes.SHA384())),
            ("on P-384", es256(E_384, data)), ("RSA", rs256(R, data))):
        refuse("ES256 signature: " + name, text + "." + b64(value))


def confusions():
    """A MAC, keyed with what everybody knows."""
    for name, secret in (
            ("RSA PEM", pem(R)), ("RSA PEM, stripped", pem(R).strip()),
            ("EC PEM", pem(E)), ("n", base64.urlsafe_b64decode(
                KR["n"] + "==")), ("JWK", json.dumps(KR).encode()),
            ("nothing", b"")):
        for kid in ("r", "e"):
            head = b64(json.dumps({"alg": "HS256", "kid": kid}))
            text = head + "." + b64(json.dumps(payload_of()))
            mac = hmac.new(secret, text.encode(), hashlib.sha256).digest()
            refuse("HS256 keyed with %s, kid %s" % (name, kid),
                   text + "." + b64(mac))
    text = b64('{"alg":"HS256","kid":"o"}') + "." + b64(dump(payload_of()))
    mac = hmac.new(b"secret", text.encode(), hashlib.sha256).digest()
    refuse("HS256 with an oct key in the set", text + "." + b64(mac),
           keys=KEYS + [{"kty": "oct", "kid": "o", "alg": "HS256",
                         "k": b64("secret")}])
    refuse("alg none without a signature",
           b64('{"alg":"none"}') + "." + b64(dump(payload_of())) + ".")
    refuse("RS256 header over an ES256 signature with the EC key's kid",
           token_of(header_of(kid="e"), payload_of(), "ES256"))


def forms():
    head, body, signature = GOOD.split(".")
    unsigned = head + "." + body
    for name, token in (
            ("nothing", ""), ("a line end", "\n"), ("dots", ".."),
            ("two parts", unsigned), ("two parts and a dot", unsigned + "."),
            ("four parts", GOOD + ".AAAA"), ("a dot more", GOOD + "."),
            ("a dot in front", "." + GOOD),
            ("five parts", GOOD + ".AAAA.AAAA"),
            ("JSON", json.dumps({"payload": body, "signatures": [
                {"protected": head, "signature": signature}]})),
            ("flattened JSON", json.dumps({"payload": body, "protected": head,
                                           "signature": signature})),
            ("Bearer in front", "Bearer " + GOOD),
            ("a blank in front", " " + GOOD), ("a blank behind", GOOD + " "),
            ("two line ends", GOOD + "\n\n"), ("a tab behind", GOOD + "\t"),
            ("quotes", '"' + GOOD + '"'), ("two tokens", GOOD + "\n" + GOOD),
            ("a line end inside", GOOD[:40] + "\n" + GOOD[40:]),
            ("line end in the signature",
             unsigned + "." + signature[:9] + "\n" + signature[9:]),
            ("a NUL behind", GOOD.encode() + b"\0"),
            ("a NUL and more", GOOD.encode() + b"\0x"),
            ("padding", GOOD + "=="), ("one =", GOOD + "="),
            ("a digit more", GOOD + "A"), ("percent", GOOD + "%3D"),
            ("not ASCII", GOOD + "\u00e9"),
            ("payload empty", head + ".." + signature),
            ("header empty", "." + body + "." + signature)):
        refuse("form: " + name, token)
    other = ""
    while "-" not in other.rsplit(".", 1)[-1]:
        other = token_of(header_of("PS256"), payload_of(), "PS256")
    refuse("form: + in the signature", other.replace("-", "+"))
    refuse("form: unused bits set in the signature",
           unsigned + "." + signature[:-1] + next_digit(signature[-1]))
    for name, parts in encodings():
        text = ".".join(parts)
        refuse("form: " + name, text + "." + b64(sign_text(text, "RS256")))
    long = payload_of(x="x" * 24700)
    refuse("form: longer than 32 KiB", token_of(header_of(), long))
    fits = payload_of(x="x" * 23500)
    accept("form: nearly 32 KiB", token_of(header_of(), fits), fits)
    refuse("form: 1 MiB", "A" * (1 << 20))


def next_digit(digit):
    digits = ("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
              "0123456789-_")
    return digits[digits.index(digit) + 1]


def encodings():
    """Header and payload in another encoding, rightly signed."""
    head = json.dumps(header_of())
    body = json.dumps(payload_of())
    while len(head) % 3 != 1:
        head += " "
    while len(body) % 3 != 1:
        body += " "
    return (
        ("padded header", (b64(head) + "==", b64(body))),
        ("padded payload", (b64(head), b64(body) + "==")),
        ("unused bits set in the header",
         (b64(head)[:-1] + next_digit(b64(head)[-1]), b64(body))),
        ("unused bits set in the payload",
         (b64(head), b64(body)[:-1] + next_digit(b64(body)[-1]))),
        ("plain header", (head.replace(".", ""), b64(body))),
        ("line end in the header", (b64(head)[:8] + "\n" + b64(head)[8:],
                                    b64(body))),
        ("+ in the payload",
         (b64(head), base64.b64encode(json.dumps(
             payload_of(x="~~~~~~???>>>")).encode()).decode().rstrip("="))),
    )


def add():
    for make in (controls, headers, own_keys, signatures, confusions, forms):
        make()
