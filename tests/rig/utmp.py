# SPDX-License-Identifier: BSD-2-Clause
"""Who is logged in where, as utmp(5) says: for tests that own /run."""

import struct
from pathlib import Path

UTMP = Path("/run/utmp")
USER_PROCESS = 7


def write(*lines: str, user: str = "alice", host: str = "") -> None:
    """The user is on these terminals, come from this host or from none."""
    UTMP.write_bytes(b"".join(struct.pack(
        "hxxi32s4s32s256s36x", USER_PROCESS, 1, line.encode(),
        line[-4:].encode(), user.encode(), host.encode()) + bytes(16)
        for line in lines))


def remove() -> None:
    """Nothing is known of anybody."""
    UTMP.unlink(missing_ok=True)
