#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""Holds the table of settings, the configuration file and the manual page
against each other: the same keys, in the same order, with the same
defaults."""

import re

from tap import ROOT, Finding, Report

TABLE = "src/keeper/settings_table.c"
STRUCT = "src/keeper/settings.h"
CONF = "conf/pam_claims.conf"
PAGE = "man/pam_claims.conf.5"
STATE_DIR = '"/var/lib/pam_claims"'  # configure's own default
ROW = re.compile(r'^ {4}(TEXT|NUMBER|CHOICE)\((.*?)\),\n', re.M | re.S)
PART = re.compile(r'\s*((?:"(?:[^"\\]|\\.)*"\s*)+|[^,"]+)(?:,|$)')
STRING = re.compile(r'"((?:[^"\\]|\\.)*)"')


class Option:
    """One key as one of the three sources tells it."""

    def __init__(self, key, standard, line, about=""):
        self.key = key
        self.standard = standard
        self.line = line
        self.about = about


def read(name):
    return (ROOT / name).read_text()


def unquote(text):
    """The value of C string literals that stand side by side."""
    return "".join(STRING.findall(text)).replace('\\"', '"')


def from_table(text):
    """Each row: the key stands after a text's kind, else first."""
    for match in ROW.finditer(text):
        parts = PART.findall(match.group(2).replace("STATE_DIR", STATE_DIR))
        key = parts[1 if match.group(1) == "TEXT" else 0].strip()
        line = text.count("\n", 0, match.start()) + 1
        yield Option(key, unquote(parts[-2]), line, unquote(parts[-1]))


def from_conf(text):
    """Each "#key = default" up to the sections, and the line above its
    paragraph."""
    lines = text.split("## Services")[0].splitlines()
    first = ""
    for number, line in enumerate(lines, 1):
        match = re.fullmatch(r"#(\w+) =(?: (.*))?", line)
        if match:
            yield Option(match.group(1), match.group(2) or "", number,
                         first.removeprefix("# "))
        if number > 1 and lines[number - 2] == "":
            first = line


def from_page(text):
    """Each ".It Cm key Pq default"."""
    pattern = r"\.It Cm (\w+) Pq (?:(empty|required)|(?:Cm|Ql) (.*))"
    for number, line in enumerate(text.splitlines(), 1):
        match = re.fullmatch(pattern, line)
        if match:
            yield Option(match.group(1), match.group(3) or "", number)
        elif line.startswith(".It Cm "):
            yield Option(line[7:].split()[0], None, number)


def differences(name, told, expected):
    """What a source says otherwise than the table."""
    known = {option.key: option for option in expected}
    keys = [option.key for option in told]
    for option in told:
        wanted = known.get(option.key)
        if wanted is None:
            yield Finding(name, "-", f"no such key: {option.key}",
                          option.line)
        elif option.standard != wanted.standard:
            yield Finding(name, "-", f"{option.key}: {option.standard!r}, "
                          f"in the table {wanted.standard!r}", option.line)
    for key in known:
        if keys.count(key) != 1:
            yield Finding(name, "-", f"{key} stands {keys.count(key)} times")
    if not keys or [key for key in known if key in keys] != keys:
        yield Finding(name, "-", "not in the order of the table")


def without_help(told, expected):
    """Paragraphs of the file that do not begin with the table's help."""
    known = {option.key: option.about for option in expected}
    for option in told:
        if option.about != known.get(option.key):
            yield Finding(CONF, "-", f"{option.key}: {option.about!r}, in "
                          f"the table {known.get(option.key)!r}", option.line)


def members(text):
    """The members of struct settings, in order."""
    body = text.split("struct settings {")[1].split("};")[0]
    body = re.sub(r"/\*.*?\*/", "", body, flags=re.S)
    return re.findall(r"(\w+)(?:\[\w+\])?;", body)


def main():
    table = list(from_table(read(TABLE)))
    conf = list(from_conf(read(CONF)))
    keys = [option.key for option in table]
    report = Report()
    found = members(read(STRUCT))
    report.rule("settings-table", "has each member of struct settings",
                [] if keys == found and keys else [Finding(
                    TABLE, "-", f"{keys} are not {found}")],
                [f"{len(keys)} keys"])
    report.rule("settings-file", "shows each key at its default",
                list(differences(CONF, conf, table)))
    report.rule("settings-help", "heads each key of the file",
                list(without_help(conf, table)))
    report.rule("settings-page", "has each key with its default",
                list(differences(PAGE, list(from_page(read(PAGE))), table)))
    report.finish()


if __name__ == "__main__":
    main()
