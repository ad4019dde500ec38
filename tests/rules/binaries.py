#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""What the built module and programs export, need and are hardened with.

Looks at the build tree that `top_builddir` in the environment names.
"""

import ctypes
import os
import pathlib
import re
import subprocess

from source import functions, read_sources
from tap import ROOT, Finding, Report

BUILD = pathlib.Path(os.environ.get("top_builddir", ROOT / "build"))
MODULE = BUILD / ".libs" / "pam_claims.so"
PROGRAMS = [path for path in (
    *(BUILD / name for name in ("claims-keeper", "claims-agent",
                                "pam-claims")),
    # Where its libraries are.
    *BUILD.glob("claims-relay"))]
MODULE_NEEDS = {"libpam.so.0", "libc.so.6"}
LIBRARIES = ("shared", "wire", "process", "format", "module", "keeper",
             "agent", "relay")
# Bytes of initialised variables: a large one with a single value that is not
# zero would be written out as zeros into the file.
DATA_MAX = 2048
NEEDS = {
    "claims-keeper": {"libini_config.so.5", "libcrypto.so.3", "libc.so.6"},
    "claims-agent": {"libcurl.so.4", "libcjson.so.1", "libqrencode.so.4",
                     "libcrypto.so.3", "libseccomp.so.2", "libc.so.6"},
    "claims-relay": {"libmicrohttpd.so.12", "libhiredis.so.0.14",
                     "libgnutls.so.30", "libcjson.so.1",
                     "libini_config.so.5", "libc.so.6"},
}


def output(*command):
    """What a tool of binutils prints."""
    return subprocess.run(command, check=True, capture_output=True,
                          text=True).stdout


def exports(path):
    """Names that the dynamic loader can find in a file."""
    lines = output("nm", "-D", "--defined-only", str(path)).splitlines()
    return {line.split()[-1].split("@")[0] for line in lines
            if " A " not in line}


def needs(path):
    """Libraries that a file asks for itself."""
    text = output("readelf", "-dW", str(path))
    return set(re.findall(r"\(NEEDED\).*\[(.*)\]", text))


def entry_points():
    """The functions of PAM that the module offers."""
    return {f.name for f in functions(read_sources("src/module/entry.c"))
            if not f.static}


def differ(path, found, wanted, most=False):
    """Finding where a set is not as wanted; `most`: may be smaller."""
    extra = found - wanted
    missing = set() if most else wanted - found
    text = " ".join([f"+{name}" for name in sorted(extra)]
                    + [f"-{name}" for name in sorted(missing)])
    return [Finding(path.name, "-", text)] if text else []


def defined(path):
    """Global names that a static library defines."""
    lines = output("nm", "--defined-only", "--extern-only", str(path))
    return {line.split()[2] for line in lines.splitlines()
            if len(line.split()) == 3}


def twice(names):
    """Names that two libraries define, out of the names of each: tests and
    fuzzers could not link both."""
    for name in sorted(set().union(*names.values())):
        where = [library for library, held in names.items() if name in held]
        if len(where) > 1:
            yield Finding("src", name, "in " + " and ".join(where))


def zeros(path, most):
    """Finding where a file has more initialised variables than it may."""
    row = re.search(r" \.data +PROGBITS +(?:\w+ +){2}(\w+)",
                    output("readelf", "-SW", str(path)))
    size = int(row[1], 16) if row else 0
    return [Finding(path.name, "-", f"{size} bytes of .data, budget {most}")
            ] if size > most else []


def soft(path):
    """Findings for each kind of hardening that a file lacks."""
    dynamic = output("readelf", "-dW", str(path))
    segments = output("readelf", "-lW", str(path))
    header = output("readelf", "-hW", str(path))
    stack = re.search(r"GNU_STACK.*", segments)
    checks = {
        "RELRO": "GNU_RELRO" in segments,
        "BIND_NOW": "BIND_NOW" in dynamic or "NOW" in dynamic,
        "position independent": "Type:                              DYN"
                                in header,
        "no RPATH": "RPATH" not in dynamic and "RUNPATH" not in dynamic,
        "no TEXTREL": "TEXTREL" not in dynamic,
        "stack not executable": stack and "RWE" not in stack.group(),
    }
    return [Finding(path.name, "-", f"lacks: {name}")
            for name, holds in checks.items() if not holds]


def unloadable(path):
    """Finding where a file does not load with every symbol bound."""
    try:
        ctypes.CDLL(str(path), os.RTLD_NOW)
    except OSError as error:
        return [Finding(path.name, "-", str(error))]
    return []


def main():
    report = Report()
    if MODULE.exists():
        report.rule("exports", "are the entry points",
                    differ(MODULE, exports(MODULE), entry_points()))
        report.rule("module-needs", "libpam and libc",
                    differ(MODULE, needs(MODULE), MODULE_NEEDS))
        report.rule("module-loads", "at once", unloadable(MODULE))
    else:
        for name in ("exports", "module-needs", "module-loads"):
            report.skip(name, "this build has no module (sanitizers)")
    for path in PROGRAMS:
        if path.name in NEEDS:
            report.rule(f"{path.name}-needs", "only its own libraries",
                        differ(path, needs(path) - {
                            "libasan.so.8", "libubsan.so.1"},
                            NEEDS[path.name], most=True))
    libraries = {name: BUILD / ".libs" / f"lib{name}.a" for name in LIBRARIES}
    report.rule("names", "no global of two libraries",
                list(twice({name: defined(path) for name, path
                            in libraries.items() if path.exists()})))
    built = [path for path in (MODULE, *PROGRAMS) if path.exists()]
    if MODULE.exists():
        report.rule("hardening", "of module and programs",
                    [f for path in built for f in soft(path)])
        report.rule("data", f"at most {DATA_MAX} bytes initialised",
                    [f for path in built for f in zeros(path, DATA_MAX)])
    else:
        for name in ("hardening", "data"):
            report.skip(name, "sanitizers replace it in this build")
    report.finish()


if __name__ == "__main__":
    main()
