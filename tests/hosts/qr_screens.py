# SPDX-License-Identifier: BSD-2-Clause
"""QR codes on real screens, read as a phone reads them."""

import contextlib
import os
import signal
import time
from pathlib import Path

from rig import pam, qr, relay
from rig.screenshot import Display, Window
from rig.sshd import Sshd, free_port
from rig.stack import CA, Stack, check, none_left, processes
from rig.tap import Skip
from rig.tmux import Pane

ADDRESS = r"  Open +(\S+)"
LAST_WORDS = "this login yourself"
OFFER = "or q and Enter for a QR code: $"
SWAP = "swap light and dark: $"
BLOCKS = "█▀▄"
LOCAL = {"sudo": ("alice", "sudo", "-k", "true"), "su": ("alice", "su", "bob"),
         "login": ("root", "login", "alice")}
# The answers that make a code right for the theme, over ssh.
OVER_SSH = {"dark": 1, "light": 2, "solarized": 1}


def has_blocks(screen: str) -> bool:
    """Whether some of a code, or all of it, is on the screen."""
    return any(block in screen for block in BLOCKS)


def widest(screen: str) -> int:
    """The width of the code on a screen."""
    return max(len(line.rstrip()) for line in screen.splitlines()
               if has_blocks(line))


def tests(stack: Stack):
    """Name and test, in order."""
    for service in (*LOCAL, "sshd"):
        stack.world.service(service, *pam.KEY)
    Path("/etc/sudoers").write_text("alice ALL=(ALL) ALL\n")
    sshd = Sshd(stack.world, port=free_port())
    display = Display()

    def start(host, where, *options, **more):
        user, *command = LOCAL.get(host) or ("root", *sshd.client("alice"))
        if user != "root":
            command = stack.world.as_user(user, *command)
        return where(*options, command, stack.world.environment(user), **more)

    @contextlib.contextmanager
    def window(host, theme):
        with start(host, Window, display, theme=theme, columns=84, rows=54,
                   size=9) as screen:
            try:
                yield screen
            finally:
                screen.interrupt()
                none_left()

    @contextlib.contextmanager
    def pane(host, columns=80, rows=24):
        with start(host, Pane, columns=columns, rows=rows) as screen:
            try:
                yield screen
            finally:
                screen.interrupt()
                none_left()

    def scans(screen):
        address = screen.expect(ADDRESS).group(1)
        found = display.scan()
        check(found == address, f"{found!r} is not {address!r}")

    def local(host, theme):
        stack.fresh()
        with window(host, theme) as screen:
            screen.expect(f"(?s){LAST_WORDS}.*█")
            scans(screen)

    def over_ssh(theme):
        stack.fresh()
        with window("ssh", theme) as screen:
            screen.expect(OFFER)
            check(display.scan() == "", "a code before it was asked for")
            for number in range(1, OVER_SSH[theme] + 1):
                screen.answer("q")
                screen.expect(f"(?s)({SWAP[:-1]}.*){{{number - 1}}}{SWAP}")
            scans(screen)

    def by_the_relay(theme):
        """The short address, over ssh, on the smallest usual terminal."""
        if relay.missing():
            raise Skip(relay.missing())
        key = Path("/etc/pam_claims.relay-key")
        own = relay.Relay(stack.world.root / f"relay-{theme}", stack.provider
                          .issuer.removesuffix("/v2.0")
                          + "/oauth2/v2.0/authorize",
                          stack.provider.client_id, free_port())
        own.add_key("web*", key)
        own.trust(CA)
        own.start()
        stack.fresh(relay_url=own.url, relay_key_file=key)
        try:
            with start("ssh", Window, display, theme=theme, size=9) as screen:
                screen.expect(OFFER)
                address = screen.expect(ADDRESS).group(1)
                for number in range(1, OVER_SSH[theme] + 1):
                    screen.answer("q")
                    screen.expect(
                        f"(?s)({SWAP[:-1]}.*){{{number - 1}}}{SWAP}")
                found = display.scan()
                check(found == address, f"{found!r} is not {address!r}")
                screen.interrupt()
                none_left()
        finally:
            own.remove()

    def reads(screen, text):
        address = text.expect(ADDRESS).group(1)
        check(qr.read(screen) == address, screen)

    def code_in(host, columns, rows):
        """Whether it is drawn; it is then whole, and so is its text."""
        with pane(host, columns, rows) as screen:
            screen.expect("yourself")
            time.sleep(0.2)
            seen = screen.screen()
            if has_blocks(seen):
                check("Sign-in needed" in seen, seen)
                # The provider's address may go on with the code.
                address = qr.read(seen).partition("?")[0]
                check(address != "" and address in "".join(seen.split()),
                      seen)
                check(widest(seen) <= columns, seen)
            return widest(seen) if has_blocks(seen) else 0

    def small_terminals():
        stack.fresh()
        wide = code_in("sudo", 80, 24)
        check(wide > 0, "no code on 80x24")
        check(code_in("sudo", 80, 20) == 0, "a code in 20 rows")
        check(code_in("sudo", wide, 60) == wide, "no code as wide as it can")
        check(code_in("sudo", wide - 1, 60) == 0, "a code that is too wide")
        for rows in (22, 23, 26):
            code_in("sudo", 80, rows)

    def long_address():
        stack.fresh()
        stack.provider.set(device={"complete_uri": True})
        check(code_in("sudo", 80, 23) == 0, "a code that is too high")
        check(code_in("sudo", 80, 24) > 0, "no code where there is room")

    def without_utf8():
        stack.fresh()
        command = stack.world.as_user("alice", "sh", "-c",
                                      "stty -iutf8; exec sudo -k true")
        with Pane(command, stack.world.environment("alice")) as screen:
            screen.expect(LAST_WORDS)
            time.sleep(0.5)
            check(screen.screen().isascii(), screen.screen())
            screen.interrupt()
            none_left()

    def closed(host):
        stack.fresh()
        with start(host, Window, display) as screen:
            screen.expect(LAST_WORDS)
        try:
            none_left(2)
        finally:
            for number in processes(host):
                os.kill(number, signal.SIGKILL)

    def at_once(host, value, shown, **keys):
        def test():
            stack.fresh(qr=value, **keys)
            with pane(host) as screen:
                screen.expect(LAST_WORDS)
                time.sleep(0.3)
                seen = screen.screen()
                check("QR code" not in seen, seen)
                check(has_blocks(seen) == shown, seen)
                if shown:
                    reads(seen, screen)
                elif host == "ssh":
                    screen.answer("q")
                    time.sleep(1)
                    check(not has_blocks(screen.screen()), screen.screen())
        return test

    def on_demand(host, value, **keys):
        def test():
            stack.fresh(qr=value, **keys)
            with pane(host) as screen:
                screen.expect("for a QR code")
                check(screen.screen().isascii(), screen.screen())
                address = screen.expect(ADDRESS).group(1)
                screen.answer("q")
                screen.expect("swap light and dark")
                seen = screen.screen()
                check(qr.read(seen) == address, seen)
        return test

    for theme in OVER_SSH:
        for host in LOCAL:
            yield (f"{host} on a {theme} screen",
                   lambda host=host, theme=theme: local(host, theme))
        yield (f"ssh on a {theme} screen",
               lambda theme=theme: over_ssh(theme))
        yield (f"ssh by the relay on a {theme} screen",
               lambda theme=theme: by_the_relay(theme))
    for host in (*LOCAL, "ssh"):
        yield (f"{host} in a window that is closed",
               lambda host=host: closed(host))
    yield "sizes of terminals", small_terminals
    yield "a longer address", long_address
    yield "a terminal without UTF-8", without_utf8
    for value in ("auto", "ask"):
        yield f"ssh, qr = {value}", on_demand("ssh", value)
        yield (f"sudo at a prompt, qr = {value}",
               on_demand("sudo", value, display="prompt"))
    yield "ssh, qr = always", at_once("ssh", "always", True)
    yield "ssh, qr = never", at_once("ssh", "never", False)
    for value in ("auto", "always", "ask", "never"):
        yield (f"sudo, qr = {value}",
               at_once("sudo", value, value in ("auto", "always")))
