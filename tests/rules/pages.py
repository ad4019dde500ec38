#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""Lints the manual pages and the scripts with the tools made for them."""

import ast
import shutil
import subprocess

from source import read_sources
from tap import ROOT, Finding, Report


def paths(*patterns):
    """Files of the tree by pattern, less what npm installed."""
    found = {path for pattern in patterns for path in ROOT.glob(pattern)}
    return sorted(path for path in found if path.is_file()
                  and "node_modules" not in path.parts)


def unformatted(files):
    """C files that clang-format would change, and in how many places."""
    for path in files:
        done = subprocess.run(["clang-format", "--dry-run", "-Werror",
                               str(path)], capture_output=True, text=True)
        places = done.stderr.count("error: ")
        if places:
            yield Finding(path.relative_to(ROOT), "-", f"{places} places")


def complaints(command, files):
    """One finding for each line that a linter prints about each file."""
    for path in files:
        done = subprocess.run([*command, str(path)], capture_output=True,
                              text=True)
        name = path.relative_to(ROOT)
        if done.returncode != 0 or done.stdout:
            for line in (done.stdout + done.stderr).splitlines():
                yield Finding(name, "-", line.replace(f"{ROOT}/", ""))


def by_interpreter(word):
    """Scripts whose first line names this interpreter."""
    for path in paths("bootstrap", ".ci/*", "scripts/*", "tests/**/*"):
        with path.open("rb") as stream:
            first = stream.readline(80)
        if first.startswith(b"#!") and word in first:
            yield path


def broken_python(files):
    """Python files that do not parse."""
    for path in files:
        try:
            ast.parse(path.read_text())
        except SyntaxError as error:
            yield Finding(path.relative_to(ROOT), "-", str(error))


def lint(report, rule, tool, findings):
    """What a linter finds, as one rule, where it is installed."""
    if shutil.which(tool) is None:
        report.skip(rule, f"{tool} is not installed")
    else:
        report.rule(rule, f"{tool} has nothing to say", list(findings))


def main():
    report = Report()
    lint(report, "manual-pages", "mandoc",
         complaints(["mandoc", "-T", "lint", "-W", "warning"],
                    paths("man/*.[0-9]")))
    lint(report, "shell", "shellcheck",
         complaints(["shellcheck", "--norc", "--severity=style"],
                    [*by_interpreter(b"sh"),
                     *paths("scripts/*.sh", "tests/**/*.sh")]))
    lint(report, "format", "clang-format",
         unformatted(ROOT / s.path for s in read_sources(
             "src/**/*.[ch]", "tests/**/*.[ch]")))
    report.rule("python", "parses", list(broken_python(paths("**/*.py"))))
    report.finish()


if __name__ == "__main__":
    main()
