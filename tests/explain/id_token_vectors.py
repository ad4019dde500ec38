#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""Judges tokens with `pam-claims explain id-token`, as TAP.

usage: id_token_vectors.py [PROGRAM], by default $top_builddir/pam-claims.

Each case differs in one thing from a token that is accepted.  Keys are made
anew in every run; nothing outside a temporary directory is written.
"""

import json
import os
import subprocess
import sys
import tempfile

import claims_cases
import key_cases
import token_cases
from expectations import CASES
from tokens import CLIENT, GOOD, ISSUER, KEYS, NOW, dump


class Runner:
    def __init__(self, program, directory):
        self.program = program
        self.key_path = os.path.join(directory, "jwks.json")
        self.failures = 0
        self.count = 0

    def run(self, arguments, token=b""):
        return subprocess.run(
            [self.program, "explain", "id-token", "--json", *arguments],
            input=token, capture_output=True, timeout=60, check=False)

    def report(self, name, problem, reason=""):
        self.count += 1
        name = name.encode("ascii", "backslashreplace").decode()
        name = name.replace("#", "\\#")
        print("%s %d - %s%s" % ("not ok" if problem else "ok", self.count,
                                name, reason and " (%s)" % reason))
        if problem:
            self.failures += 1
            print("# " + problem.replace("\n", "\n# "))

    def check(self, case):
        keys = case.keys
        if isinstance(keys, list):
            keys = {"keys": keys}
        keys = dump(keys)
        with open(self.key_path, "wb") as file:
            file.write(keys if isinstance(keys, bytes) else keys.encode())
        arguments = ["--issuer", case.issuer, "--client-id", CLIENT,
                     "--jwks", self.key_path, *case.more]
        if case.now is not None:
            arguments += ["--now", str(case.now)]
        run = self.run(arguments, case.token)
        try:
            answer = json.loads(run.stdout)
        except ValueError:
            self.report(case.name, "no JSON: %r, %r, status %d" % (
                run.stdout[:200], run.stderr[-2000:], run.returncode))
            return
        expected = {"accepted": case.accepted, "claims": case.reads,
                    "reason": answer.get("reason")}
        problem = ""
        if answer != expected or not answer["reason"]:
            problem = "expected %.300r\ngot %.300r" % (expected, answer)
        elif case.says not in answer["reason"]:
            problem = "not said: %s" % case.says
        elif run.returncode != (0 if case.accepted else 1):
            problem = "status %d" % run.returncode
        self.report(case.name, problem, answer.get("reason"))

    def check_usage(self):
        with open(self.key_path, "w", encoding="utf-8") as file:
            json.dump({"keys": KEYS}, file)
        full = ["--issuer", ISSUER, "--client-id", CLIENT, "--jwks",
                self.key_path, "--now", str(NOW)]
        for name, arguments in (
                ("no issuer", full[2:]), ("no client", full[:2] + full[4:]),
                ("no key set", full[:4]), ("nothing", []),
                ("unknown option", full + ["--insecure"]),
                ("an argument", full + [GOOD]),
                ("value missing", full + ["--nonce"]),
                ("max-age not a number", full + ["--max-age", "5m"]),
                ("max-age negative", full + ["--max-age", "-1"]),
                ("max-age empty", full + ["--max-age", ""]),
                ("now too large", full + ["--now", str(10 ** 30)]),
                ("key set missing", full + ["--jwks", "/nonexistent"]),
                ("key set a directory", full + ["--jwks", "/"])):
            run = self.run(arguments, GOOD.encode())
            good = run.returncode == 2 and not run.stdout and run.stderr
            self.report("usage: " + name, "" if good else repr(run))


def main(program):
    for cases in (token_cases, key_cases, claims_cases):
        cases.add()
    with tempfile.TemporaryDirectory() as directory:
        runner = Runner(program, directory)
        for case in CASES:
            runner.check(case)
        runner.check_usage()
    print("1..%d" % runner.count)
    return 1 if runner.failures else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else os.path.join(
        os.environ.get("top_builddir", "."), "pam-claims")))
