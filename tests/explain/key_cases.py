# SPDX-License-Identifier: BSD-2-Clause
"""Key sets that count, and ones that do not."""

import hashlib
import json

from expectations import accept, refuse
from tokens import (ABSENT, E_384, E_K1, GOOD, KE, KR, R, R_BIG, R_E3, R_OTHER,
                    R_WEAK, b64, b64_int, changed, dump, ec_jwk, header_of,
                    payload_of, rsa_jwk, token_of)


def key_case(name, accepted, keys, **how):
    header = how.get("header", header_of(how.get("alg", "RS256")))
    token = token_of(header, payload_of(), how.get("alg", "RS256"),
                     how.get("key"))
    if accepted:
        accept("keys: " + name, token, keys=keys)
    else:
        refuse("keys: " + name, token, keys=keys)


def usable_keys():
    key_case("only this key", True, [KR])
    key_case("of 4096 bits", True, [rsa_jwk(R_BIG, kid="r")], key=R_BIG)
    key_case("exponent 3", True, [rsa_jwk(R_E3, kid="r")], key=R_E3)
    key_case("use sig, alg, key_ops", True,
             [{**KR, "use": "sig", "alg": "RS256", "key_ops": ["verify"]}])
    key_case("odd but equal kid", True, [{**KR, "kid": "../' OR \"1\\"}],
             header=header_of(kid="../' OR \"1\\"))
    key_case("same kid, another type", True, [KR, {**KE, "kid": "r"}])
    key_case("same kid, another use", True,
             [KR, {**rsa_jwk(R_OTHER, kid="r"), "use": "enc"}])
    key_case("unusable ones beside it", True,
             [{"kty": "OKP", "crv": "Ed25519", "x": "AAAA"}, 1, None, {},
              rsa_jwk(R_WEAK, kid="w"), KR])
    key_case("without kid, one key without kid", True, [rsa_jwk(R)],
             header=header_of(kid=ABSENT))


def says_nothing():
    """Members that are null or empty are as good as absent."""
    for name in ("use", "alg", "key_ops", "d", "x5c", "issuer"):
        for value in (None, ""):
            key_case("%s %s" % (name, json.dumps(value)), True,
                     [{**KR, name: value}])
    for value in (None, ""):
        key_case("kid %s" % json.dumps(value), True,
                 [rsa_jwk(R, kid=value)], header=header_of(kid=ABSENT))


def several_keys():
    """Each that fits is tried."""
    other = rsa_jwk(R_OTHER, kid="r")
    key_case("same kid twice", True, [other, KR])
    key_case("same kid twice, the other way", True, [KR, other])
    key_case("same key twice", True, [KR, KR])
    key_case("without kid, two keys", True,
             [rsa_jwk(R_OTHER, kid="q"), KR], header=header_of(kid=ABSENT))
    key_case("same kid twice, another key", False, [other, other])
    key_case("as many as are tried", True, [other] * 31 + [KR])
    key_case("more than are tried", False, [other] * 32 + [KR])


def unusable_keys():
    key_case("of 1024 bits", False, [rsa_jwk(R_WEAK, kid="r")], key=R_WEAK)
    for name, change in (
            ("use enc", {"use": "enc"}), ("use not text", {"use": ["sig"]}),
            ("key_ops sign", {"key_ops": ["sign"]}),
            ("key_ops empty", {"key_ops": []}),
            ("key_ops not a list", {"key_ops": "verify"}),
            ("alg PS256", {"alg": "PS256"}), ("alg RS512", {"alg": "RS512"}),
            ("alg HS256", {"alg": "HS256"}), ("alg ES256", {"alg": "ES256"}),
            ("alg not text", {"alg": 1}), ("private", {"d": "AQAB"}),
            ("private, in a number", {"d": 65537}),
            ("kty EC", {"kty": "EC"}), ("kty rsa", {"kty": "rsa"}),
            ("no kty", {"kty": ABSENT}), ("no n", {"n": ABSENT}),
            ("n padded", {"n": KR["n"] + "=="}), ("no e", {"e": ABSENT}),
            ("e even", {"e": b64_int(65536)}), ("e empty", {"e": ""}),
            ("e a number", {"e": 65537}),
            ("n too long", {"n": b64_int((1 << 16384) + 1)}),
            ("kid too long", {"kid": "r" * 129}),
            ("kid not text", {"kid": 1}), ("no kid", {"kid": ABSENT}),
            ("issuer of another", {"issuer": "https://evil.example"})):
        key_case(name, False, [changed(KR, change)])
    key_case("kid of 129 on both sides", False, [{**KR, "kid": "r" * 129}],
             header=header_of(kid="r" * 129))
    key_case("kid with an escape on both sides", False,
             [{**KR, "kid": "r\u001b[2J"}], header=header_of(kid="r\u001b[2J"))
    key_case("another key", False, [rsa_jwk(R_OTHER, kid="r")])
    key_case("key set without this kid", False,
             [rsa_jwk(R_OTHER, kid="q"), KE])


