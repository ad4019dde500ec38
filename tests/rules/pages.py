#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""Lints the manual pages and the scripts with the tools made for them."""

import ast
import re
import shutil
import subprocess

from source import read_sources
from tap import ROOT, Finding, Report

# Of a terminal, on which man(1) shows a page.
WIDTH = 80
# Debian's man(1) uses groff, others use mandoc.
FORMATTERS = {
    "groff": ("groff", "-mandoc", "-Tascii", "-P-cbou", f"-rLL={WIDTH - 2}n"),
    "mandoc": ("mandoc", "-Tascii", f"-Owidth={WIDTH - 2}"),
}


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


def tables(text):
    """The cells of each row of a page's tables, without their macros."""
    for line in text.splitlines():
        if line.startswith(".It ") and " Ta " in line:
            yield [re.sub(r'^(?:[A-Z][a-z] )?"?(.*?)"?$', r"\1", cell.strip())
                   for cell in line[len(".It "):].split(" Ta ")]


def shown(command, path):
    """The lines of a page as a formatter shows them, without its emphasis."""
    done = subprocess.run([*command, str(path)], capture_output=True,
                          text=True)
    return re.sub(".\b", "", done.stdout).splitlines()


def torn(formatter, path, text, lines):
    """Rows of tables that are not one line of a terminal, cell by cell."""
    found = [re.split(" {2,}", line.strip()) for line in lines
             if len(line) <= WIDTH]
    for cells in tables(text):
        if cells not in found:
            yield Finding(path, "-", f"{formatter} tears the row {cells}")


def badly_shown(formatter, command):
    """Tables of the manual pages that this formatter does not show well."""
    for path in paths("man/*.[0-9]", "man/*.[0-9].in"):
        yield from torn(formatter, path.relative_to(ROOT), path.read_text(),
                        shown(command, path))


def unnamed_packages(readme, packages):
    """What README's Install leaves out of what scripts/packages needs for a
    build, or has more."""
    listed = re.search(r"apt-get install ((?:\\\n|.)*)", readme)[1]
    section = packages.split("[build]\n")[1].split("\n[")[0]
    wanted = {line.split()[0] for line in section.splitlines()
              if line and not line.startswith("#")}
    for name in sorted(wanted ^ set(re.findall(r"[\w.+-]+", listed))):
        yield Finding("README.md", "-",
                      f"{name} is not in both lists for a build")


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
    for formatter, command in FORMATTERS.items():
        rule = f"tables-by-{formatter}"
        if shutil.which(formatter) is None:
            report.skip(rule, f"{formatter} is not installed")
        else:
            report.rule(rule, f"{formatter} shows each row in a line",
                        list(badly_shown(formatter, command)))
    report.rule("packages", "are the same in README and scripts/packages",
                list(unnamed_packages(
                    (ROOT / "README.md").read_text(),
                    (ROOT / "scripts/packages").read_text())))
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
