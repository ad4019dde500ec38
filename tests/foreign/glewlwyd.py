# SPDX-License-Identifier: BSD-2-Clause
"""Debian's Glewlwyd, with an sqlite database and the device flow."""

from __future__ import annotations

import gzip
import json
import sqlite3
import ssl
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

from browser import NotFollowed
from gateway import Gateway
from signing import private_jwks
from unpacked import Unpacked, stop, wait_for

HOST = "glewlwyd.example.test"
SITE = f"https://{HOST}"
PORT = 4593
ADMIN = ("admin", "password")   # what its database begins with
DATABASE = "/usr/share/doc/glewlwyd/database/init.sqlite3.sql.gz"
KEY = "signing-key"
CONFIDENTIAL = "pam-claims-confidential"
# Letters that HTTP Basic does not encode: it would not decode them.
SECRET = "a-secret_of.its-own"
SCOPES = ("openid", "profile", "offline_access")
CONFIGURATION = """\
port={port}
bind_address="127.0.0.1"
external_url="{site}"
login_url="login.html"
api_prefix="api"
log_mode="console"
log_level="WARNING"
cookie_secure=1
cookie_domain="{host}"
session_key="GLEWLWYD2_SESSION_ID"
admin_scope="g_admin"
profile_scope="g_profile"
user_module_path="{modules}/user"
client_module_path="{modules}/client"
user_auth_scheme_module_path="{modules}/scheme"
plugin_module_path="{modules}/plugin"
use_secure_connection=false
secure_connection_key_file="none"
secure_connection_pem_file="none"
secure_connection_ca_file="none"
hash_algorithm="SHA512"
database = {{ type = "sqlite3" path = "{database}" }};
"""


class Visitor:
    """A browser without its scripts: what they send, and cookies."""

    def __init__(self, ca_file: Path) -> None:
        self.opener = urllib.request.build_opener(
            urllib.request.ProxyHandler({}), NotFollowed(),
            urllib.request.HTTPCookieProcessor(),
            urllib.request.HTTPSHandler(
                context=ssl.create_default_context(cafile=str(ca_file))))

    def ask(self, method: str, path: str, body: object = None
            ) -> tuple[int, str, str]:
        """Status, text and where a redirection leads."""
        request = urllib.request.Request(
            urllib.parse.urljoin(SITE + "/api/", path), method=method)
        if body is not None:
            request.data = json.dumps(body).encode()
            request.add_header("Content-Type", "application/json")
        try:
            answer = self.opener.open(request, timeout=10)
        except urllib.error.HTTPError as error:
            answer = error
        with answer:
            return (answer.status, answer.read().decode(),
                    answer.headers.get("Location", ""))

    def must(self, method: str, path: str, body: object = None) -> str:
        """The text of an answer that has to be a success."""
        status, text, _ = self.ask(method, path, body)
        if status != 200:
            raise RuntimeError(f"{method} {path}: {status} {text}")
        return text

    def log_in(self, user: str, password: str) -> None:
        """As the login page does."""
        self.must("POST", "auth/", {"username": user, "password": password})


