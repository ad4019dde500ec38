# SPDX-License-Identifier: BSD-2-Clause
"""The matrix for the machine's OpenSSH."""

import sshd_rows


def tests(stack):
    """Name and test, in order."""
    return sshd_rows.tests(stack, 2230, newest=False)
