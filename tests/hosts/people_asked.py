# SPDX-License-Identifier: BSD-2-Clause
"""Who is asked to sign in, and who is never asked."""

import re
import time
from pathlib import Path

from rig import pam
from rig.sshd import Sshd
from rig.stack import STORE, Stack, check, expect
from rig.world import run
from session import PASSWORD, SAY_IT, Session, apart

SUDOERS = "alice ALL=(ALL) ALL\n"
STRANGERS = ("nobody-here", "ALICE", "alice@example.test", "CORP\\alice",
             "../../etc/passwd", "alic\u00e9", "x" * 200)


def tests(stack: Stack):
    """Name and test, in order."""
    run("chpasswd", input="root:first-factor\n")
    for service in ("sudo", "sudo-i", "su", "su-l", "login"):
        stack.world.service(service, *PASSWORD)
    stack.world.service("sshd", *pam.KEY)
    sshd = Sshd(stack.world, "PermitRootLogin yes", port=2270)

    def fresh(sections=None):
        stack.fresh()
        stack.configure(sections, first_factor="evidence")

    def start(*command, user="alice", sudoers=SUDOERS):
        Path("/etc/sudoers").write_text(sudoers)
        session = Session(stack, list(command), user)
        session.password()
        return session

    def granted(session, person, **wanted):
        session.approve(person)
        session.finish()
        expect(session.judged(1), outcome="granted", reason="sign_in",
               identity=f"{person}@example.test", **wanted)
        check(session.entered, session.terminal.output)

    def never_asked(session):
        session.finish()
        expect(session.judged(0), outcome="unsuitable")
        check(not session.entered and "Code" not in session.terminal.output,
              session.terminal.output)
        check(not (STORE / "0").exists(), "root is bound")

    def sudo_user():
        fresh()
        granted(start("sudo", "-k", "-u", "bob", "sh", "-c", SAY_IT),
                "alice", service="sudo", user="alice")

    def sudo_login():
        fresh({"sudo": {"subject": "caller"}})
        granted(start("sudo", "-k", "-i", "sh", "-c", f"'{SAY_IT}'"),
                "alice", service="sudo-i", user="alice")

    def sudo_target():
        fresh()
        granted(start("sudo", "-k", "-u", "bob", "sh", "-c", SAY_IT,
                      sudoers=f"Defaults targetpw\n{SUDOERS}"),
                "bob", service="sudo", user="bob")

    def sudo_target_root():
        fresh()
        never_asked(start("sudo", "-k", "sh", "-c", SAY_IT,
                          sudoers=f"Defaults targetpw\n{SUDOERS}"))

    def su_caller():
        fresh({"su": {"subject": "caller"}})
        granted(start("su", "root", "-c", SAY_IT), "alice", service="su",
                user="root")

    def su_login_caller():
        fresh({"su": {"subject": "caller"}})
        granted(start("su", "-", "bob", "-c", SAY_IT), "alice",
                service="su-l", user="bob")

    def su_root():
        fresh()
        never_asked(start("su", "root", "-c", SAY_IT))

    def root_by_map():
        path = stack.world.root / "map"
        path.write_text("root username=alice@example.test\n")
        fresh({"su": {"user_map": path}})
        never_asked(start("su", "root", "-c", SAY_IT))

    def login_stranger():
        fresh()
        stack.world.service("login", *pam.KEY)
        session = Session(stack, ["login"])
        session.terminal.expect("login: ")
        session.terminal.send("ALICE\n")
        never_asked(session)

    def login_root():
        fresh()
        stack.world.service("login", *pam.KEY)
        never_asked(Session(stack, ["login", "root"]))

    def refused_by_ssh(name):
        """What the client shows, without the name, and how long it takes."""
        began = time.monotonic()
        session = Session(stack, [*sshd.client("alice", SAY_IT)[:-2], "-l",
                                  name, "127.0.0.1", SAY_IT])
        never_asked(session)
        return (re.sub(r"(?m)^\S+@127", "NAME@127", session.terminal.output),
                time.monotonic() - began)

    def strangers():
        fresh()
        wanted, took = refused_by_ssh("root")
        for name in STRANGERS:
            seen, seconds = refused_by_ssh(name)
            check(seen == wanted, f"{name}: {seen!r} is not {wanted!r}")
            check(abs(seconds - took) < 1.5, f"{name}: {seconds}, {took}")
        check("Internal error" not in sshd.log.read_text())

    return apart([
        ("sudo -u asks the caller", sudo_user),
        ("sudo -i asks the caller, by the rules of sudo", sudo_login),
        ("targetpw asks the target", sudo_target),
        ("targetpw for root asks nobody", sudo_target_root),
        ("su asks the caller where it is told to", su_caller),
        ("su - does so by the rules of su", su_login_caller),
        ("su to root asks nobody", su_root),
        ("a user map does not change that", root_by_map),
        ("login with a name in upper case asks nobody", login_stranger),
        ("login as root asks nobody", login_root),
        ("strangers and root look the same over ssh", strangers),
    ])
