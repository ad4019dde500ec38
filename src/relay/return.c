/* SPDX-License-Identifier: BSD-2-Clause
 *
 * A browser that is back from the provider: what it brings is kept for the
 * host, if it belongs to a sign-in that this browser has continued.
 */

#include "relay/browser_calls.h"
#include "relay/browser_page.h"
#include "relay/cookie.h"
#include "relay/events.h"
#include "relay/query.h"
#include "relay/secrets.h"
#include "shared/text.h"

#include <stdlib.h>
#include <string.h>

enum { QUERY_SIZE = 16 * 1024 }; /* a code of 4 KiB, each byte as %XX */

enum place { CODE, STATE, ISSUER, ERROR, DESCRIPTION, PLACES };

/* One browser that is back from the provider. */
struct back {
    struct relay *relay;
    struct call *call;
    struct parameter parameters[PLACES];
    char query[QUERY_SIZE]; /* what they are in; a secret */
    unsigned char browser[HASH_SIZE];
    char number[NUMBER_SIZE]; /* drawn for it */
    struct store_key state;
};

/* The description is prose, of which the log and the host take what they can.
 * All else is one word each, and stands there once (RFC 6749 section 3.1). */
static bool is_well_formed(const struct parameter *parameters)
{
    bool code = parameters[CODE].value[0] != '\0';
    bool error = parameters[ERROR].value[0] != '\0';

    for (size_t i = 0; i < DESCRIPTION; i++) {
        const struct parameter *parameter = &parameters[i];

        if (parameter->times > 1)
            return false;
        if (parameter->value[0] != '\0' && !parameter_is_plain(parameter))
            return false;
    }
    return parameters[STATE].value[0] != '\0' && code != error;
}

/* A value that does not fit was made by nobody whom we sent there. */
static bool read_query(struct back *back)
{
    static const char *const names[PLACES] = {
        [CODE] = "code",
        [STATE] = "state",
        [ISSUER] = "iss",
        [ERROR] = "error",
        [DESCRIPTION] = "error_description",
    };

    for (size_t i = 0; i < PLACES; i++)
        back->parameters[i].name = names[i];
    return text_copy(back->query, QUERY_SIZE, back->call->request.query) &&
           query_read(back->query, back->parameters, PLACES) &&
           is_well_formed(back->parameters);
}

static void forget(struct back *back)
{
    explicit_bzero(back, sizeof(*back));
    free(back);
}

/* No cookie is told apart from another browser's: it has another cure. */
static bool decide(struct turn *turn)
{
    const struct back *back = turn->deciding;
    struct returned returned = {
        .code = back->parameters[CODE].value,
        .issuer = back->parameters[ISSUER].value,
        .error = back->parameters[ERROR].value,
        .error_description = back->parameters[DESCRIPTION].value,
    };
    char cookie[COOKIE_SIZE];

    turn->page = sign_in_return(&turn->sign_in, back->browser, &returned,
                                back->number, turn->now);
    if (turn->page == PAGE_OTHER_BROWSER && !cookie_read(turn->call, cookie))
        turn->page = PAGE_NO_COOKIE;
    return turn->page == PAGE_DONE;
}

/* The address with the code in it leaves the browser's bar and history by the
 * redirect. */
static void answer(struct turn *turn, enum turn_end how)
{
    struct call *call = turn->call;

    forget(turn->deciding);
    if (browser_has_failed(turn, how))
        return;
    if (turn->page != PAGE_DONE) {
        browser_show(turn);
        return;
    }
    event_of_sign_in(turn->relay, call, COUNT_RETURNED, &turn->sign_in, NULL);
    call->response.page = true;
    call->response.status = 303;
    call_add_field(call, "Location", "/%s/done", turn->sign_in.id);
    call_finish(call);
}

/* Which sign-in has this state. */
static void was_read(void *context, enum store_result result,
                     const struct store_value *value)
{
    struct back *back = context;
    struct turn *turn;
    char id[SIGN_IN_ID_SIZE];

    if (result != STORE_DONE) {
        browser_refuse(back->relay, back->call, PAGE_AWAY);
        forget(back);
        return;
    }
    if (value->size != sizeof(id)) {
        browser_refuse_unknown(back->relay, back->call);
        forget(back);
        return;
    }
    memcpy(id, value->bytes, sizeof(id));
    turn = browser_turn(back->relay, back->call, decide, answer);
    if (turn == NULL) {
        forget(back);
        return;
    }
    turn->deciding = back;
    turn_begin(turn, id);
}

/* The number is drawn before anybody may decide, since each try of the turn
 * has to say the same. */
void browser_return(struct relay *relay, struct call *call)
{
    struct back *back = calloc(1, sizeof(*back));

    if (back == NULL || !secrets_draw_number(back->number)) {
        free(back);
        browser_refuse(relay, call, PAGE_FAULT);
        return;
    }
    back->relay = relay;
    back->call = call;
    if (!read_query(back)) {
        forget(back);
        browser_refuse(relay, call, PAGE_MALFORMED);
        return;
    }
    (void) browser_read(call, back->browser);
    back->state = turn_state_key(back->parameters[STATE].value);
    store_read(relay->store, &back->state, 1, was_read, back);
}
