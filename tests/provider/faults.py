# SPDX-License-Identifier: BSD-2-Clause
"""Answers that a client must survive (`faults` orders).

An order is {path, kind, times, ...}. `path` is a name of routes.py or
"any". A kind that replaces the answer does so before the endpoint has done
anything; one that hampers its delivery comes after it. `processed` (true
or false) says otherwise."""

import json
import time
from typing import Any, Callable, Protocol

import hostile
from exchange import Response, html_response, json_response
from settings import Settings

Fault = dict[str, Any]


class Sink(Protocol):
    def write(self, data: bytes) -> Any: ...
    def flush(self) -> None: ...


def takes(settings: Settings, name: str) -> Fault | None:
    return settings.take_order(
        "faults", lambda order: order.get("path", "any") in (name, "any"))


# Replacing the answer

def status(fault: Fault, answer: Response) -> Response:
    return json_response(fault.get("json", {}), fault.get("status", 503))


def body(fault: Fault, answer: Response) -> Response:
    """Literal text with the status and type of the order."""
    return Response(fault.get("status", 200), fault["body"].encode(),
                    fault.get("type", "application/json"))


def not_json(fault: Fault, answer: Response) -> Response:
    return Response(200, b"{\"access_token\": ", "application/json")


def html(fault: Fault, answer: Response) -> Response:
    return html_response("<html><body>Please accept the terms of this "
                         "network.</body></html>", fault.get("status", 200))


def deep(fault: Fault, answer: Response) -> Response:
    depth = fault.get("depth", 100_000)
    return Response(200, b'{"a":' * depth + b"1" + b"}" * depth)


def oversize(fault: Fault, answer: Response) -> Response:
    """Well-formed JSON, only too much of it."""
    size = fault.get("size", 2_000_000)
    return Response(200, b'{"padding":"' + b"x" * size + b'"}')


def redirect(fault: Fault, answer: Response) -> Response:
    made = Response(fault.get("status", 302), b"")
    made.headers.append(("Location", fault.get("to", "/device")))
    return made


REPLACING: dict[str, Callable[[Fault, Response], Response]] = {
    "status": status, "body": body, "not_json": not_json, "html": html,
    "deep": deep, "oversize": oversize, "redirect": redirect,
}


# Changing the answer

def duplicate_keys(fault: Fault, answer: Response) -> Response:
    """The first member again at the end, with another value."""
    first = next(iter(json.loads(answer.body)))
    answer.body = answer.body[:-1] + b"," + json.dumps(first).encode() + (
        b':"twice"}')
    return answer


def trailing(fault: Fault, answer: Response) -> Response:
    answer.body += b" {}"
    return answer


def members(fault: Fault, answer: Response) -> Response:
    """Members to replace or (null) to leave out."""
    changes = fault["members"]
    value = {**json.loads(answer.body), **changes}
    answer.body = json.dumps({
        name: member for name, member in value.items()
        if not (name in changes and member is None)}).encode()
    return answer


def hostile_texts(fault: Fault, answer: Response) -> Response:
    """Members that get one of the texts of hostile.py inside."""
    value = json.loads(answer.body)
    for name, text in fault["members"].items():
        value[name] = hostile.spoilt(str(value.get(name, "")), text)
    answer.body = json.dumps(value).encode()
    return answer


def wrong_type(fault: Fault, answer: Response) -> Response:
    answer.content_type = fault.get("type", "text/html")
    return answer


def headers(fault: Fault, answer: Response) -> Response:
    answer.headers += list(fault["headers"].items())
    return answer


def set_status(fault: Fault, answer: Response) -> Response:
    answer.status = fault["status"]
    return answer


CHANGING: dict[str, Callable[[Fault, Response], Response]] = {
    "duplicate_keys": duplicate_keys, "trailing": trailing,
    "members": members, "hostile": hostile_texts, "wrong_type": wrong_type,
    "headers": headers, "set_status": set_status,
}


# Hampering the delivery; each returns whether the connection lives on

def delay(fault: Fault, whole: bytes, sink: Sink) -> bool:
    time.sleep(fault.get("seconds", 1))
    sink.write(whole)
    return True


def drip(fault: Fault, whole: bytes, sink: Sink) -> bool:
    step = fault.get("bytes", 1)
    for start in range(0, len(whole), step):
        sink.write(whole[start:start + step])
        sink.flush()
        time.sleep(fault.get("seconds", 0.5))
    return True


def truncate(fault: Fault, whole: bytes, sink: Sink) -> bool:
    sink.write(whole[:len(whole) - fault.get("bytes", 20)])
    return False


def close(fault: Fault, whole: bytes, sink: Sink) -> bool:
    return False


def flood(fault: Fault, whole: bytes, sink: Sink) -> bool:
    """Chunks without end; ends when the client goes or after `size`."""
    sink.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
               b"Transfer-Encoding: chunked\r\n\r\n")
    chunk = b"4000\r\n" + b" " * 0x4000 + b"\r\n"
    for _ in range(fault.get("size", 64_000_000) // 0x4000):
        sink.write(chunk)
    return False


def header_flood(fault: Fault, whole: bytes, sink: Sink) -> bool:
    sink.write(b"HTTP/1.1 200 OK\r\n")
    for number in range(fault.get("count", 50_000)):
        sink.write(f"X-Padding-{number}: {'x' * 100}\r\n".encode())
    return False


HAMPERING: dict[str, Callable[[Fault, bytes, Sink], bool]] = {
    "delay": delay, "drip": drip, "truncate": truncate, "close": close,
    "flood": flood, "header_flood": header_flood,
}


def is_known(fault: Fault) -> bool:
    if fault.get("kind") == "hostile":
        return hostile.is_known(fault["members"])
    return fault.get("kind") in [*REPLACING, *CHANGING, *HAMPERING]


def lets_endpoint_work(fault: Fault) -> bool:
    return fault.get("processed", fault["kind"] not in REPLACING)
