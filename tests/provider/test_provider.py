#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""Proves the demo provider: runs every test_*.py beside this file, which
play the client, the person and the administrator against a running one."""

import sys
import unittest
from pathlib import Path

sys.dont_write_bytecode = True


def load_tests(loader: unittest.TestLoader, tests: unittest.TestSuite,
               pattern: str | None) -> unittest.TestSuite:
    here = Path(__file__).resolve().parent
    for path in sorted(here.glob("test_*.py")):
        if path.name != "test_provider.py":
            tests.addTests(loader.loadTestsFromName(path.stem))
    return tests


if __name__ == "__main__":
    unittest.main()
