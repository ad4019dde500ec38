# SPDX-License-Identifier: BSD-2-Clause
"""Small faults that can be put into a C file, each one a mutant of it.

A mutant is told apart by its file, its operator and the words of its line, so
that it stays the same when lines move.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

from source import functions, read_sources

# Calls that decide nothing and whose absence no test can see.
UNSEEN = {"explicit_bzero", "close", "fclose", "free", "va_end"}
# The member of an enum that lets somebody in, or says that all is well.
GRANTING = ("OUTCOME_GRANTED", "ANSWER_OK", "CAME_PASSED", "IDENTITY_MATCHES",
            "STATE_GRANT_SILENT", "PAM_SUCCESS")
# What libpam's functions return; of ours, the enums are read.
PAM_CODES = ("PAM_SUCCESS", "PAM_AUTH_ERR", "PAM_ABORT", "PAM_MAXTRIES",
             "PAM_AUTHINFO_UNAVAIL", "PAM_ACCT_EXPIRED", "PAM_PERM_DENIED",
             "PAM_SYSTEM_ERR", "PAM_CRED_UNAVAIL", "PAM_SERVICE_ERR",
             "PAM_USER_UNKNOWN", "PAM_CONV_ERR")
LOGIC = {"&&": "||", "||": "&&"}
EQUALITY = {"==": "!=", "!=": "=="}
RELATION = {"<": "<=", "<=": "<", ">": ">=", ">=": ">"}
BOOLEAN = {"true": "false", "false": "true"}
_TOKEN = re.compile(r"[A-Za-z_]\w*|->|<<=?|>>=?|[<>=!]=|&&|\|\||[<>]")
_ENUM = re.compile(r"\benum\s*(\w*)\s*\{([^}]*)\}")
_CONTROL = re.compile(r"\b(if|while)\s*\(")
_LOOP = re.compile(r"\bfor\s*\(")
_RETURN = re.compile(r"\breturn\s+([^;]+);")
_CALL = re.compile(r"(?:\(void\)\s*)?([A-Za-z_]\w*)\s*\(.*\)\Z", re.S)
_ASSIGNMENT = re.compile(r"[*&]?[A-Za-z_][\w.\->\[\]*+ ]*?"
                         r"(?:[-+|&^*]|<<|>>)?(?<![<>!=])=(?!=).*\Z", re.S)
_DECLARATION = re.compile(r"(?:static|const|enum|struct|union|unsigned|bool|"
                          r"int|char|long|\w+_t|FILE)\b[\w ]*[ *]+\w+")
_ROW = re.compile(r"^[ ]*\[\w+\]\s*=\s*\{", re.M)


@dataclass(frozen=True)
class Mutant:
    """One fault: text[start:end] of the file becomes `new`."""

    path: str
    line: int
    operator: str
    words: str  # of the line, as it was
    start: int
    end: int
    new: str
    turn: int  # among the mutants of this operator in such a line

    @property
    def key(self):
        """What tests/mutants calls it."""
        turn = f" {self.turn}" if self.turn > 1 else ""
        return (self.path, self.operator + turn, self.words)

    def rank(self, seed):
        """A number that depends on the seed and on nothing that moves."""
        text = "\0".join((str(seed), *self.key))
        return hashlib.sha256(text.encode()).hexdigest()

    def apply(self, text):
        """The whole file with the fault in it."""
        return text[:self.start] + self.new + text[self.end:]


def enums():
    """{member: all members of its enum} of the tree."""
    found = {code: PAM_CODES for code in PAM_CODES}
    for source in read_sources("src/**/*.[ch]"):
        for match in _ENUM.finditer(source.code):
            members = [part.split("=")[0].strip()
                       for part in match[2].split(",") if part.strip()]
            # Numbers that have a name are no alternatives.
            if not match[1] and "=" in match[2]:
                continue
            members = [m for m in members if not m.endswith("_COUNT")]
            found.update({m: members for m in members if len(members) > 1})
    return found


def closing(code, start):
    """The offset of the bracket that closes the one at `start`."""
    depth = 0
    for offset in range(start, len(code)):
        depth += (code[offset] in "([{") - (code[offset] in ")]}")
        if depth == 0:
            return offset
    return len(code)


def statements(code, start, end):
    """(start, end) of each simple statement of a body, end at its ;"""
    begin = start + 1
    offset = begin
    while offset < end:
        char = code[offset]
        if char in "([":
            offset = closing(code, offset)
            before = code[begin:offset + 1].strip()
            if re.match(r"(if|while|for|switch)\s*\(", before):
                begin = offset + 1
        elif char in "{}":
            # An initialiser belongs to its statement.
            if char == "{" and code[begin:offset].rstrip().endswith(("=",
                                                                    ")")) \
                    and "=" in code[begin:offset]:
                offset = closing(code, offset)
            else:
                begin = offset + 1
        elif char == ":" and re.match(r"\s*(case\b|default\b)",
                                      code[begin:offset]):
            begin = offset + 1
        elif char == ";":
            skipped = len(code[begin:offset]) - len(code[begin:offset]
                                                    .lstrip())
            yield begin + skipped, offset
            begin = offset + 1
        offset += 1


class Hatchery:
    """Makes the mutants of one file."""

    def __init__(self, source, alternatives):
        self.source = source
        self.code = source.code
        self.alternatives = alternatives
        self.found = []
        starts = [0]
        for line in source.text.splitlines(keepends=True):
            starts.append(starts[-1] + len(line))
        self.starts = starts
        self.bodies = [(self._body(f), f) for f in functions([source])]
        self.heads = []  # of for loops
        self.unseen = []  # conditions of what no test can see

    def _body(self, function):
        start = self.code.index("{", self.starts[function.line - 1])
        return start, closing(self.code, start)

    def _add(self, operator, start, end, new):
        line = self.source.text.count("\n", 0, start) + 1
        words = " ".join(self.source.lines[line - 1].split())
        self.found.append((operator, line, words, start, end, new))

    def mutants(self):
        """All of them, in the order of the file."""
        for (start, end), function in self.bodies:
            self._conditions(start, end)
            self._loops(start, end)
            self._returns(start, end, function)
            self._statements(start, end)
            self._tokens(start, end)
        self._tables()
        turns = {}
        seen = set()
        for operator, line, words, start, end, new in sorted(
                self.found, key=lambda found: (found[3], found[0], found[5])):
            if (start, end, new) in seen:
                continue
            seen.add((start, end, new))
            # The same words elsewhere are another turn of them.
            key = (operator, words)
            turns[key] = turns.get(key, 0) + 1
            yield Mutant(self.source.path, line, operator, words, start, end,
                         new, turns[key])

    def _conditions(self, start, end):
        """Negate what is asked; leave out what is done then."""
        for match in _CONTROL.finditer(self.code, start, end):
            opened = match.end() - 1
            closed = closing(self.code, opened)
            inside = self.source.text[opened + 1:closed]
            if match[1] == "if" and self._is_unseen(closed + 1):
                self.unseen.append((opened, closed))
                continue
            # The same as the other operator of one comparison.
            if len(re.findall(r"[=!]=|&&|\|\||[^-]>|<", inside)) != 1 or \
                    not re.search(r"[=!]=", inside):
                self._add("negate", opened + 1, closed, f"!({inside})")
            if match[1] == "if":
                self._branch(closed + 1)

    def _is_unseen(self, start):
        """All that is done then is a call that no test can see."""
        call = _CALL.match(self.code[start:].split(";")[0].strip())
        return bool(call) and call[1] in UNSEEN

    def _branch(self, start):
        start += len(self.code[start:]) - len(self.code[start:].lstrip())
        if self.code[start] == "{":
            self._add("skip", start, closing(self.code, start) + 1, "{}")
            return
        if re.match(r"(if|while|for|switch)\b", self.code[start:]):
            return
        offset = start
        while self.code[offset] != ";":
            if self.code[offset] in "([{":
                offset = closing(self.code, offset)
            offset += 1
        self._add("skip", start, offset, "")

    def _loops(self, start, end):
        """Never enter a loop that counts."""
        self.heads = []
        for match in _LOOP.finditer(self.code, start, end):
            opened = match.end() - 1
            closed = closing(self.code, opened)
            self.heads.append((opened, closed))
            for sign in re.finditer(r"(?<![<\-])<(?![<=])",
                                    self.code[opened:closed]):
                self._add("loop", opened + sign.start(), opened + sign.end(),
                          ">")

    def _returns(self, start, end, function):
        """Return the one or the other, whatever is true."""
        line = self.code[self.starts[function.line - 1]:start]
        before = self.code[:self.starts[function.line - 1]].splitlines()[-1:]
        if not re.search(r"\bbool\b", line.split(function.name)[0]
                         + " ".join(before)):
            return
        for match in _RETURN.finditer(self.code, start, end):
            if match[1].strip() in BOOLEAN:
                continue
            for value in ("true", "false"):
                self._add("return", match.start(1), match.end(1), value)

    def _statements(self, start, end):
        """Leave out a call or an assignment."""
        for begin, stop in statements(self.code, start, end):
            statement = self.code[begin:stop]
            call = _CALL.match(statement)
            if statement.startswith("return"):
                continue
            if call and call[1] not in UNSEEN:
                self._add("call", begin, stop, "")
            elif _ASSIGNMENT.match(statement) and not call and \
                    not _DECLARATION.match(statement):
                self._add("assignment", begin, stop, "")

    def _tokens(self, start, end):
        for match in _TOKEN.finditer(self.code, start, end):
            token = match[0]
            place = match.span()
            if any(a < place[0] < b for a, b in self.unseen):
                continue
            in_head = any(a < place[0] < b for a, b in self.heads)
            for operator, swaps in (("logic", LOGIC), ("equality", EQUALITY),
                                    ("relation", RELATION),
                                    ("boolean", BOOLEAN)):
                if token in swaps and not (operator == "relation" and
                                           in_head):
                    self._add(operator, *place, swaps[token])
            self._swap_member(token, place)

    def _swap_member(self, token, place):
        """Another member of an enum; the one that grants besides."""
        members = list(self.alternatives.get(token, ()))
        before = self.code[:place[0]].rstrip()
        if not members or re.search(r"(\bcase|\[)$", before):
            return
        other = members[(members.index(token) + 1) % len(members)]
        self._add("member", *place, other)
        for granting in GRANTING:
            if granting in members and granting not in (token, other):
                self._add("grant", *place, granting)

    def _tables(self):
        """Take a row out; another member, another flag in one."""
        inside = [body for body, _ in self.bodies]
        for match in _ROW.finditer(self.code):
            if any(a < match.start() < b for a, b in inside):
                continue
            end = closing(self.code, match.end() - 1) + 1
            self._add("row", match.start(), end + self.code[end:]
                      .startswith(","), "")
            for token in _TOKEN.finditer(self.code, match.end(), end):
                if token[0] in BOOLEAN:
                    self._add("boolean", *token.span(), BOOLEAN[token[0]])
                self._swap_member(token[0], token.span())


def of(sources):
    """Every mutant of these files."""
    alternatives = enums()
    return [mutant for source in sources
            for mutant in Hatchery(source, alternatives).mutants()]


def choose(mutants, count, seed):
    """So many of them, 0 for all: of each file one, by turns, so that a run
    which is ended early has seen all files."""
    by_file = {}
    for mutant in sorted(mutants, key=lambda m: m.rank(seed)):
        by_file.setdefault(mutant.path, []).append(mutant)
    chosen = []
    while any(by_file.values()) and (not count or len(chosen) < count):
        for path in sorted(by_file):
            if by_file[path] and (not count or len(chosen) < count):
                chosen.append(by_file[path].pop(0))
    return chosen


def read_list(text):
    """{key: reason} of `FILE :: OPERATOR :: WORDS :: REASON` lines."""
    excused = {}
    for line in text.splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        parts = [part.strip() for part in line.split(" :: ")]
        if len(parts) != 4 or not parts[3]:
            raise ValueError(f"tests/mutants: {line}")
        excused[tuple(parts[:3])] = parts[3]
    return excused
