#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""Runs the unittest module in the file $1 and prints TAP."""

import importlib
import pathlib
import sys
import unittest


class TapResult(unittest.TestResult):
    """Prints each result when its test ends."""

    def __init__(self):
        super().__init__()
        self.problems = []

    def startTest(self, test):
        super().startTest(test)
        self.problems = []

    def addError(self, test, err):
        super().addError(test, err)
        self.problems.append(self.errors[-1][1])

    def addFailure(self, test, err):
        super().addFailure(test, err)
        self.problems.append(self.failures[-1][1])

    def addSubTest(self, test, subtest, err):
        super().addSubTest(test, subtest, err)
        if err is not None:
            self.problems.append(f"{subtest}\n{err[1]}")

    def stopTest(self, test):
        super().stopTest(test)
        word = "not ok" if self.problems else "ok"
        reason = ""
        if self.skipped and self.skipped[-1][0] is test:
            reason = f" # SKIP {self.skipped[-1][1]}"
        name = test.id().removeprefix("__main__.")
        print(f"{word} {self.testsRun} - {name}{reason}")
        for line in "\n".join(self.problems).splitlines():
            print(f"# {line}")
        sys.stdout.flush()


def main():
    path = pathlib.Path(sys.argv[1]).resolve()
    sys.path.insert(0, str(path.parent))
    module = importlib.import_module(path.stem)
    result = TapResult()
    unittest.defaultTestLoader.loadTestsFromModule(module).run(result)
    print(f"1..{result.testsRun}")
    sys.exit(0 if result.wasSuccessful() else 1)


if __name__ == "__main__":
    main()
