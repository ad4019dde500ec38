#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""Budgets of files and directories, and what a file must hold or not hold."""

import re
import sys

from source import read_sources
from tap import HERE, ROOT, Finding, Report

FILE_MAX = 400
COMMENT_AIM = (10, 20)
COMMENT_BOUNDS = (8, 25)
WIDTH_MAX = 79
TOP = ("*.md", "NEWS", "LICENSE", "bootstrap", "configure.ac", "Makefile.am",
       ".clang-format", ".editorconfig", ".gitignore", ".ci/*")
DIRECTORIES = ("conf", "doc", "man", "po", "scripts", "src", "tests")
BUILT = re.compile(r"(^|/)(\.deps|\.libs|\.dirstamp|node_modules|__pycache__)"
                   r"(/|$)|\.(o|lo|la|log|trs)$")
# Formats without comments, and prose for people.
NO_LICENCE_LINE = {".json", ".md", ".map", ".png", ".svg", ".jwt", ".txt",
                   ".pem", ".html", ".css", ".conf", ".in", ".gitignore",
                   ".scenario", ".case", ".supp"}
VAGUE = {"util", "utils", "common", "misc", "internal", "helper", "helpers",
         "extern", "defs", "stuff"}
# One thing has one name.
SECOND_WORDS = {"fol" "der": "directory"}


def tree():
    """(path, text) of each text file that is not built or installed here."""
    patterns = [*TOP, *(f"{directory}/**/*" for directory in DIRECTORIES)]
    paths = {path for pattern in patterns for path in ROOT.glob(pattern)}
    for path in sorted(paths):
        name = str(path.relative_to(ROOT))
        if BUILT.search(name) or path.is_symlink() or not path.is_file():
            continue
        try:
            yield name, path.read_text()
        except UnicodeDecodeError:
            continue


def length(sources):
    """Files beyond the budget of one file."""
    return [Finding(s.path, "-", f"{len(s.lines)} lines, budget {FILE_MAX}")
            for s in sources if len(s.lines) > FILE_MAX]


def linked(sources, directory):
    """The paths that a program of this directory is made of.

    A .c file of ours is linked where a linked one includes its header.
    """
    by_path = {s.path: s for s in sources}
    waiting = [s.path for s in sources if s.directory == directory]
    found = set()
    while waiting:
        path = waiting.pop()
        if path in found or path not in by_path:
            continue
        found.add(path)
        for name in re.findall(r'^#include "(\w+/\w+)\.h"',
                               by_path[path].text, re.MULTILINE):
            waiting += [f"src/{name}.h", f"src/{name}.c"]
    return found


def size(sources, directory):
    """The lines of our own code that are linked into a program."""
    paths = linked(sources, directory)
    return sum(s.code_lines() for s in sources if s.path in paths)


def ceilings():
    """The most lines for each program, as tests/rules/ceilings says."""
    rows = [line.split(None, 2)
            for line in (HERE / "ceilings").read_text().splitlines()
            if line and not line.startswith("#")]
    for row in rows:
        if len(row) < 3:
            sys.exit(f"Bail out! a ceiling without a reason: {row}")
    return {program: int(most) for program, most, _ in rows}


def programs(sources, most):
    """The size of each program, against its ceiling."""
    found, notes = [], []
    for directory, ceiling in most.items():
        count = size(sources, directory)
        notes.append(f"{directory}: {count} lines of code of {ceiling}")
        if count > ceiling:
            found.append(Finding(f"src/{directory}", "-", notes[-1]))
    return found, notes


def comment_share(sources):
    """How many of all filled lines hold a comment."""
    comments = sum(s.comment_lines() for s in sources)
    share = 100 * comments / sum(s.filled_lines() for s in sources)
    note = (f"{share:.1f} % of filled lines, aim {COMMENT_AIM[0]} to "
            f"{COMMENT_AIM[1]} %")
    low, high = COMMENT_BOUNDS
    return [] if low <= share <= high else [Finding("src", "-", note)], [note]


