# SPDX-License-Identifier: BSD-2-Clause
"""One run of a host on a terminal, from its start to its decision."""

from rig.stack import Stack
from rig.terminal import Terminal


class Session:
    """Starts a command as a user, who then answers what it asks."""

    def __init__(self, stack: Stack, command: list[str],
                 user: str = "root") -> None:
        self.stack = stack
        self.mark = stack.journal.mark()
        if user != "root":
            command = stack.world.as_user(user, *command)
        self.terminal = Terminal(command, stack.world.environment(user))

    def password(self, text: str = "first-factor") -> None:
        """The first factor."""
        self.terminal.expect("(?i)password[^:]*: ?")
        self.terminal.send(text + "\n")

    def code(self) -> str:
        """The code on the screen."""
        return self.terminal.expect(r"Code\s+(\S+)").group(1)

    def approve(self, user: str = "alice", **how: object) -> None:
        """The person signs in."""
        self.stack.provider.act(self.code(), user, **how)

    def enter(self, text: str = "") -> None:
        """Answer the prompt."""
        self.terminal.expect("(?i)press enter")
        self.terminal.answer(text)

    def decision(self) -> dict[str, str]:
        """The one decision, once the host has ended."""
        self.terminal.wait()
        self.terminal.close()
        return self.stack.journal.decision(self.mark)
