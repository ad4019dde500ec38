# SPDX-License-Identifier: BSD-2-Clause
"""Debian's LemonLDAP::NG: its portal, with the code flow, as FastCGI."""

from __future__ import annotations

import json
import shutil
import urllib.parse
from pathlib import Path

from foreign import Browser, Page
from gateway import Gateway
from signing import pem_pair
from unpacked import Unpacked, stop, wait_for

from rig.world import run

HOST = "lemonldap.example.test"
SITE = f"https://{HOST}"
USER = "www-data"
KEY = "signing-key"
CALLBACK = "http://127.0.0.1:8400"
SESSIONS = "/usr/share/lemonldap-ng/bin/lemonldap-ng-sessions"
SETTINGS = Path("/etc/lemonldap-ng/lemonldap-ng.ini")
RULES = """\
            fastcgi_pass unix:{socket};
            fastcgi_param LLTYPE portal;
            fastcgi_param REQUEST_METHOD $request_method;
            fastcgi_param REQUEST_URI $request_uri;
            fastcgi_param QUERY_STRING $query_string;
            fastcgi_param CONTENT_TYPE $content_type;
            fastcgi_param CONTENT_LENGTH $content_length;
            fastcgi_param SCRIPT_NAME "";
            fastcgi_param PATH_INFO $uri;
            fastcgi_param HTTPS on;
            fastcgi_param SERVER_NAME $server_name;
            fastcgi_param SERVER_PORT $server_port;
            fastcgi_param SERVER_PROTOCOL $server_protocol;
            fastcgi_param REMOTE_ADDR $remote_addr;"""
INI = """\
[all]
logLevel = warn
[configuration]
type = File
dirName = {directory}/conf
[portal]
staticPrefix = /static
templateDir = {templates}
languages = en
"""


class Lemonldap:
    """The provider while it runs; its demo accounts sign in with their
    names."""

    issuer = SITE
    people = ("dwho", "rtyler")
    # It compares the redirect URI with what is registered, port and all.
    settings: dict[str, object] = {"flow": "code", "redirect_uri": CALLBACK}
    refusal = "invalid_request"
    silent_requests = 1

    def __init__(self, directory: Path, packages: Unpacked,
                 gateway: Gateway) -> None:
        self.directory = directory
        self.packages = packages
        self.gateway = gateway
        self.number = 0
        for name in ("conf", "sessions/lock", "psessions/lock"):
            (directory / name).mkdir(parents=True)
        gateway.add(HOST, RULES.format(socket=directory / "socket"))

    def start(self) -> None:
        """Write its configuration and start it."""
        SETTINGS.parent.mkdir(exist_ok=True)
        SETTINGS.write_text(INI.format(
            directory=self.directory, templates=self.packages.path(
                "/usr/share/lemonldap-ng/portal/templates")))
        self._configure()
        self._serve()

    def _configure(self) -> None:
        self.number += 1
        private, public = pem_pair()
        conf = {**self._portal(), **self._client(), "cfgNum": self.number,
                "oidcServicePrivateKeySig": private,
                "oidcServicePublicKeySig": public,
                "oidcServiceKeyIdSig": KEY}
        file = self.directory / "conf" / f"lmConf-{self.number}.json"
        file.write_text(json.dumps(conf))
        run("chown", "-R", USER, str(self.directory))

    def _portal(self) -> dict[str, object]:
        def sessions(name: str) -> dict[str, object]:
            directory = self.directory / name
            return {"Directory": str(directory),
                    "LockDirectory": str(directory / "lock")}

        return {
            "portal": SITE + "/", "domain": "example.test",
            "cfgAuthor": "tests", "cfgDate": 1, "cfgVersion": "2.16.1",
            "authentication": "Demo", "userDB": "Same", "passwordDB": "Demo",
            "registerDB": "Null", "securedCookie": 1,
            "cookieName": "lemonldap", "whatToTrace": "_whatToTrace",
            "macros": {"_whatToTrace": "lc($_user)"},
            "demoExportedVars": {"cn": "cn", "mail": "mail", "uid": "uid"},
            "globalStorage": "Apache::Session::File",
            "globalStorageOptions": {
                **sessions("sessions"), "generateModule":
                "Lemonldap::NG::Common::Apache::Session::Generate::SHA256"},
            "localSessionStorage": "",
            "persistentStorage": "Apache::Session::File",
            "persistentStorageOptions": sessions("psessions"),
            "locationRules": {HOST: {"default": "accept"}},
            "requireToken": 0,
            "captcha": "::Main::Plugin", "portalDisplayRegister": 0,
            "issuerDBOpenIDConnectActivation": 1,
            "oidcServiceMetaDataIssuer": SITE,
        }

    def _client(self) -> dict[str, object]:
        options = {
            "ClientID": self.client_id(), "Public": 1, "RequirePKCE": 1,
            "RedirectUris": CALLBACK, "AllowOffline": 1, "BypassConsent": 1,
            "IDTokenSignAlg": "RS256", "IDTokenForceClaims": 1,
            "AccessTokenExpiration": 600, "IDTokenExpiration": 600,
            "OfflineSessionExpiration": 86400,
        }
        return {
            "oidcRPMetaDataExportedVars": {
                "login": {"preferred_username": "uid", "name": "cn"}},
            "oidcRPMetaDataOptions": {"login": {
                f"oidcRPMetaDataOptions{name}": value
                for name, value in options.items()}},
        }

    def _serve(self) -> None:
        log = self.directory / "log"
        self.process = self.packages.start(
            log, "/usr/sbin/llng-fastcgi-server", "--foreground",
            f"--user={USER}", f"--group={USER}", "--proc=2",
            f"--pid={self.directory / 'pid'}",
            f"--socket={self.directory / 'socket'}",
            LLNG_DEFAULTLOGGER="Lemonldap::NG::Common::Logger::Std")
        wait_for(f"{SITE}/.well-known/openid-configuration",
                 Browser(self.gateway.ca_file).opener, self.process, log)

    @staticmethod
    def client_id(_: str = "") -> str:
        """The one client."""
        return "pam-claims"

    def follow(self, address: str, user: str) -> Page:
        """Sign in at an authorization request; the page it ends on."""
        browser = Browser(self.gateway.ca_file)
        page = browser.open(address)
        return browser.submit(page, user=user, password=user)

    def revoke(self, user: str) -> None:
        """An administrator ends what this user was granted offline."""
        run(self.packages.path(SESSIONS), f"--user={USER}", f"--group={USER}",
            f"--where=_session_uid={user}", "delete",
            env=self.packages.environment())

    def replace_key(self) -> None:
        """Sign with another key, under the name of the last one."""
        self._configure()
        self.stop()
        self._serve()

    def stop(self) -> None:
        """End it."""
        stop(self.process)
