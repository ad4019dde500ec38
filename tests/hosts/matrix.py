# SPDX-License-Identifier: BSD-2-Clause
"""Every host in every situation: a row of five tests for each host.

What a test has found goes to the output as `# cell | ROW | COLUMN | FOUND`,
from which hosts/run makes the table.
"""

from rig.stack import Stack, check, expect
from session import PASSWORD, Session, apart

COLUMNS = ("first sign-in", "silent", "refused", "cancelled", "timeout")
DEADLINE = 10                   # seconds, the least that can be set
SLOW = {"path": "token", "kind": "delay", "seconds": 4, "processed": False,
        "times": -1}


class Row:
    """A host that shows a sign-in; a subclass says how it is played."""

    name = ""
    service = ""
    lines = PASSWORD
    person = "alice"            # who is to sign in
    enter = False               # at the prompt, after the sign-in
    section: dict[str, object] = {}

    def __init__(self, stack: Stack) -> None:
        self.stack = stack

    def command(self) -> list[str]:
        """What is run, which says INSIDE if it is let in."""
        raise NotImplementedError

    def start(self) -> Session:
        """A login that has come to our part of it."""
        session = self.open()
        session.password()
        return session

    def open(self) -> Session:
        """A login at its start."""
        return Session(self.stack, self.command())

    def approve(self, session: Session) -> None:
        """The person does what the screen says."""
        session.approve(self.person)
        if self.enter:
            session.enter()

    def wait(self, session: Session) -> None:
        """The person lets the time pass."""
        if self.enter:
            session.enter()

    def give_up(self, session: Session) -> None:
        """The person does not want to any more."""
        session.terminal.send("\x03")

    def finish(self, session: Session, admitted: bool) -> None:
        """See the login to its end."""
        del admitted
        session.finish()

    def entered(self, session: Session) -> bool:
        """Whether the person is in."""
        return session.entered

    def prepare(self, **keys: object) -> None:
        """A machine on which nobody has logged in yet."""
        self.stack.world.service(self.service, *self.lines)
        self.stack.fresh(**keys)
        self.stack.configure({self.service: self.section},
                             **{"first_factor": "evidence", **keys})

    def enrol(self, **keys: object) -> None:
        """The person has signed in before."""
        self.prepare(**keys)
        self.stack.enrol(self.person)

    def end(self, session: Session, codes: int, **wanted: str) -> str:
        """What came of it; all that must hold at any end is checked."""
        admitted = wanted["outcome"] == "granted"
        self.finish(session, admitted)
        expect(session.judged(codes), user=self.person,
               service=self.service, **wanted)
        check(self.entered(session) == admitted, session.terminal.output)
        return "in" if admitted else wanted["outcome"]

    # One for each column.

    def first(self) -> str:
        """Nothing is known of the person."""
        self.prepare()
        session = self.start()
        self.approve(session)
        return self.end(session, 1, outcome="granted", reason="sign_in")

    def silent(self) -> str:
        """The person has signed in before."""
        self.enrol()
        return self.end(self.start(), 0, outcome="granted", reason="silent")

    def refused(self) -> str:
        """A policy blocks the person."""
        self.enrol()
        self.stack.provider.set(policy={"block": True})
        return self.end(self.start(), 0, outcome="blocked")

    def cancelled(self) -> str:
        """The person leaves at the sign-in."""
        self.prepare()
        session = self.start()
        session.code()
        if self.enter:
            session.terminal.expect("(?i)press enter")
        self.give_up(session)
        return self.end(session, 1, outcome="cancelled")

    def timeout(self) -> str:
        """The person does not sign in."""
        self.prepare(deadline=DEADLINE)
        session = self.start()
        session.code()
        self.wait(session)
        return self.end(session, 1, outcome="expired")


class BlindRow(Row):
    """A host that cannot show a sign-in: a refusal, and no code."""

    def first(self) -> str:
        self.prepare()
        return self.end(self.start(), 0, outcome="not_shown")

    def cancelled(self) -> str:
        """The person leaves while the provider is asked."""
        self.enrol()
        self.stack.provider.set(faults=SLOW)
        asked = self.stack.provider.mark()
        session = self.start()
        while not self.stack.provider.requests(asked, "/token"):
            pass
        self.give_up(session)
        return self.end(session, 0, outcome="cancelled")

    def timeout(self) -> str:
        """The provider does not answer."""
        self.enrol(request_timeout=1)
        self.stack.provider.set(faults=SLOW)
        return self.end(self.start(), 0, outcome="unavailable")


def report(row: str, column: str, found: str) -> None:
    """A cell for the table."""
    print(f"# cell | {row} | {column} | {found}", flush=True)


def cell(row: Row, column: str, play):
    """The test behind a cell."""
    def test():
        found = "FAILED"
        try:
            found = play()
        finally:
            report(row.name, column, found)
    return f"{row.name}: {column}", test


def tests(rows: list[Row]):
    """Name and test, in order; a row leaves out what it has a word for."""
    found = []
    for row in rows:
        plays = (row.first, row.silent, row.refused, row.cancelled,
                 row.timeout)
        for column, play in zip(COLUMNS, plays):
            without = getattr(row, "without", {}).get(column)
            if without:
                report(row.name, column, f"- {without}")
            else:
                found.append(cell(row, column, play))
    return apart(found)
