/* SPDX-License-Identifier: BSD-2-Clause
 *
 * What every store promises: the one in memory here, and the one in Redis at
 * the address in REDIS_URL where the environment has it.
 */

#include "process/clock.h"
#include "relay/loop.h"
#include "relay/store.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { MOST = 3, LASTS = 60 * 1000, TOLD_MAX = 8, PATIENCE = 5000 };

static struct loop *loop;
static struct store *store, *other; /* two nodes of one, or the same twice */
static const char *redis;           /* its URL; NULL for memory */
static int names;

/* What came back last. */
static enum store_result result;
static char values[STORE_KEYS_MAX][64];
static bool answered;
static char told[TOLD_MAX][STORE_NAME_SIZE];
static int told_count;

static void stop(struct timer *timer)
{
    (void) timer;
    loop_stop(loop);
}

/* Let the loop run for so many ms, or until somebody stops it. */
static void pass(int64_t time)
{
    struct timer end = {.fire = stop};

    loop_set(loop, &end, clock_monotonic() + time);
    loop_run(loop);
    loop_clear(loop, &end);
}

static void was_changed(void *context, const char *id)
{
    (void) context;
    if (told_count < TOLD_MAX)
        (void) snprintf(told[told_count++], STORE_NAME_SIZE, "%s",
                        id == NULL ? "" : id);
}

static void done_reading(void *context, enum store_result how,
                         const struct store_value *found)
{
    (void) context;
    result = how;
    for (size_t i = 0; how == STORE_DONE && i < STORE_KEYS_MAX; i++)
        (void) snprintf(
            values[i], sizeof(values[i]), "%.*s", (int) found[i].size,
            found[i].size == 0 ? "" : (const char *) found[i].bytes);
    answered = true;
    loop_stop(loop);
}

static void done_changing(void *context, enum store_result how)
{
    (void) context;
    result = how;
    answered = true;
    loop_stop(loop);
}

static void wait_for_answer(void)
{
    if (!answered)
        pass(PATIENCE);
    assert_true(answered);
}

static struct store_key key_of(enum store_kind kind, const char *name)
{
    struct store_key key = {.kind = kind};

    (void) snprintf(key.name, sizeof(key.name), "%s", name);
    return key;
}

/* A name that no other test has. */
static const char *new_name(void)
{
    static char made[16][STORE_NAME_SIZE];
    char *name = made[names % 16];

    (void) snprintf(name, STORE_NAME_SIZE, "N%d-%d", (int) clock_realtime(),
                    names++);
    return name;
}

static const char *read_one(struct store *from, enum store_kind kind,
                            const char *name)
{
    const struct store_key keys[STORE_KEYS_MAX] = {
        key_of(kind, name), key_of(STORE_STATE, "none"),
        key_of(STORE_STATE, "none"), key_of(STORE_STATE, "none")};

    answered = false;
    store_read(from, keys, STORE_KEYS_MAX, done_reading, NULL);
    wait_for_answer();
    assert_int_equal(result, STORE_DONE);
    return values[0];
}

static struct store_change change_of(enum store_kind kind, const char *name,
                                     const char *old, const char *new)
{
    return (struct store_change){.key = key_of(kind, name),
                                 .old = {old, strlen(old)},
                                 .new = {new, strlen(new)},
                                 .lasts = LASTS};
}

static enum store_result change(struct store *in,
                                const struct store_change *changes,
                                size_t count)
{
    answered = false;
    store_change(in, changes, count, done_changing, NULL);
    wait_for_answer();
    return result;
}

static enum store_result put(const char *name, const char *old,
                             const char *new)
{
    struct store_change one = change_of(STORE_STATE, name, old, new);

    return change(store, &one, 1);
}

static struct store *open_one(void)
{
    if (redis == NULL)
        return store_open_memory(loop, MOST);
    return store_open_redis(loop, redis, "", MOST);
}

static int begin(void **state)
{
    int64_t end = clock_monotonic() + PATIENCE;

    (void) state;
    loop = loop_open();
    store = open_one();
    other = redis == NULL ? store : open_one();
    if (store == NULL || other == NULL)
        return -1;
    store_listen(store, was_changed, NULL);
    while (!store_is_there(store) || !store_is_there(other)) {
        if (clock_monotonic() > end)
            return -1;
        pass(10);
    }
    pass(redis == NULL ? 0 : 50);
    told_count = 0;
    return 0;
}

static int end(void **state)
{
    (void) state;
    if (other != store)
        store_close(other);
    store_close(store);
    loop_close(loop);
    return 0;
}

static void nothing_is_empty(void **state)
{
    (void) state;
    assert_string_equal(read_one(store, STORE_STATE, new_name()), "");
}

static void what_was_put_is_there(void **state)
{
    const char *name = new_name();

    (void) state;
    assert_int_equal(put(name, "", "one"), STORE_DONE);
    assert_string_equal(read_one(other, STORE_STATE, name), "one");
    assert_string_equal(read_one(store, STORE_USER, name), "");
    assert_int_equal(put(name, "one", "two"), STORE_DONE);
    assert_string_equal(read_one(other, STORE_STATE, name), "two");
    assert_int_equal(put(name, "two", ""), STORE_DONE);
    assert_string_equal(read_one(store, STORE_STATE, name), "");
}

static void who_is_late_changes_nothing(void **state)
{
    const char *name = new_name();

    (void) state;
    assert_int_equal(put(name, "", "one"), STORE_DONE);
    assert_int_equal(put(name, "", "two"), STORE_CONFLICT);
    assert_int_equal(put(name, "on", "two"), STORE_CONFLICT);
    assert_int_equal(put(name, "two", ""), STORE_CONFLICT);
    assert_string_equal(read_one(store, STORE_STATE, name), "one");
}

