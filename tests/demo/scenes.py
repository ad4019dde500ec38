# SPDX-License-Identifier: BSD-2-Clause
"""What the documentation shows: real logins, each as its screen in the end."""

from __future__ import annotations

import re
import urllib.request
from pathlib import Path

from rig import pam, utmp
from rig.relay import Relay, Visitor
from rig.screenshot import Display, Window
from rig.sshd import Sshd
from rig.stack import CA, Stack
from rig.tmux import Pane
from rig.world import run

KEY = Path("/etc/pam_claims.relay-key")
LAPTOP = "laptop$ "
SERVER = "alice@web01:~$ "
CLIENT = """Host web01
    HostName web01
    Port 2222
    BindAddress 192.0.2.7
    HostKeyAlias web01
    UserKnownHostsFile {directory}/known_hosts
"""


class Stage:
    """A laptop and a server, which are the same private machine."""

    def __init__(self) -> None:
        self.stack = Stack(host="idp.example.test", port=8443)
        with open("/etc/hosts", "a", encoding="ascii") as hosts:
            hosts.write("127.0.0.1 idp.example.test signin.example.test\n")
        world = self.stack.world
        run("ip", "address", "add", "192.0.2.7/32", "dev", "lo")
        for service in ("sshd", "sudo"):
            world.service(service, *pam.PASSWORD)
        Path("/etc/sudoers").write_text("Defaults !lecture\n"
                                        "alice ALL=(ALL) ALL\n")
        Path("/home/alice/.profile").write_text(f"PS1='{SERVER}'\n")
        sshd = Sshd(world)
        known = (sshd.directory / "known_hosts").read_text()
        (sshd.directory / "known_hosts").write_text(
            "web01 " + known.partition(" ")[2])
        self.relay = Relay(
            world.root / "relay", self.stack.provider.issuer.removesuffix(
                "/v2.0") + "/oauth2/v2.0/authorize",
            self.stack.provider.client_id, 8444, "signin.example.test")
        self.relay.add_key("web01", KEY)
        self.relay.trust(CA)
        self.relay.start()
        Path("/home/alice/.ssh").mkdir()
        Path("/home/alice/.ssh/config").write_text(
            CLIENT.format(directory=sshd.directory))
        self.rules()

    def rules(self, **keys: object) -> None:
        """The configuration of a scene."""
        self.stack.provider.set(policy={"block": False})
        self.stack.configure(first_factor="evidence", **keys)

    def begin(self, **keys: object) -> None:
        """Nobody has ever logged in."""
        self.stack.fresh()
        self.rules(**keys)

    def shell(self, prompt: str, rows: int = 24) -> Pane:
        """Alice's shell; the first line is already typed."""
        user = {**self.stack.world.environment("alice"), "PS1": prompt}
        pane = Pane(self.stack.world.as_user("alice", "sh"), user, rows=rows)
        pane.expect(re.escape(prompt.strip()))
        return pane

    def command(self, pane: Pane, command: str) -> None:
        """Type a command, and the password for it."""
        pane.answer(command)
        pane.expect("(?i)password[^:]*: *$")
        pane.answer("first-factor")

    def approve(self, pane: Pane) -> None:
        """Sign in with the code on the screen."""
        self.stack.provider.act(pane.expect(r"  Code +(\S+)").group(1))

    def follow(self, pane: Pane) -> str:
        """Sign in at the address on the screen; where that leads to."""
        shown = pane.expect(r"(?s)browser:\n+(https:.*?)\n+ +Account").group(1)
        return self.stack.provider.follow(re.sub(r"\s", "", shown))


def keep(pane: Pane) -> str:
    """What is on the screen, without blanks around it."""
    lines = [line.rstrip() for line in pane.screen().splitlines()]
    return "\n".join(lines).lstrip("\n") + "\n"


def ssh_sign_in(stage: Stage) -> str:
    """The first sign-in over ssh."""
    stage.begin()
    with stage.shell(LAPTOP) as pane:
        stage.command(pane, "ssh web01")
        pane.expect("for a QR code: *$")
        stage.approve(pane)
        pane.answer()
        pane.expect(re.escape(SERVER.strip()))
        return keep(pane)


