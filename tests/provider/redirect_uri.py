# SPDX-License-Identifier: BSD-2-Clause
"""Redirect addresses: which ones are registered, and what is added."""

import re
from urllib.parse import quote, urlencode

# The port of a native client is its own choice (RFC 8252 7.3).
LOOPBACK = re.compile(
    r"(http://(?:127\.0\.0\.1|localhost))(?::[0-9]{1,5})?(/[^#]*|)")


def without_port(address: str) -> str:
    """Of a loopback address; an empty path is the path "/"."""
    found = LOOPBACK.fullmatch(address)
    return found[1] + (found[2] or "/") if found else address


def is_registered(address: str, registered: list[str], base: str) -> bool:
    """Exactly, only the port of a loopback address is ignored."""
    return without_port(address) in [
        without_port(one.replace("{base}", base)) for one in registered]


def with_query(address: str, pairs: list[tuple[str, str]],
               separator: str = "?") -> str:
    """The address with these parameters, any text allowed in them."""
    if address.count("/") == 2:
        address += "/"
    if separator in address:
        separator = "&"
    return address + separator + urlencode(
        pairs, quote_via=quote, errors="surrogatepass")
