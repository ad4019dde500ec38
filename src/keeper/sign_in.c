/* SPDX-License-Identifier: BSD-2-Clause */

#include "keeper/sign_in.h"
#include "keeper/deadline.h"
#include "keeper/module_link.h"
#include "keeper/redemption.h"
#include "keeper/screen.h"
#include "shared/text.h"

#include <string.h>
#include <time.h>

static enum check
show(struct attempt *attempt)
{
    static struct show show;

    screen_sign_in(&attempt->login, &attempt->settings, attempt->expected,
                   &attempt->message.code,
                   attempt->patience.deadline - deadline_now(), &show);
    if (!module_send(attempt->patience.module, MESSAGE_SHOW, &show))
        return attempt_refuse(attempt, OUTCOME_CANCELLED, "disconnected");
    attempt->shown = true;
    return CHECK_MET;
}

/* Get a code, show it, and wait for the tokens it leads to. */
static enum check
run_device_flow(struct attempt *attempt, const struct demand *demand)
{
    struct sign_in order = {.demand = *demand};
    struct demand unused;

    if (!redemption_start(attempt))
        return CHECK_REFUSED;
    if (!agent_send(&attempt->client, MESSAGE_SIGN_IN, &order))
        return attempt_refuse(attempt, OUTCOME_ERROR, "agent_gone");
    if (!attempt_receive(attempt, &attempt->client, READING_CODE))
        return CHECK_REFUSED;
    if (attempt->type == MESSAGE_CODE &&
        (show(attempt) == CHECK_REFUSED ||
         !redemption_receive(attempt, READING_SIGNED_IN)))
        return CHECK_REFUSED;
    if (attempt->type == MESSAGE_TOKENS)
        return CHECK_MET;
    attempt_failed(attempt, &unused);
    return CHECK_REFUSED;
}

/* The person who signed in is the one whose account this is. */
static enum check
identify(struct attempt *attempt)
{
    const struct claims *claims = &attempt->message.tokens.claims;
    struct record *record = &attempt->record;
    enum identity_match match;

    text_copy(attempt->facts.identity, NAME_SIZE, claims->username);
    text_copy(attempt->facts.subject, NAME_SIZE, claims->subject);
    if (record->issuer[0] != '\0')
        match = identity_is_bound(record, claims) ? IDENTITY_MATCHES
                                                  : IDENTITY_DIFFERS;
    else
        match =
            identity_may_bind(&attempt->settings, attempt->owner,
                              &attempt->user, claims, attempt->facts.detail);
    if (match == IDENTITY_BAD_MAP)
        return attempt_refuse(attempt, OUTCOME_CONFIGURATION, "user_map");
    if (match != IDENTITY_MATCHES)
        return attempt_refuse(attempt, OUTCOME_WRONG_PERSON, "wrong_person");
    if (record->issuer[0] == '\0')
        identity_bind(record, claims, time(NULL));
    return CHECK_MET;
}

/*
 * Judge what the sign-in brought.  A resource's challenge that the sign-in
 * could not know of may still be met by a refresh; needs the store's lock.
 */
static enum check
prove(struct attempt *attempt, bool kept)
{
    struct demand demand = {.max_age = -1};
    struct demand demanded;
    enum check check = redemption_prove(attempt, &demand);

    if (check == CHECK_CHALLENGED && kept) {
        demanded = demand;
        check = redemption_refresh(attempt, &demanded, &demand);
        if (check == CHECK_MET)
            check = redemption_prove(attempt, &demand);
    }
    return check;
}

enum check
sign_in(struct attempt *attempt, const struct demand *demand)
{
    bool kept = false;
    enum check check = run_device_flow(attempt, demand);

    if (check == CHECK_MET)
        check = identify(attempt);
    if (check != CHECK_MET)
        return CHECK_REFUSED;
    if (token_store_lock(&attempt->store, LOCK_WAIT))
        kept = redemption_keep(attempt) == STORE_COMMITTED;
    check = prove(attempt, kept);
    token_store_unlock(&attempt->store);
    if (check == CHECK_MET)
        return CHECK_MET;
    /* Whatever is still asked for was asked for after the one round. */
    if (check != CHECK_REFUSED)
        attempt->outcome = OUTCOME_NOT_MET;
    return CHECK_REFUSED;
}
