/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Drafts: what a disk or a limit refuses is refused when one is made, and a
 * file is the old or the new one as a whole.
 */

#include "keeper/draft.h"

#include "scratch.h"

#include <errno.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>

static char error[LINE_SIZE];

static bool replace(const char *content, size_t length)
{
    const struct frame frame = frame_of(content, length);
    struct draft draft;

    return draft_make(&draft, scratch_path("file"), length, error) &&
           draft_publish(&draft, &frame);
}

static void replacing(void **state)
{
    static const char large[100000];
    struct stat status;
    size_t length;

    (void) state;
    umask(0);
    assert_true(replace("one", 3));
    assert_memory_equal(scratch_read("file", &length), "one", 3);
    assert_int_equal(length, 3);
    assert_int_equal(stat(scratch_path("file"), &status), 0);
    assert_int_equal(status.st_mode & 07777, 0600);
    scratch_write("file.tmp", "left by a process that was killed");
    assert_true(replace(large, sizeof(large)));
    scratch_read("file", &length);
    assert_int_equal(length, sizeof(large));
    assert_int_equal(scratch_count(), 1);
}

/* A limit on file sizes cuts the write off in its middle. */
static void cut_off(void **state)
{
    static const char large[100000];
    const struct rlimit limit = {1000, 1000};
    size_t length;
    int status = 0;
    pid_t child;

    (void) state;
    assert_true(replace("old", 3));
    child = fork();
    if (child == 0) {
        signal(SIGXFSZ, SIG_IGN);
        setrlimit(RLIMIT_FSIZE, &limit);
        _exit(!replace(large, sizeof(large)) && errno == EFBIG ? 0 : 1);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
    assert_memory_equal(scratch_read("file", &length), "old", 3);
    assert_int_equal(length, 3);
    assert_int_equal(scratch_count(), 1);
}

static void cannot_replace(void **state)
{
    (void) state;
    assert_int_equal(mkdir(scratch_path("file"), 0700), 0);
    assert_false(replace("x", 1));
    assert_int_equal(errno, EISDIR);
    assert_int_equal(scratch_count(), 1);
    assert_int_equal(mkdir(scratch_path("file.tmp"), 0700), 0);
    assert_false(replace("x", 1));
    assert_int_equal(errno, EEXIST);
}

/* What was left open in this process. */
static int next_descriptor(void)
{
    int file = open("/dev/null", O_RDONLY | O_CLOEXEC);

    close(file);
    return file;
}

/* Once made, a draft needs neither a descriptor nor room on the way. */
static void needs_nothing_more(void **state)
{
    static const char content[5000] = "whole";
    const struct frame frame = frame_of(content, sizeof(content));
    const int before = next_descriptor();
    struct rlimit limit = {0, 0};
    int status = 0;
    pid_t child;
    size_t length;

    (void) state;
    child = fork();
    if (child == 0) {
        struct draft draft;

        if (!draft_make(&draft, scratch_path("file"), 65536, error))
            _exit(1);
        raise(SIGSTOP);
        if (open("/dev/null", O_RDONLY | O_CLOEXEC) >= 0)
            _exit(2);
        _exit(draft_publish(&draft, &frame) ? 0 : 3);
    }
    /* From outside, which holds under valgrind, too. */
    assert_int_equal(waitpid(child, &status, WUNTRACED), child);
    assert_true(WIFSTOPPED(status));
    assert_int_equal(prlimit(child, RLIMIT_NOFILE, &limit, NULL), 0);
    assert_int_equal(kill(child, SIGCONT), 0);
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
    assert_string_equal((const char *) scratch_read("file", &length), "whole");
    assert_int_equal(length, sizeof(content));
    assert_int_equal(scratch_count(), 1);
    assert_int_equal(next_descriptor(), before);
}

/* A draft that is not published leaves nothing. */
static void discarded(void **state)
{
    const int before = next_descriptor();
    struct draft draft = NO_DRAFT;

    (void) state;
    draft_discard(&draft);
    assert_true(draft_make(&draft, scratch_path("file"), 100, error));
    assert_int_equal(scratch_count(), 1);
    errno = ENOSPC;
    draft_discard(&draft);
    draft_discard(&draft);
    assert_int_equal(errno, ENOSPC);
    assert_int_equal(scratch_count(), 0);
    assert_int_equal(next_descriptor(), before);
    assert_false(draft_make(&draft, scratch_path("none/file"), 1, error));
    assert_int_equal(errno, ENOENT);
    assert_non_null(strstr(error, "/none: No such file or directory"));
    assert_int_equal(next_descriptor(), before);
}

#define TEST(name)                                                            \
    cmocka_unit_test_setup_teardown(name, scratch_set_up, scratch_tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(replacing),          TEST(cut_off),
        TEST(cannot_replace),     TEST(discarded),
        TEST(needs_nothing_more),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
