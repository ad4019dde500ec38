#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""The demo identity provider: speaks Microsoft Entra's dialect on loopback.

README.md beside this file says what it can do and how tests steer it."""

import argparse
import itertools
import json
import os
import signal
import threading
from pathlib import Path
from typing import Any

from certificates import Certificates
from http_server import Port
from request_log import RequestLog
from routes import Routes
from tenant import Tenant


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--port", type=int, default=0, metavar="N",
                        help="0 takes a free one")
    parser.add_argument("--fault-port", type=int, metavar="N",
                        help="also listen here, with bad TLS (0: free one)")
    parser.add_argument("--state", type=Path, required=True, metavar="DIR")
    parser.add_argument("--host", default="localhost",
                        help="host name in the issuer and the certificate")
    parser.add_argument("--strict-rotation", action="store_true")
    parser.add_argument("--interval", type=float, default=5, metavar="S")
    parser.add_argument("--expires", type=float, default=900, metavar="S")
    parser.add_argument("--alg", default="RS256",
                        choices=("RS256", "PS256", "ES256"))
    parser.add_argument("--lifetime", type=float, default=7200, metavar="S",
                        help="stop by itself after this time")
    return parser.parse_args()


def start_settings(given: argparse.Namespace) -> dict[str, Any]:
    return {"rotation": "strict" if given.strict_rotation else "entra",
            "alg": given.alg, "device": {"interval": given.interval,
                                         "expires_in": given.expires}}


class Provider:
    """The three ports (main, control, fault) around one tenant."""

    def __init__(self, given: argparse.Namespace) -> None:
        self.given = given
        self.state: Path = given.state
        self.state.mkdir(mode=0o700, parents=True, exist_ok=True)
        (self.state / "provider.json").unlink(missing_ok=True)
        self.certificates = Certificates(self.state, given.host)
        self.certificates.context("good")
        self.tenant = Tenant(start_settings(given),
                             RequestLog(self.state / "requests.jsonl"))
        numbers = itertools.count(1)
        routes = Routes(self.tenant, self.listen)
        self.ports = {
            name: Port(name, number or 0, routes, self.certificates,
                       lambda: next(numbers))
            for name, number in (("main", given.port), ("control", 0),
                                 ("fault", given.fault_port))
            if number is not None}

    def listen(self, wanted: bool) -> None:
        if wanted:
            self.ports["main"].open()
        else:
            self.ports["main"].close()

    def url(self, name: str) -> str:
        return f"https://{self.given.host}:{self.ports[name].number}"

    def start(self) -> None:
        for port in self.ports.values():
            port.open()
        self.tenant.base = self.url("main")
        facts = {"issuer": self.tenant.issuer,
                 "port": self.ports["main"].number,
                 "client_id": self.tenant.client_id,
                 "api_url": self.tenant.api_url,
                 "ca_file": str(self.certificates.ca_file.resolve()),
                 "control": self.url("control") + "/control",
                 "requests": str((self.state / "requests.jsonl").resolve()),
                 "pid": os.getpid()}
        if "fault" in self.ports:
            facts["fault_port"] = self.ports["fault"].number
        ready = self.state / "provider.json.new"
        ready.write_text(json.dumps(facts, indent=1) + "\n")
        ready.rename(self.state / "provider.json")


def main() -> None:
    given = arguments()
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    provider = Provider(given)
    provider.start()
    print(f"Provider: {provider.tenant.issuer}", flush=True)
    stop.wait(given.lifetime)
    (given.state / "provider.json").unlink(missing_ok=True)
    os._exit(0)     # connections that are still open do not hold us


if __name__ == "__main__":
    main()
