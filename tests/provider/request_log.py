# SPDX-License-Identifier: BSD-2-Clause
"""One JSON line for each request, secrets only as fingerprints."""

import json
import threading
import time
from collections import deque
from pathlib import Path
from typing import Any

from exchange import Request, Response
from sessions import fingerprint

SECRETS = ("refresh_token", "device_code", "client_secret", "code",
           "code_verifier", "password", "factor", "visit")
KEPT = 20_000


def shown(form: dict[str, str]) -> dict[str, str]:
    return {name: fingerprint(value) if name in SECRETS and value else value
            for name, value in form.items()}


class RequestLog:
    def __init__(self, path: Path) -> None:
        self.lock = threading.Lock()
        self.file = open(path, "w", encoding="utf-8", buffering=1)
        self.entries: deque[dict[str, Any]] = deque(maxlen=KEPT)
        self.count = 0

    def add(self, entry: dict[str, Any]) -> None:
        with self.lock:
            self.count += 1
            entry = {"n": self.count, "time": round(time.time(), 4), **entry}
            self.entries.append(entry)
            self.file.write(json.dumps(entry) + "\n")

    def add_request(self, request: Request, response: Response,
                    fault: str) -> None:
        entry: dict[str, Any] = {
            "connection": request.connection, "method": request.method,
            "path": request.path, "form": shown(request.form),
            "status": response.status}
        if request.query:
            entry["query"] = shown(request.query)
        bearer = request.headers.get("Authorization", "")
        if bearer:
            entry["authorization"] = fingerprint(bearer.split(" ")[-1])
        for name in ("User-Agent", "client-request-id"):
            if name in request.headers:
                entry[name.lower()] = request.headers[name]
        if response.error:
            entry["error"] = response.error
        if fault:
            entry["fault"] = fault
        self.add(entry)

    def since(self, number: int) -> list[dict[str, Any]]:
        with self.lock:
            return [entry for entry in self.entries if entry["n"] > number]
