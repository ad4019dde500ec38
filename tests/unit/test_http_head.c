/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Reading the field lines of an answer.
 */

#include "agent/http_head.h"
#include "shared/limits.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static void reads_waits(void **state)
{
    static const struct {
        const char *value;
        int64_t seconds;
    } rows[] = {
        {"0", 0},
        {"120", 120},
        {"9999", 3600},
        {"99999999999999999999999", 3600},
        {"Thu, 01 Jan 1970 00:16:45 GMT", 5},
        {"Thursday, 01-Jan-70 00:16:45 GMT", 5},
        {"Thu Jan  1 00:16:45 1970", 5},
        {"Thu, 01 Jan 1970 00:00:00 GMT", 0},
        {"Fri, 01 Jan 2100 00:00:00 GMT", 3600},
        {"", -1},
        {"-5", -1},
        {"1.5", -1},
        {"soon", -1},
        {"Thu, 01 Jan 1970 00:16:45 GMT and more", -1},
    };

    (void) state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct http_answer answer = {.transport = ANSWER_OK};
        char head[LINE_SIZE];

        snprintf(head, sizeof(head), "HTTP/1.1 503 X\r\nRetry-After: %s\r\n",
                 rows[i].value);
        http_head_read(head, 1000, &answer);
        assert_int_equal(answer.retry_after, rows[i].seconds);
    }
}

/* Each head is read without a fault, into this many values. */
static void keeps_fields_apart(void **state)
{
    static const struct {
        const char *head;
        size_t count;
        const char *first;
    } rows[] = {
        {"", 0, NULL},
        {"\n", 0, NULL},
        {" \r\n \r\n", 0, NULL},
        {"WWW-Authenticate", 0, NULL},
        {"WWW-Authenticate:", 1, ""},
        {"WWW-Authenticate : A\r\n", 0, NULL},
        {" WWW-Authenticate: A\r\n", 0, NULL},
        {"X: y\r\n WWW-Authenticate: A\r\n", 0, NULL},
        {"wWw-aUthenticate: \t A b \t\r\n\r\n", 1, "A b"},
        {"WWW-Authenticate: A\r\n\tb\r\n  c\r\nX: y\r\n", 1, "A  \tb    c"},
        {"WWW-Authenticate: A\nWWW-Authenticate: B\n", 2, "A"},
        {"WWW-Authenticate: A: b: c\r\n", 1, "A: b: c"},
    };

    (void) state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct http_answer answer = {.transport = ANSWER_OK};
        char head[LINE_SIZE];

        snprintf(head, sizeof(head), "%s", rows[i].head);
        http_head_read(head, 0, &answer);
        assert_int_equal(answer.authenticate_count, rows[i].count);
        if (rows[i].count > 0)
            assert_string_equal(answer.authenticate[0], rows[i].first);
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_waits),
        cmocka_unit_test(keeps_fields_apart),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
