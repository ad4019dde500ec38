# SPDX-License-Identifier: BSD-2-Clause
"""People who leave in the middle: nothing of ours stays, nothing is lost."""

import re
import signal
import time
from pathlib import Path

from rig import openssh
from rig.sshd import Sshd
from rig.stack import Stack, check, expect, none_left, processes
from session import PASSWORD, SAY_IT, Session, apart

GRACE = 6                       # seconds
ONE = "MaxStartups 1"           # a slot that is not free refuses the next


def kill(session):
    """SIGKILL for what the person runs."""
    session.terminal.kill(signal.SIGKILL)


def close(session):
    """The window of the terminal is closed."""
    session.terminal.hang_up()


def stay(session):
    """Nothing is done: the host loses its patience."""
    del session


def slots_are_free(listeners):
    """sshd serves nobody any more."""
    end = time.monotonic() + 2
    names = ("sshd", "sshd-session", "sshd-auth")
    while {pid for name in names for pid in processes(name)} - listeners:
        check(time.monotonic() < end, "sshd still serves somebody")
        time.sleep(0.05)


def tests(stack: Stack):
    """Name and test, in order."""
    provider = stack.provider
    listeners: set[int] = set()
    Path("/etc/sudoers").write_text("alice ALL=(ALL) ALL\n")

    def login_timeout(seconds):
        path = Path("/etc/login.defs")
        path.write_text(re.sub(r"(?m)^LOGIN_TIMEOUT\s.*",
                               f"LOGIN_TIMEOUT {seconds}", path.read_text()))

    def sshd(port, *options, newest=False):
        server = Sshd(stack.world, ONE, *options, port=port, newest=newest)
        listeners.add(server.process.pid)
        return server.client("alice", SAY_IT)

    def enrolled(service, person):
        """There is a token, and a policy that it does not satisfy."""
        stack.world.service(service, *PASSWORD)
        stack.fresh()
        stack.enrol(person)
        stack.configure(first_factor="evidence")
        provider.set(policy={"require_mfa": True})

    def start(command, user):
        session = Session(stack, command, user)
        session.password()
        return session

    def silently_in(command, user):
        """The token is whole, and the host lets the next one in."""
        provider.set(policy={"require_mfa": False})
        session = start(command, user)
        if command[0] == "login":
            session.terminal.expect(r"\$ ")
            session.terminal.send(f"{SAY_IT}; exit\n")
        expect(session.decision(), outcome="granted", reason="silent")
        check(session.entered, session.terminal.output)

    def case(service, command, leave, user="root", person="alice",
             enter=False):
        def test():
            enrolled(service, person)
            session = start(command, user)
            session.code()
            if enter:
                session.enter()
                time.sleep(0.5)
            elif service == "sshd":
                session.terminal.expect("(?i)press enter")
            leave(session)
            if leave is stay:
                time.sleep(GRACE)
            none_left(2)
            slots_are_free(listeners)
            session.terminal.close()
            found = session.judged(1)
            check(found["outcome"] in ("cancelled", "expired"), found)
            silently_in(command, user)
        return test

    def login_timer():
        login_timeout(GRACE)
        enrolled("login", "alice")
        session = start(["login", "alice"], "root")
        session.code()
        expect(session.decision(), outcome="expired")
        check("Timed out" not in session.terminal.output,
              "login was quicker", session.terminal.output)
        login_timeout(60)
        silently_in(["login", "alice"], "root")

    ssh = sshd(2250)
    grace = sshd(2251, f"LoginGraceTime {GRACE}")
    login = ["login", "alice"]
    sudo = ["sudo", "-k", "sh", "-c", SAY_IT]
    su = ["su", "bob", "-c", SAY_IT]
    found = [
        ("ssh is killed at the prompt", case("sshd", ssh, kill)),
        ("ssh is killed after Enter", case("sshd", ssh, kill, enter=True)),
        ("the terminal of ssh is closed", case("sshd", ssh, close)),
        ("LoginGraceTime ends at the prompt", case("sshd", grace, stay)),
        ("LoginGraceTime ends after Enter",
         case("sshd", grace, stay, enter=True)),
        ("login is killed", case("login", login, kill)),
        ("the terminal of login is closed", case("login", login, close)),
        ("LOGIN_TIMEOUT", login_timer),
        ("sudo is killed", case("sudo", sudo, kill, "alice")),
        ("the terminal of sudo is closed",
         case("sudo", sudo, close, "alice")),
        ("su is killed", case("su", su, kill, "alice", "bob")),
        ("the terminal of su is closed",
         case("su", su, close, "alice", "bob")),
    ]
    if not openssh.missing():
        newest = sshd(2252, newest=True)
        found += [
            ("the newest ssh is killed at the prompt",
             case("sshd", newest, kill)),
            ("the newest ssh is killed after Enter",
             case("sshd", newest, kill, enter=True)),
        ]
    return apart(found)
