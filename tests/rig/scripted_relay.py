# SPDX-License-Identifier: BSD-2-Clause
"""A sign-in relay that a test tells what to answer: it can be late, refuse,
lie, hang or flood.  It keeps nothing but what it was asked."""

from __future__ import annotations

import json
import ssl
import sys
import threading
import time
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Callable

from .relay import private_key
from .world import TREE

sys.path.append(str(TREE / "tests" / "provider"))
from certificates import Authority  # noqa: E402  (found by the line above)

ID = "7GK2M9QXA3"
SECRET = "s" * 43
MOST = 400  # calls; a host that asks more often is one of the tests' faults


@dataclass
class Call:
    """What a host asked, and when."""
    at: float
    method: str
    path: str
    authorization: str
    body: dict[str, Any]
    connection: int


class Handler(BaseHTTPRequestHandler):
    """One connection; what is answered is the script's."""

    protocol_version = "HTTP/1.1"
    server: "Server"

    def setup(self) -> None:
        super().setup()
        self.server.connections += 1
        self.number = self.server.connections

    def do_any(self) -> None:
        script = self.server.script
        length = int(self.headers.get("Content-Length", 0))
        text = self.rfile.read(length)
        call = Call(time.monotonic(), self.command, self.path,
                    self.headers.get("Authorization", ""),
                    json.loads(text) if text else {}, self.number)
        script.calls.append(call)
        if len(script.calls) > MOST:
            self.close_connection = True
            return
        try:
            script.answer(self, call)
        except OSError:
            self.close_connection = True

    do_GET = do_POST = do_DELETE = do_any

    def say(self, status: int, body: Any, **headers: str) -> None:
        """An answer; text is sent as it is, all else as JSON."""
        text = body if isinstance(body, str) else json.dumps(body)
        data = text.encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(data)))
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_: Any) -> None:
        """Nothing."""


class Server(ThreadingHTTPServer):
    """Counts its connections."""

    daemon_threads = True
    connections = 0
    script: "ScriptedRelay"

    def handle_error(self, *_: Any) -> None:
        """A host that goes away is no fault."""


Say = Callable[[Handler, Call], None]


class ScriptedRelay:
    """At https://localhost:PORT; `on_start` and `on_result` are its script."""

    def __init__(self, directory: Path, port: int = 8444) -> None:
        directory.mkdir()
        self.url = f"https://localhost:{port}"
        self.calls: list[Call] = []
        self.on_start: Say = self.begin
        self.on_result: Say = self.wait
        authority = Authority("the scripted relay's CA")
        self.ca = authority.pem()
        key = private_key(directory / "key.pem")
        certificate = directory / "certificate.pem"
        certificate.write_bytes(authority.issue(key, "localhost"))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, directory / "key.pem")
        self.server = Server(("127.0.0.1", port), Handler)
        self.server.script = self
        self.server.socket = context.wrap_socket(self.server.socket,
                                                 server_side=True)
        threading.Thread(target=self.server.serve_forever,
                         daemon=True).start()

    def reset(self) -> None:
        """An honest relay, to which nobody comes back."""
        self.calls = []
        self.server.connections = 0
        self.on_start, self.on_result = self.begin, self.wait

    def answer(self, handler: Handler, call: Call) -> None:
        """By the path, as a relay does."""
        if call.method == "DELETE":
            handler.send_response(204)
            handler.end_headers()
        elif call.path == "/v1/sign-ins":
            self.on_start(handler, call)
        else:
            self.on_result(handler, call)

    def sign_in(self, **changes: Any) -> dict[str, Any]:
        """What a start is answered with."""
        return {"id": ID, "url": f"{self.url}/{ID}", "secret": SECRET,
                "expires_in": 600, **changes}

    def begin(self, handler: Handler, _: Call) -> None:
        """As it should be."""
        handler.say(201, self.sign_in())

    @staticmethod
    def wait(handler: Handler, _: Call) -> None:
        """Nobody comes."""
        time.sleep(2)
        handler.say(200, {"status": "waiting"})

    def of(self, method: str, end: str = "") -> list[Call]:
        """The calls with this method whose path ends so."""
        return [call for call in self.calls
                if call.method == method and call.path.endswith(end)]
