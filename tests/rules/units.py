#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""The relay's unit, judged by systemd itself."""

import os
import pathlib
import re
import shutil
import subprocess

from tap import ROOT, Finding, Report

UNIT = "conf/systemd/claims-relay.service"
EXPOSURE_MAX = 1.5


def exposure(path):
    """What `systemd-analyze security` gives it, from 0 (none) to 10."""
    done = subprocess.run(
        ["systemd-analyze", "security", "--offline=true", "--no-pager",
         str(path)], capture_output=True, text=True)
    found = re.search(r"Overall exposure level for [^:]*: ([0-9.]+)",
                      done.stdout)
    return float(found[1]) if found else None


def main():
    report = Report()
    build = pathlib.Path(os.environ.get("top_builddir", ROOT / "build"))
    if shutil.which("systemd-analyze") is None:
        report.skip("unit", "systemd-analyze is not installed")
    elif not (build / UNIT).exists():
        report.skip("unit", "the relay is not built")
    else:
        found = exposure(build / UNIT)
        report.rule("unit", f"is exposed below {EXPOSURE_MAX}",
                    [] if found is not None and found < EXPOSURE_MAX else
                    [Finding(UNIT, "-", f"exposed: {found}")], [str(found)])
    report.finish()


if __name__ == "__main__":
    main()
