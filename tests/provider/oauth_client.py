# SPDX-License-Identifier: BSD-2-Clause
"""Plays the OAuth client in tests of the provider itself."""

import base64
import hashlib
import http.client
import json
import secrets
import urllib.parse
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa, utils

from control import Provider

SCOPE = "openid profile offline_access api://pam-claims-demo/login"
DEVICE_GRANT = "urn:ietf:params:oauth:grant-type:device_code"
CP1 = {"access_token": {"xms_cc": {"values": ["cp1"]}}}
C1 = {"access_token": {"acrs": {"essential": True, "values": ["c1"]},
                       "xms_cc": {"values": ["cp1"]}}}


@dataclass
class Answer:
    status: int
    body: bytes
    headers: http.client.HTTPMessage = field(
        default_factory=http.client.HTTPMessage)

    @property
    def json(self) -> dict[str, Any]:
        return json.loads(self.body)

    @property
    def error(self) -> str:
        return self.json.get("error", "")

    @property
    def code(self) -> int:
        return self.json.get("error_codes", [0])[0]


class Client:
    """An OAuth client with one connection that it keeps."""

    def __init__(self, provider: Provider) -> None:
        self.provider = provider
        parts = urllib.parse.urlsplit(provider.base)
        self.connection = http.client.HTTPSConnection(
            parts.netloc, context=provider.context, timeout=5)
        path = urllib.parse.urlsplit(provider.issuer).path
        self.flow = path.removesuffix("/v2.0") + "/oauth2/v2.0"

    def close(self) -> None:
        self.connection.close()

    def send(self, method: str, path: str, body: str | None = None,
             headers: dict[str, str] | None = None) -> Answer:
        try:
            self.connection.request(method, path, body, headers or {})
            answer = self.connection.getresponse()
            return Answer(answer.status, answer.read(), answer.headers)
        except (OSError, http.client.HTTPException):
            self.connection.close()
            raise

    def get(self, url: str, token: str = "") -> Answer:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        return self.send("GET", urllib.parse.urlsplit(url).path,
                         headers=headers)

    def post(self, name: str, **form: Any) -> Answer:
        form = {"client_id": self.provider.client_id, **form}
        if isinstance(form.get("claims"), dict):
            form["claims"] = json.dumps(form["claims"])
        return self.send(
            "POST", f"{self.flow}/{name}",
            urllib.parse.urlencode({name: value for name, value
                                    in form.items() if value is not None}),
            {"Content-Type": "application/x-www-form-urlencoded"})

    def begin(self, **form: Any) -> dict[str, Any]:
        answer = self.post("devicecode", scope=SCOPE, **form)
        assert answer.status == 200, answer.body
        return answer.json

    def poll(self, code: dict[str, Any], **form: Any) -> Answer:
        return self.post("token", grant_type=DEVICE_GRANT,
                         device_code=code["device_code"], **form)

    def authorization(self, **query: Any) -> "Authorization":
        """The address for a browser, and what belongs to it."""
        return Authorization(self, query)

    def redeem(self, begun: "Authorization", address: str,
               **form: Any) -> Answer:
        """Takes the code of the address where the browser was sent."""
        return self.post("token", **{
            "grant_type": "authorization_code", "scope": SCOPE,
            "code": answered(address).get("code"),
            "redirect_uri": begun.query["redirect_uri"],
            "code_verifier": begun.verifier, **form})

    def keys(self) -> list[dict[str, str]]:
        path = self.flow.removesuffix("/oauth2/v2.0")
        return self.get(f"{path}/discovery/v2.0/keys").json["keys"]

    def refresh(self, tokens: dict[str, Any], **form: Any) -> Answer:
        return self.post("token", grant_type="refresh_token",
                         refresh_token=tokens["refresh_token"], **form)

    def sign_in(self, user: str = "alice", second_factor: bool = False,
                **form: Any) -> dict[str, Any]:
        """The whole device flow, with the person played by `act`."""
        code = self.begin(**form)
        self.provider.act(code["user_code"], user, second_factor)
        answer = self.poll(code)
        assert answer.status == 200, answer.body
        return answer.json


class Authorization:
    """One authorization request; a parameter set to None is left out."""

    def __init__(self, client: Client, changes: dict[str, Any]) -> None:
        self.verifier = secrets.token_urlsafe(48)
        self.query: dict[str, Any] = {
            "client_id": client.provider.client_id, "response_type": "code",
            "redirect_uri": "http://127.0.0.1:45671", "scope": SCOPE,
            "state": secrets.token_urlsafe(), "nonce": secrets.token_urlsafe(),
            "code_challenge": s256(self.verifier),
            "code_challenge_method": "S256", **changes}
        if isinstance(self.query.get("claims"), dict):
            self.query["claims"] = json.dumps(self.query["claims"])
        self.path = f"{client.flow}/authorize"
        self.text = urllib.parse.urlencode({
            name: value for name, value in self.query.items()
            if value is not None})
        self.url = f"{client.provider.base}{self.path}?{self.text}"


def s256(verifier: str) -> str:
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def answered(address: str) -> dict[str, str]:
    """The parameters that an address brings to the client."""
    return dict(urllib.parse.parse_qsl(
        urllib.parse.urlsplit(address).query, keep_blank_values=True,
        errors="surrogatepass"))


def part(token: str, number: int) -> bytes:
    text = token.split(".")[number]
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def header(token: str) -> dict[str, Any]:
    return json.loads(part(token, 0))


def payload(token: str) -> dict[str, Any]:
    return json.loads(part(token, 1))


def integer(jwk: dict[str, str], name: str) -> int:
    return int.from_bytes(part(jwk[name], 0), "big")


def verify(token: str, keys: list[dict[str, str]]) -> None:
    """Raises unless the token is signed by the key it names."""
    head = header(token)
    jwk = next(key for key in keys if key["kid"] == head["kid"])
    data = token.rpartition(".")[0].encode()
    mark = part(token, 2)
    if head["alg"] == "ES256":
        numbers = ec.EllipticCurvePublicNumbers(
            integer(jwk, "x"), integer(jwk, "y"), ec.SECP256R1())
        der = utils.encode_dss_signature(int.from_bytes(mark[:32], "big"),
                                         int.from_bytes(mark[32:], "big"))
        numbers.public_key().verify(der, data, ec.ECDSA(hashes.SHA256()))
        return
    pad = (padding.PSS(padding.MGF1(hashes.SHA256()), 32)
           if head["alg"] == "PS256" else padding.PKCS1v15())
    rsa.RSAPublicNumbers(integer(jwk, "e"), integer(jwk, "n")).public_key(
        ).verify(mark, data, pad, hashes.SHA256())
