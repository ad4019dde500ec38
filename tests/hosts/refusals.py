# SPDX-License-Identifier: BSD-2-Clause
"""One refusal is one refusal, although a host would ask three times."""

import re
from pathlib import Path

from rig.sshd import Sshd
from rig.stack import Stack, check, expect
from session import PASSWORD, SAY_IT, Session, apart


def tests(stack: Stack):
    """Name and test, in order."""
    provider = stack.provider
    Path("/etc/sudoers").write_text("alice ALL=(ALL) ALL\n")
    sshd = Sshd(stack.world, port=2260)
    hosts = {"sshd": (sshd.client("alice", SAY_IT), "root"),
             "sudo": (["sudo", "-k", "sh", "-c", SAY_IT], "alice")}

    def start(host, **keys):
        stack.world.service(host, *PASSWORD)
        stack.configure(**{"first_factor": "evidence", **keys})
        session = Session(stack, *hosts[host])
        session.password()
        return session

    def end(session, codes, outcome):
        session.finish()
        expect(session.judged(codes), outcome=outcome)
        check(not session.entered)
        prompts = len(re.findall(r"(?i)password\b[^:]*:",
                                 session.terminal.output))
        check(prompts == 1, "asked again:", session.terminal.output)

    def signed_in(outcome, user="alice", **how):
        def play(host):
            stack.fresh()
            session = start(host)
            session.approve(user, **how)
            if host == "sshd":
                session.enter()
            end(session, 1, outcome)
        return play

    def silently(outcome, keys=None, **settings):
        def play(host):
            stack.fresh()
            stack.enrol()
            provider.set(**settings)
            end(start(host, **(keys or {})), 0, outcome)
        return play

    def unreadable(host):
        """While the person signs in; before, it would lead to a sign-in."""
        stack.fresh()
        session = start(host)
        session.code()
        provider.set(faults={"path": "token", "kind": "html", "times": -1})
        if host == "sshd":
            session.enter()
        end(session, 1, "untrusted")

    def password_missing():
        stack.world.service("sudo", *PASSWORD)
        stack.fresh()
        session = Session(stack, ["sudo", "-k", "-n", "sh", "-c", SAY_IT],
                          "alice")
        session.finish()
        check(not session.entered)
        session.said_nothing_more(0, 0)

    cases = [
        ("declined", signed_in("declined", decision="decline")),
        ("the wrong person", signed_in("wrong_person", "bob")),
        ("blocked", silently("blocked", policy={"block": True})),
        ("the provider fails",
         silently("unavailable", faults={"path": "token", "kind": "status",
                                         "status": 503, "times": -1})),
        ("nobody listens",
         silently("unavailable", {"issuer": "https://localhost:1/x/v2.0"})),
        ("an answer that nobody can read", unreadable),
        ("a configuration that is wrong",
         silently("configuration", {"client_capabilities": "a,b"})),
    ]
    found = [(f"{host}: {name}", lambda play=play, host=host: play(host))
             for name, play in cases for host in hosts]
    return apart([*found, ("sudo -n that lacks a password asks nobody",
                           password_missing)])
