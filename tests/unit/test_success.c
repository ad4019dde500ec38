/* SPDX-License-Identifier: BSD-2-Clause
 *
 * When the success of another login serves this one: never but for the same
 * settings, after a wait, and checked after this one began.
 */

#include "keeper/agent_process.h"
#include "keeper/success.h"
#include "process/clock.h"

#include "store.h"

/* None is started. */
const char agent_path[] = "/nowhere";

static struct context context;
static struct ports ports;
static struct progress progress;

static int set_up(void **state)
{
    int made = scratch_set_up(state);

    memset(&context, 0, sizeof(context));
    memset(&ports, 0, sizeof(ports));
    memset(&progress, 0, sizeof(progress));
    context.settings = settings_here();
    context.settings.client.required.max_age = -1;
    progress.demand.max_age = -1;
    progress.record.binding = BINDING_KNOWN;
    ports.clock.started = clock_boottime();
    snprintf(context.login.section, WORD_SIZE, "sshd");
    ports.store = open_store(USER);
    ports.store.waited = true;
    return made;
}

static int tear_down(void **state)
{
    token_store_close(&ports.store);
    return scratch_tear_down(state);
}

static bool is_served(void)
{
    return success_serves(&context, &ports, &progress);
}

/* By a check that began then. */
static void write_down(int64_t began)
{
    progress.began = began;
    assert_int_equal(success_note(&context, &ports, &progress).came,
                     CAME_PASSED);
}

static void serves(void **state)
{
    (void) state;
    assert_false(is_served());
    write_down(ports.clock.started);
    assert_true(is_served());
    assert_true(is_served());
}

static void not_without_a_wait(void **state)
{
    (void) state;
    write_down(ports.clock.started);
    ports.store.waited = false;
    assert_false(is_served());
}

static void not_begun_before(void **state)
{
    (void) state;
    write_down(ports.clock.started - 1);
    assert_false(is_served());
    write_down(clock_boottime() + 60000);
    assert_false(is_served());
}

static void not_of_other_settings(void **state)
{
    (void) state;
    write_down(ports.clock.started);
    snprintf(context.login.section, WORD_SIZE, "sudo");
    assert_false(is_served());
    snprintf(context.login.section, WORD_SIZE, "sshd");
    snprintf(context.login.conf, PATH_SIZE, "/etc/other");
    assert_false(is_served());
    context.login.conf[0] = '\0';
    snprintf(context.settings.client.required.acr_values, ACR_SIZE, "gold");
    assert_false(is_served());
    context.settings.client.required.acr_values[0] = '\0';
    memset(context.settings.client.required.acr_values, 0, ACR_SIZE);
    assert_true(is_served());
}

static void not_for_a_demand(void **state)
{
    (void) state;
    write_down(ports.clock.started);
    snprintf(progress.demand.claims, CLAIMS_SIZE, "{}");
    assert_false(is_served());
    progress.demand.claims[0] = '\0';
    progress.demand.max_age = 0;
    assert_false(is_served());
    progress.demand.max_age = -1;
    ports.person.shown = true;
    assert_false(is_served());
    ports.person.shown = false;
    context.settings.client.required.max_age = 600;
    write_down(ports.clock.started);
    assert_false(is_served());
    context.settings.client.required.max_age = 0;
    write_down(ports.clock.started);
    assert_false(is_served());
}

static void not_of_another_user(void **state)
{
    (void) state;
    write_down(ports.clock.started);
    progress.record.binding = BINDING_LOST;
    assert_false(is_served());
    progress.record.binding = BINDING_KNOWN;
    snprintf(ports.store.sealer.user, NAME_SIZE, "eve");
    assert_false(is_served());
    snprintf(ports.store.sealer.user, NAME_SIZE, "alice");
    assert_int_equal(rename(scratch_path("state/1000.success"),
                            scratch_path("state/1001.success")),
                     0);
    ports.store.user++;
    assert_false(is_served());
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
