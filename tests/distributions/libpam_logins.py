# SPDX-License-Identifier: BSD-2-Clause
"""Every service of every distribution on the real libpam, without a host."""

from __future__ import annotations

import shutil
from dataclasses import replace
from typing import Callable

from pam_files import Distribution, shipped
from rig.login import Login
from rig.stack import Stack, check, expect
from rig.world import EXEMPT, run

BOTH = "authenticate acct_mgmt"
SPOILT = "[global]\nthis is no configuration\n"
PASSWORD = "first-factor"


class Door:
    """One service of a distribution, with the lines of ours in its files."""

    def __init__(self, stack: Stack, name: str, service: str,
                 stand_ins: str = "modules") -> None:
        self.stack = stack
        self.name = name
        self.service = service
        self.files = Distribution(name, stand_ins)

    def log_in(self, password: str = PASSWORD, user: str = "alice",
               operation: str = BOTH, caller: str = "") -> Login:
        """Give the password; the login has ended."""
        if self.service.startswith("su"):
            own = user if self.service.startswith("sudo") else "bob"
            caller = caller or own
        login = Login(self.stack.world, self.stack.journal, self.service,
                      user, operation, caller=caller)
        if "authenticate" in operation:
            login.terminal.expect("Password: ?")
            login.terminal.send(password + "\n")
        try:
            login.status = login.terminal.wait(10)
        finally:
            login.terminal.close()
        return login

    def open(self, guards: dict | None = None, **changes: object) -> None:
        """As on the first day after the sign-in; `changes` go to our lines
        of this service."""
        if changes:
            guards = {self.service: replace(shipped(self.service), **changes)}
        shutil.rmtree("/run/faillock", ignore_errors=True)
        self.files.install(guards)
        self.stack.provider.set(policy={"block": False})
        self.stack.configure(first_factor="evidence")

    def granted(self) -> None:
        self.open()
        login = self.log_in()
        check(login.status == 0, login.screen)
        expect(self.one_line(login), outcome="granted", reason="silent",
               phase="auth")

    def blocked(self) -> None:
        self.open()
        self.stack.provider.set(policy={"block": True})
        login = self.log_in()
        check(login.status != 0, login.screen)
        expect(self.one_line(login), outcome="blocked", phase="auth")

    def wrong_password(self) -> None:
        self.open()
        mark = self.stack.provider.mark()
        login = self.log_in("wrong")
        check(login.status != 0, login.screen)
        check("Code" not in login.screen, login.screen)
        asked = self.stack.provider.requests(mark)
        check(not [entry for entry in asked
                   if "control" not in entry["path"]], asked)

    def no_password(self) -> None:
        """The account phase alone, as behind a key, a ticket or NOPASSWD."""
        self.open()
        self.stack.provider.set(policy={"block": True})
        login = self.log_in(operation="acct_mgmt")
        found = self.one_line(login)
        if self.service == "sshd":
            expect(found, outcome="blocked", phase="account")
            check(login.status != 0, login.screen)
        else:
            expect(found, outcome="granted", reason="account_pass")
            check(login.status == 0, login.screen)

    def break_glass(self) -> None:
        self.open()
        with open(self.stack.conf, "w", encoding="utf-8") as stream:
            stream.write(SPOILT)
        login = self.log_in()
        check(login.status != 0, login.screen)
        expect(self.one_line(login), outcome="configuration")
        is_su = self.service in ("su", "su-l")
        user = "alice" if is_su else "rescue"
        login = self.log_in(user=user, caller="rescue" if is_su else "")
        check(login.status == 0, login.screen)
        lines = self.stack.journal.decisions(login.mark)
        check(not lines, lines)
        login = self.log_in("wrong", user, caller="rescue" if is_su else "")
        check(login.status != 0, login.screen)

    def one_line(self, login: Login) -> dict[str, str]:
        """All that the log has of a login."""
        return self.stack.journal.decision(login.mark)

    def tests(self) -> list[tuple[str, Callable[[], None]]]:
        return [(f"{self.name}, {self.service}: {what}", test)
                for what, test in (
                    ("a password and a good token", self.granted),
                    ("a blocked account", self.blocked),
                    ("a wrong password asks nobody", self.wrong_password),
                    ("the account phase alone", self.no_password),
                    ("the break-glass account in spite of a spoilt "
                     "configuration", self.break_glass))]


def prepare(stack: Stack) -> None:
    """Alice has signed in; rescue may come in whatever happens."""
    stack.world.add_user("rescue")
    run("usermod", "--append", "--groups", EXEMPT, "rescue")
    stack.fresh()
    stack.enrol()


def tests(stack: Stack, name: str):
    """Name and test, in order, of one distribution."""
    prepare(stack)
    return [test for service in Distribution(name).services()
            for test in Door(stack, name, service).tests()]