def purpose(sources):
    """Files that do not open with licence line and purpose.

    The purpose of a pair stands in the header alone.
    """
    paths = {s.path for s in sources}
    for s in sources:
        head = s.text.split("*/", 1)[0].splitlines()
        paired = s.path.endswith(".c") and s.path[:-1] + "h" in paths
        if not s.text.startswith("/* SPDX-License-Identifier: BSD-2-Clause"):
            yield Finding(s.path, "-", "does not open with the licence line")
        elif not paired and len(head) < 3:
            yield Finding(s.path, "-", "does not say what it is for")


def licence(files):
    """Files that can hold a comment and do not name the licence."""
    for name, text in files:
        suffix = "." + name.rsplit("/", 1)[-1].rsplit(".", 1)[-1]
        data = "/data/" in name or name in ("LICENSE", "NEWS")
        if data or suffix in NO_LICENCE_LINE or not text.strip():
            continue
        if not any("SPDX-License-Identifier: BSD-2-Clause" in line
                   for line in text.splitlines()[:5]):
            if "." in name.rsplit("/", 1)[-1][1:] or text.startswith("#!"):
                yield Finding(name, "-", "no SPDX-License-Identifier line")


def whitespace(files):
    """Blanks before a line end, and files that end within a line."""
    for name, text in files:
        if "/data/" in name or name.endswith((".case", ".scenario")):
            continue
        for number, line in enumerate(text.split("\n"), 1):
            if line != line.rstrip():
                yield Finding(name, "-", "blank before the line end", number)
        if text and not text.endswith("\n"):
            yield Finding(name, "-", "ends within a line")


def width(sources):
    """Lines that are wider than a page."""
    return [Finding(s.path, "-", f"wider than {WIDTH_MAX}", number)
            for s in sources for number, line in enumerate(s.lines, 1)
            if len(line) > WIDTH_MAX]


def vague(files):
    """Files whose name says nothing."""
    return [Finding(name, "-", "named after no noun") for name, _ in files
            if name.rsplit("/", 1)[-1].split(".")[0] in VAGUE]


def unfinished(files):
    """Marks of work left for later."""
    mark = re.compile(r"\b(TO" r"DO|FIX" r"ME|XX" r"X)\b")
    return [Finding(name, "-", "unfinished", number)
            for name, text in files if not name.startswith("tests/")
            for number, line in enumerate(text.splitlines(), 1)
            if mark.search(line)]


def second_words(files):
    """Words for what has another name in this tree."""
    return [Finding(name, "-", f"{match.group()}: say {SECOND_WORDS[word]}",
                    number)
            for word in SECOND_WORDS for name, text in files
            if word in text.lower()
            for number, line in enumerate(text.splitlines(), 1)
            for match in re.finditer(word, line, re.IGNORECASE)]


def fetched(files):
    """Lock files that say where a package was downloaded from."""
    return [Finding(name, "-", "holds download addresses")
            for name, text in files
            if name.endswith("package-lock.json") and '"resolved"' in text]


def main():
    sources = read_sources("src/**/*.[ch]")
    tests = read_sources("tests/**/*.[ch]")
    files = list(tree())
    report = Report()
    report.rule("file-length", f"at most {FILE_MAX} lines",
                length(sources + tests))
    report.rule("programs", "within tests/rules/ceilings", *programs(sources, ceilings()))
    report.rule("comment-share", "within {} to {} %".format(*COMMENT_BOUNDS),
                *comment_share(sources))
    report.rule("purpose", "opens each C file",
                list(purpose(sources + tests)))
    report.rule("licence", "is named in each file", list(licence(files)))
    report.rule("whitespace", "is clean", list(whitespace(files)))
    report.rule("width", f"at most {WIDTH_MAX}", width(sources + tests))
    report.rule("names", "say what a file holds", vague(files))
    report.rule("finished", "nothing is left for later", unfinished(files))
    report.rule("one-name", "for one thing", second_words(files))
    report.rule("lock-files", "hold no addresses", fetched(files))
    report.finish()


if __name__ == "__main__":
    main()
