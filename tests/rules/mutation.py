#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""Proves that scripts/mutate makes faults that a test can find."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from source import Source, read_sources
from tap import ROOT, Finding, Report

sys.path.append(str(ROOT / "tests" / "mutation"))
import mutants  # noqa: E402  (found by the line above)

SAMPLE = '''\
/* if (a == b) return true; */
static const struct row rows[] = {
    [STATE_CONFIGURE] = {.grants = true},
};

static bool may(int a, const char *text)
{
    int limit = 3; // a < b

    (void) text;
    note("a && b");
    if (a < limit && a == 2)
        return false;
    for (int i = 0; i < a; i++)
        limit += i;
    return limit != a;
}
'''
EXPECTED = [
    (3, "row", ""), (3, "boolean", "false"), (11, "call", ""),
    (12, "negate", "!(a < limit && a == 2)"), (12, "relation", "<="),
    (12, "logic", "||"), (12, "equality", "!="), (13, "skip", ""),
    (13, "boolean", "true"), (14, "loop", ">"), (15, "assignment", ""),
    (16, "return", "false"), (16, "return", "true"), (16, "equality", "=="),
]


def made_of_sample():
    """What is made of the sample is what should be, and no comment's."""
    source = Source("src/keeper/sample.c", SAMPLE)
    made = [(m.line, m.operator, m.new) for m in mutants.of([source])]
    return [Finding(source.path, "-", f"not made: {fault}")
            for fault in EXPECTED if fault not in made] + [
                Finding(source.path, "-", f"made besides: {fault}")
                for fault in made if fault not in EXPECTED]


def fails(text):
    """test_outcome fails with this in place of shared/outcome.c."""
    with tempfile.TemporaryDirectory() as directory:
        place = Path(directory) / "outcome.c"
        program = Path(directory) / "test"
        place.write_text(text)
        subprocess.run(
            [*os.environ.get("CC", "cc").split(), "-std=gnu11", "-w",
             "-D_GNU_SOURCE", f"-I{ROOT}/src", f"-I{ROOT}/tests/unit", "-o",
             program, f"{ROOT}/tests/unit/test_outcome.c", place,
             f"{ROOT}/src/shared/answer_class.c", f"{ROOT}/src/shared/text.c",
             "-lcmocka"], check=True)
        return subprocess.run(program, stdout=subprocess.DEVNULL,
                              stderr=subprocess.DEVNULL,
                              check=False).returncode != 0


def killed():
    """A mutant is killed where the file as it is passes."""
    source, = read_sources("src/shared/outcome.c")
    faults = [m for m in mutants.of([source]) if m.operator == "equality"]
    findings = []
    if fails(source.text):
        findings.append(Finding(source.path, "-", "its test fails"))
    findings += [Finding(m.path, "-", f"survives: {m.words}", m.line)
                 for m in faults[:1] if not fails(m.apply(source.text))]
    if not faults:
        findings.append(Finding(source.path, "-", "no mutant is made of it"))
    return findings


def listed():
    """Each line of tests/mutants excuses a mutant that there is."""
    excused = mutants.read_list((ROOT / "tests" / "mutants").read_text())
    paths = {key[0] for key in excused}
    made = {m.key for m in mutants.of(read_sources(*paths))} if paths \
        else set()
    return [Finding("tests/mutants", "-", f"no such mutant: {' :: '.join(key)}")
            for key in excused if key not in made]


def same_again():
    """Two runs choose the same ones, and each file has its share."""
    sources = read_sources("src/keeper/policy.c", "src/shared/outcome.c")
    made = mutants.of(sources)
    chosen = mutants.choose(made, 20, "1")
    findings = []
    if chosen != mutants.choose(list(reversed(made)), 20, "1"):
        findings.append(Finding("scripts/mutate", "-", "chance decides"))
    if len({m.path for m in chosen}) != 2 or len(chosen) != 20:
        findings.append(Finding("scripts/mutate", "-", "a file is left out"))
    if len({m.key for m in made}) != len(made):
        findings.append(Finding("scripts/mutate", "-", "a key stands for two"))
    return findings


def main():
    """Check all of it."""
    report = Report()
    report.rule("mutants-made", "no comment, text or declaration is mutated",
                made_of_sample())
    report.rule("mutants-killed", "a mutant fails its test", killed())
    report.rule("mutants-listed", "tests/mutants excuses what there is",
                listed())
    report.rule("mutants-chosen", "the same mutants are chosen each time",
                same_again())
    report.finish()


if __name__ == "__main__":
    main()
