#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""Finds blocks and AADSTS numbers of src/ that are written twice."""

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


def entra_codes(sources):
    """Findings for each number that entra_codes knows and that stands again.

    Its class, its words and its advice are to stand with it, once.
    """
    number = re.compile(r"(?<![\w.])\d{5,7}(?![\w.])")
    known = {found for s in sources if s.path.split("/")[-1].startswith(
        "entra_codes.") for found in number.findall(s.code)}
    seen = {}
    for s in sources:
        for line, text in enumerate(s.text.splitlines(), 1):
            for found in number.findall(text.split("/*")[0]):
                if found in known and found in seen:
                    yield Finding(s.path, "-", f"{found}, as in {seen[found]}",
                                  line)
                seen.setdefault(found, f"{s.path}:{line}")


def main():
    report = Report()
    report.rule("entra-codes", "no AADSTS number stands twice",
                list(entra_codes(read_sources("src/**/*.[ch]"))))
    report.rule("duplicates", f"no {BLOCK} lines stand twice",
                list(blocks(read_sources("src/**/*.[ch]"))))
    report.finish()


if __name__ == "__main__":
    main()
