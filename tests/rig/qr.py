# SPDX-License-Identifier: BSD-2-Clause
"""Reads the QR code that a terminal shows, as a phone would."""

from __future__ import annotations

import re
import subprocess
import tempfile

MODULE = 6                      # pixels
LIGHT = {" ": (0, 0), "▀": (1, 0), "▄": (0, 1), "█": (1, 1)}


def read(screen: str) -> str:
    """The content of the code, on a dark terminal."""
    plain = re.sub(r"\x1b\[[0-9;]*m", "", screen)
    lines = [line for line in plain.splitlines()
             if len(line) > 20 and set(line) <= set(LIGHT)]
    rows = [bytes(255 * LIGHT[cell][half] for cell in line
                  for _ in range(MODULE))
            for line in lines for half in (0, 1) for _ in range(MODULE)]
    with tempfile.NamedTemporaryFile(suffix=".pgm") as picture:
        picture.write(b"P5 %d %d 255\n" % (len(rows[0]), len(rows)))
        picture.write(b"".join(rows))
        picture.flush()
        found = subprocess.run(
            ["zbarimg", "--quiet", "--raw", picture.name],
            capture_output=True, text=True, check=False)
    return found.stdout.strip()
