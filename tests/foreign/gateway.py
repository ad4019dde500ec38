# SPDX-License-Identifier: BSD-2-Clause
"""nginx in front of the providers that speak no TLS themselves.

Each has a name and a certificate of its own, by an authority of ours, at the
ordinary port.  What was asked is in a log, one line of JSON each.
"""

from __future__ import annotations

import json
from pathlib import Path

from certificates import Authority
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from unpacked import Unpacked, stop

HEAD = """\
user root;
daemon off;
worker_processes 1;
pid {folder}/nginx.pid;
error_log stderr warn;
events {{ worker_connections 256; }}
http {{
    log_format facts escape=json '{{"host":"$host","method":"$request_method",'
        '"path":"$uri","status":$status,"bytes":$body_bytes_sent,'
        '"connection":$connection}}';
    access_log {folder}/requests.jsonl facts;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    scgi_temp_path {folder}/scgi;
    uwsgi_temp_path {folder}/uwsgi;
"""
SERVER = """\
    server {{
        listen 127.0.0.1:443 ssl;
        server_name {name};
        ssl_certificate {folder}/{name}.pem;
        ssl_certificate_key {folder}/{name}.pem;
        location / {{
{rules}
        }}
    }}
"""


class Gateway:
    """Names are added first; `start` serves them."""

    def __init__(self, folder: Path, packages: Unpacked) -> None:
        self.folder = folder
        self.packages = packages
        self.authority = Authority("foreign providers")
        self.text = HEAD.format(folder=folder)
        folder.mkdir()
        self.ca_file = folder / "ca.pem"
        self.ca_file.write_bytes(self.authority.pem())

    def add(self, name: str, rules: str) -> None:
        """A host of this name; `rules` say where requests go."""
        key = ec.generate_private_key(ec.SECP256R1())
        file = self.folder / f"{name}.pem"
        file.touch(mode=0o600)
        file.write_bytes(
            self.authority.issue(key, name) + key.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption()))
        self.text += SERVER.format(name=name, folder=self.folder, rules=rules)
        with open("/etc/hosts", "a", encoding="ascii") as hosts:
            hosts.write(f"127.0.0.1 {name}\n")

    def start(self) -> None:
        """Serve all that was added."""
        configuration = self.folder / "nginx.conf"
        configuration.write_text(self.text + "}\n")
        self.process = self.packages.start(
            self.folder / "nginx.log", "/usr/sbin/nginx", "-p",
            str(self.folder), "-e", "stderr", "-c", str(configuration))

    def requests(self, host: str, path: str = "") -> list[dict[str, object]]:
        """What a host was asked, oldest first, perhaps of one path only."""
        text = (self.folder / "requests.jsonl").read_text()
        entries = [json.loads(line) for line in text.splitlines()]
        return [entry for entry in entries if entry["host"] == host
                and path in ("", entry["path"])]

    def stop(self) -> None:
        """End it."""
        stop(self.process)
