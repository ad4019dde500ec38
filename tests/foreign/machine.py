# SPDX-License-Identifier: BSD-2-Clause
"""A private machine with the foreign provider, and test cases side by side.

The provider names no interval, so that each sign-in waits for the five
seconds of RFC 8628.  The cases therefore run at once; each has a PAM
service, a configuration and a token store of its own.
"""

from __future__ import annotations

import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Callable

from foreign import Foreign
from rig.journal import Journal
from rig.stack import CA, Logins, check, populate
from rig.world import World

AT_ONCE = 8


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


class Case(Logins):
    """The logins of one test case, and what the provider saw of them."""

    def __init__(self, world: World, journal: Journal, provider: Foreign,
                 service: str, algorithm: str) -> None:
        self.conf = f"/etc/security/{service}.conf"
        self.store = Path(f"/var/lib/pam_claims-{service}")
        self.client_id = provider.client_id(algorithm)
        self.code = ""
        super().__init__(world, ServiceJournal(journal, service), provider,
                         service, f"conf={self.conf}")
        self.configure()

    def settings(self, **keys: object) -> dict[str, object]:
        """As the README says for a provider that is not Microsoft's."""
        base = {"client_id": self.client_id, "client_capabilities": "",
                "state_dir": self.store}
        return super().settings(**{**base, **keys})

    def approve(self, code: str, user: str, **how: Any) -> None:
        """Sign in at the provider's pages; `how` is acr and age."""
        self.code = code
        said = self.provider.approve(code, user, **how)
        check(said == "approved", said)

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


class Machine:
    """Alice and bob on a machine that asks either of two foreign providers.

    One shows acr and auth_time always, the other where they are asked for.
    """

    def __init__(self) -> None:
        self.world, self.journal = populate()
        state = self.world.root / "foreign"
        self.always = Foreign(str(state / "always"))
        self.always.start()
        self.on_request = Foreign(
            str(state / "on_request"), "--on-request",
            "--cert", self.always.ca_file,
            "--key", self.always.ca_file.replace(".crt", ".key"))
        self.on_request.start()
        shutil.copy(self.always.ca_file, CA)
        self.pool = ThreadPoolExecutor(AT_ONCE)
        self.count = 0

    def begin(self, tests: list[tuple[str, Test, dict[str, Any]]]
              ) -> list[tuple[str, Callable[[], None]]]:
        """Start them all; gives each name, and the wait for its result.

        Each test comes with the options of its case.
        """
        return [(name,
                 self.pool.submit(play, test, self._case(**options)).result)
                for name, test, options in tests]

    def _case(self, on_request: bool = False,
              algorithm: str = "RS256") -> Case:
        self.count += 1
        return Case(self.world, self.journal,
                    self.on_request if on_request else self.always,
                    f"case-{self.count}", algorithm)

    def listen(self) -> Callable[[], str]:
        """Nothing: a case that fails has its part of the log with it."""
        return lambda: ""

    def stop(self) -> None:
        """End the providers."""
        self.always.stop()
        self.on_request.stop()
