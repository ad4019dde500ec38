#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""What the Makefile must name: what is built, and what is run as a test."""

import re
import subprocess

from tap import ROOT, Finding, Report

# Distributed by automake itself, or for the repository alone.
KNOWN = {"Makefile.am", "configure.ac", ".gitignore"}


def makefiles():
    """The text of each fragment, by its directory, %D% replaced."""
    return {str(path.parent.relative_to(ROOT)):
            path.read_text().replace("%D%", str(path.parent.relative_to(ROOT)))
            for directory in ("src", "po", "conf", "man", "tests")
            for path in ROOT.glob(f"{directory}/**/local.mk")}


def to_name():
    """What must stand in a fragment: C files, rules and cases."""
    paths = [*ROOT.glob("src/**/*.c"), *ROOT.glob("tests/**/*.c"),
             *ROOT.glob("tests/explain/*.case"),
             *(path for path in ROOT.glob("tests/rules/*.py")
               if path.read_text().startswith("#!"))]
    return sorted(str(path.relative_to(ROOT)) for path in paths)


def unnamed(paths, texts):
    """Files that no fragment names, a unit test without its suffix."""
    words = {word for text in texts for word in re.findall(r"[\w./-]+", text)}
    for path in paths:
        if path not in words and path.removesuffix(".c") not in words:
            yield Finding(path, "-", "in no Makefile: neither built nor run")


def excluded(fragments, included):
    """Fragments that nothing includes."""
    return [Finding(f"{directory}/local.mk", "-", "is not included")
            for directory in fragments
            if f"include {directory}/local.mk" not in included]


def undistributed(paths, makefile):
    """Files at the top, or directories there, that the archive would lack."""
    shipped = set(re.findall(r"[\w./-]+", makefile)) | KNOWN
    for top in sorted({path.split("/")[0] for path in paths}):
        if top not in shipped:
            yield Finding(top, "-", "not in the archive")


def main():
    fragments = makefiles()
    top = (ROOT / "Makefile.am").read_text()
    report = Report()
    report.rule("built", "each C file, rule and case is in a Makefile",
                list(unnamed(to_name(), fragments.values())))
    report.rule("included", "each fragment is",
                excluded(fragments, "\n".join([top, *fragments.values()])))
    if (ROOT / ".git").exists():
        listed = subprocess.run(["git", "ls-files"], cwd=ROOT, check=True,
                                capture_output=True, text=True).stdout
        report.rule("distributed", "all that git holds at the top",
                    list(undistributed(listed.splitlines(), top)))
    else:
        report.skip("distributed", "this is no clone")
    report.finish()


if __name__ == "__main__":
    main()
