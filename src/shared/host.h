/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The programs that load the module: told apart by their PAM service, and all
 * that is known of each.  What a host is told is in module/pam_status.c.
 */

#pragma once

#include <stdbool.h>

enum host {
    HOST_OTHER,
    HOST_SSHD,
    HOST_LOGIN,
    HOST_SUDO,
    HOST_SU,
    HOST_MUTE, /* shows nothing that a person could sign in with */
    HOST_COUNT
};

/* Which PAM message carries the sign-in to the person's screen. */
enum display { DISPLAY_PROMPT, DISPLAY_INFO, DISPLAY_ERROR, DISPLAY_COUNT };

/* What ends a host's own patience with a login. */
enum limit {
    LIMIT_NONE,
    LIMIT_CONNECTION, /* sshd: LoginGraceTime, from when it was connected to */
    LIMIT_TIMER,      /* login: LOGIN_TIMEOUT, by an alarm of the process */
};

struct host_row {
    const char *services; /* PAM's names of it, blank-separated */
    /* The message that is on the screen before anything is asked. */
    enum display display;
    /* Seconds for a sign-in where the configuration does not say. */
    int wait;
    enum limit limit;
    /* It can show a sign-in and ask. */
    bool shows;
    /* The person is at the other end of its network connection, and has a
     * terminal there of which nothing is known here. */
    bool remote;
    /* It names the methods that succeeded, in SSH_AUTH_INFO_0. */
    bool names_methods;
    /* What it shows is lost where its process leads the session. */
    bool leader_is_mute;
    /* Logins come to its account phase that no auth phase has seen, by a key
     * such as is of no concern to PAM. */
    bool skips_auth;
    /* Somebody who has logged in runs it, or a program of theirs does. */
    bool run_by_caller;
    /* PAM_TTY is the terminal of its session, on which it speaks wherever its
     * descriptors lead, and of which it overhears that it was hung up. */
    bool names_terminal;
};

/* What is known of a host, an enum host; of HOST_OTHER for any other value. */
const struct host_row *host_row(int host);

/* The host behind a PAM service name, "sudo-i" and "su-l" included. */
enum host host_of_service(const char *service);
