#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""The PAM lines of the documents are those of conf/pam.d, and every file of
a distribution that leads to a shell is named."""

import re

from tap import ROOT, Finding, Report

PAGES = ("README.md", "man/pam_claims.8")
EXAMPLES = "conf/pam.d"
SHOWN = "sudo"                  # the example that the pages show
LINE = re.compile(r"^ *((?:auth|account)\s+(?:\[[^]]*\]|\w+)\s+pam_.*)$",
                  re.MULTILINE)
# sudo and su know their caller, who may be root; nobody else does.
ROOT_LINE = "[success=2 default=ignore] pam_succeed_if.so quiet use_uid uid = 0"
HAVE_ROOT = ("su", "su-l", "sudo", "sudo-i")
# Other ways to a shell or to root, by the file that PAM reads for them.
DOORS = ("polkit-1", "cockpit", "gdm-password", "xrdp-sesman", "cron", "crond",
         "atd", "systemd-user", "runuser", "runuser-l")


def text_of(page):
    """The text of a page, its lines unfolded."""
    text = (ROOT / page).read_text()
    return re.sub(r"\\e?\n\s*", "", text)


def lines_of(text):
    """The PAM lines in a text that name us, the group or root, blanks
    apart."""
    return [" ".join(line.split()) for line in LINE.findall(text)
            if "pam_claims" in line or "pam-claims-exempt" in line
            or ROOT_LINE in " ".join(line.split())]


def services():
    """The files that lead to a shell in any distribution."""
    names = {path.name for path in (ROOT / EXAMPLES).iterdir()} | {"remote"}
    return sorted(names)


def shown(page):
    """Lines of the example that a page lacks."""
    there = lines_of(text_of(page))
    for line in lines_of((ROOT / EXAMPLES / SHOWN).read_text()):
        if line not in there:
            yield Finding(page, "-", f"lacks the line {line}")


def order(example):
    """The account lines stand first, behind root's and the group's."""
    lines = lines_of((ROOT / EXAMPLES / example).read_text())
    kinds = [(line.split()[0],
              "root" if ROOT_LINE in line
              else "group" if "exempt" in line else "us") for line in lines]
    wanted = [("account", "group"), ("account", "us"), ("auth", "group"),
              ("auth", "us")]
    if example in HAVE_ROOT:
        wanted.insert(0, ("account", "root"))
    if kinds != wanted:
        yield Finding(f"{EXAMPLES}/{example}", "-", f"has {kinds}")


def unnamed(page):
    """Files of PAM that a page does not name."""
    text = text_of(page)
    for name in (*services(), *DOORS):
        if not re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", text):
            yield Finding(page, "-", f"does not name {name}")


def main():
    report = Report()
    report.rule("pam-lines", "are those of the examples",
                [finding for page in PAGES for finding in shown(page)])
    report.rule("pam-order", "the account lines stand first",
                [finding for path in sorted((ROOT / EXAMPLES).iterdir())
                 for finding in order(path.name)])
    report.rule("pam-files", "the documents name every file of PAM",
                [finding for page in PAGES for finding in unnamed(page)])
    report.finish()


if __name__ == "__main__":
    main()
