# SPDX-License-Identifier: BSD-2-Clause
"""A relay on loopback for any user, and calls to it byte for byte."""

from __future__ import annotations

import json
import secrets
import socket
import ssl
import sys
import tempfile
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from rig.relay import Relay, Visitor  # noqa: E402  (found by the line above)
from rig.sshd import free_port  # noqa: E402

ENDPOINT = "https://idp.example/authorize"
CLIENT = "app-1"
CHALLENGE = "abcdefghijklmnopqrstuvwxyz0123456789-_ABCDE"


def check(passed: bool, *seen: object) -> None:
    """Raise with what was seen, unless it is as it must be."""
    if not passed:
        raise AssertionError(" ".join(str(thing) for thing in seen))


class Response:
    """One answer, as it came."""

    def __init__(self, raw: bytes) -> None:
        head, _, self.body = raw.partition(b"\r\n\r\n")
        first, *lines = head.decode().split("\r\n")
        self.status = int(first.split()[1])
        self.fields = [tuple(line.split(": ", 1)) for line in lines]

    def field(self, name: str) -> str:
        """The value of a header field; empty where there is none."""
        return next((value for key, value in self.fields
                     if key.lower() == name.lower()), "")

    @property
    def json(self) -> dict[str, Any]:
        """What a host is told."""
        return json.loads(self.body)


class Line:
    """One connection, over TCP, TLS or a Unix socket."""

    def __init__(self, relay: Relay, where: str | int, tls: bool = False,
                 ) -> None:
        if isinstance(where, str):
            self.socket: socket.socket = socket.socket(socket.AF_UNIX)
            self.socket.settimeout(40)
            self.socket.connect(where)
        else:
            self.socket = socket.create_connection(("127.0.0.1", where), 40)
        if tls:
            context = ssl.create_default_context(cafile=str(relay.ca_file))
            self.socket = context.wrap_socket(self.socket,
                                              server_hostname="localhost")
        self.rest = b""

    def send(self, raw: bytes) -> None:
        """These bytes."""
        self.socket.sendall(raw)

    def receive(self, wait: float = 40, head: bool = False) -> Response:
        """One answer, by its Content-Length."""
        self.socket.settimeout(wait)
        while b"\r\n\r\n" not in self.rest:
            self._more()
        start = self.rest.index(b"\r\n\r\n") + 4
        length = 0 if head else int(
            Response(self.rest[:start]).field("Content-Length") or 0)
        while len(self.rest) < start + length:
            self._more()
        raw, self.rest = self.rest[:start + length], self.rest[start + length:]
        return Response(raw)

    def _more(self) -> None:
        got = self.socket.recv(65536)
        if not got:
            raise EOFError(self.rest)
        self.rest += got

    def ask(self, method: str, path: str, body: str | bytes = b"",
            *fields: str) -> Response:
        """One call and its answer."""
        self.send(request(method, path, body, *fields))
        return self.receive(head=method == "HEAD")

    def silent(self, wait: float) -> bool:
        """Nothing comes for so many seconds."""
        self.socket.settimeout(wait)
        try:
            self.rest += self.socket.recv(65536)
        except (TimeoutError, socket.timeout):
            return True
        return False

    def close(self) -> None:
        """Hang up."""
        self.socket.close()


def request(method: str, path: str, body: str | bytes = b"",
            *fields: str) -> bytes:
    """A request as bytes."""
    data = body.encode() if isinstance(body, str) else body
    lines = [f"{method} {path} HTTP/1.1", "Host: localhost", *fields]
    if data or method == "POST":
        lines.append(f"Content-Length: {len(data)}")
    return "\r\n".join([*lines, "", ""]).encode() + data


