# SPDX-License-Identifier: BSD-2-Clause
"""A private machine with foreign providers, and test cases side by side.

A provider that names no interval makes each sign-in wait for the five
seconds of RFC 8628.  The cases therefore run at once; each has a PAM
service, a configuration and a token store of its own.
"""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Callable

from fetched import missing
from foreign import Foreign
from gateway import Gateway
from glewlwyd import Glewlwyd
from lemonldap import Lemonldap
from unpacked import Unpacked

from rig import utmp
from rig.journal import Journal
from rig.login import Login
from rig.stack import CA, Logins, check, populate
from rig.tap import Skip
from rig.world import World

AT_ONCE = 8
ADDRESS = r"browser:\s+(https://\S+)"
RELAY_HOST = "relay.test"   # a native client is not sent back to localhost
RELAY_PORT = 8443
RELAY = f"https://{RELAY_HOST}:{RELAY_PORT}"


class ServiceJournal(Journal):
    """What another journal holds about one service."""

    def __init__(self, journal: Journal, service: str) -> None:
        self.journal = journal
        self.service = service

    @property
    def lines(self) -> list[str]:
        """The lines of this service, oldest first."""
        return [line for line in list(self.journal.lines)
                if f"pam_claims({self.service}:" in line]

    def mark(self) -> int:
        """The place after the newest line of this service."""
        self.journal.mark()
        return len(self.lines)


class Case(Logins):
    """The logins of one test case at one provider.

    Nobody else's: the provider's first person, who is a user of that name.
    """

    def __init__(self, world: World, journal: Journal, provider: Any,
                 service: str, algorithm: str) -> None:
        self.conf = f"/etc/security/{service}.conf"
        self.store = Path(f"/var/lib/pam_claims-{service}")
        self.client_id = provider.client_id(algorithm)
        self.user, self.other = provider.people
        self.code = ""
        super().__init__(world, ServiceJournal(journal, service), provider,
                         service, f"conf={self.conf}")
        self.configure()

    def settings(self, **keys: object) -> dict[str, object]:
        """As the README says for a provider that is not Microsoft's."""
        base = {"client_id": self.client_id, "client_capabilities": "",
                "state_dir": self.store, **self.provider.settings}
        return super().settings(**{**base, **keys})

    def login(self, service: str = "", user: str = "",
              **options: Any) -> Login:
        """Start a login, by default of the provider's first person."""
        return super().login(service, user or self.user, **options)

    def approve(self, code: str, user: str, **how: Any) -> None:
        """Sign in at the provider's pages; `how` is acr and age."""
        self.code = code
        said = self.provider.approve(code, user, **how)
        check(said == "approved", said)

    def sign_in(self, login: Login, user: str = "",
                **how: Any) -> dict[str, str]:
        """Play the person to the login's end; its decision."""
        user = user or self.user
        if self.provider.settings.get("flow") != "code":
            return super().sign_in(login, user, **how)
        login.terminal.expect("(?i)paste that address[^\n]*")
        address = re.findall(ADDRESS, login.screen)[-1]
        page = self.provider.follow(address, user, **how)
        login.terminal.answer(page.address)
        return login.end()

    def enrol(self, user: str = "", **how: Any) -> None:
        """A first sign-in."""
        super().enrol(user or self.user, **how)

    def record(self, user: str = "") -> bytes:
        """The user's sealed record."""
        return super().record(user or self.user)

    def asked(self) -> dict[str, Any]:
        """The device authorization request for the newest approved code."""
        found = [entry for entry in self.provider.requests("/device/auth")
                 if entry["answer"].get("user_code") == self.code]
        check(len(found) == 1, self.code, found)
        return found[0]

    def tokens(self) -> dict[str, Any]:
        """What the newest approved code was redeemed for."""
        code = self.asked()["answer"]["device_code"]
        found = [entry["answer"] for entry in self.provider.requests("/token")
                 if entry["params"].get("device_code") == code
                 and entry["status"] == 200]
        check(len(found) == 1, code, found)
        return found[0]

    def refresh(self, tokens: dict[str, Any]) -> dict[str, Any]:
        """The one request that redeemed the refresh token among these."""
        found = [entry for entry in self.provider.requests("/token")
                 if entry["params"].get("refresh_token")
                 == tokens["refresh_token"]]
        check(len(found) == 1, tokens, found)
        return found[0]


