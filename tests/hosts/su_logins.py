# SPDX-License-Identifier: BSD-2-Clause
"""The real su, asked by one user for another."""

from pathlib import Path

from rig import pam
from rig.stack import Stack, check, expect, plain
from rig.terminal import Terminal


def tests(stack: Stack):
    """Name and test, in order."""
    provider = stack.provider
    stack.world.service("su", *pam.PASSWORD)
    output = Path("/home/alice/output")

    def start(command):
        stack.fresh(first_factor="evidence")
        mark = stack.journal.mark()
        terminal = Terminal(
            stack.world.as_user("alice", "sh", "-c", command),
            stack.world.environment("alice"))
        terminal.expect("[Pp]assword:")
        terminal.send("first-factor\n")
        return mark, terminal

    def end(mark, terminal):
        terminal.wait()
        terminal.close()
        return stack.journal.decision(mark)

    def target_signs_in():
        mark, terminal = start("su bob -c 'id -un'")
        code = terminal.expect(r"Code\s+(\S+)").group(1)
        provider.act(code, "bob")
        expect(end(mark, terminal), outcome="granted", user="bob")
        check(plain(terminal.output).endswith("bob "), terminal.output)

    def caller_cannot():
        mark, terminal = start("su bob -c 'id -un'")
        provider.act(terminal.expect(r"Code\s+(\S+)").group(1), "alice")
        expect(end(mark, terminal), outcome="wrong_person")
        check(terminal.status == 1)

    def output_stays_clean():
        mark, terminal = start(f"su bob -c 'id -un' > {output}")
        provider.act(terminal.expect(r"Code\s+(\S+)").group(1), "bob")
        expect(end(mark, terminal), outcome="granted")
        check(output.read_text() == "bob\n", output.read_text())

    return [
        ("the target's owner signs in", target_signs_in),
        ("the caller cannot sign in for the target", caller_cannot),
        ("a redirected output has no sign-in in it", output_stays_clean),
    ]
