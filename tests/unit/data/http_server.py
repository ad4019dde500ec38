#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""An HTTPS server that answers badly, for test_http.

Prints one line, "PORT OLD_PORT DIRECTORY": the port, another that speaks
only TLS 1.1, and where it put the certificates ca.pem, which is its own for
"localhost", and other.pem, which is not.  Ends when its input ends.
"""

import socket
import ssl
import subprocess
import sys
import tempfile
import threading
import time

connections = 0
forms = []


def make_certificate(directory, name):
    """A self-signed certificate for localhost and its key."""
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
         "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj",
         "/CN=localhost", "-addext", "subjectAltName=DNS:localhost",
         "-keyout", f"{directory}/{name}.key",
         "-out", f"{directory}/{name}.pem"],
        check=True, stderr=subprocess.DEVNULL)


def answer(status, body=b"", *fields):
    """A whole answer with its length."""
    lines = [f"HTTP/1.1 {status} X", f"Content-Length: {len(body)}", *fields]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def count(stream, head, body):
    stream.sendall(answer(200, str(connections).encode()))


def echo(stream, head, body):
    stream.sendall(answer(200, head + body))


def keep(stream, head, body):
    forms.append(body)
    raise ConnectionError


def kept(stream, head, body):
    stream.sendall(answer(200, str(len(forms)).encode()))
    forms.clear()


def flood(stream, head, body):
    stream.sendall(b"HTTP/1.1 200 X\r\nTransfer-Encoding: chunked\r\n\r\n")
    while True:
        stream.sendall(b"1000\r\n" + bytes(0x1000) + b"\r\n")


def fields_flood(stream, head, body):
    stream.sendall(b"HTTP/1.1 200 X\r\n")
    while True:
        stream.sendall(b"X-Flood: " + b"x" * 1000 + b"\r\n")


def interim_flood(stream, head, body):
    while True:
        stream.sendall(b"HTTP/1.1 103 X\r\nX: " + b"x" * 100 + b"\r\n\r\n")


def drip(stream, head, body):
    stream.sendall(b"HTTP/1.1 200 X\r\nContent-Length: 1000\r\n\r\n")
    while True:
        stream.sendall(b"x")
        time.sleep(0.05)


def silent(stream, head, body):
    time.sleep(30)


def nothing(stream, head, body):
    raise ConnectionError


def truncated(stream, head, body):
    stream.sendall(b"HTTP/1.1 200 X\r\nContent-Length: 100\r\n\r\nhalf")
    raise ConnectionError


def chunk_truncated(stream, head, body):
    stream.sendall(b"HTTP/1.1 200 X\r\nTransfer-Encoding: chunked\r\n\r\n"
                   b"10\r\nhalf")
    raise ConnectionError


def not_http(stream, head, body):
    stream.sendall(b"hello, this is no answer\r\n\r\n")
    raise ConnectionError


ANSWERS = {
    "/ok": answer(200, b"hello"),
    "/refused": answer(400, b"{}"),
    "/redirect": answer(302, b"", "Location: /ok"),
    "/unmodified": b"HTTP/1.1 304 X\r\n\r\n",
    "/large": answer(200, bytes(2000)),
    "/exact": answer(200, b"x" * 1000),
    "/endless_head": answer(200, b"", "X: " + "x" * 200000),
    "/packed": answer(200, b"\x1f\x8bpacked", "Content-Encoding: gzip"),
    "/zero": answer(200, b"", "X: a\0b"),
    "/interim": b"HTTP/1.1 103 X\r\nWWW-Authenticate: Early\r\n"
                b"Retry-After: 9\r\n\r\n" + answer(200, b"late"),
    "/trailer": b"HTTP/1.1 200 X\r\nTransfer-Encoding: chunked\r\n"
                b"Trailer: WWW-Authenticate\r\n\r\n4\r\nbody\r\n0\r\n"
                b"WWW-Authenticate: Late\r\n\r\n",
    "/challenges": answer(401, b"", "WWW-Authenticate: Basic realm=\"a\"",
                          "www-authenticate:Bearer error=\"x\",\r\n"
                          "\t claims=\"e30\"  ", "X-WWW-Authenticate: No",
                          "Retry-After: 7"),
    "/many": answer(401, b"", *["WWW-Authenticate: A"] * 40),
}
ACTIONS = {
    "/count": count, "/echo": echo, "/keep": keep, "/kept": kept,
    "/flood": flood,
    "/fields_flood": fields_flood, "/interim_flood": interim_flood,
    "/drip": drip, "/silent": silent, "/nothing": nothing,
    "/truncated": truncated, "/chunk_truncated": chunk_truncated,
    "/not_http": not_http,
}


def read_request(stream):
    """(head, body) of the next request; an empty head at the end."""
    data = b""
    while b"\r\n\r\n" not in data:
        more = stream.recv(65536)
        if not more:
            return b"", b""
        data += more
    head, body = data.split(b"\r\n\r\n", 1)
    length = 0
    for line in head.split(b"\r\n"):
        if line.lower().startswith(b"content-length:"):
            length = int(line.split(b":")[1])
    while len(body) < length:
        body += stream.recv(65536)
    return head, body


def serve(plain, context):
    """All requests of one connection."""
    global connections
    try:
        with context.wrap_socket(plain, server_side=True) as stream:
            connections += 1
            while True:
                head, body = read_request(stream)
                if not head:
                    return
                path = head.split(b" ")[1].decode()
                if path in ANSWERS:
                    stream.sendall(ANSWERS[path])
                else:
                    ACTIONS[path](stream, head, body)
    except (ConnectionError, ssl.SSLError, OSError):
        plain.close()


def listen(context):
    """Serve a new port, and return its number."""
    listener = socket.create_server(("127.0.0.1", 0))

    def accept():
        while True:
            plain, _ = listener.accept()
            threading.Thread(target=serve, args=(plain, context),
                             daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    return listener.getsockname()[1]


def main():
    with tempfile.TemporaryDirectory() as directory:
        make_certificate(directory, "ca")
        make_certificate(directory, "other")
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(f"{directory}/ca.pem", f"{directory}/ca.key")
        old = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        old.load_cert_chain(f"{directory}/ca.pem", f"{directory}/ca.key")
        old.set_ciphers("ALL:@SECLEVEL=0")
        old.minimum_version = ssl.TLSVersion.TLSv1
        old.maximum_version = ssl.TLSVersion.TLSv1_1
        print(listen(context), listen(old), directory, flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    main()
