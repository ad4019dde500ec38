#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""Calls that must not stand in src/, or not in one of its directories."""

import re

from source import read_sources
from tap import Finding, Report

EVERYWHERE = """strcpy strncpy strcat strncat sprintf vsprintf gets getenv
    secure_getenv setenv putenv system popen atoi atol strtok alloca assert
    tmpnam mktemp gmtime localtime ctime longjmp setjmp""".split()
# Not every C library wraps them; syscall(2) does without.
GLIBC = ["close_range", "renameat2", "pidfd_open", "gettid"]
# The module is a guest: nothing that ends, changes or speaks for its host.
MODULE = """exit _Exit abort alarm setitimer signal sigaction sigprocmask
    pthread_sigmask printf fprintf puts perror syslog vsyslog openlog umask
    chdir setlocale setuid seteuid setgid setegid setresuid setresgid
    setgroups setrlimit open openat fopen popen opendir wait
    dlopen""".split()
# A child between fork and exec has a process of its own.
MODULE_CHILD = {"src/module/keeper_process.c": {
    "sigaction", "signal", "pthread_sigmask", "umask", "chdir", "open",
    "setresuid", "setresgid"}}
# Pure: no clock, no input or output.
PURE = """time clock_gettime gettimeofday open openat fopen read write send
    recv sendmsg recvmsg socket printf fprintf puts perror syslog rand random
    getrandom exit abort fork execve""".split()
# Facts go back over the socket: leaves do not speak.
SILENT = """printf fprintf puts fputs perror syslog vsyslog openlog warn warnx
    err errx pam_syslog""".split()
# Messages between our programs have one place; the others speak to browsers
# and to Redis.
WIRE = ["send", "recv", "sendmsg", "recvmsg"]
WIRED = {"src/process/channel.c", "src/agent/loopback.c",
         "src/relay/arrivals.c", "src/relay/redis_stream.c"}
# A service is told of its sockets and its log by the environment (systemd).
TOLD = {"src/relay/listener.c", "src/relay/log.c"}
SPEAKERS = {"src/module/audit.c", "src/keeper/session.c", "src/agent/main.c"}
IGNORE = "PAM_IGNORE"


def calls(source, names):
    """(line, name) of each call of one of these functions."""
    pattern = re.compile(r"(?<![\w.>])(" + "|".join(names) + r")\s*\(")
    for match in pattern.finditer(source.code):
        yield source.code.count("\n", 0, match.start()) + 1, match.group(1)


def called(sources, names, excused=()):
    """Findings for the calls that these sources make."""
    for s in sources:
        for line, name in calls(s, names):
            if s.path not in excused and name not in MODULE_CHILD.get(
                    s.path, ()):
                yield Finding(s.path, "-", f"{name}()", line)


def named(sources, word):
    """Where a word stands in the code."""
    for s in sources:
        for number, line in enumerate(s.code.splitlines(), 1):
            if re.search(rf"\b{word}\b", line):
                yield Finding(s.path, "-", word, number)


def main():
    sources = read_sources("src/**/*.[ch]")
    module = [s for s in sources if s.directory == "module"]
    pure = [s for s in sources if s.directory in ("shared", "wire")]
    leaves = [s for s in sources
              if s.directory in ("agent", "keeper", "module")]
    unit = read_sources("tests/unit/*.c")
    report = Report()
    report.rule("banned", "nowhere in src/",
                [finding for finding in called(sources, EVERYWHERE)
                 if finding.path not in TOLD or finding.what != "getenv()"])
    report.rule("portable", "no call that only glibc wraps",
                list(called(sources, GLIBC)))
    report.rule("guest", "leaves its host alone", list(called(module, MODULE)))
    report.rule("ignore", "is never returned", list(named(module, IGNORE)))
    report.rule("pure", "shared/ and wire/ do nothing",
                list(called(pure, PURE)))
    report.rule("silent", "leaves do not speak",
                list(called(leaves, SILENT, SPEAKERS)))
    report.rule("wire", "sockets are read and written in one place",
                list(called(sources, WIRE, WIRED)))
    report.rule("no-silent-skip", "unit tests do not skip",
                list(called(unit, ["skip"])))
    report.finish()


if __name__ == "__main__":
    main()
