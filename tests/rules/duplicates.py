#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""Finds blocks of src/ that are written twice."""

import re

from source import read_sources
from tap import Finding, Report

BLOCK = 6


def significant(source):
    """(line number, normalised line) of each line that says something."""
    for number, line in enumerate(source.code.splitlines(), 1):
        text = re.sub(r"\s+", " ", line).strip()
        if re.search(r"\w", text) and not text.startswith("#include"):
            yield number, source.lines[number - 1].split("/*")[0].strip()


def blocks(sources):
    """Findings for each run of BLOCK lines or more that stands twice."""
    first = {}
    skip_until = {}
    for s in sources:
        lines = list(significant(s))
        for at in range(len(lines) - BLOCK + 1):
            key = tuple(text for _, text in lines[at:at + BLOCK])
            seen = first.setdefault(key, (s.path, lines[at][0], at))
            if seen == (s.path, lines[at][0], at):
                continue
            if skip_until.get(s.path, -1) < at:
                yield Finding(s.path, "-", f"as in {seen[0]}:{seen[1]}",
                              lines[at][0])
            skip_until[s.path] = at + 1


def main():
    report = Report()
    report.rule("duplicates", f"no {BLOCK} lines stand twice",
                list(blocks(read_sources("src/**/*.[ch]"))))
    report.finish()


if __name__ == "__main__":
    main()
