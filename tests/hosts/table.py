# SPDX-License-Identifier: BSD-2-Clause
"""The matrix as a table that people read."""

from matrix import COLUMNS

ABOUT = """\
"in" is a login, all else a refusal.  Each cell also holds that the log has
one line about it, that the provider was asked for a code only where one was
shown, and that nothing of ours is left after two seconds."""


def cells(output: str) -> list[list[str]]:
    """Row, column and what was found, of every cell in a TAP output."""
    return [[word.strip() for word in line.split("|")[1:]]
            for line in output.splitlines() if line.startswith("# cell |")]


def is_note(cell: list[str]) -> bool:
    """The cell says why there is no test."""
    return cell[2].startswith("- ")


def lay_out(found: list[list[str]]) -> str:
    """The table of all cells."""
    rows: dict[str, dict[str, str]] = {}
    # What does not apply is known before the first test of all has run.
    for row, column, word in sorted(found, key=is_note):
        rows.setdefault(row, {})[column] = word
    lines = [["host", *COLUMNS]]
    lines += [[row, *("-" if is_note([row, column, words.get(column, "")])
                      else words.get(column, "") for column in COLUMNS)]
              for row, words in rows.items()]
    notes = [f"{row}, {column}: {word[2:]}"
             for row, column, word in filter(is_note, found)]
    widths = [max(map(len, column)) for column in zip(*lines)]
    text = ["  ".join(word.ljust(width) for word, width in zip(line, widths))
            .rstrip() for line in lines]
    return "\n".join([*text, "", *notes, ABOUT, ""])
