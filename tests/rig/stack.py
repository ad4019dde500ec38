# SPDX-License-Identifier: BSD-2-Clause
"""A private machine with a provider: what every test of the whole needs."""

from __future__ import annotations

import re
import shutil
import sys
import time
from pathlib import Path
from typing import Any, Callable

from .journal import Journal
from .login import Login
from .world import TREE, World

sys.path.append(str(TREE / "tests" / "provider"))
from control import Provider  # noqa: E402  (found by the line above)

STORE = Path("/var/lib/pam_claims")
CA = Path("/etc/ssl/provider-ca.pem")
MODULE = "pam_claims.so"


class Logins:
    """Logins through one PAM service, and the provider that is asked.

    Who signs in at that provider, and how, is up to a subclass: `approve`.
    """

    conf = "/etc/security/pam_claims.conf"
    store = STORE

    def __init__(self, world: World, journal: Journal, provider: Any,
                 service: str = "claims", arguments: str = "") -> None:
        self.world = world
        self.journal = journal
        self.provider = provider
        self.service = service
        module = f"required {MODULE} {arguments}".rstrip()
        world.service(service, f"auth {module}", f"account {module}")

    def settings(self, **keys: object) -> dict[str, object]:
        """The [global] section for the provider, with changes."""
        base = {"issuer": self.provider.issuer, "ca_file": CA,
                "first_factor": "stack"}
        return {**base, **keys}

    def configure(self, sections: dict[str, dict[str, object]] | None = None,
                  **keys: object) -> None:
        """Write the configuration; keys go to [global]."""
        self.world.configure({"global": self.settings(**keys),
                              **(sections or {})}, self.conf)

    def login(self, service: str = "", user: str = "alice",
              **options: Any) -> Login:
        """Start a login."""
        return Login(self.world, self.journal, service or self.service, user,
                     **options)

    def approve(self, code: str, user: str, **how: Any) -> None:
        """Be the person who types the code and signs in as this user."""
        raise NotImplementedError

    def sign_in(self, login: Login, user: str = "alice",
                **how: Any) -> dict[str, str]:
        """Play the person to the login's end; its decision."""
        self.approve(login.code(), user, **how)
        login.enter()
        return login.end()

    def enrol(self, user: str = "alice", **how: Any) -> None:
        """A first sign-in."""
        found = self.sign_in(self.login(user=user), user, **how)
        check(found["outcome"] == "granted", found)

    def record(self, user: str = "alice") -> bytes:
        """The user's sealed record."""
        line = next(line for line in
                    Path("/etc/passwd").read_text().splitlines()
                    if line.startswith(user + ":"))
        return (self.store / f"{line.split(':')[2]}.token").read_bytes()


class Stack(Logins):
    """Alice and bob on a machine that asks the demo provider about them."""

    def __init__(self, state: Path | None = None, **options: object) -> None:
        world, journal = populate()
        super().__init__(world, journal, Provider(
            state or world.root / "provider", interval=1, **options))
        self.provider.start()
        shutil.copy(self.provider.ca_file, CA)
        self.configure()

    def settings(self, **keys: object) -> dict[str, object]:
        """The demo provider adds a domain to the names."""
        base = {"client_id": self.provider.client_id,
                "username_domain": "example.test"}
        return super().settings(**{**base, **keys})

    def fresh(self, **keys: object) -> None:
        """As if nobody had ever logged in."""
        self.provider.reset()
        shutil.rmtree(self.store, ignore_errors=True)
        self.configure(**keys)

    def approve(self, code: str, user: str, **how: Any) -> None:
        """Tell the provider; `how` is what its `act` takes."""
        self.provider.act(code, user, **how)

    def listen(self) -> Callable[[], str]:
        """What the log says from now on, whenever it is asked for."""
        mark = self.journal.mark()
        return lambda: "\n".join(self.journal.lines[mark:])

    def stop(self) -> None:
        """End the provider."""
        self.provider.stop()


def populate() -> tuple[World, Journal]:
    """A private machine where alice and bob have accounts."""
    world = World()
    journal = Journal()
    world.add_user("alice")
    world.add_user("bob")
    return world, journal


def check(passed: bool, *seen: object) -> None:
    """Raise with what was seen, unless it is as it must be."""
    if not passed:
        raise AssertionError(" ".join(str(thing) for thing in seen))


def expect(found: dict[str, str], **wanted: str) -> None:
    """A decision has these values."""
    for key, value in wanted.items():
        check(found.get(key) == value, f"{key} is not {value}: {found}")


def processes(name: str) -> list[int]:
    """The processes that run a program of this name; not the dead ones."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            words = path.read_text().split()
        except OSError:
            continue
        if words[1] == f"({name[:15]})" and words[2] != "Z":
            found.append(int(path.parent.name))
    return found


def none_left(wait: float = 3) -> None:
    """No keeper and no agent is left behind."""
    end = time.monotonic() + wait
    while processes("claims-keeper") or processes("claims-agent"):
        check(time.monotonic() < end, "a keeper or an agent is still there")
        time.sleep(0.05)


def plain(text: str) -> str:
    """One line, for looking something up in what a terminal showed."""
    return re.sub(r"\s+", " ", text)
