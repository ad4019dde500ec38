# SPDX-License-Identifier: BSD-2-Clause
"""The real sshd, sudo, su and login, in the files of a distribution."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from libpam_logins import SPOILT, prepare
from pam_files import HERE, Distribution
from rig.sshd import Sshd
from rig.stack import Stack, check, expect

sys.path.append(str(HERE.parent / "hosts"))
from session import SAY_IT, Session, apart  # noqa: E402

HOSTS = ("sshd", "sudo", "su", "login")
COMMAND = ("sh", "-c", SAY_IT)


class Machine:
    """A machine of that distribution, and who comes to it."""

    def __init__(self, stack: Stack, name: str) -> None:
        self.stack = stack
        self.files = Distribution(name)
        prepare(stack)
        Path("/etc/sudoers").write_text("ALL ALL=(ALL) ALL\n")
        self.sshd = Sshd(stack.world)
        self.key = self.sshd.authorize("alice")

    def fresh(self) -> None:
        """Our lines are in the files, and the configuration is right."""
        shutil.rmtree("/run/faillock", ignore_errors=True)
        self.files.install()
        self.stack.provider.set(policy={"block": False})
        self.stack.configure(first_factor="evidence")

    def start(self, host: str, user: str = "alice",
              password: str = "first-factor") -> Session:
        """Give the password at a host; su is run by rescue for others."""
        caller, target = ("bob", user) if user == "alice" else (user, "alice")
        command, runs = {
            "sshd": (self.sshd.client(user, SAY_IT), "root"),
            "sudo": (["sudo", "-k", *COMMAND], user),
            "su": (["su", target, "-c", SAY_IT], caller),
            "login": (["login", user], "root"),
        }[host]
        session = Session(self.stack, command, runs)
        session.password(password)
        return session

    def work(self, host: str, session: Session) -> None:
        """Let in, to a shell or to the command."""
        if host == "login":
            session.terminal.expect(r"\$ ")
            session.terminal.send(f"{SAY_IT}; exit\n")
        session.finish()
        check(session.entered, session.terminal.output)

    def granted(self, host: str) -> None:
        self.fresh()
        session = self.start(host)
        self.work(host, session)
        expect(self.stack.journal.decision(session.mark), outcome="granted",
               reason="silent", phase="auth", service=host)

    def blocked(self, host: str) -> None:
        self.fresh()
        self.stack.provider.set(policy={"block": True})
        session = self.start(host)
        session.finish()
        check(not session.entered, session.terminal.output)
        expect(session.judged(0), outcome="blocked")

    def wrong_password(self, host: str) -> None:
        self.fresh()
        session = self.start(host, password="wrong")
        session.terminal.expect("(?i)password|incorrect|failure|denied|known")
        session.terminal.hang_up()
        session.terminal.close()
        check(not session.entered and "Open " not in session.terminal.output,
              session.terminal.output)
        asked = self.stack.provider.requests(session.asked, "/devicecode")
        check(not asked, asked)

    def break_glass(self, host: str) -> None:
        self.fresh()
        Path(self.stack.conf).write_text(SPOILT)
        session = self.start(host)
        session.finish()
        check(not session.entered, session.terminal.output)
        expect(self.stack.journal.decision(session.mark),
               outcome="configuration")
        self.work(host, self.start(host, "rescue"))

    def key_alone(self) -> None:
        self.fresh()
        for block in (False, True):
            self.stack.provider.set(policy={"block": block})
            session = Session(self.stack, self.sshd.client(
                "alice", SAY_IT, methods="publickey", key=self.key))
            expect(session.decision(), phase="account",
                   outcome="blocked" if block else "granted")
            check(session.entered != block, session.terminal.output)

    def own_su_of_root(self) -> None:
        """Root goes on whatever is wrong with us."""
        self.fresh()
        Path(self.stack.conf).write_text(SPOILT)
        session = Session(self.stack, ["su", "-", "alice", "-c", SAY_IT])
        session.finish()
        check(session.entered, session.terminal.output)

    def target_password(self) -> None:
        """sudoers has targetpw: PAM's user is the target."""
        sudoers = Path("/etc/sudoers")
        before = sudoers.read_text()
        sudoers.write_text(f"Defaults targetpw\n{before}")
        try:
            self.fresh()
            self.stack.configure({"sudo": {"subject": "caller"}},
                                 first_factor="evidence")
            session = self.sudo_as_bob("alice")
            session.approve("alice")
            expect(session.decision(), outcome="granted", reason="sign_in",
                   identity="alice@example.test")
            Path(self.stack.conf).write_text(SPOILT)
            session = self.sudo_as_bob("rescue")
            session.finish()
            check(session.entered, session.terminal.output)
        finally:
            sudoers.write_text(before)

    def sudo_as_bob(self, user: str) -> Session:
        """Give bob's password, which is everybody's here."""
        session = Session(self.stack, ["sudo", "-k", "-u", "bob", *COMMAND],
                          user)
        session.password()
        return session


def tests(stack: Stack, name: str):
    """Name and test, in order."""
    machine = Machine(stack, name)
    cases = (("a password and a good token", machine.granted),
             ("a blocked account", machine.blocked),
             ("a wrong password asks nobody", machine.wrong_password),
             ("the break-glass account in spite of a spoilt configuration",
              machine.break_glass))
    found = [(f"{name}, {host}: {what}", lambda test=test, host=host:
              test(host)) for host in HOSTS for what, test in cases]
    found += [(f"{name}, sshd: a key alone is checked", machine.key_alone),
              (f"{name}, su: root's own", machine.own_su_of_root),
              (f"{name}, sudo: targetpw", machine.target_password)]
    return apart(found)