Test = Callable[[Case], None]


def play(test: Test, case: Case) -> None:
    """Run the test; where it fails, the log is added to the reason."""
    try:
        test(case)
    except Exception as error:
        error.add_note("\n".join(case.journal.lines))
        raise


def skipped(reason: str) -> Callable[[], None]:
    """A test that cannot run here."""
    def say() -> None:
        raise Skip(reason)
    return say


class Machine:
    """Users with accounts on a machine, and every provider that is there.

    Of oidc-provider `always` shows acr and auth_time, `on_request` where they
    are asked for, and `rekeyed` is there to have its keys replaced.
    """

    def __init__(self) -> None:
        self.world, self.journal = populate()
        for person in Lemonldap.people:
            self.world.add_user(person)
        utmp.write("pts/9")     # who has no rhost is at this machine
        self.providers: dict[str, Any] = {}
        self.absent: dict[str, str] = {}
        self.started: list[Any] = []
        self._start_from_npm()
        self._start_from_debian()
        self.pool = ThreadPoolExecutor(AT_ONCE)
        self.turns = {name: ThreadPoolExecutor(1) for name in self.providers}
        self.count = 0

    def _start_from_npm(self) -> None:
        names = ("always", "on_request", "rekeyed")
        reason = missing("npm")
        if reason:
            self.absent |= {name: reason for name in names}
            return
        state = self.world.root / "foreign"
        first = self._start("always", Foreign(
            str(state / "always"), "--redirect-uri", f"{RELAY}/callback"))
        certificate = ("--cert", first.ca_file,
                       "--key", first.ca_file.replace(".crt", ".key"))
        self._start("on_request", Foreign(str(state / "on_request"),
                                          "--on-request", *certificate))
        self._start("rekeyed", Foreign(str(state / "rekeyed"), *certificate))
        self._trust(first.ca_file)

    def _start_from_debian(self) -> None:
        reason = missing("debian")
        if reason:
            self.absent |= {"glewlwyd": reason, "lemonldap": reason}
            return
        root = self.world.root
        packages = Unpacked(root / "packages")
        gateway = Gateway(root / "gateway", packages)
        glewlwyd = Glewlwyd(root / "glewlwyd", packages, gateway)
        lemonldap = Lemonldap(root / "lemonldap", packages, gateway)
        gateway.start()
        self.started.append(gateway)
        self._start("glewlwyd", glewlwyd)
        self._start("lemonldap", lemonldap)
        self._trust(gateway.ca_file)

    def _start(self, name: str, provider: Any) -> Any:
        provider.start()
        self.started.append(provider)
        self.providers[name] = provider
        return provider

    @staticmethod
    def _trust(ca_file: str | Path) -> None:
        with open(CA, "a", encoding="ascii") as trusted:
            trusted.write(Path(ca_file).read_text(encoding="ascii"))

    def begin(self, tests: list[tuple[str, Test, dict[str, Any]]],
              in_turn: bool = False) -> list[tuple[str, Callable[[], None]]]:
        """Start them all; gives each name, and the wait for its result.

        Each test comes with the options of its case.  `in_turn`: those at one
        provider one after the other.
        """
        return [(name, self._begin(test, in_turn, **options))
                for name, test, options in tests]

    def _begin(self, test: Test, in_turn: bool, provider: str = "always",
               algorithm: str = "RS256") -> Callable[[], None]:
        if provider in self.absent:
            return skipped(self.absent[provider])
        self.count += 1
        case = Case(self.world, self.journal, self.providers[provider],
                    f"case-{self.count}", algorithm)
        pool = self.turns[provider] if in_turn else self.pool
        return pool.submit(play, test, case).result

    def listen(self) -> Callable[[], str]:
        """Nothing: a case that fails has its part of the log with it."""
        return lambda: ""

    def stop(self) -> None:
        """End the providers."""
        for provider in reversed(self.started):
            provider.stop()
