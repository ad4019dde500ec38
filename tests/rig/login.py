# SPDX-License-Identifier: BSD-2-Clause
"""One login through the real libpam, played with pamtester."""

from __future__ import annotations

from .journal import Journal
from .terminal import Terminal
from .world import World

CODE = r"  Code +(\S+)"


class Login:
    """Starts at once; `end` waits for its decision."""

    def __init__(self, world: World, journal: Journal,
                 service: str = "claims", user: str = "alice",
                 operation: str = "authenticate",
                 rhost: str = "192.0.2.7", own: bool = False,
                 caller: str = "") -> None:
        self.journal = journal
        self.mark = journal.mark()
        items = ["-I", "tty=pts/9"]
        if rhost:
            items += ["-I", f"rhost={rhost}"]
        # Of the hosts it is sudo that the user runs.
        if own or service == "sudo":
            caller = user
        as_caller = ["setpriv", f"--ruid={caller}"] if caller else []
        self.terminal = Terminal(
            [*as_caller, "pamtester", *items, service, user,
             *operation.split()], world.environment("root"))
        self.status: int | None = None

    def code(self) -> str:
        """The user code on the screen."""
        return self.terminal.expect(CODE).group(1)

    def enter(self, text: str = "") -> None:
        """Answer the prompt."""
        self.terminal.expect("(?i)press enter[^\n]*")
        self.terminal.answer(text)

    def end(self, wait: float = 30) -> dict[str, str]:
        """The decision; the exit status and the screen stay readable."""
        self.status = self.terminal.wait(wait)
        self.terminal.close()
        return self.journal.decision(self.mark)

    @property
    def screen(self) -> str:
        """All that the person saw."""
        return self.terminal.output
