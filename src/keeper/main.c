/* SPDX-License-Identifier: BSD-2-Clause
 *
 * claims-keeper: root's part of a login.  It reads the configuration, keeps
 * the tokens, decides, and speaks to no server.
 */

#include "keeper/deadline.h"
#include "keeper/decide.h"
#include "keeper/link.h"
#include "shared/audit_line.h"

#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <syslog.h>
#include <unistd.h>

enum { MODULE = 3 /* the keeper's end of the socket */ };

/*
 * Nothing can stop us between the redemption of a token and its commit.  The
 * module has reset what the caller of sudo or su had set.
 */
static void ignore_signals(void)
{
    static const int ignored[] = {SIGTERM, SIGHUP,  SIGINT,
                                  SIGQUIT, SIGPIPE, SIGXFSZ};

    for (size_t i = 0; i < sizeof(ignored) / sizeof(ignored[0]); i++)
        signal(ignored[i], SIG_IGN);
}

/* The caller's limits are not ours.  Where one cannot be lifted, what it
 * hinders fails later, and that refuses the login. */
static void set_limits(void)
{
    static const struct {
        __rlimit_resource_t resource;
        rlim_t value;
    } limits[] = {
        {RLIMIT_CORE, 0},
        {RLIMIT_FSIZE, 1024 * 1024},
        {RLIMIT_NOFILE, 64},
        {RLIMIT_AS, RLIM_INFINITY},
        {RLIMIT_DATA, RLIM_INFINITY},
        {RLIMIT_STACK, 8 * 1024 * 1024},
        {RLIMIT_CPU, 60},
    };

    for (size_t i = 0; i < sizeof(limits) / sizeof(limits[0]); i++) {
        struct rlimit limit = {limits[i].value, limits[i].value};

        if (setrlimit(limits[i].resource, &limit) != 0 &&
            getrlimit(limits[i].resource, &limit) == 0) {
            limit.rlim_cur = limit.rlim_max;
            setrlimit(limits[i].resource, &limit);
        }
    }
}

/* False if the module is gone without its line in the log: it confirms what
 * it got, be it only when a prompt is answered, or it has given up. */
static bool deliver(struct attempt *attempt, const struct verdict *verdict)
{
    bool given_up = attempt->type == MESSAGE_CANCEL;

    explicit_bzero(&attempt->record, sizeof(attempt->record));
    explicit_bzero(&attempt->message, sizeof(attempt->message));
    if (attempt->abandoned)
        return false;
    (void) link_send(MODULE, MESSAGE_VERDICT, verdict);
    return given_up || link_receive(MODULE, READING_REPLY, &attempt->type,
                                    &attempt->message);
}

/* Write what the module would have, had its host not ended it. */
static void log_abandoned(const struct login *login, struct verdict *verdict,
                          int64_t started)
{
    char line[AUDIT_SIZE];

    verdict->outcome = OUTCOME_CANCELLED;
    audit_line(login, verdict, deadline_now() - started, line);
    syslog(LOG_AUTHPRIV | audit_priority(verdict), "pam_claims(%s:%s): %s",
           login->service, login->phase == PHASE_AUTH ? "auth" : "account",
           line);
}

int main(void)
{
    int64_t started = deadline_now();
    static struct attempt attempt = {.module = MODULE, .store = NO_STORE};
    static struct verdict verdict;

    /* 1. Started by the module, as root through and through. */
    if (getuid() != 0 || geteuid() != 0)
        return 1;
    /* 2. Out of the caller's reach; the module saw to the rest. */
    ignore_signals();
    set_limits();
    if (prctl(PR_SET_DUMPABLE, 0) != 0)
        return 1;
    /* 3. One request, one verdict. */
    if (!link_receive(MODULE, READING_LOGIN, &attempt.type, &attempt.message))
        return 1;
    attempt.login = attempt.message.login;
    decide(&attempt, &verdict);
    if (!deliver(&attempt, &verdict))
        log_abandoned(&attempt.login, &verdict, started);
    explicit_bzero(&attempt, sizeof(attempt));
    return 0;
}
