/* SPDX-License-Identifier: BSD-2-Clause
 *
 * When the success of another login serves this one: never but for the same
 * settings, after a wait, and checked after this one began.
 */

#include "keeper/agent_process.h"
#include "keeper/deadline.h"
#include "keeper/success.h"

#include "store.h"

/* None is started. */
const char agent_path[] = "/nowhere";

static struct attempt attempt;

static int set_up(void **state)
{
    int made = scratch_set_up(state);

    memset(&attempt, 0, sizeof(attempt));
    attempt.settings = settings_here();
    attempt.settings.client.required.max_age = -1;
    attempt.demand.max_age = -1;
    attempt.record.binding = BINDING_KNOWN;
    attempt.started = deadline_now();
    snprintf(attempt.login.section, WORD_SIZE, "sshd");
    attempt.store = open_store(USER);
    attempt.store.waited = true;
    return made;
}

static int tear_down(void **state)
{
    token_store_close(&attempt.store);
    return scratch_tear_down(state);
}

static void serves(void **state)
{
    (void) state;
    assert_false(success_serves(&attempt));
    success_note(&attempt, attempt.started);
    assert_true(success_serves(&attempt));
    assert_true(success_serves(&attempt));
}

static void not_without_a_wait(void **state)
{
    (void) state;
    success_note(&attempt, attempt.started);
    attempt.store.waited = false;
    assert_false(success_serves(&attempt));
}

static void not_begun_before(void **state)
{
    (void) state;
    success_note(&attempt, attempt.started - 1);
    assert_false(success_serves(&attempt));
    success_note(&attempt, deadline_now() + 60000);
    assert_false(success_serves(&attempt));
}

static void not_of_other_settings(void **state)
{
    (void) state;
    success_note(&attempt, attempt.started);
    snprintf(attempt.login.section, WORD_SIZE, "sudo");
    assert_false(success_serves(&attempt));
    snprintf(attempt.login.section, WORD_SIZE, "sshd");
    snprintf(attempt.login.conf, PATH_SIZE, "/etc/other");
    assert_false(success_serves(&attempt));
    attempt.login.conf[0] = '\0';
    snprintf(attempt.settings.client.required.acr_values, ACR_SIZE, "gold");
    assert_false(success_serves(&attempt));
    attempt.settings.client.required.acr_values[0] = '\0';
    memset(attempt.settings.client.required.acr_values, 0, ACR_SIZE);
    assert_true(success_serves(&attempt));
}

static void not_for_a_demand(void **state)
{
    (void) state;
    success_note(&attempt, attempt.started);
    snprintf(attempt.demand.claims, CLAIMS_SIZE, "{}");
    assert_false(success_serves(&attempt));
    attempt.demand.claims[0] = '\0';
    attempt.demand.max_age = 0;
    assert_false(success_serves(&attempt));
    attempt.demand.max_age = -1;
    attempt.shown = true;
    assert_false(success_serves(&attempt));
    attempt.shown = false;
    attempt.settings.client.required.max_age = 600;
    success_note(&attempt, attempt.started);
    assert_false(success_serves(&attempt));
}

static void not_of_another_user(void **state)
{
    (void) state;
    success_note(&attempt, attempt.started);
    attempt.record.binding = BINDING_LOST;
    assert_false(success_serves(&attempt));
    attempt.record.binding = BINDING_KNOWN;
    snprintf(attempt.store.sealer.user, NAME_SIZE, "eve");
    assert_false(success_serves(&attempt));
    snprintf(attempt.store.sealer.user, NAME_SIZE, "alice");
    assert_int_equal(rename(scratch_path("state/1000.success"),
                            scratch_path("state/1001.success")),
                     0);
    attempt.store.user++;
    assert_false(success_serves(&attempt));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(serves),           TEST(not_without_a_wait),
        TEST(not_begun_before), TEST(not_of_other_settings),
        TEST(not_for_a_demand), TEST(not_of_another_user),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
