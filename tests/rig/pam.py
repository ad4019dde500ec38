# SPDX-License-Identifier: BSD-2-Clause
"""The PAM files that the guides recommend, and Debian's around them."""

from __future__ import annotations

UNIX = (
    "auth [success=1 default=ignore] pam_unix.so nullok",
    "auth requisite pam_deny.so",
    "auth required pam_permit.so",
)
CLAIMS = "auth [success=ok default=die] pam_claims.so"
ACCOUNT = ("account required pam_unix.so", "account required pam_claims.so")
SESSION = ("session required pam_permit.so",)

# A password, then the claims.
PASSWORD = (*UNIX, CLAIMS, *ACCOUNT, *SESSION)
# For `AuthenticationMethods publickey,keyboard-interactive:pam`.
KEY = (CLAIMS, *ACCOUNT, *SESSION)
