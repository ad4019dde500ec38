# SPDX-License-Identifier: BSD-2-Clause
"""The list of cases, and how to add to it."""

from tokens import ISSUER, KEYS, NOW, payload_of


class Case:
    """One run: `reads` is what it must say about the payload, None for a
    token whose signature does not count; `says` is in the reason."""

    def __init__(self, name, token, accepted, **how):
        self.name = name
        self.token = token if isinstance(token, bytes) else token.encode()
        self.accepted = accepted
        self.keys = how.get("keys", KEYS)
        self.issuer = how.get("issuer", ISSUER)
        self.more = how.get("more", [])
        self.now = how.get("now", NOW)
        self.reads = how.get("reads")
        self.says = how.get("says", "")


CASES = []


def accept(name, token, payload=None, **how):
    CASES.append(Case(name, token, True, reads=payload or payload_of(),
                      **how))


def refuse(name, token, **how):
    CASES.append(Case(name, token, False, **how))
