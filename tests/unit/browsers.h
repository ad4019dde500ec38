/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Browsers that call the relay of calls.h.
 */

#ifndef TESTS_UNIT_BROWSERS_H
#define TESTS_UNIT_BROWSERS_H

#include "calls.h"

/* A browser has this cookie, as it sends it; "" for none. */
static inline struct played *browse(const char *path, const char *cookie)
{
    static char sent[CALLS_MAX][NAME_SIZE];
    struct played *one = call_of(METHOD_GET, path);

    if (cookie[0] != '\0') {
        (void) snprintf(sent[played_count], NAME_SIZE,
                        "__Host-claims-relay=%s", cookie);
        one->call.request.cookie = sent[played_count];
    }
    return one;
}

/* The form of a page that this browser was shown. */
static inline struct played *press(const struct known *known,
                                   const char *cookie, const char *answer)
{
    struct played *one = browse(known->page, cookie);
    char token[COOKIE_SIZE];
    char body[LINE_SIZE];

    cookie_token(cookie, known->id, token);
    (void) snprintf(body, sizeof(body), "token=%s&answer=%s", token, answer);
    one->call.request.method = METHOD_POST;
    put_body(one, body);
    return one;
}

static inline struct played *come_back(const char *query, const char *cookie)
{
    struct played *one = browse("/callback", cookie);

    one->call.request.query = query;
    return send_call(one);
}

/* A new browser opens the page: the cookie that it was given. */
static inline void open_page(const struct known *known,
                             char ret_cookie[COOKIE_SIZE])
{
    struct played *one = send_call(browse(known->page, ""));

    assert_int_equal(status_of(one), 200);
    (void) snprintf(ret_cookie, COOKIE_SIZE, "%s", one->cookie);
    assert_int_equal(strlen(ret_cookie), COOKIE_SIZE - 1);
}

/* A new browser goes all the way to the provider and back with a code. */
static inline void sign_in_known(const struct known *known,
                                 char ret_cookie[COOKIE_SIZE])
{
    open_page(known, ret_cookie);
    assert_int_equal(
        status_of(send_call(press(known, ret_cookie, "continue"))), 303);
    assert_int_equal(status_of(come_back(known->query, ret_cookie)), 303);
}

/* The six digits of a page that shows them as "482 913". */
static inline void number_of(const struct known *known, const char *cookie,
                             char ret_number[NUMBER_SIZE])
{
    struct played *one = send_call(browse(known->done, cookie));
    const char *text = strstr(one->text, "number");
    size_t count = 0;

    assert_int_equal(status_of(one), 200);
    for (; text != NULL && *text != '\0' && count < NUMBER_SIZE - 1; text++) {
        if (*text >= '0' && *text <= '9')
            ret_number[count++] = *text;
        else if (*text != ' ')
            count = 0;
    }
    ret_number[count] = '\0';
    assert_int_equal(count, NUMBER_SIZE - 1);
}

#endif
