# SPDX-License-Identifier: BSD-2-Clause
"""The authorization code flow: by a browser on this machine, or by paste."""

import json
import re
import time
import urllib.error
import urllib.request
from urllib.parse import parse_qs, urlsplit

from rig import pam, utmp
from rig.stack import Stack, check, expect, none_left

C1 = '{"id_token":{"acrs":{"essential":true,"value":"c1"}}}'
ADDRESS = r"in a browser:\s+(https://\S+)"


def tests(stack: Stack):
    """Name and test, in order."""
    provider = stack.provider
    stack.world.service("sudo", f"{pam.CLAIMS}", *pam.ACCOUNT)

    def fresh(**keys):
        stack.fresh(**{"flow": "code", "first_factor": "none", **keys})

    def address_of(login):
        """The authorization request, which a terminal may break."""
        login.terminal.expect(ADDRESS)
        return re.findall(ADDRESS, login.screen)[-1]

    def at_home(**options):
        utmp.write("pts/9")
        return stack.login(service="sudo", rhost="", **options)

    def paste(login, text):
        login.terminal.expect("(?i)paste that address[^\n]*")
        login.terminal.answer(text)

    def fetch(address):
        with urllib.request.urlopen(address, timeout=5) as answer:
            return answer.read().decode()

    def refused(address):
        try:
            fetch(address)
        except urllib.error.HTTPError as wrong:
            return wrong.code
        return 200

    def by_browser():
        fresh()
        mark = provider.mark()
        login = at_home()
        ended = provider.follow(address_of(login), "alice")
        page = fetch(ended)
        check("go back to the login" in page, page)
        found = login.end()
        expect(found, outcome="granted", reason="sign_in", requests="3")
        check("Paste" not in login.screen, login.screen)
        check(not provider.requests(mark, "/devicecode"))
        asked, = provider.requests(mark, "/authorize")
        query = asked["query"]
        check(query["code_challenge_method"] == "S256", query)
        check("login" in query["prompt"].split(), query)
        check(query["login_hint"] == "alice@example.test", query)
        check("xms_cc" in query["claims"], query)

    def silent_afterwards():
        stack.configure(flow="code")
        expect(at_home().end(), outcome="granted", reason="silent",
               requests="1")

    def by_paste():
        fresh()
        login = stack.login()
        ended = provider.follow(address_of(login), "alice")
        paste(login, f"  {ended} ")
        expect(login.end(), outcome="granted", reason="sign_in")
        code = parse_qs(urlsplit(ended).query)["code"][0]
        check(code not in "\n".join(stack.journal.lines), "a code in the log")

    def useless_pastes():
        fresh()
        login = stack.login()
        ended = provider.follow(address_of(login), "alice")
        for text in ("my-password", "", "https://evil.example/?code=1&state=2",
                     ended.replace("state=", "state=x")):
            paste(login, text)
            login.terminal.expect("not the address of this sign-in")
        paste(login, ended)
        expect(login.end(), outcome="granted")
        log = "\n".join(stack.journal.lines)
        check("my-password" not in log and "evil" not in log, log)

    def five_pastes():
        fresh()
        login = stack.login()
        address_of(login)
        for _ in range(5):
            paste(login, "wrong")
        expect(login.end(), outcome="declined", reason="pasted_in_vain")

    def cut_off():
        fresh()
        provider.set(authorize={"code_length": 1600})
        login = stack.login()
        ended = provider.follow(address_of(login), "alice")
        paste(login, ended[:1000])
        login.terminal.expect("cut off")
        login.terminal.expect(r"flow\s+=\s+device")
        login.terminal.kill()
        login.terminal.close()
        none_left(2)

    def wrong_person():
        fresh()
        login = at_home()
        fetch(provider.follow(address_of(login), "bob"))
        expect(login.end(), outcome="wrong_person")
        check("alice@example.test" in login.screen)

    def declined():
        fresh()
        login = at_home()
        fetch(provider.follow(address_of(login), "alice",
                              decision="decline"))
        expect(login.end(), outcome="declined", error="access_denied")

    def strangers_at_the_listener():
        fresh()
        login = at_home()
        address = address_of(login)
        back = parse_qs(urlsplit(address).query)["redirect_uri"][0]
        for path, status in (("/favicon.ico", 404), ("/?code=1", 400),
                             ("/?code=1&state=2", 400),
                             ("/?error=access_denied&state=2", 400)):
            check(refused(back + path) == status, path, refused(back + path))
        fetch(provider.follow(address, "alice"))
        expect(login.end(), outcome="granted")
        none_left(2)

    def spoiled(name, outcome, reason, **how):
        def test():
            fresh()
            provider.set(**how)
            login = stack.login()
            ended = provider.follow(address_of(login), "alice")
            paste(login, ended)
            expect(login.end(), outcome=outcome, reason=reason)
        return f"{name}: {outcome}", test

    def used_code():
        fresh()
        provider.set(token_error={"at": "code", "code": 54005})
        login = stack.login()
        paste(login, provider.follow(address_of(login), "alice"))
        login.terminal.expect("has expired")
        ended = provider.follow(address_of(login), "alice")
        paste(login, ended)
        expect(login.end(), outcome="granted")

    def no_device_endpoint():
        fresh(flow="auto")
        provider.set(metadata={"device_authorization_endpoint": None})
        login = at_home()
        fetch(provider.follow(address_of(login), "alice"))
        expect(login.end(), outcome="granted", reason="sign_in")
        fresh(flow="device")
        provider.set(metadata={"device_authorization_endpoint": None})
        expect(at_home().end(), outcome="configuration",
               reason="no_device_endpoint")

    def device_flow_refused():
        fresh(flow="auto")
        provider.set(device={"refused": "unauthorized_client"})
        login = at_home()
        fetch(provider.follow(address_of(login), "alice"))
        expect(login.end(), outcome="granted", reason="sign_in")

    def context_is_asked_for_and_shown():
        fresh(required_claims=C1)
        mark = provider.mark()
        login = at_home()
        fetch(provider.follow(address_of(login), "alice",
                              second_factor=True))
        expect(login.end(), outcome="granted")
        asked, = provider.requests(mark, "/authorize")
        claims = json.loads(asked["query"]["claims"])
        check(claims["id_token"]["acrs"]["value"] == "c1", claims)
        redeemed, = provider.requests(mark, "/token")
        check("c1" in redeemed["form"]["claims"], redeemed)
        check(redeemed["form"]["grant_type"] == "authorization_code")

    def came_by_ssh():
        """sudo itself does not know; utmp says where the terminal is."""
        fresh()
        utmp.write("pts/9", host="192.0.2.7")
        login = stack.login(service="sudo", rhost="")
        paste(login, provider.follow(address_of(login), "alice"))
        expect(login.end(), outcome="granted", reason="sign_in")

    def came_from_nobody_knows_where():
        """A browser elsewhere could not come back: nobody waits for it."""
        fresh()
        utmp.remove()
        login = stack.login(service="sudo", rhost="")
        paste(login, provider.follow(address_of(login), "alice"))
        expect(login.end(), outcome="granted", reason="sign_in")

    def for_somebody_else():
        """Or a caller of su could catch what alice's browser brings."""
        fresh()
        utmp.write("pts/9")
        stack.world.service("su", pam.CLAIMS, *pam.ACCOUNT)
        login = stack.login(service="su", rhost="")
        address = address_of(login)
        check("127.0.0.1%3A" not in address, "somebody listens", address)
        paste(login, provider.follow(address, "alice"))
        expect(login.end(), outcome="granted", reason="sign_in")

    def interrupted():
        fresh()
        login = at_home()
        address_of(login)
        time.sleep(0.3)
        login.terminal.kill()
        login.terminal.close()
        none_left(2)

    return [
        ("the browser comes back, nothing is typed", by_browser),
        ("the next login is silent", silent_afterwards),
        ("a pasted address", by_paste),
        ("pastes that are of no use", useless_pastes),
        ("five of them are enough", five_pastes),
        ("an address that was cut off", cut_off),
        ("the wrong person", wrong_person),
        ("declined in the browser", declined),
        ("strangers at the listener", strangers_at_the_listener),
        spoiled("a wrong iss", "untrusted", "issuer_mismatch",
                authorize={"iss": True}, redirection={"fault": "wrong_iss"}),
        spoiled("no iss though promised", "untrusted", "issuer_mismatch",
                authorize={"iss": True}, redirection={"fault": "no_iss"}),
        spoiled("a wrong nonce", "untrusted", "nonce_mismatch",
                id_token={"at": "code", "fault": "nonce"}),
        ("a code that was used: another try", used_code),
        ("no device endpoint", no_device_endpoint),
        ("the device flow is refused", device_flow_refused),
        ("a context is asked for and shown", context_is_asked_for_and_shown),
        ("sudo by ssh: the address is pasted", came_by_ssh),
        ("sudo from nobody knows where: the address is pasted",
         came_from_nobody_knows_where),
        ("nobody listens for a caller of su", for_somebody_else),
        ("the host is killed meanwhile", interrupted),
    ]
