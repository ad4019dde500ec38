#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""Who may include what: trust domains, foreign headers, whole headers."""

import os
import shlex
import subprocess
from collections import defaultdict

from source import read_sources
from tap import ROOT, Finding, Report

MAY_INCLUDE = {
    "module": {"module", "process", "wire", "shared"},
    "keeper": {"keeper", "format", "process", "wire", "shared"},
    "agent": {"agent", "format", "process", "wire", "shared"},
    "cli": {"cli", "agent", "keeper", "format", "process", "wire", "shared"},
    "relay": {"relay", "format", "process", "wire", "shared"},
    "format": {"format", "shared"},
    "process": {"process", "wire", "shared"},
    "wire": {"wire", "shared"},
    "shared": {"shared"},
}
# Foreign headers by their beginning, the first that fits: who may see them.
FOREIGN = {
    "curl/": {"src/agent/http.c", "src/agent/http_options.c"},
    "cjson/": {"src/format/json.c"},
    "qrencode.h": {"src/agent/qr.c"},
    "ini_": {"src/format/ini.c"},
    "seccomp.h": {"src/agent/confine_seccomp.c"},
    "linux/landlock.h": {"src/agent/confine_landlock.c",
                         "src/keeper/layers.c"},
    "security/": {f"src/module/{name}.c" for name in (
        "entry", "subject", "conversation", "audit", "mark", "pam_status")},
    # http.c has to start OpenSSL before curl does.
    "openssl/crypto.h": {"src/agent/signature.c", "src/agent/http.c",
                         "src/keeper/seal.c"},
    "openssl/": {"src/agent/signature.c", "src/keeper/seal.c"},
    "gnutls/": {"src/relay/certificate.c", "src/relay/digest.c",
                "src/relay/redis_stream.c"},
    "microhttpd.h": {"src/relay/exchange.h", "src/relay/http.c"},
    "hiredis/": {"src/relay/redis_connection.h"},
}
COMPILE = ["-std=gnu11", "-D_GNU_SOURCE", "-I", str(ROOT / "src"),
           "-Wall", "-Wextra", "-Werror", "-fsyntax-only", "-x", "c"]


def across(sources):
    """Includes that cross from one trust domain into another."""
    for s in sources:
        for line, name in s.includes():
            directory = name.split("/")[0]
            if directory in MAY_INCLUDE and \
                    directory not in MAY_INCLUDE[s.directory]:
                yield Finding(s.path, "-", f"includes {name}", line)


def unrooted(sources):
    """Includes of our own headers that are not written from src/."""
    own = {s.path.rsplit("/", 1)[-1] for s in sources}
    for s in sources:
        for line, name in s.includes():
            if name in own and f'"{name}"' in s.lines[line - 1]:
                yield Finding(s.path, "-", f"includes a bare {name}", line)


def foreign(sources):
    """Foreign headers seen by a file that they are not meant for."""
    for s in sources:
        for line, name in s.includes():
            allowed = next((files for prefix, files in FOREIGN.items()
                            if name.startswith(prefix)), {s.path})
            if s.path not in allowed:
                yield Finding(s.path, "-", f"includes {name}", line)


def dead(sources):
    """Headers of ours that nothing includes."""
    used = {name for s in sources for _, name in s.includes()}
    return [Finding(s.path, "-", "is included by nothing") for s in sources
            if s.path.endswith(".h") and s.path[len("src/"):] not in used]


def cycles(sources):
    """Headers that include themselves in the end."""
    edges = defaultdict(set)
    for s in sources:
        edges[s.path[len("src/"):]] = {name for _, name in s.includes()}
    for start in sorted(edges):
        reached = set()
        queue = list(edges[start])
        while queue:
            name = queue.pop()
            if name not in reached:
                reached.add(name)
                queue += edges.get(name, ())
        if start in reached:
            yield Finding(f"src/{start}", "-", "includes itself")


def incomplete(sources):
    """Headers that do not compile alone."""
    compiler = shlex.split(os.environ.get("CC", "cc"))
    for s in sources:
        if not s.path.endswith(".h"):
            continue
        text = f'#include "{s.path[len("src/"):]}"\nextern int unit;\n'
        done = subprocess.run([*compiler, *COMPILE, "-"], input=text,
                              capture_output=True, text=True)
        if done.returncode != 0:
            first = done.stderr.splitlines()[0] if done.stderr else "fails"
            yield Finding(s.path, "-", first)


def main():
    sources = read_sources("src/**/*.[ch]")
    report = Report()
    report.rule("domains", "do not include each other", list(across(sources)))
    report.rule("include-paths", "start at src/", list(unrooted(sources)))
    report.rule("foreign-headers", "have one place", list(foreign(sources)))
    report.rule("used-headers", "each is included", dead(sources))
    report.rule("include-cycles", "there are none", list(cycles(sources)))
    report.rule("whole-headers", "compile alone", list(incomplete(sources)))
    report.finish()


if __name__ == "__main__":
    main()
