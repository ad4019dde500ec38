# SPDX-License-Identifier: BSD-2-Clause
"""Everything the control interface can set, with its default."""

import copy
from typing import Any, Callable

DEFAULTS: dict[str, Any] = {
    # Refresh tokens: "entra" (an old one keeps working), "strict" (use of
    # an old one revokes its family), "none" (the answer brings no new one).
    "rotation": "entra",
    "refresh_lifetime": 90 * 86400,
    "access_lifetime": 4000,
    "id_lifetime": 3600,
    "clock_offset": 0,          # seconds added to the provider's clock
    "alg": "RS256",             # RS256, PS256 or ES256; makes a new key
    "client_secret": None,      # a text makes the client confidential
    "client_name": "Linux sign-in",

    "device": {
        "interval": 5,
        "expires_in": 900,
        "complete_uri": False,  # send verification_uri_complete
        "pending_status": 400,
        "error_status": 400,    # of every other answer to a poll
        "slow_down": 0,         # answer this many polls with slow_down
        "refused": None,        # no codes: an AADSTS number or an `error`
        "extra": {},            # members to add or (null) to leave out
    },

    "authorize": {
        # "{base}" is the provider's own https://host:port.
        "redirect_uris": [
            "http://127.0.0.1", "http://localhost",
            "{base}/common/oauth2/nativeclient",
            "https://login.microsoftonline.com/common/oauth2/nativeclient"],
        "require": ["state", "nonce", "code_challenge"],  # a public client
        "code_length": 200,     # characters; Entra's can have 1,600
        "code_lifetime": 600,   # seconds
        "iss": False,           # RFC 9207, in the metadata and the answer
    },

    "policy": {
        "require_mfa": False,
        "at_sign_in": False,    # a sign-in meets it without its claims, too
        "block": False,
        "require_compliant_device": False,
        "sign_in_frequency": None,   # seconds
        "require_consent": False,
        "for_users": None,      # list of names; null is everybody
    },

    "sso_age": 0,               # seconds since the person's password
    "ignore_max_age": False,
    "skip_second_factor": False,  # the page offers to go on without it
    "claims_on": [],            # always in the ID token: auth_time, amr ...
    "claims_off": [],           # never in the ID token

    "api": {
        "require_acrs": None,   # an authentication context, e.g. "c1"
        "issued_after": None,   # token must be newer; true means now
        "require_acr": None,    # blank-separated acr_values, RFC 9470
        "max_age": None,        # RFC 9470
        "encoding": "base64",   # base64url, unpadded, quoted
        "before": [],           # challenges before ours in the same line
        "separate_lines": False,
        "any_client": False,    # challenge clients without cp1, too
        "id": None,             # another id in the answer
    },

    "metadata": {},             # members to replace or (null) to leave out
    "listening": True,
    "tls": {"main": "good", "fault": "expired"},

    # Orders: used up after "times" (default 1; -1 for ever).
    "token_error": [],
    "redirection": [],
    "faults": [],
    "id_token": [],
    "api_error": [],
}

CHOICES = {
    "rotation": ("entra", "strict", "none"),
    "alg": ("RS256", "PS256", "ES256"),
    "api.encoding": ("base64", "base64url", "unpadded", "quoted"),
    **{f"tls.{port}": ("good", "expired", "wrong_host", "self_signed",
                       "foreign_ca", "plain", "silent")
       for port in ("main", "fault")},
}
ORDERS = ("token_error", "redirection", "faults", "id_token", "api_error")
FREE_FORM = ("metadata",)


class UnknownSetting(ValueError):
    pass


def check_choice(name: str, value: Any) -> None:
    if value not in CHOICES.get(name, (value,)):
        raise UnknownSetting(f"{name}: {value}")


class Settings:
    def __init__(self, start: dict[str, Any]) -> None:
        self.start = copy.deepcopy(DEFAULTS)
        self.values = self.start
        self.merge(start)
        self.reset()

    def reset(self) -> None:
        self.values = copy.deepcopy(self.start)

    def __getitem__(self, name: str) -> Any:
        return self.values[name]

    def merge(self, changes: dict[str, Any]) -> None:
        for name, value in changes.items():
            if name not in self.values:
                raise UnknownSetting(name)
            if name in ORDERS:
                self.values[name] = as_orders(value)
            elif name in FREE_FORM:
                self.values[name] = dict(value or {})
            elif isinstance(self.values[name], dict):
                self.merge_group(name, value)
            else:
                check_choice(name, value)
                self.values[name] = value

    def merge_group(self, name: str, changes: dict[str, Any] | None) -> None:
        """null puts the whole group back to its start."""
        if changes is None:
            self.values[name] = copy.deepcopy(self.start[name])
            return
        for member, value in changes.items():
            if member not in self.values[name]:
                raise UnknownSetting(f"{name}.{member}")
            check_choice(f"{name}.{member}", value)
            self.values[name][member] = value

    def take_order(self, name: str, fits: Callable[[dict[str, Any]], bool]
                   ) -> dict[str, Any] | None:
        """The first order that fits, which is then used up by one."""
        for order in self.values[name]:
            if not fits(order):
                continue
            if order["times"] > 0:
                order["times"] -= 1
            if order["times"] == 0:
                self.values[name].remove(order)
            return order
        return None


def as_orders(value: Any) -> list[dict[str, Any]]:
    listed = value if isinstance(value, list) else [value] if value else []
    return [{"times": 1, **order} for order in listed if
            order.get("times", 1) != 0]
