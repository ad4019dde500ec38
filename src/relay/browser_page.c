/* SPDX-License-Identifier: BSD-2-Clause */

#include "relay/browser_page.h"

#include "process/clock.h"
#include "relay/cookie.h"
#include "relay/guesses.h"
#include "shared/text.h"

#include <string.h>

/* Finish the call with this page, to which the configuration and the browser
 * add their part. */
static void show(struct relay *relay, struct call *call, struct page *page)
{
    char text[PAGE_SIZE];
    size_t length;

    page->languages = call->request.languages;
    page->organisation = relay->settings->organisation;
    page->support = relay->settings->support;
    length = page_write(page, text);
    call->response.page = true;
    call->response.status = 500;
    if (length > 0) {
        call->response.status = page_status(page->kind);
        call_set_body(call, text, length);
    }
    if (call->response.status >= 400 && call->response.status < 500)
        relay->counts[COUNT_REFUSED]++;
    call_finish(call);
}

/* What is away is back in a moment: the browser is told when to come again
 * (RFC 9110 section 10.2.3). */
void browser_refuse(struct relay *relay, struct call *call,
                    enum page_kind kind)
{
    struct page page = {.kind = kind};

    if (kind == PAGE_AWAY)
        call_add_field(call, "Retry-After", "2");
    show(relay, call, &page);
}

/* Every page of the address is refused then, good ids too: who guesses must
 * not learn from which answer differs. */
bool browser_is_refused(struct relay *relay, struct call *call)
{
    int64_t wait =
        guesses_wait(relay->guesses, call->request.address, clock_monotonic());

    if (wait == 0)
        return false;
    call_add_field(call, "Retry-After", "%d", (int) wait);
    browser_refuse(relay, call, PAGE_TOO_MANY);
    return true;
}

/* Whoever tries ids is stopped after a few (relay: a short address can be
 * guessed, but not found). */
void browser_refuse_unknown(struct relay *relay, struct call *call)
{
    guesses_add(relay->guesses, call->request.address, clock_monotonic());
    browser_refuse(relay, call, PAGE_UNKNOWN);
}

/* What every turn of a browser may end in; true where it did. */
bool browser_has_failed(struct turn *turn, enum turn_end how)
{
    if (how == TURN_UNKNOWN)
        browser_refuse_unknown(turn->relay, turn->call);
    else if (how == TURN_AWAY)
        browser_refuse(turn->relay, turn->call, PAGE_AWAY);
    return how != TURN_DONE;
}

/* The answer follows the decision, which may be made several times. */
struct turn *browser_turn(struct relay *relay, struct call *call,
                          bool (*decide)(struct turn *),
                          void (*answer)(struct turn *, enum turn_end))
{
    struct turn *turn = turn_new(relay, call);

    if (turn == NULL) {
        browser_refuse(relay, call, PAGE_FAULT);
        return NULL;
    }
    turn->decide = decide;
    turn->answer = answer;
    return turn;
}

/* Without a cookie the hash is one that no browser has. */
bool browser_read(const struct call *call,
                  unsigned char ret_browser[HASH_SIZE])
{
    char cookie[COOKIE_SIZE];
    bool read = cookie_read(call, cookie);

    cookie_hash(cookie, ret_browser);
    explicit_bzero(cookie, sizeof(cookie));
    return read;
}

/* The page of a sign-in; those that ask are made in show_question(). */
void browser_show(struct turn *turn)
{
    const struct sign_in *sign_in = &turn->sign_in;
    char action[SIGN_IN_ID_SIZE + 1];
    struct page page = {
        .kind = turn->page,
        .user = sign_in->user,
        .host = sign_in->host,
        .service = sign_in->service,
        .from = sign_in->from,
        .account = sign_in->account,
        .age = (turn->now - sign_in->started) / 1000,
        .number = sign_in->number,
        .error = sign_in->error,
        .error_description = sign_in->error_description,
    };
    char cookie[COOKIE_SIZE] = "";
    char token[COOKIE_SIZE] = "";

    text_format(action, sizeof(action), "/%s", sign_in->id);
    if (turn->page == PAGE_ASK) {
        if (!cookie_read(turn->call, cookie))
            cookie_set(turn->call, cookie);
        cookie_token(cookie, sign_in->id, token);
        page.action = action;
        page.token = token;
    }
    show(turn->relay, turn->call, &page);
    explicit_bzero(cookie, sizeof(cookie));
    explicit_bzero(token, sizeof(token));
}
