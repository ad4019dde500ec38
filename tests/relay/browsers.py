# SPDX-License-Identifier: BSD-2-Clause
"""Real browsers: a headless Chromium at the relay and the demo provider."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from loopback import SignIn, Site, check, soon
from rig.chromium import Chromium, missing
from rig.tap import Skip
from rig.world import TREE

sys.path.append(str(TREE / "tests" / "provider"))
from control import Provider  # noqa: E402  (found by the line above)

PASSWORD = "correct-horse"


class Pretender(SignIn):
    """A host that asks at the demo provider, and redeems nothing."""

    def back(self, code="C-1"):
        raise NotImplementedError("the provider knows the way back")


def prepare():
    """Tests in order, and what ends them."""
    if missing():
        def skip():
            raise Skip(missing())
        return [("real browsers", skip)], lambda: None
    state = tempfile.TemporaryDirectory(prefix="pam_claims-provider-")
    provider = Provider(state.name)
    provider.start()
    authorize = provider.issuer.removesuffix("/v2.0") + \
        "/oauth2/v2.0/authorize"
    site = Site(authorization_endpoints=authorize,
                client_ids=provider.client_id, organisation="Example & Sons",
                support="help@example.com", waiting_per_user=100,
                starts_per_minute=1000)
    site.start()
    provider.set(authorize={
        "redirect_uris": [f"{site.relay.url}/callback"]})
    base = site.start_body

    def body(sign_in_state, **changes):
        found = base(sign_in_state, **changes)
        found["authorization_url"] = found["authorization_url"].replace(
            "https://idp.example/authorize", authorize).replace(
            "client_id=app-1", f"client_id={provider.client_id}") + \
            "&scope=openid&nonce=n"
        found["account"] = "alice@example.test"
        return found

    site.start_body = body
    chromium = Chromium()
    pictures = Path(os.environ.get("PICTURES") or state.name)

    def at_the_provider(page, user="alice"):
        page.wait("document.getElementsByName('password').length")
        page.fill("user", user)
        page.fill("password", PASSWORD)
        page.click("button[value=go]")
        page.click("button[value=approve]")

    def proceed(page, sign_in, clicks=1):
        page.open(sign_in.url)
        page.click("button[value=continue]", clicks)

    def arrive(page, sign_in):
        page.wait(f"location.pathname == '/{sign_in.id}/done'")
        page.loaded()

    def number_of(page):
        return "".join(c for c in page.evaluate(
            "document.querySelector('.number').innerText") if c.isdigit())

    def done(sign_in, number=None):
        answer = sign_in.ask(site.line(), json.dumps(
            {"number": number} if number else {}))
        check(answer.json["status"] == "done", answer.body)
        check(answer.json["code"], answer.body)

    def whole_sign_in():
        sign_in = SignIn(site, site.line())
        page = chromium.page()
        proceed(page, sign_in)
        at_the_provider(page)
        arrive(page, sign_in)
        check("code=" not in page.address, page.address)
        check("Type this number" in page.text, page.text)
        done(sign_in, number_of(page))

    def without_a_number():
        sign_in = SignIn(site, site.line(), number=False)
        page = chromium.page()
        proceed(page, sign_in)
        at_the_provider(page)
        arrive(page, sign_in)
        check("continues automatically" in page.text, page.text)
        done(sign_in)

    def double_click():
        sign_in = SignIn(site, site.line())
        page = chromium.page()
        proceed(page, sign_in, 2)
        at_the_provider(page)
        arrive(page, sign_in)
        done(sign_in, number_of(page))

    def each_page_reloaded():
        sign_in = SignIn(site, site.line())
        page = chromium.page()
        page.open(sign_in.url)
        page.reload()
        page.click("button[value=continue]")
        page.wait("document.getElementsByName('password').length")
        page.reload()
        at_the_provider(page)
        arrive(page, sign_in)
        before = number_of(page)
        page.reload()
        check(number_of(page) == before)
        done(sign_in, before)
        page.reload()
        check("Signed in" in page.text and before not in page.text, page.text)

    def back_button():
        sign_in = SignIn(site, site.line())
        page = chromium.page()
        proceed(page, sign_in)
        page.wait("document.getElementsByName('password').length")
        page.back()
        page.click("button[value=continue]")
        at_the_provider(page)
        arrive(page, sign_in)
        number = number_of(page)
        page.open(sign_in.url)
        check("has been done" in page.text, page.text)
        done(sign_in, number)

    def two_browsers():
        sign_in = SignIn(site, site.line())
        first, second = chromium.page(), chromium.page()
        proceed(first, sign_in)
        proceed(second, sign_in)
        at_the_provider(first)
        first.wait("document.body.innerText.includes('Another browser')")
        at_the_provider(second)
        arrive(second, sign_in)
        first.open(f"{sign_in.url}/done")
        check("Another browser" in first.text, first.text)
        done(sign_in, number_of(second))

    def no_cookies():
        sign_in = SignIn(site, site.line())
        page = chromium.page()
        page.call("Emulation.setDocumentCookieDisabled", disabled=True)
        page.open(sign_in.url)
        page.call("Network.enable")
        page.call("Network.clearBrowserCookies")
        page.click("button[value=continue]")
        page.wait("document.body.innerText.includes('cookie')")

    def not_me():
        sign_in = SignIn(site, site.line())
        page = chromium.page()
        page.open(sign_in.url)
        page.click("button[value=decline]")
        page.wait("document.body.innerText.includes('refused')")
        check(sign_in.ask(site.line()).json["error"] == "reported")

    def link_preview():
        sign_in = SignIn(site, site.line())
        for _ in range(3):
            page = chromium.page()
            page.open(sign_in.url)
        page.open(f"{sign_in.url}/done")
        check("Another browser" in page.text, page.text)
        proceed(page, sign_in)
        at_the_provider(page)
        arrive(page, sign_in)
        done(sign_in, number_of(page))

    def policy_is_kept():
        """Nothing from elsewhere, no script, no frame."""
        sign_in = SignIn(site, site.line())
        page = chromium.page()
        page.open(sign_in.url)
        loaded = page.evaluate(
            "performance.getEntriesByType('resource').map(e => e.name)")
        check(loaded == [f"{site.relay.url}/style.css"], loaded)
        check(page.evaluate(
            "getComputedStyle(document.querySelector('button')).borderRadius")
            == "8px")

    def fits(width, zoom, name, scheme="light", language="en", phone=False):
        def test():
            sign_in = SignIn(site, site.line())
            page = chromium.page()
            page.resize(width, 800, zoom, phone)
            page.prefer(scheme)
            page.speak(language)
            page.open(sign_in.url)
            check(page.evaluate("document.documentElement.lang") == language)
            for step in ("ask", "number"):
                wide = page.evaluate("document.documentElement.scrollWidth > "
                                     "document.documentElement.clientWidth")
                check(not wide, "it has to be scrolled sideways")
                small = page.evaluate(
                    "[...document.querySelectorAll('button')].some(e => "
                    "e.getBoundingClientRect().height < 44)")
                check(not small, "a button is too small for a thumb")
                page.picture(pictures / f"{step}-{name}.png")
                if step == "ask":
                    page.click("button[value=continue]")
                    at_the_provider(page)
                    arrive(page, sign_in)
        return f"{name}: fits", test

    def valid():
        """Every page, in every language, by HTML Tidy."""
        if shutil.which("tidy") is None:
            raise Skip("tidy is not installed")
        sign_in = SignIn(site, site.line())
        browser = site.browser()
        for language in ("en", "de", "ja"):
            browser.fields = (f"Accept-Language: {language}",)
            for path in (f"/{sign_in.id}", "/0000000000", "/callback",
                         f"/{sign_in.id}/done"):
                text = browser.ask("GET", path).body
                done_ = subprocess.run(
                    ["tidy", "-quiet", "-errors", "-utf8"], input=text,
                    capture_output=True)
                check(done_.returncode == 0, language, path,
                      done_.stderr.decode())

    def text_browser():
        if shutil.which("w3m") is None:
            raise Skip("w3m is not installed")
        sign_in = SignIn(site, site.line())
        text = site.browser().ask("GET", f"/{sign_in.id}").body
        shown = subprocess.run(
            ["w3m", "-dump", "-T", "text/html", "-cols", "80"], input=text,
            capture_output=True).stdout.decode()
        for word in ("Did you just start this login?", "alice", "web01",
                     "192.0.2.7", "Continue", "This was not me"):
            check(word in shown, word, shown)

    def end():
        chromium.stop()
        site.stop()
        provider.stop()
        state.cleanup()

    return [
        ("a whole sign-in", whole_sign_in),
        ("without a number", without_a_number),
        ("a double click", double_click),
        ("each page reloaded", each_page_reloaded),
        ("the back button", back_button),
        ("two browsers", two_browsers),
        ("no cookies", no_cookies),
        ("this was not me", not_me),
        ("a link preview", link_preview),
        ("nothing comes from elsewhere", policy_is_kept),
        fits(1280, 1, "desktop"),
        fits(1280, 1, "dark", "dark"),
        fits(320, 1, "320 pixels"),
        fits(390, 1, "phone", "dark", "de", True),
        fits(1280, 2, "twice as large", language="ja"),
        ("each page is valid HTML", valid),
        ("a browser that shows text", text_browser),
    ], end
