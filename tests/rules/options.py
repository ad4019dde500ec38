#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""Holds the table of settings, the configuration file and the manual page
against each other: the same keys, in the same order, with the same defaults
and choices; and the options of `pam-claims explain` against its usage."""

import re

from tap import ROOT, Finding, Report

# Of each program: its directory and the table's name, the struct, the file
# and the page; and configure's own default of what the table names.
PROGRAMS = [
    ("src/keeper", "settings_table", "settings", "conf/pam_claims.conf",
     "man/pam_claims.conf.5", '"/var/lib/pam_claims"'),
    ("src/relay", "relay_settings_table", "relay_settings",
     "conf/claims-relay.conf", "man/claims-relay.conf.5",
     '"/var/lib/claims-relay"'),
]
COMMAND = "src/cli/explain.c"
STATE_DIR = re.compile(r"\b(RELAY_)?STATE_DIR\b")
ROW = re.compile(r'^ {4}\{(TEXT|NUMBER|CHOICE)\((\w+), [\w.]+\),(.*?)\},\n',
                 re.M | re.S)
VALUE = r'\.%s =\s+((?:"(?:[^"\\]|\\.)*"\s*)+)'
STRING = re.compile(r'"((?:[^"\\]|\\.)*)"')


class Option:
    """One key as one of the three sources tells it."""

    def __init__(self, key, standard, line, choices=""):
        self.key = key
        self.standard = standard
        self.line = line
        self.choices = set(choices.split())


def read(name):
    return (ROOT / name).read_text()


def unquote(text):
    """The value of C string literals that stand side by side."""
    return "".join(STRING.findall(text)).replace('\\"', '"')


def from_table(text, name, state_dir):
    """Each row: a macro with the key, then what is designated."""
    for match in ROW.finditer(text, text.index(f" {name}[")):
        kind, key, row = match.groups()
        row = STATE_DIR.sub(state_dir, row)
        standard = re.search(VALUE % "standard", row).group(1)
        choices = ""
        if kind == "CHOICE":
            choices = re.search(VALUE % "choices", row).group(1)
        line = text.count("\n", 0, match.start()) + 1
        yield Option(key, unquote(standard), line, unquote(choices))


def from_conf(text):
    """Each "#key = default" up to the sections, with the choices above."""
    choices = ""
    lines = text.split("## Services")[0].splitlines()
    for number, line in enumerate(lines, 1):
        match = re.fullmatch(r"#(\w+) =(?: (.*))?", line)
        if match:
            yield Option(match.group(1), match.group(2) or "", number,
                         choices)
        if match or line.startswith("# Choices: "):
            choices = line[11:] if not match else ""


def from_page(text):
    """Each ".It Cm key Pq default", with each ".It Ql choice" below it."""
    pattern = r"\.It Cm (\w+) Pq (?:(empty|required)|(?:Cm|Ql|Pa) (.*))"
    options = []
    for number, line in enumerate(text.splitlines(), 1):
        match = re.fullmatch(pattern, line)
        if match:
            options.append(Option(match.group(1), match.group(3) or "",
                                  number))
        elif line.startswith(".It Cm "):
            options.append(Option(line[7:].split()[0], None, number))
        elif line.startswith(".It Ql "):
            options[-1].choices.add(line[7:])
    return options


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
        elif option.choices != wanted.choices:
            yield Finding(name, "-", f"{option.key}: choices "
                          f"{sorted(option.choices)}, in the table "
                          f"{sorted(wanted.choices)}", option.line)
    for key in known:
        if keys.count(key) != 1:
            yield Finding(name, "-", f"{key} stands {keys.count(key)} times")
    if not keys or [key for key in known if key in keys] != keys:
        yield Finding(name, "-", "not in the order of the table")


def members(text, struct):
    """The members of a struct that are no structs themselves."""
    body = text.split(f"struct {struct} {{")[1].split("};")[0]
    body = re.sub(r"/\*.*?\*/", "", body, flags=re.S)
    return re.findall(r"^ *(?:char|int|int64_t) (\w+)(?:\[\w+\])?;", body, re.M)


def unlike_usage(text):
    """Messages whose usage names other options than take a bit of theirs."""
    nouns, options = (part.split("};")[0] for part in
                      text.split("} nouns[] = {")[1].split("} options[] = {"))
    taken = re.findall(r'\{"([\w-]+)",((?:[^}"]|"[^"]*")*?)take_', options)
    for noun, row in re.findall(r"\[(\w+)\] = \{(.*?)\}", nouns, re.S):
        told = set(re.findall(r"--([\w-]+)", row))
        known = {name for name, bits in taken if f"FOR({noun})" in bits}
        if told != known:
            yield Finding(COMMAND, "-", f"{noun}: {sorted(told ^ known)}")
    if not taken:
        yield Finding(COMMAND, "-", "no options found")


def judge(report, program):
    """The three sources of one program against each other."""
    directory, name, struct, file, page, state_dir = program
    source = f"{directory}/settings_table.c"
    table = list(from_table(read(source), name, state_dir))
    keys = [option.key for option in table]
    lost = [member for member in members(
        read(f"{directory}/settings.h"), struct) if member not in keys]
    report.rule("settings-table", f"sets each member of struct {struct}",
                [Finding(source, "-", f"{lost} are not set")] if lost or
                not keys else [], [f"{len(keys)} keys"])
    report.rule("settings-file", f"{file} shows each key, its default and "
                "choices",
                list(differences(file, list(from_conf(read(file))), table)))
    report.rule("settings-page", f"{page} has each key, its default and "
                "choices",
                list(differences(page, from_page(read(page)), table)))


def main():
    report = Report()
    for program in PROGRAMS:
        judge(report, program)
    report.rule("explain-options", "are those that its usage names",
                list(unlike_usage(read(COMMAND))))
    report.finish()


if __name__ == "__main__":
    main()
