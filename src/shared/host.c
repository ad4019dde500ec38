/* SPDX-License-Identifier: BSD-2-Clause */

#include "shared/host.h"

#include "shared/text.h"

/* The waits are below sshd's LoginGraceTime of 120 seconds and login's
 * LOGIN_TIMEOUT of 60.  sshd holds all but a prompt back, sudo replaces
 * prompts, and sudo and su hold texts back where they are written to a file
 * or a pipe. */
static const struct host_row rows[HOST_COUNT] = {
    [HOST_OTHER] =
        {
            .services = "",
            .display = DISPLAY_PROMPT,
            .wait = 180,
            .shows = true,
        },
    [HOST_SSHD] =
        {
            .services = "sshd",
            .display = DISPLAY_PROMPT,
            /* Ten seconds are left for the shell to begin. */
            .wait = 110,
            .limit = LIMIT_CONNECTION,
            .shows = true,
            .remote = true,
            .names_methods = true,
            /* A login by `password`: its prompts are answered without the
             * person, and what is shown is lost if it fails. */
            .leader_is_mute = true,
            .skips_auth = true,
        },
    [HOST_LOGIN] =
        {
            .services = "login",
            .display = DISPLAY_INFO,
            /* login's alarm has run since it was started: to type the name has
             * taken of the minute, too. */
            .wait = 50,
            .limit = LIMIT_TIMER,
            .shows = true,
        },
    [HOST_SUDO] =
        {
            .services = "sudo sudo-i",
            .display = DISPLAY_ERROR,
            .wait = 180,
            .shows = true,
            .run_by_caller = true,
            .names_terminal = true,
        },
    [HOST_SU] =
        {
            .services = "su su-l",
            .display = DISPLAY_ERROR,
            .wait = 180,
            .shows = true,
            .run_by_caller = true,
        },
    [HOST_MUTE] =
        {
            /* A sign-in cannot be shown in these: nobody is there, or the
             * dialogue has no room for it.  polkit's helper is also kept off
             * the network from version 127 on, and with it the keeper, its
             * child. */
            .services = "polkit-1 cron crond atd systemd-user gdm-password",
            .display = DISPLAY_INFO,
            .wait = 180,
        },
};

/* The number may come over the wire. */
const struct host_row *host_row(int host)
{
    unsigned int place = (unsigned int) host;

    return &rows[place < HOST_COUNT ? place : HOST_OTHER];
}

/* Whoever uses the module elsewhere gets what is safe anywhere: a prompt. */
enum host host_of_service(const char *service)
{
    for (int i = 0; i < HOST_COUNT; i++)
        if (text_has_word(rows[i].services, service))
            return (enum host) i;
    return HOST_OTHER;
}
