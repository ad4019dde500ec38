# SPDX-License-Identifier: BSD-2-Clause
"""Starts the foreign identity provider and plays the person at its pages.

    with Foreign("/tmp/state") as foreign:
        foreign.approve(user_code, "alice", acr=foreign.levels[1])

The state directory belongs to one provider; the CA file in it is what a client
trusts.  node and oidc-provider are found through FOREIGN_NODE and
FOREIGN_MODULES, else on the path and beside this file.
"""

import html.parser
import http.cookiejar
import json
import os
import ssl
import subprocess
import time
import urllib.error
import urllib.parse
import urllib.request

HERE = os.path.dirname(os.path.abspath(__file__))
START_TIMEOUT = 30
REQUEST_TIMEOUT = 10


class Page(html.parser.HTMLParser):
    """One page of the provider: its name, its reason and its first form."""

    def __init__(self, address, text):
        super().__init__()
        self.address = address
        self.name = "error"
        self.reason = ""
        self.action = address
        self.fields = {}
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        values = dict(attrs)
        if tag == "body" and "data-page" in values:
            self.name = values["data-page"]
            self.reason = values.get("data-reason") or ""
        elif tag == "form":
            action = values.get("action") or self.address
            self.action = urllib.parse.urljoin(self.address, action)
        elif tag == "input" and values.get("name"):
            self.fields[values["name"]] = values.get("value") or ""


class Redirections(urllib.request.HTTPRedirectHandler):
    """Follows them, and knows where the last one led."""

    last = ""

    def redirect_request(self, req, fp, code, msg, headers, newurl):
        self.last = newurl
        return super().redirect_request(req, fp, code, msg, headers, newurl)


class Browser:
    """A person's browser: keeps cookies, follows redirects, sends forms.

    Where nobody listens at the person's own machine, it shows the address.
    """

    def __init__(self, ca_file):
        context = ssl.create_default_context(cafile=ca_file)
        self._redirections = Redirections()
        self.opener = urllib.request.build_opener(
            urllib.request.ProxyHandler({}), self._redirections,
            urllib.request.HTTPSHandler(context=context),
            urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()),
        )

    def open(self, address, fields=None):
        data = None
        if fields is not None:
            data = urllib.parse.urlencode(fields).encode()
        request = urllib.request.Request(
            address, data, {"Accept": "text/html"})
        try:
            answer = self.opener.open(request, timeout=REQUEST_TIMEOUT)
        except urllib.error.HTTPError as error:
            answer = error
        except urllib.error.URLError:
            if not self._redirections.last.startswith("http://127.0.0.1"):
                raise
            return Page(self._redirections.last, "")
        with answer:
            return Page(answer.geturl(), answer.read().decode())

    def submit(self, page, **fields):
        return self.open(page.action, {**page.fields, **fields})


class Foreign:
    """The provider while it runs; `state` is a directory for its files."""

    people = ("alice", "bob")
    settings = {}
    refusal = "invalid_grant"
    silent_requests = 1

    def __init__(self, state, *options):
        self.state = os.path.abspath(state)
        self._options = options
        self._process = None
        self._facts = {}

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.stop()

    def start(self):
        os.makedirs(self.state, mode=0o755, exist_ok=True)
        for name in ("foreign.json", "requests.jsonl"):
            if os.path.exists(self._path(name)):
                os.remove(self._path(name))
        modules = os.environ.get("FOREIGN_MODULES",
                                 os.path.join(HERE, "node_modules"))
        if not os.path.isdir(os.path.join(modules, "oidc-provider")):
            raise RuntimeError(f"no oidc-provider in {modules}: "
                               f"run npm ci in {HERE}")
        command = [
            os.environ.get("FOREIGN_NODE", "node"),
            os.path.join(HERE, "provider.mjs"),
            "--state", self.state, "--modules", modules, *self._options,
        ]
        with open(self._path("foreign.log"), "ab") as log:
            self._process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        try:
            self._wait_until_ready()
        except RuntimeError:
            self.stop()
            raise

    def stop(self):
        if self._process is None:
            return
        self._process.terminate()
        try:
            self._process.wait(5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process = None

    def wait(self, seconds):
        """The exit status of a provider that ends by itself."""
        return self._process.wait(seconds)

    @property
    def issuer(self):
        return self._facts["issuer"]

    @property
    def ca_file(self):
        return self._facts["ca_file"]

    @property
    def levels(self):
        """The values of acr that the provider knows, lowest first."""
        return self._facts["acr_values"]

    def client_id(self, algorithm="RS256"):
        """The client whose ID tokens are signed with this algorithm."""
        return self._facts["clients"][algorithm]

    def approve(self, user_code, account, acr="", age=0):
        """Types the code, signs in and consents, as a person would.

        `age` is how many seconds ago the sign-in is said to have been.
        Returns "approved"; "asked again: REASONS" when the provider wants
        more than this sign-in gave; or "refused: REASON".
        """
        browser = Browser(self.ca_file)
        page = self._enter_code(browser, user_code)
        if page.name == "interaction":
            page = browser.submit(page, account=account, acr=acr, age=age)
        return self._describe(page)

    def follow(self, address, account, acr="", age=0):
        """Signs in at an authorization request; the page that it ends on."""
        browser = Browser(self.ca_file)
        page = browser.open(address)
        if page.name == "interaction":
            page = browser.submit(page, account=account, acr=acr, age=age)
        return page

    def decline(self, user_code):
        """Types the code and declines where the provider asks to sign in."""
        browser = Browser(self.ca_file)
        page = self._enter_code(browser, user_code)
        if page.name == "interaction":
            page = browser.submit(page, decline="yes")
        return self._describe(page)

    def revoke(self, account):
        """Ends every grant of this account: its refresh tokens are dead."""
        Browser(self.ca_file).open(self._facts["control"] + "/revoke",
                                   {"account": account})

    def replace_key(self):
        """Sign with other keys, under the names of the last ones."""
        Browser(self.ca_file).open(self._facts["control"] + "/replace-keys",
                                   {})

    def requests(self, path=None):
        """What was asked so far, oldest first, perhaps of one path only."""
        try:
            with open(self._facts["log"], encoding="utf-8") as log:
                entries = [json.loads(line) for line in log]
        except FileNotFoundError:
            return []
        return [e for e in entries if path in (None, e["path"])]

    def _path(self, name):
        return os.path.join(self.state, name)

    def _wait_until_ready(self):
        deadline = time.monotonic() + START_TIMEOUT
        while not os.path.exists(self._path("foreign.json")):
            ended = self._process.poll() is not None
            if ended or time.monotonic() > deadline:
                raise RuntimeError("the foreign provider did not start:\n"
                                   + self._log_tail())
            time.sleep(0.05)
        with open(self._path("foreign.json"), encoding="utf-8") as file:
            self._facts = json.load(file)

    def _log_tail(self):
        with open(self._path("foreign.log"), encoding="utf-8",
                  errors="replace") as log:
            return log.read()[-2000:]

    def _enter_code(self, browser, user_code):
        page = browser.open(self.issuer + "/device")
        page = browser.submit(page, user_code=user_code)
        if page.name == "confirm":
            page = browser.submit(page)
        return page

    @staticmethod
    def _describe(page):
        if page.name == "success":
            return "approved"
        if page.name == "interaction":
            return "asked again: " + page.reason
        return "refused: " + (page.reason or page.name)
