# SPDX-License-Identifier: BSD-2-Clause
"""nginx in front of the providers that speak no TLS themselves.

Each has a name and a certificate of its own, by an authority of ours, at the
ordinary port.
"""

from __future__ import annotations

from pathlib import Path

from certificates import Authority
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from unpacked import Unpacked, stop

HEAD = """\
user root;
daemon off;
worker_processes 1;
pid {directory}/nginx.pid;
error_log stderr warn;
events {{ worker_connections 256; }}
http {{
    access_log off;
    client_body_temp_path {directory}/body;
    proxy_temp_path {directory}/proxy;
    fastcgi_temp_path {directory}/fastcgi;
    scgi_temp_path {directory}/scgi;
    uwsgi_temp_path {directory}/uwsgi;
"""
SERVER = """\
    server {{
        listen 127.0.0.1:443 ssl;
        server_name {name};
        ssl_certificate {directory}/{name}.pem;
        ssl_certificate_key {directory}/{name}.pem;
        location / {{
{rules}
        }}
    }}
"""


class Gateway:
    """Names are added first; `start` serves them."""

    def __init__(self, directory: Path, packages: Unpacked) -> None:
        self.directory = directory
        self.packages = packages
        self.authority = Authority("foreign providers")
        self.text = HEAD.format(directory=directory)
        directory.mkdir()
        self.ca_file = directory / "ca.pem"
        self.ca_file.write_bytes(self.authority.pem())

    def add(self, name: str, rules: str) -> None:
        """A host of this name; `rules` say where requests go."""
        key = ec.generate_private_key(ec.SECP256R1())
        file = self.directory / f"{name}.pem"
        file.touch(mode=0o600)
        file.write_bytes(
            self.authority.issue(key, name) + key.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption()))
        self.text += SERVER.format(name=name, directory=self.directory,
                                   rules=rules)
        with open("/etc/hosts", "a", encoding="ascii") as hosts:
            hosts.write(f"127.0.0.1 {name}\n")

    def start(self) -> None:
        """Serve all that was added."""
        configuration = self.directory / "nginx.conf"
        configuration.write_text(self.text + "}\n")
        self.process = self.packages.start(
            self.directory / "nginx.log", "/usr/sbin/nginx", "-p",
            str(self.directory), "-e", "stderr", "-c", str(configuration))

    def stop(self) -> None:
        """End it."""
        stop(self.process)
