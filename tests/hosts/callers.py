# SPDX-License-Identifier: BSD-2-Clause
"""Callers that are no person, callers that leave, and root."""

import os
import stat
import time
from pathlib import Path

from distributions.pam_files import shipped
from rig import pam
from rig.sshd import Sshd
from rig.stack import Stack, check, expect, none_left
from rig.world import MODULES, MULTIARCH, run
from session import INSIDE, SAY_IT, Session, apart

RAN = Path("/root/ran")
RUN_IT = f"touch {RAN}; {SAY_IT}"
# A password, and Enter at the sign-in; then the input's end.
SUDO_S = ("(echo first-factor; sleep 2; echo) | "
          f"sudo -S -k sh -c '{RUN_IT}' 2>&1")
LIBRARY = Path("/usr/lib", MULTIARCH, "libini_config.so.5").resolve()
MODULE = Path(MODULES, "pam_claims.so")
ROOT_SU = ("auth sufficient pam_rootok.so", "auth required pam_unix.so",
           pam.CLAIMS, "account required pam_claims.so", *pam.SESSION)
# The first reply is a line end at once; how long the next ones take.
ASKPASS = """#!/bin/sh
echo "$1" >>{directory}/asked
test -e {directory}/typed && sleep {pause}
touch {directory}/typed
echo {word}
"""


