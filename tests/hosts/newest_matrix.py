# SPDX-License-Identifier: BSD-2-Clause
"""The matrix for the newest OpenSSH."""

import sshd_rows


def tests(stack):
    """Name and test, in order."""
    return sshd_rows.tests(stack, 2240, newest=True)