static void all_or_nothing(void **state)
{
    const char *one = new_name();
    const char *two = new_name();
    struct store_change changes[2] = {change_of(STORE_STATE, one, "", "a"),
                                      change_of(STORE_USER, two, "x", "b")};

    (void) state;
    assert_int_equal(change(store, changes, 2), STORE_CONFLICT);
    assert_string_equal(read_one(store, STORE_STATE, one), "");
    changes[1].old.size = 0;
    assert_int_equal(change(store, changes, 2), STORE_DONE);
    assert_string_equal(read_one(store, STORE_STATE, one), "a");
    assert_string_equal(read_one(store, STORE_USER, two), "b");
}

static void any_byte_is_kept(void **state)
{
    static const unsigned char bytes[] = {0xff, 'a', '\r', '\n', '"', '\\'};
    const char *name = new_name();
    struct store_change one = {
        .key = key_of(STORE_STATE, name),
        .new = {bytes, sizeof(bytes)},
        .lasts = LASTS,
    };

    (void) state;
    assert_int_equal(change(store, &one, 1), STORE_DONE);
    one.old = one.new;
    one.new = (struct store_value){"x\0y", 3};
    assert_int_equal(change(store, &one, 1), STORE_DONE);
    one.old = one.new;
    one.new = (struct store_value){"", 0};
    assert_int_equal(change(store, &one, 1), STORE_DONE);
}

static void it_goes_by_itself(void **state)
{
    const char *name = new_name();
    struct store_change one = change_of(STORE_STATE, name, "", "a");

    (void) state;
    one.lasts = 60;
    assert_int_equal(change(store, &one, 1), STORE_DONE);
    assert_string_equal(read_one(store, STORE_STATE, name), "a");
    pass(150);
    assert_string_equal(read_one(store, STORE_STATE, name), "");
}

/* A later change says how long it lasts from then on. */
static void a_change_lasts_anew(void **state)
{
    const char *name = new_name();
    struct store_change one = change_of(STORE_STATE, name, "", "a");

    (void) state;
    one.lasts = 60;
    assert_int_equal(change(store, &one, 1), STORE_DONE);
    assert_int_equal(put(name, "a", "b"), STORE_DONE);
    pass(150);
    assert_string_equal(read_one(store, STORE_STATE, name), "b");
}

static enum store_result enter(const char *name, int64_t lasts)
{
    struct store_change one = change_of(STORE_SIGN_IN, name, "", "w");

    one.lasts = lasts;
    one.count = COUNT_ENTER;
    return change(store, &one, 1);
}

static enum store_result leave(const char *name, const char *new)
{
    struct store_change one = change_of(STORE_SIGN_IN, name, "w", new);

    one.count = COUNT_LEAVE;
    return change(store, &one, 1);
}

static void so_many_may_wait(void **state)
{
    const char *first = new_name();
    const char *second = new_name();
    const char *third = new_name();
    const char *fourth = new_name();
    struct store_change same = change_of(STORE_SIGN_IN, second, "w", "w2");

    (void) state;
    assert_int_equal(enter(first, LASTS), STORE_DONE);
    assert_int_equal(enter(second, LASTS), STORE_DONE);
    assert_int_equal(enter(third, 100), STORE_DONE);
    assert_int_equal(store_waiting(store), 3);
    assert_int_equal(enter(fourth, LASTS), STORE_FULL);
    assert_string_equal(read_one(store, STORE_SIGN_IN, fourth), "");
    assert_int_equal(leave(first, "over"), STORE_DONE);
    assert_int_equal(enter(fourth, LASTS), STORE_DONE);
    assert_int_equal(change(store, &same, 1), STORE_DONE);
    assert_int_equal(enter(new_name(), LASTS), STORE_FULL);
    pass(200);
    assert_int_equal(enter(new_name(), 100), STORE_DONE);
    pass(200);
    assert_int_equal(leave(fourth, ""), STORE_DONE);
    same = change_of(STORE_SIGN_IN, second, "w2", "");
    assert_int_equal(change(store, &same, 1), STORE_DONE);
    assert_int_equal(enter(new_name(), 50), STORE_DONE);
    pass(200);
}

/* By whichever node, and only of sign-ins. */
static void changes_are_told(void **state)
{
    const char *name = new_name();
    struct store_change one = change_of(STORE_SIGN_IN, name, "", "a");

    (void) state;
    assert_int_equal(change(other, &one, 1), STORE_DONE);
    assert_int_equal(put(new_name(), "", "x"), STORE_DONE);
    pass(100);
    assert_int_equal(told_count, 1);
    assert_string_equal(told[0], name);
}

static void several_are_under_way(void **state)
{
    const struct store_key keys[STORE_KEYS_MAX] = {
        key_of(STORE_STATE, "a"), key_of(STORE_STATE, "b"),
        key_of(STORE_STATE, "c"), key_of(STORE_STATE, "d")};

    (void) state;
    for (int i = 0; i < 100; i++)
        store_read(store, keys, STORE_KEYS_MAX, done_reading, NULL);
    answered = false;
    pass(200);
    assert_string_equal(read_one(store, STORE_STATE, "e"), "");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(nothing_is_empty),
        TEST(what_was_put_is_there),
        TEST(who_is_late_changes_nothing),
        TEST(all_or_nothing),
        TEST(any_byte_is_kept),
        TEST(it_goes_by_itself),
        TEST(a_change_lasts_anew),
        TEST(so_many_may_wait),
        TEST(changes_are_told),
        TEST(several_are_under_way),
    };

    redis = getenv("REDIS_URL");
    return cmocka_run_group_tests(tests, NULL, NULL);
}
