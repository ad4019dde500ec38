/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Neither parallel logins, nor kills, nor a full disk lose a record of the
 * token store.
 */

#include "store.h"

#include <errno.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>

static int64_t now_ms(void)
{
    struct timespec now = {0};

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t) now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* A child that does not outlive a test that fails. */
static pid_t fork_child(void)
{
    pid_t child = fork();

    if (child == 0)
        prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
    return child;
}

/* A lock is waited for as long as asked, and dies with its holder. */
static void locking(void **state)
{
    struct token_store store = open_store(USER);
    struct token_store bob = open_store(USER + 1);
    int64_t start;
    int ready[2];
    char byte;
    pid_t child;

    (void) state;
    assert_int_equal(pipe(ready), 0);
    child = fork_child();
    if (child == 0) {
        struct token_store own = open_store(USER);

        if (token_store_lock(&own, 0, -1) && write(ready[1], "x", 1) == 1)
            pause();
        _exit(1);
    }
    assert_int_equal(read(ready[0], &byte, 1), 1);
    start = now_ms();
    assert_false(token_store_lock(&store, 300, -1));
    assert_int_equal(errno, EAGAIN);
    assert_in_range(now_ms() - start, 300, 5000);
    assert_false(token_store_lock(&store, 0, -1));
    assert_true(token_store_lock(&bob, 0, -1));
    kill(child, SIGKILL);
    assert_true(token_store_lock(&store, LONG_WAIT, -1));
    assert_int_equal(waitpid(child, NULL, 0), child);
    close(ready[0]);
    close(ready[1]);
    token_store_close(&store);
    token_store_close(&bob);
}

/* The number of the token in a record: how often it was rotated. */
static int64_t number_of(const struct record *record)
{
    return strtoll(record->refresh_token, NULL, 10);
}

/* One login with strict rotation: the token is a number, which is prepared
 * for before it is known.  Returns the new number, or -1 where the store broke
 * its word. */
static int64_t rotate(struct token_store *store)
{
    struct record record;
    int64_t number;

    if (!token_store_lock(store, LONG_WAIT, -1))
        return -1;
    if (!token_store_prepare(store, error))
        return -1;
    if (!token_store_read(store, &record) &&
        (record.binding == BINDING_LOST || !token_store_bind(store, &record)))
        return -1;
    number = number_of(&record) + 1;
    snprintf(record.refresh_token, TOKEN_SIZE, "%lld", (long long) number);
    if (!token_store_commit(store, &record))
        return -1;
    token_store_unlock(store);
    return number;
}

/* A process that rotates `count` times and tells each new number. */
static pid_t start_login(int channel, int count)
{
    pid_t child = fork_child();

    if (child == 0) {
        struct token_store store = open_store(USER);

        for (int i = 0; i < count; i++) {
            int64_t sequence = rotate(&store);

            if (write(channel, &sequence, sizeof(sequence)) < 0 ||
                sequence < 0)
                _exit(1);
        }
        _exit(0);
    }
    return child;
}

/* The highest number told so far, `before` at least. */
static int64_t hear(int channel, int64_t before)
{
    struct pollfd ready = {.fd = channel, .events = POLLIN};
    int64_t sequence;

    while (poll(&ready, 1, 0) == 1) {
        assert_int_equal(read(channel, &sequence, sizeof(sequence)),
                         sizeof(sequence));
        assert_true(sequence > 0);
        if (sequence > before)
            before = sequence;
    }
    return before;
}

enum { PARALLEL = 4, ROUNDS = 25, KILLS = 100 };

static void parallel_logins(void **state)
{
    struct token_store store = open_store(USER);
    struct record record;
    int channel[2];

    (void) state;
    assert_int_equal(pipe(channel), 0);
    for (int i = 0; i < PARALLEL; i++)
        assert_true(start_login(channel[1], ROUNDS) > 0);
    for (int i = 0; i < PARALLEL; i++) {
        int status = 1;

        assert_true(wait(&status) > 0);
        assert_int_equal(status, 0);
    }
    assert_int_equal(hear(channel[0], 0), PARALLEL * ROUNDS);
    assert_true(token_store_read(&store, &record));
    assert_int_equal(number_of(&record), PARALLEL * ROUNDS);
    close(channel[0]);
    close(channel[1]);
    token_store_close(&store);
}

/* What a login has told is in the store whoever is killed, and the next
 * login can go on. */
