/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Why there is no authorization endpoint: the provider has none, or names one
 * that is not where it may be.
 */

#include "agent/authorization_endpoint.h"
#include "shared/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void why_there_is_none(void **state)
{
    static const struct {
        const char *refused;
        const char *reason;
    } rows[] = {
        {"", "no_authorization_endpoint"},
        {"authorization_endpoint at evil.example",
         "authorization_endpoint_refused"},
        {"device_authorization_endpoint at evil.example",
         "no_authorization_endpoint"},
        {"device_authorization_endpoint at evil.example, "
         "authorization_endpoint at evil.example",
         "authorization_endpoint_refused"},
    };
    static struct client client;
    static struct exchange exchange = {.client = &client};
    static const struct sign_in order;
    static char address[ADDRESS_SIZE];

    (void) state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        text_copy(client.metadata.refused, NAME_SIZE, rows[i].refused);
        assert_string_equal(
            authorization_endpoint_compose(&exchange, &order, address),
            rows[i].reason);
        assert_string_equal(address, "");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(why_there_is_none),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
