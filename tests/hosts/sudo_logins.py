# SPDX-License-Identifier: BSD-2-Clause
"""The real sudo."""

from pathlib import Path

from rig import pam
from rig.stack import Stack, check, expect, none_left, plain
from rig.terminal import Terminal

C1 = '{"access_token":{"acrs":{"essential":true,"value":"c1"}}}'


def tests(stack: Stack):
    """Name and test, in order."""
    provider = stack.provider
    stack.world.service("sudo", *pam.PASSWORD)
    Path("/etc/sudoers").write_text("alice ALL=(ALL) ALL\n")

    def fresh(**sudo):
        stack.provider.reset()
        stack.fresh()
        stack.configure({"sudo": sudo} if sudo else None,
                        first_factor="evidence")

    def start(*command):
        mark = stack.journal.mark()
        terminal = Terminal(
            stack.world.as_user("alice", "sudo", "-k", *command),
            stack.world.environment("alice"))
        terminal.expect("[Pp]assword[^:]*:")
        terminal.send("first-factor\n")
        return mark, terminal

    def end(mark, terminal):
        terminal.wait()
        terminal.close()
        return stack.journal.decision(mark)

    def sign_in():
        fresh()
        mark, terminal = start("id", "-u")
        code = terminal.expect(r"Code\s+(\S+)").group(1)
        terminal.expect("[▀▄█]{20}")
        provider.act(code)
        expect(end(mark, terminal), outcome="granted", reason="sign_in",
               service="sudo", user="alice")
        check(terminal.status == 0 and plain(terminal.output).endswith("0 "),
              terminal.output)

    def silent_then_own_context():
        fresh()
        mark, terminal = start("true")
        provider.act(terminal.expect(r"Code\s+(\S+)").group(1))
        expect(end(mark, terminal), outcome="granted")
        expect(end(*start("true")), outcome="granted", reason="silent")
        stack.configure({"sudo": {"required_claims": C1}},
                        first_factor="evidence")
        mark, terminal = start("id", "-u")
        provider.act(terminal.expect(r"Code\s+(\S+)").group(1),
                     second_factor=True)
        expect(end(mark, terminal), outcome="granted", reason="sign_in")
        expect(end(*start("true")), outcome="granted", reason="silent")

    def declined_once():
        fresh()
        seen = provider.mark()
        mark, terminal = start("true")
        provider.act(terminal.expect(r"Code\s+(\S+)").group(1),
                     decision="decline")
        expect(end(mark, terminal), outcome="declined")
        check(terminal.status == 1, terminal.status)
        check(len(provider.requests(seen, "/devicecode")) == 1)

    def interrupted():
        fresh()
        mark, terminal = start("true")
        terminal.expect(r"Code\s+(\S+)")
        terminal.expect("[▀▄█]{20}")
        terminal.send("\x03")
        expect(end(mark, terminal), outcome="cancelled",
               reason="interrupted")
        none_left(2)

    def prompt_override():
        fresh()
        mark = stack.journal.mark()
        terminal = Terminal(
            stack.world.as_user("alice", "sudo", "-k", "-p", "mine: ", "id"),
            stack.world.environment("alice"))
        terminal.expect("mine: ")
        terminal.send("first-factor\n")
        provider.act(terminal.expect(r"Code\s+(\S+)").group(1))
        expect(end(mark, terminal), outcome="granted")

    return [
        ("the sign-in shows at once and needs no Enter", sign_in),
        ("silence, then a context of sudo's own", silent_then_own_context),
        ("a declined sign-in is asked once", declined_once),
        ("Ctrl-C", interrupted),
        ("a prompt of the caller's hides nothing", prompt_override),
    ]
