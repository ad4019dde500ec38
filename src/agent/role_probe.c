/* SPDX-License-Identifier: BSD-2-Clause */

#include "agent/role_probe.h"
#include "agent/challenge.h"
#include "agent/failure.h"
#include "agent/keeper_link.h"
#include "shared/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A 401 speaks for itself, by its challenges (RFC 9110 section 11.6.1, RFC
 * 9470).  Any other refusal is a matter of configuration: of the URL, or of
 * what the token is for. */
static enum answer_class read_answer(const struct http_answer *answer,
                                     struct demand *ret_demand)
{
    enum answer_class judged = http_answer_judge(answer);
    struct challenges *challenges;

    if (answer->status != 401 && judged == ANSWER_MALFORMED)
        return ANSWER_CONFIG;
    if (answer->status != 401)
        return judged;
    challenges =
        challenges_parse(answer->authenticate, answer->authenticate_count);
    judged = challenges_demand(challenges, answer->status, ret_demand);
    free(challenges);
    return judged;
}

/* Whatever the resource answers is a fact to report; that none came is a
 * failure. */
static void ask(struct http *http, const struct http_request *request)
{
    struct probed probed = {.demand.max_age = -1};
    struct failure failure = {.detail = "resource_url"};
    struct http_answer answer;

    http_send(http, request, &answer);
    if (answer.transport != ANSWER_OK) {
        failure_set(&failure, answer.transport, answer.reason);
        failure_send(http, &failure);
        return;
    }
    probed.answer = (int) read_answer(&answer, &probed.demand);
    probed.status = answer.status;
    keeper_link_send(http, MESSAGE_PROBED, &probed);
}

void role_probe_run(struct http *http, const struct probe *probe)
{
    struct failure refusal = {.reason = "access_token"};
    char header[TOKEN_SIZE + 32];
    const struct http_request request = {
        .url = probe->url, .authorization = header, .max = ANSWER_MAX};

    snprintf(header, sizeof(header), "Authorization: Bearer %s",
             probe->access_token);
    /* What could break out of the field line is no token. */
    if (text_is_printable(probe->access_token))
        ask(http, &request);
    else
        failure_send(http, &refusal);
    explicit_bzero(header, sizeof(header));
}