def tests(stack: Stack):
    """Name and test, in order."""
    provider = stack.provider
    world = stack.world
    Path("/etc/sudoers").write_text("alice,root ALL=(ALL) ALL\n")
    keys = Sshd(world, "AuthenticationMethods "
                "publickey,keyboard-interactive:pam", port=2270)
    plain = Sshd(world, port=2271)
    key = keys.authorize("alice")

    def fresh(**sections):
        stack.fresh()
        stack.configure(sections, first_factor="evidence")
        world.service("sudo", *pam.PASSWORD)
        world.service("su", *ROOT_SU)
        world.service("sshd", "account required pam_permit.so", *pam.SESSION)
        RAN.unlink(missing_ok=True)

    def over_ssh(command):
        """Without a terminal at the other end, as Ansible does."""
        return Session(stack, plain.client("alice", command, key=key,
                                           methods="publickey"))

    def client_leaves():
        fresh(sudo={"display": "prompt"})
        session = over_ssh(SUDO_S)
        code = session.code()
        time.sleep(3)
        session.terminal.kill()
        session.terminal.close()
        time.sleep(1)
        provider.act(code, "alice")
        none_left(8)
        expect(stack.journal.decision(session.mark), outcome="cancelled",
               reason="disconnected")
        check(not RAN.exists(), "the command ran for nobody")

    def input_ends():
        fresh(sudo={"display": "prompt"})
        session = over_ssh(SUDO_S)
        code = session.code()
        time.sleep(3)
        provider.act(code, "alice")
        expect(session.decision(), outcome="granted", reason="sign_in")
        check(session.entered and RAN.exists(), session.terminal.output)

    def askpass(word, pause):
        """An ssh client whose replies come from a program."""
        directory = Path("/home/alice", f"askpass-{pause}-{word or 'empty'}")
        directory.mkdir()
        program = directory / "askpass"
        program.write_text(ASKPASS.format(directory=directory, word=word,
                                          pause=pause))
        program.chmod(program.stat().st_mode | stat.S_IXUSR)
        world.service("sshd", *pam.KEY)
        command = keys.client("alice", SAY_IT, key=key,
                              methods="publickey,keyboard-interactive")
        started = time.monotonic()
        session = Session(stack, [
            "env", f"SSH_ASKPASS={program}", "SSH_ASKPASS_REQUIRE=force",
            *command])
        return directory / "asked", session, started

    def program_answers(word):
        def test():
            fresh()
            asked, session, started = askpass(word, 0)
            expect(session.decision(), outcome="not_shown")
            check(time.monotonic() - started < 6, "it waited for a program")
            check(asked.read_text().count("Code") == 2, asked.read_text())
        return test

    def typed_ahead():
        fresh()
        asked, session, _ = askpass("", 2)
        end = time.monotonic() + 8
        while not asked.exists() or asked.read_text().count("Code") < 2:
            check(time.monotonic() < end, "it was not asked again")
            time.sleep(0.1)
        line = next(line for line in asked.read_text().splitlines()
                    if line.strip().startswith("Code"))
        provider.act(line.split()[1], "alice")
        expect(session.decision(), outcome="granted", reason="sign_in")
        check(session.entered, session.terminal.output)

    def root_comes_in():
        """root's own su and sudo, and no line for them."""
        for command in (["su", "alice", "-c", SAY_IT],
                        ["sudo", "-u", "alice", "sh", "-c", SAY_IT]):
            session = Session(stack, command)
            session.finish()
            check(session.entered, command, session.terminal.output)
            check(not stack.journal.decisions(session.mark),
                  stack.journal.decisions(session.mark))

    def typo():
        fresh()
        Path("/etc/security/pam_claims.conf").write_text("[globl]\n")
        root_comes_in()
        session = Session(stack, ["su", "bob", "-c", SAY_IT], "alice")
        session.password()
        expect(session.decision(), outcome="configuration")
        check(not session.entered)

    def library_gone():
        fresh()
        run("mount", "--bind", "/dev/null", str(LIBRARY))
        try:
            root_comes_in()
            session = Session(stack, ["su", "bob", "-c", SAY_IT], "alice")
            session.password()
            found = session.decision()
        finally:
            run("umount", str(LIBRARY))
        expect(found, outcome="error", reason="keeper_gone")
        check(LIBRARY.name.split(".so")[0] in found["detail"], found)

    def keeper_gone():
        fresh()
        keeper = Path("/usr/libexec/pam_claims/claims-keeper")
        os.rename(keeper, keeper.with_name("aside"))
        try:
            root_comes_in()
            session = Session(stack, ["su", "bob", "-c", SAY_IT], "alice")
            session.password()
            found = session.decision()
        finally:
            os.rename(keeper.with_name("aside"), keeper)
        expect(found, outcome="error", reason="keeper_gone",
               detail=f"{keeper}: No such file or directory")

    def module_gone():
        """Not even a line of ours can be loaded."""
        fresh()
        for service in ("su", "sudo"):
            ours = shipped(service)
            world.service(service, *ours.account, *ROOT_SU[:2], *ours.auth,
                          pam.ACCOUNT[0], *pam.SESSION)
        run("mount", "--bind", "/dev/null", str(MODULE))
        try:
            root_comes_in()
            for command in (["su", "bob", "-c", RUN_IT],
                            ["sudo", "-k", "sh", "-c", RUN_IT]):
                session = Session(stack, command, "alice")
                session.password()
                session.finish()
                check(not session.entered and not RAN.exists(),
                      command, session.terminal.output)
        finally:
            run("umount", str(MODULE))

    def overruled():
        """Blocked, and then root by a line that should not be there."""
        fresh()
        stack.enrol()
        provider.set(policy={"block": True})
        world.service("sudo", *pam.UNIX, "auth optional pam_claims.so",
                      *pam.ACCOUNT, *pam.SESSION)
        session = Session(stack, ["sudo", "-k", "sh", "-c", RUN_IT], "alice")
        session.password()
        session.finish()
        stack.journal.wait(session.mark, count=2)
        found = stack.journal.decisions(session.mark)
        check([one["phase"] for one in found] == ["auth", "account"], found)
        expect(found[0], outcome="blocked")
        expect(found[1], outcome="blocked", reason="auth_refused")
        check(not RAN.exists() and INSIDE not in session.terminal.output,
              session.terminal.output)

    def jumped_over():
        """root with the password alone, and a ticket's account phase."""
        fresh()
        world.service("sudo", "auth sufficient pam_unix.so", pam.CLAIMS,
                      *pam.ACCOUNT, *pam.SESSION)
        session = Session(stack, ["sudo", "-k", "sh", "-c", RUN_IT], "alice")
        session.password()
        expect(session.decision(), phase="account",
               reason="auth_line_skipped")
        check(not RAN.exists(), session.terminal.output)
        Path("/etc/sudoers").write_text(
            "alice,root ALL=(ALL) NOPASSWD: ALL\n")
        session = Session(stack, ["sudo", "sh", "-c", RUN_IT], "alice")
        expect(session.decision(), outcome="granted", reason="account_pass")
        check(RAN.exists(), session.terminal.output)
        Path("/etc/sudoers").write_text("alice,root ALL=(ALL) ALL\n")

    def accepted_elsewhere():
        """pam_unix refuses, and another line lets in past ours."""
        fresh()
        world.service("sudo",
                      "auth [success=2 default=ignore] pam_unix.so nodelay",
                      "auth sufficient pam_permit.so", "auth requisite "
                      "pam_deny.so", pam.CLAIMS, *pam.ACCOUNT, *pam.SESSION)
        session = Session(stack, ["sudo", "-k", "sh", "-c", RUN_IT], "alice")
        session.password("wrong")
        expect(session.decision(), phase="account",
               reason="auth_line_skipped")
        check(not RAN.exists(), session.terminal.output)

    def terminal_closes():
        """sudo speaks to its terminal only, which goes away."""
        fresh()
        session = Session(stack, ["sh", "-c", f"sudo -k sh -c '{RUN_IT}' "
                                  "</dev/null >/dev/null 2>&1"], "alice")
        session.password()
        code = session.code()
        session.terminal.close()
        time.sleep(4)
        provider.act(code, "alice")
        none_left(8)
        expect(stack.journal.decision(session.mark), outcome="cancelled",
               reason="disconnected")
        check(not RAN.exists(), "the command ran for nobody")

    return apart([
        ("sudo -S over ssh: the client leaves, and nothing runs",
         client_leaves),
        ("sudo -S over ssh: the end of the input is no leaving", input_ends),
        ("a program answers with nothing, twice", program_answers("")),
        ("a program answers with the user's name, twice",
         program_answers("alice")),
        ("one line end typed ahead is asked again", typed_ahead),
        ("a wrong configuration leaves root's su and sudo", typo),
        ("a library that is gone leaves root's su and sudo, and is named",
         library_gone),
        ("a keeper that is gone leaves root's su and sudo, and is named",
         keeper_gone),
        ("a module that is gone leaves root's su and sudo, and nobody else's",
         module_gone),
        ("a refusal that its PAM line overrules stays one", overruled),
        ("a line in front that ends the auth phase lets nobody in",
         jumped_over),
        ("what pam_unix refused and another line accepts lets nobody in",
         accepted_elsewhere),
        ("sudo, output redirected: its terminal is closed, and nothing runs",
         terminal_closes),
    ])
