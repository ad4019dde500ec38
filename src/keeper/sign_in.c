/* SPDX-License-Identifier: BSD-2-Clause */

#include "keeper/sign_in.h"
#include "keeper/deadline.h"
#include "keeper/link.h"
#include "keeper/redemption.h"
#include "shared/screen.h"
#include "shared/text.h"

#include <string.h>
#include <time.h>
#include <unistd.h>

/* Which PAM message each host shows before it asks anything: sshd holds all
 * but a prompt back, sudo replaces prompts, su prints texts to stdout. */
static const int display_of[HOST_COUNT] = {
    [HOST_OTHER] = DISPLAY_PROMPT, [HOST_SSHD] = DISPLAY_PROMPT,
    [HOST_LOGIN] = DISPLAY_INFO,   [HOST_SUDO] = DISPLAY_INFO,
    [HOST_SU] = DISPLAY_ERROR,
};

static bool show(struct attempt *attempt)
{
    static struct show show;
    struct device_code *code = &attempt->message.code;
    int64_t left = (attempt->deadline - deadline_now()) / 1000;
    int qr = attempt->settings.qr;
    char name[NAME_SIZE] = "";

    (void) gethostname(name, sizeof(name) - 1);
    if (code->expires_in > left)
        code->expires_in = left;
    screen_sign_in(&attempt->login, name, attempt->expected, code, show.text);
    show.display = display_of[attempt->login.host];
    show.qr_on_demand =
        qr == QR_ASK || (qr == QR_AUTO && show.display == DISPLAY_PROMPT);
    text_copy(show.qr, sizeof(show.qr), qr == QR_NEVER ? "" : code->qr);
    if (!link_send(attempt->module, MESSAGE_SHOW, &show))
        return attempt_end(attempt, OUTCOME_CANCELLED, "disconnected");
    attempt->shown = true;
    return true;
}

/* Get a code, show it, and wait for the tokens it leads to. */
static bool run_device_flow(struct attempt *attempt)
{
    struct sign_in order = {.demand = attempt->demand};

    if (!redemption_order(attempt, MESSAGE_SIGN_IN, &order, READING_CODE))
        return false;
    if (attempt->type == MESSAGE_CODE &&
        (!show(attempt) || !redemption_receive(attempt, READING_SIGNED_IN)))
        return false;
    if (attempt->type == MESSAGE_FAILURE)
        attempt_failed(attempt);
    return attempt->type == MESSAGE_TOKENS;
}

/* The person who signed in is the one whose account this is. */
static bool identify(struct attempt *attempt)
{
    const struct claims *claims = &attempt->message.tokens.claims;
    enum identity_match match =
        identity_match(&attempt->settings, &attempt->user, &attempt->record,
                       claims, attempt->facts.detail);

    if (match == IDENTITY_BAD_MAP)
        return attempt_end(attempt, OUTCOME_CONFIGURATION, "user_map");
    if (match != IDENTITY_MATCHES)
        return attempt_end(attempt, OUTCOME_WRONG_PERSON, "wrong_person");
    if (!identity_is_bound(&attempt->record, claims))
        identity_bind(&attempt->record, claims, time(NULL));
    return true;
}

/* Whoever was bound meanwhile counts, and the newest token is ours: only it
 * meets the demand.  OUTCOME_WRONG_PERSON and the like end in false. */
static bool keep(struct attempt *attempt, bool *ret_kept)
{
    bool identified;

    /* Without the lock the commit fails, and says so. */
    (void) token_store_lock(&attempt->store, LOCK_WAIT);
    (void) token_store_read(&attempt->store, &attempt->record);
    explicit_bzero(attempt->record.refresh_token, TOKEN_SIZE);
    identified = identify(attempt);
    *ret_kept = identified && redemption_keep(attempt);
    token_store_unlock(&attempt->store);
    return identified;
}

bool sign_in(struct attempt *attempt)
{
    bool kept = false;
    enum check check;

    if (!run_device_flow(attempt) || !keep(attempt, &kept))
        return false;
    attempt->demand = (struct demand){.max_age = -1};
    check = redemption_prove(attempt);
    /* A resource's challenge that the sign-in could not know of may still be
     * met by a refresh. */
    if (check == CHECK_CHALLENGED && kept)
        check = redemption_refresh(attempt);
    /* Whatever is still asked for was asked for after the one round. */
    if (check == CHECK_CHALLENGED || check == CHECK_PERSON)
        attempt->outcome = OUTCOME_NOT_MET;
    return check == CHECK_MET;
}
