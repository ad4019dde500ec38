# SPDX-License-Identifier: BSD-2-Clause
"""Programs of Debian's packages that the machine has, or that
tests/foreign/fetch has unpacked."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from rig.tap import Skip
from rig.world import MULTIARCH, TREE

UNPACKED = TREE / "build" / "foreign" / "root"


def program(name: str) -> str:
    """Its path; a test that needs it is skipped where there is none."""
    found = shutil.which(name, path=f"{os.environ['PATH']}:/usr/sbin:"
                         f"{UNPACKED}/usr/bin:{UNPACKED}/usr/sbin")
    if found is None:
        raise Skip(f"{name} is neither installed nor below build/foreign")
    return found


def start(log: Path, name: str, *words: str) -> subprocess.Popen[bytes]:
    """Run a program, whose output goes into a file."""
    libraries = f"{UNPACKED}/usr/lib/{MULTIARCH}:{UNPACKED}/lib/{MULTIARCH}"
    with open(log, "ab") as output:
        return subprocess.Popen(
            [program(name), *words], stdout=output, stderr=output,
            stdin=subprocess.DEVNULL,
            env={**os.environ, "LD_LIBRARY_PATH": libraries})
