# SPDX-License-Identifier: BSD-2-Clause
"""The three set-ups of sshd that README has, from the files that we ship."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

from host_logins import SAY_IT, SPOILT, Session, apart
from libpam_logins import prepare
from pam_files import SESSION, SHIPPED, Distribution, Lines, shipped
from rig import openssh
from rig.login import Login
from rig.sshd import Sshd
from rig.stack import Stack, check, expect

SETTINGS = SHIPPED.parent / "sshd_config.d" / "00-pam_claims.conf"
DEBIAN = ("PasswordAuthentication yes", "KbdInteractiveAuthentication no")
ALL = "publickey,keyboard-interactive,password"
# What README has root do to enrol somebody who logs in by key alone.
ENROL = "pam-claims-enrol"


def settings(letter: str) -> str:
    """The file that we ship, with this set-up chosen in it."""
    chosen = {"A": 0, "B": 1, "C": 2}[letter]
    text = SETTINGS.read_text()
    lines = re.findall(r"^#?(AuthenticationMethods .*)$", text, re.M)
    check(len(lines) == 3, lines)
    text = re.sub(r"^#?AuthenticationMethods .*\n", "", text, flags=re.M)
    return f"{text}{lines[chosen]}\n"


def keys_lines() -> Lines:
    """Set-up B of conf/pam.d/sshd, which stands there as a comment."""
    text = (SHIPPED / "sshd").read_text()
    auth = re.findall(r"^# (auth .*)$", text, re.M)
    check(len(auth) == 3, auth)
    return Lines(shipped("sshd").account, auth)


class Setup:
    """An sshd whose own file says otherwise, after its Include."""

    def __init__(self, stack: Stack, letter: str, port: int,
                 newest: bool = False) -> None:
        self.stack = stack
        self.letter = letter
        directory = stack.world.root / f"sshd_config.d-{port}"
        directory.mkdir()
        (directory / SETTINGS.name).write_text(settings(letter))
        (directory / "50-cloud-init.conf").write_text(
            "PasswordAuthentication yes\n")
        self.sshd = Sshd(stack.world, f"Include {directory}/*.conf", *DEBIAN,
                         port=port, newest=newest)
        self.keys = {user: self.sshd.authorize(user)
                     for user in ("alice", "rescue", "bob")}

    def fresh(self, block: bool = False) -> None:
        files = Distribution("debian")
        if self.letter == "B":
            number = files.asking("sshd")
            lines = keys_lines()
            rest = files.files["sshd"]
            files.install({"sudo": shipped("sudo")})
            self.stack.world.service(
                "sshd", *lines.account, *rest[:number], *lines.auth,
                *rest[number + 1:], SESSION)
        else:
            files.install()
        self.stack.provider.set(policy={"block": block})
        self.stack.configure(first_factor="evidence")

    def ssh(self, user: str = "alice", key: bool = False,
            methods: str = ALL, *options: str) -> Session:
        """A client as people have it, which tries whatever it may."""
        command = self.sshd.client(user, SAY_IT, methods=methods,
                                   key=self.keys[user] if key else None)
        return Session(self.stack, [command[0], *options, *command[1:]])

    def refused(self, session: Session, prompts: int) -> None:
        """ssh ends, after so many questions."""
        session.finish(8)
        screen = session.terminal.output
        check(session.terminal.status == 255 and not session.entered, screen)
        found = len(re.findall(r"(?i)password[^:]*:", screen))
        check(found == prompts, f"{found} questions: {screen}")

    def in_force(self) -> None:
        """Ours are the first values."""
        done = subprocess.run(
            [self.sshd.programs.sshd, "-T", "-f",
             f"{self.sshd.directory}/sshd_config"],
            capture_output=True, text=True, check=True)
        for line in ("passwordauthentication no", "usepam yes",
                     "kbdinteractiveauthentication yes",
                     "logingracetime 120"):
            check(line in done.stdout.splitlines(), line, done.stdout)


def a_tests(setup: Setup):
    """A password, then pam_claims."""
    def granted():
        setup.fresh()
        session = setup.ssh()
        session.password()
        session.finish()
        check(session.entered, session.terminal.output)
        expect(setup.stack.journal.decision(session.mark), outcome="granted",
               reason="silent", phase="auth")

    def refusal_ends_it():
        setup.fresh(block=True)
        for key in (False, True):
            session = setup.ssh(key=key)
            session.password()
            setup.refused(session, 1)
            expect(session.judged(0), outcome="blocked", phase="auth")

    def key_is_not_enough():
        setup.fresh()
        session = setup.ssh("alice", True, ALL, "-o", "BatchMode=yes")
        setup.refused(session, 0)
        check(not setup.stack.journal.decisions(session.mark))

    return [("A: a password, then pam_claims", granted),
            ("A: a refusal ends ssh at once", refusal_ends_it),
            ("A: a key alone lets nobody in", key_is_not_enough)]


def b_tests(setup: Setup):
    """A key, then pam_claims."""
    def granted():
        setup.fresh()
        session = setup.ssh(key=True)
        session.finish()
        check(session.entered, session.terminal.output)
        expect(setup.stack.journal.decision(session.mark), outcome="granted",
               reason="silent", phase="auth")

    def refusal_ends_it():
        setup.fresh(block=True)
        session = setup.ssh(key=True)
        setup.refused(session, 0)
        expect(session.judged(0), outcome="blocked", phase="auth")

    def key_is_needed():
        setup.fresh()
        for user in ("alice", "rescue"):
            session = setup.ssh(user)
            setup.refused(session, 0)
            check(not setup.stack.journal.decisions(session.mark))

    def break_glass():
        setup.fresh()
        Path(setup.stack.conf).write_text(SPOILT)
        session = setup.ssh("rescue", True)
        session.password()
        session.finish()
        check(session.entered, session.terminal.output)
        session = setup.ssh("rescue", True)
        for _ in range(3):
            session.password("wrong")
        session.finish()
        check(not session.entered, session.terminal.output)

    return [("B: a key, then pam_claims", granted),
            ("B: a refusal ends ssh at once", refusal_ends_it),
            ("B: nobody gets in without a key", key_is_needed),
            ("B: the break-glass account gives key and password",
             break_glass)]


def c_tests(setup: Setup):
    """A key alone, checked silently."""
    def batch(user):
        session = setup.ssh(user, True, ALL, "-o", "BatchMode=yes")
        session.finish()
        return session

    def checked():
        setup.fresh()
        session = batch("alice")
        check(session.entered, session.terminal.output)
        expect(setup.stack.journal.decision(session.mark), outcome="granted",
               reason="silent", phase="account")
        setup.fresh(block=True)
        session = batch("alice")
        check(not session.entered, session.terminal.output)
        expect(session.judged(0), outcome="blocked", phase="account")

    def by_password_once():
        setup.fresh()
        forget("bob")
        session = batch("bob")
        check(not session.entered, session.terminal.output)
        expect(session.judged(0), outcome="not_shown", phase="account")
        session = setup.ssh("bob", True, ALL, "-o", "PubkeyAuthentication=no")
        session.password()
        session.approve("bob")
        session.enter()
        session.finish()
        check(session.entered, session.terminal.output)
        check(batch("bob").entered, "not after the sign-in")

    def by_root_once():
        setup.fresh()
        forget("bob")
        setup.stack.world.service(
            ENROL, "auth required pam_claims.so",
            "account required pam_permit.so")
        login = Login(setup.stack.world, setup.stack.journal, ENROL, "bob")
        expect(setup.stack.sign_in(login, "bob"), outcome="granted")
        Path("/etc/pam.d", ENROL).unlink()
        check(batch("bob").entered, "not after the sign-in")

    def forget(user):
        number = os.stat(f"/home/{user}").st_uid
        for path in setup.stack.store.glob(f"{number}*"):
            path.unlink()

    return [("C: a key alone is checked silently", checked),
            ("C: enrolled once by password", by_password_once),
            ("C: enrolled once by root", by_root_once)]


def tests(stack: Stack):
    """Name and test, in order."""
    prepare(stack)
    found = []
    for port, newest in ((2222, False), (2232, True)):
        if newest and openssh.missing():
            continue
        for number, (letter, kind) in enumerate(
                (("A", a_tests), ("B", b_tests), ("C", c_tests))):
            setup = Setup(stack, letter, port + number, newest)
            version = setup.sshd.programs.version
            found += [(f"{name}, OpenSSH {version}", test) for name, test in
                      [*kind(setup), (f"{letter}: the shipped file is in "
                                      "force", setup.in_force)]]
    return apart(found)
