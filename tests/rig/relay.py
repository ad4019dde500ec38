# SPDX-License-Identifier: BSD-2-Clause
"""The real sign-in relay on the private machine, and browsers that visit it."""

from __future__ import annotations

import re
import shutil
import ssl
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .world import INSTALLED, TREE, run

sys.path.append(str(TREE / "tests" / "provider"))
from browser import NotFollowed  # noqa: E402  (found by the line above)
from certificates import Authority  # noqa: E402
from cryptography.hazmat.primitives import serialization  # noqa: E402
from cryptography.hazmat.primitives.asymmetric import ec  # noqa: E402

PROGRAM = INSTALLED / "usr" / "sbin" / "claims-relay"
NUMBER = re.compile(r"\b([0-9]{3}) ([0-9]{3})\b")


def missing() -> str:
    """Why there is no relay, or nothing."""
    return "" if PROGRAM.exists() else "needs the relay's libraries to build"


def private_key(path: Path) -> ec.EllipticCurvePrivateKey:
    """A new key in a file of its own."""
    key = ec.generate_private_key(ec.SECP256R1())
    path.touch(0o600)
    path.write_bytes(key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption()))
    return key


class Relay:
    """Starts and ends as often as it is told to; `keys` go to [relay]."""

    def __init__(self, directory: Path, authorize: str, client_id: str,
                 port: int = 8443, host: str = "localhost",
                 **keys: object) -> None:
        self.directory = directory
        self.host = host
        self.url = f"https://{host}:{port}"
        self.conf = directory / "claims-relay.conf"
        self.log = directory / "log"
        self.ca_file = directory / "ca.pem"
        self.process: subprocess.Popen[bytes] | None = None
        (directory / "state").mkdir(parents=True)
        self._certify()
        self.configure({
            "public_url": self.url, "listen": f"127.0.0.1:{port}",
            "tls_certificate": directory / "certificate.pem",
            "tls_key": directory / "key.pem",
            "authorization_endpoints": authorize, "client_ids": client_id,
            "state_dir": directory / "state", **keys})

    def _certify(self) -> None:
        authority = Authority("the relay's CA")
        self.ca_file.write_bytes(authority.pem())
        key = private_key(self.directory / "key.pem")
        (self.directory / "certificate.pem").write_bytes(
            authority.issue(key, self.host))

    def configure(self, keys: dict[str, object]) -> None:
        """Write the configuration."""
        self.conf.write_text("[relay]\n" + "".join(
            f"{key} = {value}\n" for key, value in keys.items()))

    def command(self, *words: str) -> str:
        """What the program says to the administrator."""
        word, *rest = words
        return run(str(PROGRAM), word, "--config", str(self.conf),
                   *rest).stdout

    def add_key(self, name: str, path: Path) -> None:
        """A host's key, in the file that the host reads it from."""
        path.touch(0o600)
        path.write_text(self.command("keys", "add", name))

    def start(self) -> None:
        """Until it answers."""
        with open(self.log, "ab") as log:
            before = log.tell()
            self.process = subprocess.Popen(
                [PROGRAM, "serve", "--config", self.conf],
                stdout=subprocess.DEVNULL, stderr=log)
        end = time.monotonic() + 10
        while b"answers at" not in self.log.read_bytes()[before:]:
            if time.monotonic() > end or self.process.poll() is not None:
                raise RuntimeError(self.log.read_text())
            time.sleep(0.02)

    def stop(self) -> None:
        """As systemd would; the exit status must be 0."""
        if self.process is None:
            return
        self.process.terminate()
        status = self.process.wait(10)
        self.process = None
        if status != 0:
            raise RuntimeError(f"status {status}: {self.log.read_text()}")

    def lines(self, event: str) -> list[str]:
        """Lines of the log about this event."""
        return [line for line in self.log.read_text().splitlines()
                if f"event={event} " in line]

    def trust(self, bundle: Path) -> None:
        """Add its authority to a file of trust anchors."""
        with open(bundle, "ab") as file:
            file.write(self.ca_file.read_bytes())

    def remove(self) -> None:
        """End it and take its files away."""
        self.stop()
        shutil.rmtree(self.directory)


@dataclass
class Answer:
    """What a browser got."""
    status: int
    text: str
    headers: Any

    @property
    def location(self) -> str:
        """Of a redirection."""
        return self.headers.get("Location", "")

    @property
    def title(self) -> str:
        """What the page says first."""
        found = re.search("<h1>(.*?)</h1>", self.text)
        return found.group(1) if found else ""

    @property
    def number(self) -> str:
        """That the person is to type; empty where there is none."""
        found = NUMBER.search(self.text)
        return found.group(1) + found.group(2) if found else ""


class Visitor:
    """One browser, with cookies of its own, that follows nothing by itself."""

    def __init__(self, relay: Relay) -> None:
        self.relay = relay
        self.token = ""
        self.opener = urllib.request.build_opener(
            urllib.request.ProxyHandler({}), NotFollowed(),
            urllib.request.HTTPCookieProcessor(),
            urllib.request.HTTPSHandler(context=ssl.create_default_context(
                cafile=str(relay.ca_file))))

    def get(self, address: str, data: dict[str, str] | None = None,
            headers: dict[str, str] | None = None) -> Answer:
        """Open an address of the relay."""
        body = urllib.parse.urlencode(data).encode() if data else None
        request = urllib.request.Request(
            urllib.parse.urljoin(self.relay.url, address), body, headers or {})
        try:
            with self.opener.open(request, timeout=30) as answer:
                return Answer(answer.status, answer.read().decode(),
                              answer.headers)
        except urllib.error.HTTPError as other:
            with other:
                return Answer(other.code, other.read().decode(),
                              other.headers)

    def open(self, address: str) -> Answer:
        """The page that asks; its form can be pressed then."""
        page = self.get(address)
        found = re.search('name="token" value="([^"]*)"', page.text)
        self.token = found.group(1) if found else ""
        return page

    def press(self, address: str, answer: str) -> Answer:
        """Continue, or decline."""
        return self.get(address, {"token": self.token, "answer": answer})

    def proceed(self, address: str) -> str:
        """Open and continue: where the provider is."""
        self.open(address)
        return self.press(address, "continue").location

    def arrive(self, address: str) -> Answer:
        """Back from the provider: the page at the end."""
        answer = self.get(address)
        if answer.status == 303:
            answer = self.get(answer.location)
        return answer