class SignIn:
    """One that was started, as its host knows it."""

    def __init__(self, site: "Site", line: Line, number: bool = True,
                 user: str = "alice", host: str = "web01",
                 key: str = "") -> None:
        self.site = site
        self.state = secrets.token_urlsafe(12)
        answer = line.ask("POST", "/v1/sign-ins", json.dumps(
            site.start_body(self.state, number=number, user=user, host=host)),
            f"Authorization: Bearer {key or site.key}")
        check(answer.status == 201, answer.status, answer.body)
        self.id = answer.json["id"]
        self.url = answer.json["url"]
        self.secret = answer.json["secret"]
        self.bearer = f"Authorization: Bearer {self.secret}"
        self.result = f"/v1/sign-ins/{self.id}/result"

    def wait(self, line: Line, body: str = "{}") -> None:
        """Begin to wait on this connection."""
        line.send(request("POST", self.result, body, self.bearer))

    def ask(self, line: Line, body: str = "{}") -> Response:
        """Ask, and have the answer."""
        return line.ask("POST", self.result, body, self.bearer)

    def give_up(self, line: Line) -> Response:
        """The host does not want it any more."""
        return line.ask("DELETE", f"/v1/sign-ins/{self.id}", b"", self.bearer)

    def back(self, code: str = "C-1") -> str:
        """Where the provider sends the browser."""
        return "/callback?" + urlencode(
            {"code": code, "state": self.state, "iss": "https://idp.example"})


class Site:
    """One relay, or a node of several, with a key for hosts named web*."""

    def __init__(self, **keys: object) -> None:
        self.directory = tempfile.TemporaryDirectory(
            prefix="pam_claims-relay-")
        self.port = free_port()
        self.relay = Relay(Path(self.directory.name) / "relay", ENDPOINT,
                           CLIENT, self.port, **keys)
        path = Path(self.directory.name) / "key"
        self.relay.add_key("web*", path)
        self.key = path.read_text().strip()
        self.where: str | int = self.port
        self.tls = True

    def start(self) -> "Site":
        """Until it answers."""
        self.relay.start()
        return self

    def line(self) -> Line:
        """A new connection."""
        return Line(self.relay, self.where, self.tls)

    def browser(self) -> "Browser":
        """A new browser."""
        return Browser(self)

    def start_body(self, state: str, **changes: object) -> dict[str, object]:
        """What a host sends to start a sign-in."""
        query = urlencode({
            "client_id": CLIENT, "response_type": "code", "state": state,
            "redirect_uri": f"{self.relay.url}/callback",
            "code_challenge": CHALLENGE, "code_challenge_method": "S256"})
        return {"authorization_url": f"{ENDPOINT}?{query}", "host": "web01",
                "service": "sshd", "user": "alice", "from": "192.0.2.7",
                "account": "alice@example.com", "expires_in": 900,
                "number": True, **changes}

    def stop(self) -> None:
        """End it and take everything away."""
        self.relay.stop()
        self.directory.cleanup()


class Browser:
    """Cookies and forms over any connection; see Visitor for TLS alone."""

    def __init__(self, site: Site, *fields: str) -> None:
        self.site = site
        self.fields = fields
        self.cookie = ""

    def ask(self, method: str, path: str, body: str = "") -> Response:
        """One call on a connection of its own."""
        fields = list(self.fields)
        if self.cookie:
            fields.append(f"Cookie: {self.cookie}")
        if body:
            fields.append("Content-Type: application/x-www-form-urlencoded")
        line = self.site.line()
        answer = line.ask(method, path, body, *fields)
        line.close()
        if answer.field("Set-Cookie"):
            self.cookie = answer.field("Set-Cookie").split(";")[0]
        return answer

    def proceed(self, sign_in: SignIn, answer: str = "continue") -> Response:
        """Open the page and press this."""
        page = self.ask("GET", f"/{sign_in.id}").body.decode()
        token = page.split('name="token" value="')[1].split('"')[0]
        return self.ask("POST", f"/{sign_in.id}",
                        urlencode({"token": token, "answer": answer}))

    def sign_in(self, sign_in: SignIn) -> str:
        """All the way; the number at the end, or nothing."""
        check(self.proceed(sign_in).status == 303)
        check(self.ask("GET", sign_in.back()).status == 303)
        page = self.ask("GET", f"/{sign_in.id}/done").body.decode()
        if 'class="number"' not in page:
            return ""
        return "".join(c for c in page.split("</span>")[1].split("</p>")[0]
                       if c.isdigit())


def soon(what: str, test: Any, wait: float = 5) -> None:
    """It becomes true within so many seconds."""
    end = time.monotonic() + wait
    while not test():
        check(time.monotonic() < end, what)
        time.sleep(0.02)


__all__ = ["Browser", "Line", "Response", "SignIn", "Site", "Visitor",
           "check", "request", "soon"]