def ssh_relay(stage: Stage) -> str:
    """The same by the sign-in relay, and a number that is typed."""
    stage.begin(relay_url=stage.relay.url, relay_key_file=KEY)
    stage.stack.provider.set(authorize={
        "redirect_uris": [f"{stage.relay.url}/callback"]})
    with stage.shell(LAPTOP) as pane:
        stage.command(pane, "ssh web01")
        address = pane.expect(r"Open +(https:\S+)").group(1)
        visitor = Visitor(stage.relay)
        page = visitor.arrive(stage.stack.provider.follow(
            visitor.proceed(address)))
        pane.expect("for a QR code: *$")
        pane.answer(page.number)
        pane.expect(re.escape(SERVER.strip()))
        return keep(pane)


def ssh_silent(stage: Stage) -> str:
    """The next login."""
    stage.rules()
    with stage.shell(LAPTOP) as pane:
        stage.command(pane, "ssh web01")
        pane.expect(re.escape(SERVER.strip()))
        return keep(pane)


def ssh_blocked(stage: Stage) -> str:
    """A policy that no sign-in at this terminal can meet."""
    stage.rules()
    stage.stack.provider.set(policy={"block": True})
    with stage.shell(LAPTOP) as pane:
        stage.command(pane, "ssh web01")
        pane.expect(f"(?s)Trace ID.*{re.escape(LAPTOP.strip())}")
        return keep(pane)


def ssh_qr(stage: Stage) -> str:
    """The QR code over ssh, after q and Enter."""
    stage.begin()
    with stage.shell(LAPTOP, rows=40) as pane:
        stage.command(pane, "ssh web01")
        pane.expect("for a QR code: *$")
        pane.answer("q")
        pane.expect("swap light and dark: *$")
        return keep(pane)


def sudo_qr(stage: Stage) -> str:
    """sudo shows the QR code at once and waits without a prompt."""
    stage.begin()
    return sudo(stage)


def sudo_german(stage: Stage) -> str:
    """The same for people who read German."""
    stage.begin(language="de")
    return sudo(stage)


def sudo(stage: Stage) -> str:
    """One command as root, with a sign-in by a code."""
    with stage.shell(SERVER, rows=40) as pane:
        stage.command(pane, "sudo id -un")
        pane.expect("[█▀▄]{20}")
        stage.approve(pane)
        pane.expect("\nroot\n")
        return keep(pane)


def sudo_browser(stage: Stage) -> str:
    """The code flow on the person's own machine: nothing is typed."""
    stage.begin(flow="code")
    with stage.shell(SERVER) as pane:
        # tmux has written that it does not know where somebody is.
        utmp.write(*(f"pts/{number}" for number in range(32)))
        stage.command(pane, "sudo id -un")
        with urllib.request.urlopen(stage.follow(pane), timeout=10) as page:
            page.read()
        pane.expect("\nroot\n")
        utmp.remove()
        return keep(pane)


def ssh_paste(stage: Stage) -> str:
    """The code flow over ssh: the address comes back by hand."""
    stage.begin(flow="code")
    with stage.shell(LAPTOP, rows=40) as pane:
        stage.command(pane, "ssh web01")
        pane.expect("press Enter: *$")
        pane.answer(stage.follow(pane))
        pane.expect(re.escape(SERVER.strip()))
        return keep(pane)


SCENES = {scene.__name__.replace("_", "-"): scene for scene in (
    ssh_sign_in, ssh_relay, ssh_silent, ssh_blocked, ssh_qr, sudo_qr, sudo_german,
    sudo_browser, ssh_paste)}


def picture(stage: Stage, path: Path) -> None:
    """The sign-in over ssh with its QR code, as a picture."""
    stage.begin()
    display = Display()
    user = {**stage.stack.world.environment("alice"), "PS1": LAPTOP}
    with Window(display, stage.stack.world.as_user("alice", "sh"), user,
                theme="picture", columns=84, rows=36) as window:
        for expected, typed in ((r"laptop\$ $", "ssh web01"),
                                ("Password: $", "first-factor"),
                                ("QR code: $", "q"),
                                ("swap light and dark: $", "")):
            window.expect(expected)
            if typed:
                window.answer(typed)
        display.take(str(path))
        window.interrupt()
    display.stop()
