#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""Budgets of each function in src/, and their contracts in the headers."""

import statistics

from source import functions, prototypes, read_sources
from tap import Finding, Report

LENGTH_MAX = 60
LENGTH_MEDIAN = 18
LENGTH_P90 = 40
BRANCHES_MAX = 15
DEPTH_MAX = 3
PARAMETERS_MAX = 5
ENTRY_LENGTH_MAX = 15


def over(found, measure, most, unit):
    """The functions whose measure exceeds its budget."""
    return [Finding(f.source.path, f.name, f"{measure(f)} {unit}, budget "
                    f"{most}", f.line) for f in found if measure(f) > most]


def spread(found):
    """Findings where median or 90th percentile of length are too high."""
    lengths = sorted(f.length for f in found)
    median = statistics.median(lengths)
    p90 = lengths[int(len(lengths) * 0.9)]
    note = (f"{len(lengths)} functions, median {median:g}, p90 {p90}, "
            f"longest {lengths[-1]}")
    if median <= LENGTH_MEDIAN and p90 <= LENGTH_P90:
        return [], note
    return [Finding("src", "-", f"budget: median {LENGTH_MEDIAN}, p90 "
                    f"{LENGTH_P90}")], note


def has_contract(header, line):
    """A comment heads the declarations, up to a blank line, around `line`."""
    above = line - 2
    while above >= 0:
        text = header.lines[above].strip()
        if text.endswith("*/"):
            return True
        if text == "" or text.startswith("#"):
            return False
        above -= 1
    return False


def without_contract(headers, found):
    """Functions with no comment at their declaration, or no declaration."""
    declared = set()
    for header in headers:
        for name, line in prototypes(header):
            declared.add(name)
            if not has_contract(header, line):
                yield Finding(header.path, name, "no contract comment", line)
    for f in found:
        entry = f.name == "main" or f.name.startswith("pam_sm_")
        if not f.static and not entry and f.name not in declared:
            yield Finding(f.source.path, f.name, "in no header", f.line)


def main():
    sources = read_sources("src/**/*.[ch]")
    found = functions(sources)
    headers = [s for s in sources if s.path.endswith(".h")]
    entries = [f for f in found if f.name.startswith("pam_sm_")]
    report = Report()
    report.rule("function-length", f"at most {LENGTH_MAX} lines",
                over(found, lambda f: f.length, LENGTH_MAX, "lines"))
    findings, note = spread(found)
    report.rule("function-spread", f"median {LENGTH_MEDIAN}, p90 "
                f"{LENGTH_P90}", findings, [note])
    report.rule("branches", f"at most {BRANCHES_MAX} in a function",
                over(found, lambda f: f.branches(), BRANCHES_MAX, "branches"))
    report.rule("depth", f"blocks nest at most {DEPTH_MAX} deep",
                over(found, lambda f: f.depth(), DEPTH_MAX, "deep"))
    report.rule("parameters", f"at most {PARAMETERS_MAX}",
                over(found, lambda f: f.parameters, PARAMETERS_MAX,
                     "parameters"))
    report.rule("entry-points", "are shims",
                over(entries, lambda f: f.length, ENTRY_LENGTH_MAX, "lines"))
    report.rule("contracts", "stand above each declaration",
                list(without_contract(headers, found)))
    report.finish()


if __name__ == "__main__":
    main()
