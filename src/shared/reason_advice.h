/* SPDX-License-Identifier: BSD-2-Clause
 *
 * What an administrator can do about a login that ended for some reason.
 */

#pragma once

/* The advice that goes with a reason of the audit line; empty for none. */
const char *reason_advice(const char *reason);
