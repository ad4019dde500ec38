# SPDX-License-Identifier: BSD-2-Clause
"""HTTPS: listeners, connections, and how an answer goes onto the wire."""

import socket
import ssl
import threading
import time
import traceback
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Callable
from urllib.parse import urlsplit

import faults
from certificates import Certificates
from exchange import Request, Response, json_response
from routes import Routes, name_of

BODY_MAX = 1 << 20
HANDSHAKE_TIMEOUT = 10
IDLE_TIMEOUT = 300


class Connection(BaseHTTPRequestHandler):
    server: "Listener"
    protocol_version = "HTTP/1.1"
    server_version = "demo-provider"
    sys_version = ""
    timeout = IDLE_TIMEOUT
    wbufsize = -1
    disable_nagle_algorithm = True

    def setup(self) -> None:
        super().setup()
        self.number = self.server.next_connection()

    def log_message(self, *args: Any) -> None:
        """Everything goes to the request log."""

    def do_GET(self) -> None:
        self.serve()

    do_HEAD = do_POST = do_GET

    def read_request(self) -> Request | None:
        try:
            size = int(self.headers.get("Content-Length") or 0)
        except ValueError:
            size = -1
        if not 0 <= size <= BODY_MAX:
            return None
        parts = urlsplit(self.path)
        return Request(self.number, self.command, parts.path,
                       parts.query, self.headers,
                       self.rfile.read(size))

    def serve(self) -> None:
        request = self.read_request()
        if request is None:
            self.close_connection = True
            return
        name = name_of(request.path)
        if name == "control":
            self.send(self.work(request))
            return
        tenant = self.server.routes.tenant
        with tenant.lock:
            fault = faults.takes(tenant.settings, name)
        answer = self.answer(request, fault)
        tenant.log.add_request(request, answer,
                               fault["kind"] if fault else "")
        self.send(answer, fault or {})

    def answer(self, request: Request,
               fault: faults.Fault | None) -> Response:
        answer = Response()
        if fault is None or faults.lets_endpoint_work(fault):
            answer = self.work(request)
        if fault is None:
            return answer
        change = (faults.REPLACING.get(fault["kind"])
                  or faults.CHANGING.get(fault["kind"]))
        return change(fault, answer) if change else answer

    def work(self, request: Request) -> Response:
        """A mistake in an endpoint is shown, not hidden by a reset."""
        try:
            return self.server.routes.answer(request)
        except Exception as wrong:
            traceback.print_exc()
            return json_response({"error": f"provider: {wrong!r}"}, 500)

    def send(self, answer: Response, fault: faults.Fault = {}) -> None:
        whole = self.head(answer)
        if self.command != "HEAD":
            whole += answer.body
        hamper = faults.HAMPERING.get(fault.get("kind", ""))
        try:
            if hamper is None:
                self.wfile.write(whole)
            elif not hamper(fault, whole, self.wfile):
                self.close_connection = True
            self.wfile.flush()
        except OSError:
            self.close_connection = True

    def head(self, answer: Response) -> bytes:
        reason = self.responses.get(answer.status, ("Unknown", ""))[0]
        lines = [f"HTTP/1.1 {answer.status} {reason}",
                 f"Date: {self.date_time_string()}",
                 f"Content-Type: {answer.content_type}",
                 f"Content-Length: {len(answer.body)}",
                 *(f"{name}: {value}" for name, value in answer.headers)]
        if self.close_connection:
            lines.append("Connection: close")
        return "\r\n".join([*lines, "", ""]).encode("latin-1", "replace")


class Listener(ThreadingHTTPServer):
    daemon_threads = True
    routes: Routes
    next_connection: Callable[[], int]
    request_queue_size = 128

    def __init__(self, address: tuple[str, int], port: "Port") -> None:
        if ":" in address[0]:
            self.address_family = socket.AF_INET6
        self.port = port
        self.routes = port.routes
        self.next_connection = port.next_connection
        super().__init__(address, Connection)

    def server_bind(self) -> None:
        """Without the look-up of the host's name."""
        if self.address_family == socket.AF_INET6:
            self.socket.setsockopt(socket.IPPROTO_IPV6,
                                   socket.IPV6_V6ONLY, 1)
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.socket.bind(self.server_address)
        self.server_address = self.socket.getsockname()
        self.server_name, self.server_port = self.server_address[:2]

    def process_request_thread(self, request: Any,
                               client_address: Any) -> None:
        """The TLS handshake happens in the thread of the connection."""
        try:
            secured = self.port.secure(request)
        except OSError as wrong:
            self.routes.tenant.log.add(
                {"connection": self.next_connection(), "method": "TLS",
                 "path": self.port.name, "error": str(wrong)})
            request.close()
            return
        if secured is None:
            request.close()
            return
        super().process_request_thread(secured, client_address)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that goes away is nothing to report."""


class Port:
    """One port number on both loopback addresses; can close and reopen."""

    def __init__(self, name: str, number: int, routes: Routes,
                 certificates: Certificates,
                 next_connection: Callable[[], int]) -> None:
        self.name = name
        self.number = number
        self.routes = routes
        self.certificates = certificates
        self.next_connection = next_connection
        self.listeners: list[Listener] = []

    def open(self) -> None:
        if self.listeners:
            return
        for address in ("127.0.0.1", "::1"):
            try:
                listener = Listener((address, self.number), self)
            except OSError:
                if address == "127.0.0.1":
                    raise
                continue            # a machine without IPv6
            self.number = listener.server_port
            self.listeners.append(listener)
            threading.Thread(target=listener.serve_forever, args=(0.1,),
                             daemon=True).start()

    def close(self) -> None:
        for listener in self.listeners:
            listener.shutdown()
            listener.server_close()
        self.listeners.clear()

    def mode(self) -> str:
        return self.routes.tenant.settings["tls"].get(self.name, "good")

    def secure(self, raw: socket.socket) -> ssl.SSLSocket | None:
        """The TLS connection; None when the mode of the port is not TLS."""
        mode = self.mode()
        raw.settimeout(HANDSHAKE_TIMEOUT)
        if mode == "silent":
            time.sleep(HANDSHAKE_TIMEOUT)
            return None
        if mode == "plain":
            raw.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")
            return None
        return self.certificates.context(mode).wrap_socket(
            raw, server_side=True)
