# SPDX-License-Identifier: BSD-2-Clause
"""The real cron, with one job that is due as soon as it starts."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from .world import run

SPOOL = Path("/var/spool/cron")


def job(user: str, command: str) -> list[str]:
    """The command line of a cron that has this to do for the user."""
    if not SPOOL.is_mount():
        SPOOL.mkdir(parents=True, exist_ok=True)
        run("mount", "-t", "tmpfs", "-o", "mode=755", "tmpfs", str(SPOOL))
        shutil.rmtree("/etc/cron.d", ignore_errors=True)
        Path("/etc/crontab").unlink(missing_ok=True)
    tables = SPOOL / "crontabs"
    tables.mkdir(exist_ok=True)
    table = tables / user
    table.write_text(f"@reboot {command}\n")
    shutil.chown(table, user, "crontab")
    os.chmod(table, 0o600)
    # What cron leaves, to know a start from a restart.
    Path("/run/crond.reboot").unlink(missing_ok=True)
    return ["cron", "-f"]
