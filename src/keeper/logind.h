/* SPDX-License-Identifier: BSD-2-Clause
 *
 * libsystemd's view of login sessions.  The library is loaded only where a
 * login asks for it: it brings five others, for compression and the like, and
 * what runs as root has no other use for them.
 */

#pragma once

#include <stdbool.h>
#include <sys/types.h>

/* Its functions, as sd_pid_get_session(3) and sd_session_is_remote(3) have
 * them. */
struct logind {
    int (*pid_get_session)(pid_t process, char **ret_session);
    int (*session_is_remote)(const char *session);
    int (*session_get_seat)(const char *session, char **ret_seat);
};

/* Load the library, which stays loaded; false where there is none. */
bool logind_load(struct logind *ret_logind);
