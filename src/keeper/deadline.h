/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The one absolute deadline of a login, on a clock that no administrator
 * and no NTP server can turn.
 */

#pragma once

#include "wire/message.h"

#include <stdint.h>

/*
 * The instant, on clock_boottime()'s scale, at which the login ends.
 * `configured` is in seconds, 0 for what suits the host: in sshd the wait is
 * counted from the start of the connection's process as LoginGraceTime is,
 * and login's own alarm is never outlived.
 */
int64_t deadline_of(const struct login *, int64_t configured);
