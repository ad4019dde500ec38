/* SPDX-License-Identifier: BSD-2-Clause */

#include "agent/code_flow.h"
#include "agent/authorization_endpoint.h"
#include "agent/authorization_response.h"
#include "agent/failure.h"
#include "agent/invitation.h"
#include "agent/keeper_link.h"
#include "agent/loopback.h"
#include "shared/text.h"

#include <string.h>

enum { LIFETIME = 600 /* seconds */, PASTES_MAX = 5 };

/* Take what was pasted; false if the keeper is gone. */
static bool take_paste(const struct exchange *exchange,
                       const struct redirect_rules *rules, int *pastes,
                       struct redirect *ret_redirect)
{
    static union message message;
    struct ask_again again = {0};
    enum message_type type;

    if (!keeper_link_receive(READING_PASTE, &type, &message))
        return false;
    redirect_read(message.reply.text, rules, ret_redirect);
    /* It may have held a code, or be a password that was typed too late. */
    explicit_bzero(&message.reply, sizeof(message.reply));
    if (redirect_is_final(ret_redirect->kind))
        return true;
    ++*pastes;
    if (*pastes == PASTES_MAX)
        return true;
    again.paste = (int) redirect_flaw(ret_redirect->kind);
    return keeper_link_send(exchange->http, MESSAGE_ASK_AGAIN, &again);
}

/* Wait for where the browser ends, until http_remaining() says `end`; false
 * if the keeper is gone.  *ret_pastes counts those that were of no use. */
static bool wait_for_browser(const struct exchange *exchange, const char *page,
                             int64_t end, int *ret_pastes,
                             struct redirect *ret_redirect)
{
    const struct redirect_rules rules = {exchange->client, exchange->state};

    while (!redirect_is_final(ret_redirect->kind) &&
           *ret_pastes < PASTES_MAX) {
        int64_t left = http_remaining(exchange->http) - end;

        if (left <= 0)
            break;
        if (loopback_wait(KEEPER_LINK, left, &rules, page, ret_redirect) &&
            !take_paste(exchange, &rules, ret_pastes, ret_redirect))
            return false;
    }
    return true;
}

bool code_flow_run(struct exchange *exchange, const struct sign_in *order,
                   struct token_response *ret_response)
{
    static struct redirect redirect;
    struct invitation invitation = {.expires_in = LIFETIME,
                                    .listening = exchange->client->listen};
    struct failure *refusal = &ret_response->failure;
    const char *obstacle =
        authorization_endpoint_compose(exchange, order, invitation.address);
    int64_t end = 0;
    int pastes = 0;

    if (obstacle != NULL) {
        authorization_refuse_without(exchange->client, obstacle, refusal);
        return true;
    }
    if (!invitation_send(exchange->http, &invitation, invitation.address,
                         &end) ||
        !wait_for_browser(exchange, order->page, end, &pastes, &redirect))
        return false;
    if (pastes == PASTES_MAX)
        failure_set(refusal, ANSWER_DECLINED, "pasted_in_vain");
    else
        authorization_redeem(exchange, &redirect, ret_response);
    /* A code is good for one redemption, and so is the verifier. */
    explicit_bzero(&redirect, sizeof(redirect));
    explicit_bzero(exchange->verifier, sizeof(exchange->verifier));
    return true;
}
