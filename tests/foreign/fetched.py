# SPDX-License-Identifier: BSD-2-Clause
"""What `fetch` got, and why it did not get the rest."""

from __future__ import annotations

from pathlib import Path

FETCHED = Path(__file__).resolve().parents[2] / "build" / "foreign"
UNPACKED = FETCHED / "root"
MODULES = Path(__file__).resolve().parent / "node_modules"
SOURCES = {"npm": MODULES, "debian": UNPACKED}


def missing(source: str) -> str:
    """Why nothing came from `npm` or `debian`, or nothing."""
    try:
        return (FETCHED / f"{source}.reason").read_text().strip()
    except FileNotFoundError:
        pass
    if not SOURCES[source].is_dir():
        return "not fetched: tests/foreign/fetch build/foreign"
    return ""
