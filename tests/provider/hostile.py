# SPDX-License-Identifier: BSD-2-Clause
"""Texts that no terminal, log or dialogue must get as they are."""

TEXTS = {
    "esc": "\x1bc\x1b7",                    # reset, save the cursor
    "csi": "\x1b[2J\x1b[1;31m",             # clear, red
    "c1": "\x9b2J\x90q\x9c",                # the same class in one character
    "osc8": "\x1b]8;;https://evil.example/\x1b\\press here\x1b]8;;\x1b\\",
    "title": "\x1b]0;root shell\x07",
    "clipboard": "\x1b]52;c;cm0gLXJmIH4K\x07",
    "dcs": "\x1bP+q544e\x1b\\",             # asks the terminal to answer
    "nul": "before\x00after",
    "bell": "\x07\x07\x07",
    "backspace": "\x08" * 12 + "\x7f",
    "newline": "\r\nlogin: root\r\nPassword: ",
    "separator": "\u2028\u2029\x85",        # new lines of Unicode
    "bidi": "\u202egnp.exe\u202c\u200f",
    "isolate": "\u2067abc\u2069\u2066",
    "invisible": "\u200b\u200d\u2060\ufeff\u00ad",
    "tag": "\U000e0041\U000e0042\U000e007f",
    "combining": "e" + "\u0301" * 300,
    "private": "\ue000\U0010ffff\ufffe",
    "surrogate": "\ud800",                  # no character at all
    "format": "%s%n%1000000d${IFS}$(id)`id`",
    "long": "x" * 20_000,
}


def spoilt(value: str, name: str) -> str:
    """A value with one of the texts in the middle of its first line."""
    middle = len(value.partition("\r\n")[0]) // 2
    return value[:middle] + TEXTS[name] + value[middle:]


def is_known(members: dict[str, str]) -> bool:
    return all(name in TEXTS for name in members.values())
