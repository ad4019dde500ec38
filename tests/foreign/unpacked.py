# SPDX-License-Identifier: BSD-2-Clause
"""Debian's packages of foreign providers: unpacked, never installed.

`fetch` unpacks them below build/foreign/root.  What the machine has already
is not among them, so each path is looked for in both places.
"""

from __future__ import annotations

import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path

from fetched import UNPACKED

from rig.world import MULTIARCH, PATH, run

LIBRARIES = f"usr/lib/{MULTIARCH}"
START_TIMEOUT = 20


class Unpacked:
    """The packages at a path that every user of the machine can read."""

    def __init__(self, directory: Path) -> None:
        self.root = directory
        directory.mkdir()
        run("mount", "--bind", str(UNPACKED), str(directory))

    def path(self, path: str) -> str:
        """Where this file or directory of a package is."""
        ours = self.root / path.lstrip("/")
        return str(ours) if ours.exists() else path

    def environment(self, **more: str) -> dict[str, str]:
        """What a program of the packages needs to find the others."""
        libraries = self.root / LIBRARIES
        perl = [self.root / "usr/share/perl5", *libraries.glob("perl5/*")]
        return {"PATH": PATH, "LC_ALL": "C.UTF-8",
                "LD_LIBRARY_PATH": str(libraries),
                "PERL5LIB": ":".join(map(str, perl)), **more}

    def start(self, log: Path, *command: str,
              **more: str) -> subprocess.Popen[bytes]:
        """Start a program; `more` goes into its environment."""
        with open(log, "ab") as output:
            return subprocess.Popen(
                [self.path(command[0]), *command[1:]],
                stdin=subprocess.DEVNULL, stdout=output, stderr=output,
                env=self.environment(**more))


def wait_for(address: str, opener: urllib.request.OpenerDirector,
             process: subprocess.Popen[bytes], log: Path) -> None:
    """Until more than nginx answers; the log says why it did not."""
    end = time.monotonic() + START_TIMEOUT
    while True:
        try:
            with opener.open(address, timeout=5):
                return
        except urllib.error.HTTPError as answer:
            if answer.code < 500:
                return
        except OSError:
            pass
        if process.poll() is not None or time.monotonic() > end:
            raise RuntimeError(f"{address} does not answer: "
                               + log.read_text(errors="replace")[-2000:])
        time.sleep(0.05)


def stop(process: subprocess.Popen[bytes]) -> None:
    """End it, by force where it does not go."""
    process.terminate()
    try:
        process.wait(5)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
