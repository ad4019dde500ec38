# SPDX-License-Identifier: BSD-2-Clause
"""The real login of the shadow suite, on a terminal."""

from rig import pam
from rig.stack import Stack, check, expect
from rig.terminal import Terminal


def tests(stack: Stack):
    """Name and test, in order."""
    provider = stack.provider
    stack.world.service("login", *pam.PASSWORD)

    def start(*arguments):
        stack.fresh(first_factor="evidence")
        mark = stack.journal.mark()
        return mark, Terminal(["login", *arguments],
                              stack.world.environment("root"))

    def sign_in(terminal):
        terminal.expect("Password:")
        terminal.send("first-factor\n")
        code = terminal.expect(r"Code\s+(\S+)").group(1)
        terminal.expect("[▀▄█]{20}")
        provider.act(code)

    def named():
        mark, terminal = start("alice")
        sign_in(terminal)
        terminal.expect(r"\$ ")
        terminal.send("id -un; exit\n")
        terminal.expect("\nalice")
        terminal.wait()
        terminal.close()
        expect(stack.journal.decision(mark), outcome="granted",
               service="login", user="alice")

    def asks_for_the_name():
        mark, terminal = start()
        terminal.expect("login: ")
        terminal.send("alice\n")
        sign_in(terminal)
        terminal.expect(r"\$ ")
        terminal.send("exit\n")
        terminal.wait()
        terminal.close()
        expect(stack.journal.decision(mark), outcome="granted", user="alice")

    def refused_once():
        mark, terminal = start("alice")
        terminal.expect("Password:")
        terminal.send("first-factor\n")
        provider.act(terminal.expect(r"Code\s+(\S+)").group(1),
                     decision="decline")
        terminal.wait()
        terminal.close()
        expect(stack.journal.decision(mark), outcome="declined")
        check("$ " not in terminal.output, terminal.output)
        check(terminal.output.count("Code") == 1, terminal.output)

    return [
        ("a named user", named),
        ("login asks for the name", asks_for_the_name),
        ("a refusal ends it", refused_once),
    ]
