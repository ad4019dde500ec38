/* SPDX-License-Identifier: BSD-2-Clause */

#include "relay/browser_calls.h"

#include "relay/browser_page.h"
#include "relay/cookie.h"
#include "relay/digest.h"
#include "relay/events.h"
#include "relay/query.h"
#include "shared/url.h"

#include <string.h>

/* Without memory for a turn the browser has been told already. */
static void begin(struct relay *relay, struct call *call, const char *id,
                  bool (*decide)(struct turn *),
                  void (*answer)(struct turn *, enum turn_end))
{
    struct turn *turn = browser_turn(relay, call, decide, answer);

    if (turn != NULL)
        turn_begin(turn, id);
}

/* A link preview asks like a person does: nothing may follow from a GET. */
static bool decide_nothing(struct turn *turn)
{
    turn->page = sign_in_page(&turn->sign_in, turn->now);
    return false;
}

/* Also for what stands behind a return, which shows a page and does nothing
 * else. */
static void show_question(struct turn *turn, enum turn_end how)
{
    if (!browser_has_failed(turn, how))
        browser_show(turn);
}

/* Nothing is kept but a cookie in the browser. */
void browser_ask(struct relay *relay, struct call *call, const char *id)
{
    begin(relay, call, id, decide_nothing, show_question);
}

/* Continuing twice is continuing once: a double click and the back button come
 * here again. */
static bool decide_continue(struct turn *turn)
{
    unsigned char browser[HASH_SIZE];

    (void) browser_read(turn->call, browser);
    turn->page = sign_in_continue(&turn->sign_in, browser, turn->now);
    return turn->page == PAGE_ASK;
}

/* To the provider, or to the page that says why not. */
static void send_on(struct turn *turn, enum turn_end how)
{
    struct call *call = turn->call;

    if (browser_has_failed(turn, how))
        return;
    if (turn->page != PAGE_ASK) {
        browser_show(turn);
        return;
    }
    event_of_sign_in(turn->relay, call, COUNT_CONTINUED, &turn->sign_in, NULL);
    call->response.page = true;
    call->response.status = 303;
    call_add_field(call, "Location", "%s", turn->sign_in.authorization_url);
    call_finish(call);
}

/* A cookie that is missing is that of no browser, which the sign-in judges. */
static bool decide_report(struct turn *turn)
{
    unsigned char browser[HASH_SIZE];
    int stage = turn->sign_in.stage;

    (void) browser_read(turn->call, browser);
    turn->page = sign_in_report(&turn->sign_in, browser, turn->now);
    return turn->sign_in.stage != stage;
}

/* Counted where it has changed something: pressing twice is one report. */
static void show_report(struct turn *turn, enum turn_end how)
{
    if (browser_has_failed(turn, how))
        return;
    if (turn->changed)
        event_of_end(turn->relay, turn->call, COUNT_REPORTED, &turn->sign_in,
                     NULL);
    browser_show(turn);
}

/* With no-referrer a browser sends "null" with a form of ours. */
static bool is_own_origin(const struct relay *relay, const char *origin)
{
    return origin[0] == '\0' || strcmp(origin, "null") == 0 ||
           url_same_origin(origin, relay->settings->public_url);
}

/* The browser that was shown the form is the one that sends it. */
static bool is_token(const struct call *call, const char *id,
                     const char *token)
{
    char cookie[COOKIE_SIZE];
    char wanted[COOKIE_SIZE];
    bool right = cookie_read(call, cookie);

    cookie_token(cookie, id, wanted);
    right = right && strlen(token) == COOKIE_SIZE - 1 &&
            digest_same(token, wanted, COOKIE_SIZE);
    explicit_bzero(cookie, sizeof(cookie));
    explicit_bzero(wanted, sizeof(wanted));
    return right;
}

/* What two parties could read differently is nobody's answer: each parameter
 * stands there once, and no NUL hides what follows. */
void browser_decide(struct relay *relay, struct call *call, const char *id)
{
    struct parameter parameters[] = {{.name = "token"}, {.name = "answer"}};
    const struct parameter *token = &parameters[0];
    const struct parameter *answer = &parameters[1];

    if (strlen(call->request.body) != call->request.length ||
        !query_read(call->request.body, parameters, 2) || token->times > 1 ||
        answer->times != 1)
        browser_refuse(relay, call, PAGE_MALFORMED);
    else if (!is_own_origin(relay, call->request.origin) ||
             !is_token(call, id, token->value))
        browser_refuse(relay, call, PAGE_NO_COOKIE);
    else if (strcmp(answer->value, "continue") == 0)
        begin(relay, call, id, decide_continue, send_on);
    else if (strcmp(answer->value, "decline") == 0)
        begin(relay, call, id, decide_report, show_report);
    else
        browser_refuse(relay, call, PAGE_MALFORMED);
}

/* Whose cookie is gone is told so, in place of a number. */
static bool decide_done(struct turn *turn)
{
    unsigned char browser[HASH_SIZE];

    turn->page = PAGE_NO_COOKIE;
    if (browser_read(turn->call, browser))
        turn->page = sign_in_done(&turn->sign_in, browser);
    return false;
}

/* As often as it is reloaded: nothing follows from it. */
void browser_done(struct relay *relay, struct call *call, const char *id)
{
    begin(relay, call, id, decide_done, show_question);
}
