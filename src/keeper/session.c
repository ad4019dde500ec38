/* SPDX-License-Identifier: BSD-2-Clause */

#include "keeper/session.h"
#include "keeper/agents.h"
#include "keeper/login.h"
#include "keeper/peer.h"
#include "keeper/peer_timeouts.h"
#include "process/clock.h"
#include "wire/audit_line.h"

#include <string.h>
#include <sys/socket.h>
#include <syslog.h>

/* One reply, or false.  After the time is over the module cannot send it any
 * more, and lets nobody in; one that was quicker still counts. */
static bool hear_reply(int module, int64_t end, struct heard *ret_heard)
{
    /* A host that starts us and says nothing is no login. */
    if (!peer_wait(module, end))
        (void) shutdown(module, SHUT_RD);
    return peer_receive(module, READING_REPLY, &ret_heard->type,
                        &ret_heard->message);
}

/* False if the module is gone or stopped, without its line in the log: it
 * confirms what it got, be it only when a prompt is answered, or it has given
 * up. */
static bool deliver(const struct ports *ports, const struct verdict *verdict,
                    struct heard *heard)
{
    const struct person *person = &ports->person;
    int64_t end = clock_boottime();
    /* What is still on the screen is answered first. */
    int due = person->asking ? 2 : 1;

    if (person->abandoned)
        return false;
    /* That it was sent says little: only the reply tells that the module has
     * it. */
    (void) peer_send(person->module, MESSAGE_VERDICT, verdict);
    if (ports->clock.deadline > end)
        end = ports->clock.deadline;
    end += peer_timeouts.last;
    heard->type = MESSAGE_NONE;
    if (person->cancelled)
        due = 0;
    while (heard->type != MESSAGE_CANCEL && due-- > 0)
        if (!hear_reply(person->module, end, heard))
            return false;
    return true;
}

/* Write what the module would have, had its host not ended it. */
static void log_abandoned(const struct login *login, struct verdict *verdict,
                          int64_t started)
{
    char line[AUDIT_SIZE];

    /* Nobody got in, whatever we had decided. */
    verdict->outcome = OUTCOME_CANCELLED;
    audit_line(login, verdict, clock_boottime() - started, line);
    syslog(LOG_AUTHPRIV | audit_priority(verdict), "pam_claims(%s:%s): %s",
           login->service, login->phase == PHASE_AUTH ? "auth" : "account",
           line);
}

bool session_serve(int module, const char *kept)
{
    static struct context context;
    static struct ports ports;
    static struct heard heard;
    static struct verdict verdict;
    int64_t started = clock_boottime();

    context = (struct context){.silent = false};
    ports = (struct ports){.store = NO_STORE, .person.module = module};
    if (!peer_wait(module, started + peer_timeouts.first) ||
        !peer_receive(module, READING_LOGIN, &heard.type, &heard.message))
        return false;
    context.login = heard.message.login;
    if (kept[0] != '\0')
        remarks_note(&ports.remarks, "inherited", kept);
    login_decide(login_table, &context, &ports, &verdict);
    if (!deliver(&ports, &verdict, &heard))
        log_abandoned(&context.login, &verdict, started);
    agents_end(&ports.agents);
    explicit_bzero(&ports, sizeof(ports));
    explicit_bzero(&heard, sizeof(heard));
    return true;
}
