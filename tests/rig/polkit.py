# SPDX-License-Identifier: BSD-2-Clause
"""polkit's helper, which asks PAM for an authentication agent."""

from __future__ import annotations

HELPER = "/usr/lib/polkit-1/polkit-agent-helper-1"
COOKIE = "cookie\n"


def admitted(output: str) -> bool:
    """PAM has let the user in: only then polkit is told, which is not there.
    """
    return "getting authority" in output
