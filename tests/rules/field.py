#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""Every entry of tests/FIELD.md is proven by tests that exist."""

import ast
import functools
import re

from tap import ROOT, Finding, Report

PAGE = "tests/FIELD.md"
LAST = {"O": 13, "L": 15, "P": 8, "T": 8}
# The entries that may still wait for their tests.
OPEN = frozenset()
ENTRY = re.compile(r"^- \*\*([A-Z]\d+)\*\* (.*?)(?=^- \*\*|^#|\Z)",
                   re.MULTILINE | re.DOTALL)
PROOF = re.compile(r"^  `(\w+): ([^`]+)`$", re.MULTILINE)
# A name that a program puts together must say this much by itself.
LETTERS_MIN = 8


def entries(text):
    """Each (id, list of (level, name), whether it is marked as open)."""
    return [(match[1], PROOF.findall(match[2]),
             match[2].rstrip().endswith("\n  open"))
            for match in ENTRY.finditer(text)]


def of_python(text):
    """Every string of a Python program and every name of a function."""
    names, patterns = set(), []
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            names.add(node.value)
        elif isinstance(node, ast.FunctionDef):
            names |= {node.name, node.name.replace("_", " ")}
        elif isinstance(node, ast.JoinedStr):
            parts = [part.value if isinstance(part, ast.Constant) else None
                     for part in node.values]
            if sum(map(len, filter(None, parts))) >= LETTERS_MIN:
                patterns.append("".join(".+" if part is None
                                        else re.escape(part)
                                        for part in parts))
    return names, patterns


def tests_of(name, text):
    """(names, patterns of names) of the tests that a file holds."""
    if name.endswith(".c"):
        return set(re.findall(
            r"\b(?:cmocka_unit_test\w*|TEST)\(\s*(\w+)", text)) | set(
                re.findall(r'^    \{"([^"]+)", \w+, \w+\},$', text,
                           re.MULTILINE)), []
    if name.endswith(".case"):
        return set(re.findall(r"^== (.*)$", text, re.MULTILINE)), []
    if name.endswith(".py") or text.startswith("#!/usr/bin/python3"):
        return of_python(text)
    return {stem(name)}, []


def stem(path):
    """A file's name without its directory and ending."""
    return path.rsplit("/", 1)[-1].rsplit(".", 1)[0]


def exists(name, files):
    """Whether a level of these (path, names, patterns) has such a test.

    It may be named alone, or behind the file (or a directory) it stands in.
    """
    part, _, rest = name.partition(": ")
    for path, names, patterns in files:
        wanted = [name]
        if part in (stem(path), *path.split("/")):
            wanted.append(rest)
        if path.endswith(f"/{name}") or any(
                one in names or any(re.fullmatch(pattern, one)
                                    for pattern in patterns)
                for one in wanted):
            return True
    return False


@functools.cache
def level_tests(level):
    """(path, names, patterns) of each file of a level's directory."""
    found = []
    for path in sorted((ROOT / "tests" / level).rglob("*")):
        if path.is_file() and "node_modules" not in path.parts:
            try:
                text = path.read_text()
            except UnicodeDecodeError:
                continue
            name = str(path.relative_to(ROOT))
            found.append((name, *tests_of(name, text)))
    return found


def missing(text, tests_of_level):
    """Tests that an entry names and that are not there."""
    for identifier, proofs, _ in entries(text):
        for level, name in proofs:
            if not exists(name, tests_of_level(level)):
                yield Finding(PAGE, identifier, f"no test {level}: {name}")


def unproven(text, may_be_open):
    """Entries without a test; entries that are not there, or twice."""
    found = entries(text)
    for identifier, proofs, is_open in found:
        if is_open and proofs:
            yield Finding(PAGE, identifier, "is open, and has tests")
        elif not proofs and not (is_open and identifier in may_be_open):
            yield Finding(PAGE, identifier, "is not proven by a test")
    wanted = [f"{letter}{number}" for letter, last in LAST.items()
              for number in range(1, last + 1)]
    if [entry[0] for entry in found] != wanted:
        yield Finding(PAGE, "-", "an entry is missing, twice, or misplaced")
    for number, line in enumerate(text.splitlines(), 1):
        if line.startswith("  `") and not PROOF.match(line):
            yield Finding(PAGE, "-", "is not `level: name`", number)


def main():
    text = (ROOT / PAGE).read_text()
    waiting = [entry[0] for entry in entries(text) if not entry[1]]
    report = Report()
    report.rule("field-tests", f"the tests that {PAGE} names exist",
                list(missing(text, level_tests)))
    report.rule("field-entries", "each has a test",
                list(unproven(text, OPEN)),
                [f"open: {' '.join(waiting) or 'none'}"])
    report.finish()


if __name__ == "__main__":
    main()
