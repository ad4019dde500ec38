# SPDX-License-Identifier: BSD-2-Clause
"""One run of a host, from its start to its decision."""

from rig import pam
from rig.stack import Stack, check, none_left
from rig.streams import Streams
from rig.terminal import Terminal

INSIDE = "this-is-inside"       # what the command says that is let in
SAY_IT = "echo this-is-''inside"
# What the guides recommend, but a refusal does not take two seconds.
PASSWORD = tuple(line.replace("nullok", "nullok nodelay")
                 for line in pam.PASSWORD)


class Session:
    """Starts a command as a user, who then answers what it asks."""

    started: list["Session"] = []

    def __init__(self, stack: Stack, command: list[str],
                 user: str = "root", terminal: bool = True) -> None:
        self.stack = stack
        self.mark = stack.journal.mark()
        self.asked = stack.provider.mark()
        if user != "root":
            command = stack.world.as_user(user, *command)
        kind = Terminal if terminal else Streams
        self.terminal = kind(command, stack.world.environment(user))
        self.started.append(self)

    @classmethod
    def end_all(cls) -> None:
        """What a failed test has left must not disturb the next one."""
        for session in cls.started:
            if session.terminal.status is None:
                session.terminal.kill()
                session.terminal.close()
        cls.started.clear()

    def password(self, text: str = "first-factor") -> None:
        """The first factor."""
        self.terminal.expect("(?i)password[^:]*: ?")
        self.terminal.send(text + "\n")

    def code(self) -> str:
        """The code on the screen."""
        return self.terminal.expect(r"  Code +(\S+)", wait=8).group(1)

    def approve(self, user: str = "alice", **how: object) -> None:
        """The person signs in."""
        self.stack.provider.act(self.code(), user, **how)

    def enter(self, text: str = "") -> None:
        """Answer the prompt."""
        self.terminal.expect("(?i)press enter")
        self.terminal.answer(text)

    def finish(self, wait: float = 20) -> None:
        """The host ends by itself."""
        self.terminal.wait(wait)
        self.terminal.close()

    def decision(self) -> dict[str, str]:
        """The one decision, once the host has ended."""
        self.finish()
        return self.stack.journal.decision(self.mark)

    def judged(self, codes: int) -> dict[str, str]:
        """The decision of a run that has ended, and that this was all:
        so many codes were asked for, and nothing of ours is left."""
        found = self.stack.journal.decision(self.mark)
        none_left(2)
        self.said_nothing_more(1, codes)
        return found

    def said_nothing_more(self, lines: int, codes: int) -> None:
        """So many lines in the log, and so many codes of the provider."""
        decisions = self.stack.journal.decisions(self.mark)
        check(len(decisions) == lines, f"not {lines} lines: {decisions}")
        requests = self.stack.provider.requests(self.asked, "/devicecode")
        check(len(requests) == codes,
              f"not {codes} but {len(requests)} codes were asked for")

    @property
    def entered(self) -> bool:
        """The command that was to run has run."""
        return INSIDE in self.terminal.output


def apart(tests):
    """The tests, each of which leaves no session behind even if it fails."""
    def without_rest(test):
        def play():
            try:
                test()
            finally:
                Session.end_all()
        return play
    return [(name, without_rest(test)) for name, test in tests]