class Glewlwyd:
    """The provider while it runs."""

    issuer = f"{SITE}/api/oidc"
    people = ("alice", "bob")
    settings: dict[str, object] = {}
    refusal = "-"               # no word: its answer has no body
    silent_requests = 2         # no ID token at a refresh: userinfo, too

    def __init__(self, directory: Path, packages: Unpacked,
                 gateway: Gateway) -> None:
        self.directory = directory
        self.packages = packages
        self.gateway = gateway
        directory.mkdir()
        gateway.add(HOST, f"            proxy_pass http://127.0.0.1:{PORT};")

    def start(self) -> None:
        """Make the database, start it, and set it up as an administrator."""
        with sqlite3.connect(self.directory / "database") as database:
            with gzip.open(self.packages.path(DATABASE), "rt",
                           encoding="utf-8") as text:
                database.executescript(text.read())
        configuration = self.directory / "glewlwyd.conf"
        configuration.write_text(CONFIGURATION.format(
            port=PORT, host=HOST, site=SITE,
            database=self.directory / "database",
            modules=self.packages.path("/usr/lib/glewlwyd")))
        log = self.directory / "log"
        self.process = self.packages.start(
            log, "/usr/bin/glewlwyd", f"--config-file={configuration}")
        self.admin = Visitor(self.gateway.ca_file)
        wait_for(f"{SITE}/api/", self.admin.opener, self.process, log)
        self.admin.log_in(*ADMIN)
        self._populate()

    def _populate(self) -> None:
        for scope in SCOPES[1:]:
            self.admin.must("POST", "scope/", {
                "name": scope, "display_name": scope,
                "password_required": False, "scheme": {}})
        for user in self.people:
            self.admin.must("POST", "user/", {
                "username": user, "name": user, "password": user,
                "scope": SCOPES, "enabled": True})
        self._add_client(self.client_id())
        self._add_client(CONFIDENTIAL, confidential=True, password=SECRET,
                         token_endpoint_auth_method=["client_secret_basic"])
        self.admin.must("POST", "mod/plugin/", self._plugin())

    def _add_client(self, client_id: str, **more: object) -> None:
        self.admin.must("POST", "client/", {
            "client_id": client_id, "name": "Login to a host",
            "confidential": False, "enabled": True, "scope": ["openid"],
            "authorization_type": ["device_authorization", "refresh_token"],
            **more})

    def _plugin(self) -> dict[str, object]:
        """Its OpenID Connect plugin, with a new key under the one name."""
        return {
            "module": "oidc", "name": "oidc", "display_name": "OpenID",
            "parameters": {
                "iss": self.issuer, "jwt-type": "rsa", "jwt-key-size": "256",
                "key": "", "cert": "", "jwks-private": private_jwks(KEY),
                "jwks-show": True, "allowed-scope": SCOPES,
                "access-token-duration": 600, "code-duration": 600,
                "refresh-token-duration": 86400,
                "refresh-token-rolling": True,
                "refresh-token-one-use": "always",
                "auth-type-device-enabled": True,
                "auth-type-refresh-enabled": True,
                "claims": [{"name": "preferred_username", "type": "string",
                            "user-property": "username", "mandatory": True}],
                "device-authorization-expiration": 600,
                "device-authorization-interval": 1,
            },
        }

    @staticmethod
    def client_id(_: str = "") -> str:
        """The client without a secret."""
        return "pam-claims"

    def _person(self, user: str) -> Visitor:
        visitor = Visitor(self.gateway.ca_file)
        visitor.log_in(user, user)
        return visitor

    def approve(self, code: str, user: str,
                client_id: str = "pam-claims") -> str:
        """Type the code, sign in and consent, as its pages would."""
        person = self._person(user)
        person.ask("GET", f"oidc/device?code={code}")
        person.must("PUT", f"auth/grant/{client_id}",
                    {"scope": " ".join(SCOPES)})
        _, _, ended = person.ask("GET", f"oidc/device?code={code}&g_continue")
        if "prompt=deviceComplete" not in ended:
            return f"refused: {ended}"
        return "approved"

    def revoke(self, user: str) -> None:
        """The user takes back every refresh token, as on the profile page."""
        person = self._person(user)
        for token in json.loads(person.must("GET", "oidc/token/")):
            name = urllib.parse.quote(token["token_hash"], safe="")
            if token["enabled"]:
                person.must("DELETE", f"oidc/token/{name}")

    def replace_key(self) -> None:
        """Sign with another key, under the name of the last one."""
        self.admin.must("PUT", "mod/plugin/oidc", self._plugin())
        self.admin.must("PUT", "mod/plugin/oidc/reset")

    def stop(self) -> None:
        """End it."""
        stop(self.process)
