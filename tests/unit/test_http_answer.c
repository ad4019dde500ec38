/* SPDX-License-Identifier: BSD-2-Clause
 *
 * What a status says where nobody has read the body.
 */

#include "agent/http_answer.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static enum answer_class expected(long status)
{
    if (status / 100 == 2)
        return ANSWER_OK;
    if (status == 429)
        return ANSWER_THROTTLED;
    if (status == 408 || status / 100 >= 5)
        return ANSWER_TRANSIENT;
    return ANSWER_MALFORMED;
}

static void every_status_has_its_class(void **state)
{
    (void) state;
    for (long status = 100; status <= 999; status++) {
        const struct http_answer answer = {.transport = ANSWER_OK,
                                           .status = status};

        if (http_answer_judge(&answer) != expected(status))
            fail_msg("%ld: %s", status,
                     answer_class_word(http_answer_judge(&answer)));
    }
}

/* A status that came by a connection that is not to be trusted is none. */
static void the_transport_comes_first(void **state)
{
    static const enum answer_class transports[] = {
        ANSWER_TRANSIENT, ANSWER_UNTRUSTED, ANSWER_MALFORMED, ANSWER_CONFIG};

    (void) state;
    for (size_t i = 0; i < sizeof(transports) / sizeof(transports[0]); i++) {
        const struct http_answer answer = {.transport = transports[i],
                                           .status = 200};

        assert_int_equal(http_answer_judge(&answer), transports[i]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_status_has_its_class),
        cmocka_unit_test(the_transport_comes_first),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
