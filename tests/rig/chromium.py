# SPDX-License-Identifier: BSD-2-Clause
"""A real Chromium without a screen, driven through a pipe (Chrome DevTools
Protocol)."""

from __future__ import annotations

import base64
import json
import os
import shutil
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any

WAIT = 20


def missing() -> str:
    """Why there is none, or nothing."""
    return "" if shutil.which("chromium") else "chromium is not installed"


class Chromium:
    """One browser; each page is a tab of a profile with its own cookies."""

    def __init__(self) -> None:
        self.profile = tempfile.TemporaryDirectory(
            prefix="pam_claims-chromium-", ignore_cleanup_errors=True)
        # The browser reads commands at 3 and writes at 4.
        commands, self.write = os.pipe()
        self.read, answers = os.pipe()

        def lay_out() -> None:
            for old, new in ((os.dup(commands), 3), (os.dup(answers), 4)):
                os.dup2(old, new)

        self.process = subprocess.Popen(
            ["chromium", "--headless=new", "--remote-debugging-pipe",
             "--no-sandbox", "--disable-gpu", "--no-first-run",
             "--disable-background-networking", "--disable-dev-shm-usage",
             "--ignore-certificate-errors", "--hide-scrollbars",
             f"--user-data-dir={self.profile.name}", "about:blank"],
            preexec_fn=lay_out, close_fds=False, stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            env={**os.environ, "HOME": self.profile.name})
        os.close(commands)
        os.close(answers)
        self.number = 0
        self.rest = b""

    def call(self, method: str, session: str = "", **params: Any) -> Any:
        """One command and its result."""
        self.number += 1
        message = {"id": self.number, "method": method, "params": params}
        if session:
            message["sessionId"] = session
        os.write(self.write, json.dumps(message).encode() + b"\0")
        end = time.monotonic() + WAIT
        while True:
            while b"\0" not in self.rest:
                if time.monotonic() > end:
                    raise AssertionError(f"no answer to {method}")
                self.rest += os.read(self.read, 65536)
            raw, self.rest = self.rest.split(b"\0", 1)
            answer = json.loads(raw)
            if answer.get("id") == self.number:
                if "error" in answer:
                    raise AssertionError(f"{method}: {answer['error']}")
                return answer["result"]

    def page(self) -> "Page":
        """A window of its own, with cookies of its own."""
        context = self.call("Target.createBrowserContext")["browserContextId"]
        target = self.call("Target.createTarget", url="about:blank",
                           browserContextId=context)["targetId"]
        session = self.call("Target.attachToTarget", targetId=target,
                            flatten=True)["sessionId"]
        return Page(self, session)

    def stop(self) -> None:
        """End it."""
        self.process.terminate()
        self.process.wait(10)
        os.close(self.write)
        os.close(self.read)
        self.profile.cleanup()


class Page:
    """What a person does in one window."""

    def __init__(self, browser: Chromium, session: str) -> None:
        self.browser = browser
        self.session = session
        self.call("Page.enable")

    def call(self, method: str, **params: Any) -> Any:
        """One command about this page."""
        return self.browser.call(method, self.session, **params)

    def evaluate(self, expression: str) -> Any:
        """The value of an expression; None while the page changes."""
        try:
            result = self.call("Runtime.evaluate", expression=expression,
                               returnByValue=True)
        except AssertionError:
            return None
        return result["result"].get("value")

    def wait(self, expression: str, what: str = "") -> Any:
        """Until the expression is true."""
        end = time.monotonic() + WAIT
        while True:
            value = self.evaluate(expression)
            if value:
                return value
            if time.monotonic() > end:
                raise AssertionError(
                    f"{what or expression}: {self.address}: {self.text}")
            time.sleep(0.03)

    def open(self, address: str) -> None:
        """Type an address and wait for the page."""
        self.call("Page.navigate", url=address)
        self.loaded()

    def loaded(self) -> None:
        """Until the page is there."""
        self.wait("document.readyState == 'complete' && "
                  "location.href != 'about:blank'")

    def reload(self) -> None:
        """As by F5."""
        self.evaluate("window.old = 1")
        self.call("Page.reload")
        self.wait("!window.old && document.readyState == 'complete'")

    def back(self) -> None:
        """The back button."""
        history = self.call("Page.getNavigationHistory")
        self.call("Page.navigateToHistoryEntry", entryId=history["entries"][
            history["currentIndex"] - 1]["id"])
        time.sleep(0.3)
        self.loaded()

    def fill(self, name: str, value: str) -> None:
        """Type into the field of this name."""
        self.wait(f"document.getElementsByName('{name}').length")
        self.evaluate(f"document.getElementsByName('{name}')[0].value = "
                      f"{json.dumps(value)}")

    def click(self, selector: str, count: int = 1) -> None:
        """Press what the selector finds, with a real mouse."""
        where = self.wait(f"(() => {{ let e = document.querySelector("
                          f"{json.dumps(selector)}); if (!e) return 0; "
                          "e.scrollIntoView(); let r = "
                          "e.getBoundingClientRect(); return [r.x + r.width "
                          "/ 2, r.y + r.height / 2] })()", selector)
        for number in range(1, count + 1):
            for kind in ("mousePressed", "mouseReleased"):
                self.call("Input.dispatchMouseEvent", type=kind, x=where[0],
                          y=where[1], button="left", clickCount=number)

    @property
    def address(self) -> str:
        """In the bar."""
        return self.evaluate("location.href") or ""

    @property
    def text(self) -> str:
        """What can be read."""
        return self.evaluate("document.body && document.body.innerText") or ""

    def resize(self, width: int, height: int, zoom: float = 1,
               phone: bool = False) -> None:
        """Another window; zoom makes it smaller in its own pixels."""
        self.call("Emulation.setDeviceMetricsOverride",
                  width=int(width / zoom), height=int(height / zoom),
                  deviceScaleFactor=zoom, mobile=phone)

    def prefer(self, scheme: str) -> None:
        """Light or dark."""
        self.call("Emulation.setEmulatedMedia", features=[
            {"name": "prefers-color-scheme", "value": scheme}])

    def speak(self, language: str) -> None:
        """What is asked for by Accept-Language."""
        self.call("Network.enable")
        self.call("Network.setExtraHTTPHeaders",
                  headers={"Accept-Language": language})

    def picture(self, path: Path) -> None:
        """The whole page."""
        shot = self.call("Page.captureScreenshot", format="png",
                         captureBeyondViewport=True)
        path.write_bytes(base64.b64decode(shot["data"]))