static void killed_logins(void **state)
{
    struct token_store store = open_store(USER);
    const int64_t end = now_ms() + 15000;
    unsigned int seed = 1;
    struct record record;
    pid_t logins[PARALLEL];
    int64_t told = 0;
    int channel[2];

    (void) state;
    assert_int_equal(pipe(channel), 0);
    for (int i = 0; i < PARALLEL; i++)
        logins[i] = start_login(channel[1], 1000000);
    for (int kills = 0; kills < KILLS && now_ms() < end; kills++) {
        pid_t *login = &logins[kills % PARALLEL];

        usleep((useconds_t) (rand_r(&seed) % 20000));
        kill(*login, SIGKILL);
        assert_int_equal(waitpid(*login, NULL, 0), *login);
        told = hear(channel[0], told);
        if (told > 0)
            assert_true(token_store_read(&store, &record));
        assert_true(told == 0 || number_of(&record) >= told);
        *login = start_login(channel[1], 1000000);
    }
    for (int i = 0; i < PARALLEL; i++) {
        kill(logins[i], SIGKILL);
        assert_int_equal(waitpid(logins[i], NULL, 0), logins[i]);
    }
    told = hear(channel[0], told);
    assert_true(told > PARALLEL);
    assert_true(rotate(&store) > told);
    assert_int_equal(access(scratch_path("state/1000.token.tmp"), F_OK), -1);
    close(channel[0]);
    close(channel[1]);
    token_store_close(&store);
}

/* A reader without the lock meets the old or the new record. */
static void reading_without_lock(void **state)
{
    struct token_store store = open_store(USER);
    struct record record;
    int64_t before = 0;
    int channel[2];
    pid_t login;

    (void) state;
    assert_int_equal(pipe(channel), 0);
    assert_true(rotate(&store) == 1);
    login = start_login(channel[1], 1000000);
    for (int i = 0; i < 3000; i++) {
        assert_true(token_store_read(&store, &record));
        assert_true(number_of(&record) >= before);
        before = number_of(&record);
        hear(channel[0], 0);
    }
    kill(login, SIGKILL);
    assert_int_equal(waitpid(login, NULL, 0), login);
    close(channel[0]);
    close(channel[1]);
    token_store_close(&store);
}

/* Fill the disk that holds the store until nothing more goes in. */
static void fill_disk(void)
{
    static const char block[4096];
    int file = open(scratch_path("state/filler"),
                    O_WRONLY | O_CREAT | O_CLOEXEC, 0600);

    while (write(file, block, sizeof(block)) > 0)
        continue;
    close(file);
}

/* In a mount namespace of its own; returns the number of a failed step. */
static int commit_on_full_disk(void)
{
    struct token_store store;
    struct record record = sample;
    struct record read;

    if (mkdir(scratch_path("state"), 0700) != 0 ||
        mount("tmpfs", scratch_path("state"), "tmpfs", 0,
              "size=64k,mode=0700") != 0)
        return 1;
    store = open_store(USER);
    if (!commit(&store, &record))
        return 2;
    fill(record.refresh_token, sizeof(record.refresh_token));
    fill_disk();
    if (commit(&store, &record) || errno != ENOSPC)
        return 3;
    if (!token_store_read(&store, &read) ||
        strcmp(read.refresh_token, sample.refresh_token) != 0)
        return 4;
    if (access(scratch_path("state/1000.token.tmp"), F_OK) == 0)
        return 5;
    unlink(scratch_path("state/filler"));
    if (!commit(&store, &record))
        return 6;
    /* What was prepared needs no room. */
    if (!token_store_lock(&store, 0, -1) ||
        !token_store_prepare(&store, error))
        return 7;
    fill_disk();
    if (!token_store_commit(&store, &sample))
        return 8;
    fill_disk();
    if (token_store_prepare(&store, error) || errno != ENOSPC ||
        strstr(error, "No space left on device") == NULL)
        return 9;
    token_store_close(&store);
    return 0;
}

static void full_disk(void **state)
{
    int status = 1;
    pid_t child = fork_child();

    (void) state;
    if (child == 0) {
        if (unshare(CLONE_NEWNS) != 0 ||
            mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0)
            _exit(77);
        _exit(commit_on_full_disk());
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    if (WIFEXITED(status) && WEXITSTATUS(status) == 77)
        print_message("full_disk needs root for a mount of its own\n");
    else
        assert_int_equal(status, 0);
}

#define TEST(name)                                                            \
    cmocka_unit_test_setup_teardown(name, scratch_set_up, scratch_tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(locking),       TEST(parallel_logins),
        TEST(killed_logins), TEST(reading_without_lock),
        TEST(full_disk),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
