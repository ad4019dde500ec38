# SPDX-License-Identifier: BSD-2-Clause
"""The first sign-in, and the silent logins after it."""

import os
import stat

from rig import qr
from rig.stack import STORE, Stack, check, expect, none_left, plain


def tests(stack: Stack):
    """Name and test, in order."""
    provider = stack.provider

    def first_sign_in():
        stack.fresh()
        mark = provider.mark()
        login = stack.login()
        found = stack.sign_in(login)
        expect(found, outcome="granted", reason="sign_in", service="claims",
               user="alice", tty="pts/9", rhost="192.0.2.7",
               identity="alice@example.test")
        check(login.status == 0, login.screen)
        for text in ("/device", "192.0.2.7", "alice@example.test",
                     "Sign in only if you started this login"):
            check(text in plain(login.screen), text, login.screen)
        paths = [entry["path"].rsplit("/", 1)[1]
                 for entry in provider.requests(mark)
                 if "control" not in entry["path"]]
        check(paths[:3] == ["openid-configuration", "keys", "devicecode"],
              paths)
        none_left()

    def silent():
        stack.fresh()
        stack.enrol()
        mark = provider.mark()
        login = stack.login()
        found = login.end()
        expect(found, outcome="granted", reason="silent", requests="1")
        check(login.status == 0 and "Code" not in login.screen, login.screen)
        asked = provider.requests(mark, "/token")
        check(len(asked) == 1 and len(provider.requests(mark)) <= 3, asked)
        check('"cp1"' in asked[0]["form"]["claims"], asked[0])

    def one_connection():
        stack.fresh()
        mark = provider.mark()
        stack.enrol()
        asked = [entry for entry in provider.requests(mark)
                 if "control" not in entry["path"]]
        discovery = {entry["connection"] for entry in asked[:2]}
        client = {entry["connection"] for entry in asked[2:]}
        check(len(discovery) == 1 and len(client) == 1, asked)

    def store_is_private():
        stack.fresh()
        stack.enrol()
        check(stat.S_IMODE(os.stat(STORE).st_mode) == 0o700)
        for path in STORE.iterdir():
            mode = stat.S_IMODE(path.stat().st_mode)
            check(mode & 0o077 == 0, path, oct(mode))
        check(b"refresh" not in stack.record())

    def rotates_strictly():
        stack.fresh()
        provider.set(rotation="strict")
        stack.enrol()
        for _ in range(3):
            before = stack.record()
            expect(stack.login().end(), outcome="granted", reason="silent")
            check(stack.record() != before, "the record did not change")

    def keeps_old_token():
        stack.fresh()
        stack.enrol()
        provider.set(rotation="none")
        for _ in range(2):
            expect(stack.login().end(), outcome="granted", reason="silent")

    def slow_down():
        stack.fresh()
        provider.set(device={"slow_down": 1})
        mark = provider.mark()
        login = stack.login()
        code = login.code()
        login.terminal.expect("(?i)press enter")
        while len(provider.requests(mark, "/token")) < 1:
            pass
        provider.act(code)
        login.terminal.answer()
        expect(login.end(), outcome="granted")
        polls = [entry["time"] for entry in provider.requests(mark, "/token")]
        check(len(polls) == 2 and polls[1] - polls[0] >= 5.9, polls)

    def pending_and_transport_errors():
        stack.fresh()
        provider.set(faults=[{"path": "token", "kind": "close",
                              "processed": False},
                             {"path": "token", "kind": "status",
                              "status": 503}])
        login = stack.login()
        expect(stack.sign_in(login), outcome="granted", reason="sign_in")

    def complete_uri():
        stack.fresh()
        provider.set(device={"complete_uri": True})
        login = stack.login()
        address = login.terminal.expect(r"https://\S+").group()
        code = login.code()
        login.enter("q")
        login.terminal.expect("(?i)press enter")
        content = qr.read(login.screen)
        check(content == f"{address}?user_code={code}", content)
        provider.act(code)
        login.terminal.answer()
        expect(login.end(), outcome="granted")

    def plain_uri():
        stack.fresh(qr="always")
        login = stack.login()
        address = login.terminal.expect(r"https://\S+").group()
        code = login.code()
        login.terminal.expect("(?i)press enter")
        check(qr.read(login.screen) == address, login.screen)
        provider.act(code)
        login.terminal.answer()
        expect(login.end(), outcome="granted")

    def keys_away():
        """The old token is spent when the keys turn out to be away."""
        stack.fresh(account="check")
        provider.set(rotation="strict")
        stack.enrol()
        provider.rotate_keys()
        provider.set(faults={"path": "keys", "kind": "status", "status": 503})
        expect(stack.login(operation="acct_mgmt").end(),
               outcome="unavailable", reason="keys_503")
        provider.set(faults=[])
        expect(stack.login(operation="acct_mgmt").end(), outcome="granted",
               reason="silent")

    return [
        ("the first sign-in binds and stores", first_sign_in),
        ("a silent login is one request and shows nothing", silent),
        ("one connection for discovery, one for the client", one_connection),
        ("the store is root's alone and sealed", store_is_private),
        ("strict rotation", rotates_strictly),
        ("a new token outlives keys that cannot be had", keys_away),
        ("no rotation keeps the token", keeps_old_token),
        ("slow_down adds five seconds", slow_down),
        ("polling survives transport errors", pending_and_transport_errors),
        ("a QR code on request holds address and code", complete_uri),
        ("a QR code at once holds the address", plain_uri),
    ]
