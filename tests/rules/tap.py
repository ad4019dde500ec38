# SPDX-License-Identifier: BSD-2-Clause
"""Reports what a rule found, as TAP, less what tests/rules/waivers excuses."""

import pathlib
import sys

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent


class Finding:
    """One breach of a rule: where, in which function (or "-"), and what."""

    def __init__(self, path, function, what, line=0):
        self.path = str(path)
        self.function = function
        self.what = what
        self.line = line

    def __str__(self):
        where = f"{self.path}:{self.line}" if self.line else self.path
        name = "" if self.function == "-" else f"{self.function}: "
        return f"{where}: {name}{self.what}"


def read_waivers(text):
    """Lines of `rule file function reason`; a reason is not optional."""
    waivers = []
    for line in text.splitlines():
        words = line.split(None, 3)
        if not words or words[0].startswith("#"):
            continue
        if len(words) < 4:
            sys.exit(f"Bail out! waiver without a reason: {line}")
        waivers.append(tuple(words[:3]))
    return waivers


class Report:
    """The rules of one test file, in the order they were checked."""

    def __init__(self):
        self.waivers = read_waivers((HERE / "waivers").read_text())
        self.lines = []
        self.failed = False

    def rule(self, name, title, findings, notes=()):
        """Report rule `name`; a waiver of it that excuses nothing fails."""
        excused = {w for w in self.waivers if w[0] == name}
        unused = set(excused)
        left = []
        for finding in findings:
            waiver = (name, finding.path, finding.function)
            unused.discard(waiver)
            if waiver not in excused:
                left.append(str(finding))
        left += [f"waiver excuses nothing: {' '.join(w)}"
                 for w in sorted(unused)]
        self._line(left, f"{name}: {title}")
        self.lines += [f"# {text}" for text in (*notes, *left)]

    def skip(self, name, reason):
        """A rule that cannot be checked here, and why."""
        self._line([], f"{name} # SKIP {reason}")

    def _line(self, left, text):
        number = sum(not line.startswith("#") for line in self.lines) + 1
        self.lines.append(f"{'not ok' if left else 'ok'} {number} - {text}")
        self.failed = self.failed or bool(left)

    def finish(self):
        """Print all of it and exit."""
        count = sum(not line.startswith("#") for line in self.lines)
        print(f"1..{count}", *self.lines, sep="\n")
        sys.exit(1 if self.failed else 0)
