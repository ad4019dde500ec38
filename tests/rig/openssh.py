# SPDX-License-Identifier: BSD-2-Clause
"""Which OpenSSH: the machine's, or the newest, from rig/build_openssh."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass

from .world import TREE

BUILT = TREE / "build" / "openssh"


@dataclass(frozen=True)
class Programs:
    """A server, its client, and sshd_config lines that it needs."""

    sshd: str
    ssh: str
    options: tuple[str, ...] = ()

    @property
    def version(self) -> str:
        """Such as 9.2p1."""
        said = subprocess.run([self.ssh, "-V"], capture_output=True,
                              text=True, check=True).stderr
        return said.split()[0].strip(",").removeprefix("OpenSSH_")


INSTALLED = Programs("/usr/sbin/sshd", "/usr/bin/ssh")
NEWEST = Programs(
    f"{BUILT}/sshd", f"{BUILT}/ssh",
    (f"SshdSessionPath {BUILT}/sshd-session",
     f"SshdAuthPath {BUILT}/sshd-auth",
     # A refused login must not cost the next test of this address.
     "PerSourcePenalties no"))


def missing() -> str:
    """Why there is no newest one, or nothing."""
    if (BUILT / "version").exists():
        return ""
    reason = BUILT / "reason"
    return (reason.read_text().strip() if reason.exists()
            else "tests/rig/build_openssh has not run")
