#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""Steers the demo provider: a class for tests, a command for people.

    with Provider("/tmp/state") as provider:
        provider.set(policy={"require_mfa": True})
        provider.act(provider.wait_for_code(), "alice", second_factor=True)
"""

import argparse
import json
import ssl
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from types import TracebackType
from typing import Any

from browser import Browser

START_TIMEOUT = 20
PROGRAM = Path(__file__).with_name("provider.py")


class ControlError(RuntimeError):
    pass


class Provider:
    """A provider with its state in `state`; `attach` takes a running one.

    options: of provider.py's command line, as interval=1, strict_rotation=
    True, fault_port=0 and so on."""

    def __init__(self, state: str | Path, **options: Any) -> None:
        self.state_dir = Path(state)
        self.options = {"lifetime": 900, **options}
        self.process: subprocess.Popen[bytes] | None = None
        self.facts: dict[str, Any] = {}

    @classmethod
    def attach(cls, state: str | Path) -> "Provider":
        provider = cls(state)
        provider.read_facts()
        return provider

    def command(self) -> list[str]:
        words = ["/usr/bin/python3", str(PROGRAM),
                 "--state", str(self.state_dir)]
        for name, value in self.options.items():
            option = "--" + name.replace("_", "-")
            if value is True:
                words.append(option)
            elif value is not False and value is not None:
                words += [option, str(value)]
        return words

    def start(self) -> "Provider":
        ready = self.state_dir / "provider.json"
        ready.unlink(missing_ok=True)
        self.process = subprocess.Popen(self.command(),
                                        stdin=subprocess.DEVNULL,
                                        stdout=subprocess.DEVNULL)
        end = time.monotonic() + START_TIMEOUT
        while not ready.exists():
            if self.process.poll() is not None or time.monotonic() > end:
                self.stop()
                raise ControlError("the provider did not start")
            time.sleep(0.02)
        self.read_facts()
        return self

    def stop(self) -> None:
        if self.process is None:
            return
        self.process.terminate()
        try:
            self.process.wait(5)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process = None

    def __enter__(self) -> "Provider":
        return self.start()

    def __exit__(self, kind: type[BaseException] | None,
                 wrong: BaseException | None,
                 trace: TracebackType | None) -> None:
        self.stop()

    def read_facts(self) -> None:
        path = self.state_dir / "provider.json"
        self.facts = json.loads(path.read_text())
        self.context = ssl.create_default_context(
            cafile=self.facts["ca_file"])
        self.opener = urllib.request.build_opener(
            urllib.request.ProxyHandler({}),
            urllib.request.HTTPSHandler(context=self.context))

    @property
    def issuer(self) -> str:
        return self.facts["issuer"]

    @property
    def client_id(self) -> str:
        return self.facts["client_id"]

    @property
    def api_url(self) -> str:
        return self.facts["api_url"]

    @property
    def ca_file(self) -> str:
        return self.facts["ca_file"]

    @property
    def base(self) -> str:
        """https://host:port"""
        return self.api_url.removesuffix("/api/me")

    def call(self, path: str, orders: dict[str, Any] | None = None) -> Any:
        data = None if orders is None else json.dumps(orders).encode()
        request = urllib.request.Request(
            self.facts["control"] + path, data,
            {"Content-Type": "application/json"})
        try:
            with self.opener.open(request, timeout=30) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as wrong:
            with wrong:
                raise ControlError(wrong.read().decode()) from None

    def order(self, **orders: Any) -> dict[str, Any]:
        """The raw orders of control_endpoint.py."""
        return self.call("", orders)

    def set(self, **settings: Any) -> None:
        self.order(set=settings)

    def reset(self) -> None:
        self.order(reset=True)

    def revoke(self, user: str) -> int:
        return self.order(revoke=user)["revoked"]

    def rotate_keys(self, publish: bool = True) -> None:
        self.order(rotate_keys=True if publish else "hidden")

    def act(self, code: str, user: str = "alice",
            second_factor: bool = False,
            decision: str = "approve") -> dict[str, Any]:
        """Plays the person at once, without the web pages."""
        return self.order(act={"code": code, "user": user,
                               "second_factor": second_factor,
                               "decision": decision})

    def follow(self, url: str, user: str = "alice",
               second_factor: bool = False,
               decision: str = "approve") -> str:
        """Opens the address that a client shows for the code flow, and plays
        the person at once.  The address to which the browser is sent in the
        end; it is for the caller to open or to paste."""
        if not url.startswith(self.base + "/"):
            raise ControlError(f"not an address of the provider: {url}")
        page = Browser(self.base, self.ca_file).get(url)
        if page.address:
            return page.address
        form = page.form_with("visit")
        if form is None:
            raise ControlError(page.alert or page.title)
        done = self.order(act={"visit": form.fields["visit"], "user": user,
                               "second_factor": second_factor,
                               "decision": decision})
        if not done.get("address"):
            raise ControlError(done.get("error", "the browser stays"))
        return done["address"]

    def state(self) -> dict[str, Any]:
        return self.call("/state")

    def requests(self, since: int = 0,
                 path: str = "") -> list[dict[str, Any]]:
        """Logged requests after number `since` whose path ends in `path`."""
        return [entry for entry in self.call(f"/requests?since={since}")
                if entry["path"].endswith(path)]

    def mark(self) -> int:
        """The number of the newest request, for `since`."""
        return self.state()["requests"]

    def pending_codes(self) -> list[dict[str, Any]]:
        return [code for code in self.state()["codes"]
                if code["status"] == "pending"]

    def wait_for_code(self, timeout: float = 20) -> str:
        """The newest pending user code, once there is one."""
        end = time.monotonic() + timeout
        while time.monotonic() < end:
            pending = self.pending_codes()
            if pending:
                return pending[-1]["user_code"]
            time.sleep(0.05)
        raise ControlError("no code appeared")


def main() -> int:
    parser = argparse.ArgumentParser(
        description="Steers a running demo provider.")
    parser.add_argument("--state", required=True, metavar="DIR",
                        help="the provider's state directory")
    verbs = parser.add_subparsers(dest="verb", required=True)
    verbs.add_parser("set", help="change settings").add_argument(
        "json", help='for example \'{"policy": {"require_mfa": true}}\'')
    verbs.add_parser("order", help="send raw orders").add_argument("json")
    verbs.add_parser("reset", help="everything as at the start")
    verbs.add_parser("state", help="show everything")
    verbs.add_parser("codes", help="show the codes that wait for a person")
    verbs.add_parser("requests", help="show the logged requests").add_argument(
        "since", nargs="?", type=int, default=0)
    given = parser.parse_args()
    try:
        provider = Provider.attach(given.state)
        answer: Any = {
            "set": lambda: provider.set(**json.loads(given.json)),
            "order": lambda: provider.order(**json.loads(given.json)),
            "reset": provider.reset, "state": provider.state,
            "codes": provider.pending_codes,
            "requests": lambda: provider.requests(given.since),
        }[given.verb]()
    except (ControlError, OSError, ValueError) as wrong:
        print(f"control.py: {wrong}", file=sys.stderr)
        return 1
    if answer is not None:
        print(json.dumps(answer, indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main())
