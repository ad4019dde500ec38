"""A private machine with a provider: what every test of the whole needs."""

from __future__ import annotations

import re
import shutil
import sys
import time
from pathlib import Path

from .journal import Journal
from .login import Login
from .world import TREE, World

sys.path.append(str(TREE / "tests" / "provider"))
from control import Provider  # noqa: E402  (found by the line above)

STORE = Path("/var/lib/pam_claims")
CA = Path("/etc/ssl/provider-ca.pem")
MODULE = "pam_claims.so"


class Stack:
    """Alice and bob on a machine that asks the demo provider about them."""

    def __init__(self, state: Path | None = None, **options: object) -> None:
        self.world = World()
        self.journal = Journal()
        self.world.add_user("alice")
        self.world.add_user("bob")
        self.provider = Provider(state or self.world.root / "provider",
                                 interval=1, **options)
        self.provider.start()
        shutil.copy(self.provider.ca_file, CA)
        self.world.service("claims", f"auth required {MODULE}",
                           f"account required {MODULE}")
        self.configure()

    def settings(self, **keys: object) -> dict[str, object]:
        """The [global] section for the provider, with changes."""
        facts = self.provider
        base = {"issuer": facts.issuer, "client_id": facts.client_id,
                "ca_file": CA, "username_domain": "example.test",
                "first_factor": "stack"}
        return {**base, **keys}

    def configure(self, sections: dict[str, dict[str, object]] | None = None,
                  **keys: object) -> None:
        """Write the configuration; keys go to [global]."""
        self.world.configure({"global": self.settings(**keys),
                              **(sections or {})})

    def fresh(self, **keys: object) -> None:
        """As if nobody had ever logged in."""
        self.provider.reset()
        shutil.rmtree(STORE, ignore_errors=True)
        self.configure(**keys)

    def login(self, service: str = "claims", user: str = "alice",
              **options: str) -> Login:
        """Start a login."""
        return Login(self.world, self.journal, service, user, **options)

    def sign_in(self, login: Login, user: str = "alice",
                second_factor: bool = False,
                decision: str = "approve") -> dict[str, str]:
        """Play the person to the login's end; its decision."""
        self.provider.act(login.code(), user, second_factor, decision)
        login.enter()
        return login.end()

    def enrol(self, user: str = "alice", second_factor: bool = False) -> None:
        """A first sign-in."""
        found = self.sign_in(self.login(user=user), user, second_factor)
        check(found["outcome"] == "granted", found)

    def record(self, user: str = "alice") -> bytes:
        """The user's sealed record."""
        line = next(line for line in
                    Path("/etc/passwd").read_text().splitlines()
                    if line.startswith(user + ":"))
        return (STORE / line.split(":")[2]).read_bytes()


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