def exponent_one():
    """With e = 1 the padded digest is its own signature."""
    text = b64(dump(header_of())) + "." + b64(dump(payload_of()))
    info = bytes.fromhex("3031300d060960864801650304020105000420")
    block = info + hashlib.sha256(text.encode()).digest()
    block = b"\0\1" + b"\xff" * (256 - 3 - len(block)) + b"\0" + block
    refuse("keys: e = 1, forged", text + "." + b64(block),
           keys=[{**KR, "e": "AQ"}])


def curves():
    for name, change in (
            ("use enc", {"use": "enc"}), ("alg ES384", {"alg": "ES384"}),
            ("alg RS256", {"alg": "RS256"}), ("private", {"d": KE["x"]}),
            ("crv P-384", {"crv": "P-384"}), ("no crv", {"crv": ABSENT}),
            ("off the curve", {"y": KE["x"]}),
            ("point at infinity", {"x": b64(bytes(32)),
                                   "y": b64(bytes(32))}),
            ("x too short", {"x": KE["x"][:-3]}), ("no y", {"y": ABSENT}),
            ("x above p", {"x": b64(b"\xff" * 32)})):
        key_case("EC: " + name, False, [changed(KE, change)], alg="ES256")
    for key in (E_384, E_K1):
        key_case("EC: on " + key.curve.name, False, [ec_jwk(key, kid="e")],
                 alg="ES256", key=key)
    key_case("EC: another curve, said to be P-256", False,
             [{**ec_jwk(E_K1, kid="e"), "crv": "P-256"}], alg="ES256",
             key=E_K1)


def key_sets():
    key = json.dumps(KR)
    accept("key set: 32 keys", GOOD, keys=[
        {**KE, "kid": "k%d" % i} for i in range(31)] + [KR])
    accept("key set: 100 keys", GOOD, keys=[
        {**KE, "kid": "k%d" % i} for i in range(99)] + [KR])
    accept("key set: 3,000 keys", GOOD, keys=[KR] + [
        {**KE, "kid": "k%d" % i} for i in range(3000)])
    accept("key set: 300 foreign keys", GOOD, keys=[
        {"kty": "OKP", "crv": "Ed25519", "kid": "r", "x": b64(bytes(32))}
    ] * 300 + [KR])
    for alg, key_type in (("EdDSA", "OKP"), ("RS512", "RSA")):
        refuse("key set: only %s" % alg, GOOD, says=alg,
               keys=[{**KR, "kty": key_type, "alg": alg}])
    refuse("key set: two that nobody knows", GOOD, says="are for X Y Z;",
           keys=[{"kty": "Z", "alg": "X Y"}, {"kty": "X"}, {"kty": "Z"}])
    for name, text in (
            ("empty file", ""), ("HTML", "<html></html>"),
            ("no keys", {"keys": []}), ("no member keys", {}),
            ("a bare key", key), ("a bare list", "[" + key + "]"),
            ("keys an object", {"keys": {"r": KR}}),
            ("Keys", {"Keys": [KR]}),
            ("trailing text", '{"keys":[%s]}x' % key),
            ("keys twice", '{"keys":[],"keys":[%s]}' % key),
            ("a member twice",
             '{"keys":[%s]}' % key.replace("{", '{"kty":"RSA",', 1)),
            ("byte order mark", '\ufeff{"keys":[%s]}' % key),
            ("not UTF-8", b'{"x":"\xff","keys":[' + key.encode() + b"]}"),
            ("nested deep", '{"x":%s,"keys":[%s]}' % ("[" * 99 + "]" * 99,
                                                      key)),
            ("above 512 KiB", {"keys": [KR], "x": "x" * (600 * 1024)})):
        refuse("key set: " + name, GOOD, keys=text)


def add():
    usable_keys()
    says_nothing()
    several_keys()
    unusable_keys()
    exponent_one()
    curves()
    key_sets()
