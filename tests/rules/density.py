#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""How much one statement of src/ says at once, and how much is explained.

With --figures [REVISION...] it prints the measures of the tree, and of
revisions beside them, instead of a test's result.
"""

import io
import re
import subprocess
import sys
import tarfile

import files
from functions import has_contract, spread
from source import Source, functions, read_sources
from tap import ROOT, Finding, Report

CONDITIONALS_MAX = 10  # per 1,000 lines of code
LOGICAL_MAX = 4
COMMENTS_MIN = 12  # per cent of the filled lines of .c files
MUTE_MAX = 12  # lines of a static function without a comment

_DIRECTIVE = re.compile(r"^[ \t]*#(?:[^\n]*\\\n)*[^\n]*", re.M)
_TOKEN = re.compile(r"\w+|[(){};,]|[^\w(){};,]")
_ASSIGNED = re.compile(r"<<=|>>=|(?<![=!<>])=(?!=)")
# A call that ends, refuses or complains, as the value of an expression.
_ENDING = re.compile(r"(?:\|\||[?:])\s*(?:\w+_)?(?:end|need|complain|refuse|"
                     r"report|fail)(?:_\w+)?\s*\(")
_CONTROL = {"if", "while", "switch", "for"}


class Unit:
    """One expression or statement, as far as a reader takes it in at once.

    A condition is one of its own, as is each part of the head of a `for` and
    each member of an initialiser.
    """

    def __init__(self, line, text, condition):
        self.line = line
        self.text = text
        self.condition = condition

    def conditionals(self):
        """How many `?:` stand in it."""
        return self.text.count("?")

    def logical(self):
        """How many `&&` and `||` stand in it."""
        return len(re.findall(r"&&|\|\|", self.text))

    def assigns_within(self):
        """Whether it assigns in a condition or in another expression."""
        for match in _ASSIGNED.finditer(self.text):
            before = self.text[:match.start()]
            if self.condition or before.count("(") > before.count(")"):
                return True
        return False


class _Reader:
    """Cuts code into units; see Unit."""

    def __init__(self):
        self.units = []
        self.open = []  # what is open: ( if while switch for { =
        self.outer = []  # texts that an initialiser interrupts
        self.parts = []  # parts read of the heads that are open
        self.text = ""
        self.line = 0

    def flush(self):
        """The text so far is a unit."""
        head = self.open[-1] if self.open else ""
        condition = head in _CONTROL and (head != "for"
                                          or self.parts[-1] == 1)
        if self.text.strip():
            self.units.append(Unit(self.line, self.text.strip(), condition))
        self.text = ""

    def opens(self, token):
        """A parenthesis or brace opens."""
        before = self.text.strip()
        word = re.search(r"\w*$", before).group()
        if token == "(" and word in _CONTROL:
            self.text = before[:-len(word)]
            self.flush()
            self.open.append(word)
            self.parts.append(0)
        elif token == "(":
            self.open.append("(")
            self.text += token
        elif self.initialises(before):
            self.open.append("=")
            self.outer.append((self.text, self.line))
            self.text = ""
        else:
            self.flush()
            self.open.append("{")

    def initialises(self, before):
        """Whether a brace after this text holds values, not statements."""
        if self.open and self.open[-1] in ("(", "="):
            return True
        inside = "{" in self.open
        return before.endswith("=") or (inside and before.endswith(")"))

    def closes(self, token):
        """The innermost of what is open closes."""
        kind = self.open[-1] if self.open else ""
        if token == ")" and kind == "(":
            self.text += token
            self.open.pop()
            return
        self.flush()
        if self.open:
            self.open.pop()
        if kind in _CONTROL:
            self.parts.pop()
        if kind == "=":
            self.text, self.line = self.outer.pop()

    def take(self, token, line):
        """One token of the code."""
        kind = self.open[-1] if self.open else ""
        if not self.text.strip():
            self.line = line
        if token in "({":
            self.opens(token)
        elif token in ")}":
            self.closes(token)
        elif token == ";" or (token == "," and kind == "="):
            self.flush()
            if kind == "for":
                self.parts[-1] += 1
        else:
            self.text += token


def units(source):
    """The units of one source; each macro is one, too."""
    found = [Unit(source.code.count("\n", 0, match.start()) + 1,
                  match.group(), False)
             for match in _DIRECTIVE.finditer(source.code)]
    code = _DIRECTIVE.sub(lambda match: re.sub(r"[^\n]", " ", match.group()),
                          source.code)
    reader, line = _Reader(), 1
    for token in _TOKEN.findall(code):
        reader.take(token, line)
        line += token.count("\n")
    reader.flush()
    return found + reader.units


def judged(sources, breaks, what):
    """Findings for the units that `breaks` names."""
    return [Finding(s.path, "-", what, unit.line)
            for s in sources for unit in units(s) if breaks(unit)]


def conditionals(sources):
    """`?:` per 1,000 lines of code."""
    count = sum(s.code.count("?") for s in sources)
    return 1000 * count / sum(s.code_lines() for s in sources)


def crowded(sources):
    """More than one `?:` in one statement."""
    return judged(sources, lambda unit: unit.conditionals() > 1,
                  "more than one ?:")


def logical(sources):
    """Too many `&&` and `||` in one expression."""
    return judged(sources, lambda unit: unit.logical() > LOGICAL_MAX,
                  f"more than {LOGICAL_MAX} && or ||")


def assignments(sources):
    """Assignments within a condition or another expression."""
    return judged(sources, Unit.assigns_within, "assigns within an expression")


def endings(sources):
    """Endings and complaints that are hidden behind `||` or `?:`."""
    return judged(sources, lambda unit: _ENDING.search(
        re.sub(r"^(case\b[^:]*|default\s*):", "", unit.text)),
                  "ends or complains within an expression")


def comments(sources):
    """Per cent of the filled lines of .c files that hold a comment."""
    bodies = [s for s in sources if s.path.endswith(".c")]
    return (100 * sum(s.comment_lines() for s in bodies)
            / sum(s.filled_lines() for s in bodies))


def mute(sources):
    """Longer static functions with no comment above them."""
    return [Finding(f.source.path, f.name, f"{f.length} lines, no comment",
                    f.line) for f in functions(sources)
            if f.static and f.length > MUTE_MAX
            and not has_contract(f.source, f.line)]


def at(revision):
    """The sources as a revision holds them."""
    packed = subprocess.run(["git", "archive", revision, "src"], cwd=ROOT,
                            check=True, capture_output=True).stdout
    with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
        return [Source(member.name, archive.extractfile(member).read()
                       .decode()) for member in archive
                if member.name.endswith((".c", ".h"))]


def figures(sources):
    """(what, figure) of each measure."""
    found = functions(sources)
    branches = sorted(f.branches() for f in found)
    yield "files", len(sources)
    yield "lines of code", sum(s.code_lines() for s in sources)
    yield "functions", spread(found)[1]
    yield "branches", (f"p90 {branches[int(len(branches) * 0.9)]}, "
                       f"most {branches[-1]}")
    yield "deepest block", max(f.depth() for f in found)
    yield "?: per 1,000 lines of code", f"{conditionals(sources):.1f}"
    yield "statements with several ?:", len(crowded(sources))
    yield "assignments within expressions", len(assignments(sources))
    yield f"expressions with over {LOGICAL_MAX} && or ||", len(
        logical(sources))
    yield "endings behind || or ?:", len(endings(sources))
    yield "comments in .c files", f"{comments(sources):.1f} %"
    yield "long static functions without one", len(mute(sources))
    for program in files.ceilings():
        yield f"lines linked into {program}", files.size(sources, program)


def show(revisions):
    """Print the figures, a column for each revision and one for the tree."""
    columns = [list(figures(at(revision))) for revision in revisions]
    columns.append(list(figures(read_sources("src/**/*.[ch]"))))
    print("|  |", " | ".join([*revisions, "this tree"]), "|")
    print("|---|" + "---|" * len(columns))
    for row in zip(*columns):
        what = row[0][0].replace("|", r"\|")
        print(f"| {what} |", " | ".join(str(cell) for _, cell in row), "|")


def bound(report, name, title, figure, least=0, most=1000):
    """A figure that must lie within bounds."""
    note = f"{figure:.1f}, at least {least}, at most {most}"
    report.rule(name, title, [] if least <= figure <= most else [
        Finding("src", "-", note)], [note])


def main():
    if sys.argv[1:2] == ["--figures"]:
        show(sys.argv[2:])
        return
    sources = read_sources("src/**/*.[ch]")
    report = Report()
    bound(report, "conditionals", "?: per 1,000 lines of code",
          conditionals(sources), most=CONDITIONALS_MAX)
    bound(report, "comments", "per cent of the lines of .c files",
          comments(sources), least=COMMENTS_MIN)
    report.rule("crowded", "at most one ?: in a statement", crowded(sources))
    report.rule("logical", f"at most {LOGICAL_MAX} && or || in an expression",
                logical(sources))
    report.rule("assignments", "none within another expression",
                assignments(sources))
    report.rule("endings", "none behind || or ?:", endings(sources))
    report.rule("mute", f"a static function above {MUTE_MAX} lines has a "
                "comment", mute(sources))
    report.finish()


if __name__ == "__main__":
    main()
