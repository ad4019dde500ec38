/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Files and directories: which are refused and why, and that a file is made as
 * a whole or not at all.
 */

#include "process/safe_file.h"

#include "scratch.h"

#include <errno.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>

static char text[64];
static char error[LINE_SIZE];

static bool read_text(const char *name, mode_t forbidden)
{
    return safe_text_read(scratch_path(name), forbidden, text, sizeof(text),
                          error);
}

static void assert_refused(const char *name, int code, const char *rest)
{
    char expected[LINE_SIZE];

    assert_false(read_text(name, 022));
    if (code != 0)
        assert_int_equal(errno, code);
    snprintf(expected, sizeof(expected), "%s%s", scratch_path(name), rest);
    assert_string_equal(error, expected);
}

static void texts(void **state)
{
    static const struct {
        const char *bytes;
        const char *rest; /* NULL: it is read */
    } table[] = {
        {"", NULL},
        {"a\n\tb\xc3\xa9 \n", NULL},
        {"123456789 123456789 123456789 123456789 123456789 123456789 123",
         NULL},
        {"123456789 123456789 123456789 123456789 123456789 123456789 1234",
         ": is too large"},
        {"\xef\xbb\xbf", ":1: begins with a byte order mark, save it without"},
        {"a\r\n",
         ":1: holds a control byte, save it as text with Unix line ends"},
        {"a\n\n\x07",
         ":3: holds a control byte, save it as text with Unix line ends"},
        {"a\n\x7f",
         ":2: holds a control byte, save it as text with Unix line ends"},
    };

    (void) state;
    for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
        scratch_write("file", table[i].bytes);
        if (table[i].rest != NULL) {
            assert_refused("file", 0, table[i].rest);
            continue;
        }
        assert_true(read_text("file", 022));
        assert_string_equal(text, table[i].bytes);
    }
    scratch_write_bytes("file", "a\0b", 3);
    assert_refused(
        "file", 0,
        ":1: holds a control byte, save it as text with Unix line ends");
}

static void modes(void **state)
{
    static const struct {
        mode_t mode;
        mode_t forbidden;
        const char *rest; /* NULL: it is read */
    } table[] = {
        {0644, 022, NULL},
        {0600, 077, NULL},
        {0400, 077, NULL},
        {0664, 022, ": can be written by others: chmod go-w "},
        {0646, 022, ": can be written by others: chmod go-w "},
        {0640, 077, ": can be read by others: chmod go= "},
        {0604, 077, ": can be read by others: chmod go= "},
        {0620, 077, ": can be written by others: chmod go-w "},
    };
    const char *foreign;

    (void) state;
    scratch_write("file", "x");
    for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
        assert_int_equal(chmod(scratch_path("file"), table[i].mode), 0);
        assert_int_equal(read_text("file", table[i].forbidden),
                         table[i].rest == NULL);
        if (table[i].rest == NULL)
            continue;
        assert_int_equal(errno, EPERM);
        assert_string_equal(
            error, scratch_complaint(scratch_path("file"), table[i].rest));
    }
    assert_int_equal(chmod(scratch_path("file"), 0600), 0);
    foreign = scratch_foreign("file");
    assert_false(safe_text_read(foreign, 077, text, sizeof(text), error));
    assert_string_equal(error, scratch_complaint(foreign, scratch_owner()));
}

/* Anybody but root has to take what is root's; root's own is his anyway. */
static void files_of_root(void **state)
{
    static char passwd[16 * 1024];

    (void) state;
    assert_true(safe_text_read("/etc/passwd", 022 | ROOTS_AS_WELL, passwd,
                               sizeof(passwd), error));
    scratch_write("file", "x");
    assert_true(read_text("file", 022 | ROOTS_AS_WELL));
    assert_int_equal(chmod(scratch_path("file"), 0620), 0);
    assert_false(read_text("file", 022 | ROOTS_AS_WELL));
    if (geteuid() != 0)
        return;
    assert_int_equal(chmod(scratch_path("file"), 0600), 0);
    scratch_foreign("file");
    assert_false(read_text("file", 022 | ROOTS_AS_WELL));
    assert_string_equal(
        error, scratch_complaint(scratch_path("file"), scratch_owner()));
}

/* A process of somebody else reads what is root's only where that is said. */
static void files_of_root_as_somebody_else(void **state)
{
    static char passwd[16 * 1024];
    int status = 0;
    pid_t child;

    (void) state;
    child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        bool changed = geteuid() != 0 || setresuid(12345, 12345, 12345) == 0;
        bool taken = safe_text_read("/etc/passwd", 022 | ROOTS_AS_WELL, passwd,
                                    sizeof(passwd), error);
        bool refused =
            !safe_text_read("/etc/passwd", 022, passwd, sizeof(passwd), error);

        _exit(changed && taken && refused ? 0 : 1);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
}

static void kinds(void **state)
{
    (void) state;
    assert_refused("missing", ENOENT, ": No such file or directory");
    assert_int_equal(symlink("/etc/passwd", scratch_path("link")), 0);
    assert_refused("link", ELOOP,
                   ": is a symbolic link or not a directory; give the real "
                   "path");
    scratch_write("one", "x");
    assert_int_equal(link(scratch_path("one"), scratch_path("two")), 0);
    assert_refused("two", EPERM, ": must be a regular file with one link");
    assert_int_equal(mkfifo(scratch_path("fifo"), 0600), 0);
    assert_refused("fifo", EPERM, ": must be a regular file with one link");
    assert_int_equal(mkdir(scratch_path("directory"), 0700), 0);
    assert_refused("directory", EPERM,
                   ": must be a regular file with one link");
}

static void parents(void **state)
{
    (void) state;
    assert_int_equal(mkdir(scratch_path("directory"), 0755), 0);
    scratch_write("directory/file", "x");
    assert_true(read_text("directory/file", 022));
    assert_int_equal(chmod(scratch_path("directory"), 0777), 0);
    assert_false(read_text("directory/file", 022));
    assert_non_null(strstr(error, "/directory: can be written by others"));
    assert_int_equal(chmod(scratch_path("directory"), 01777), 0);
    assert_true(read_text("directory/file", 022));
    if (geteuid() == 0) {
        assert_int_equal(chown(scratch_path("directory"), 12345, 0), 0);
        assert_false(read_text("directory/file", 022));
        assert_non_null(strstr(error, "/directory: must belong to "));
    }
    assert_int_equal(symlink("directory", scratch_path("link")), 0);
    assert_false(read_text("link/file", 022));
    assert_non_null(strstr(error, "/link: is a symbolic link"));
    assert_false(read_text("none/file", 022));
    assert_int_equal(errno, ENOENT);
    assert_non_null(strstr(error, "/none: No such file or directory"));
    assert_false(safe_text_read("etc/passwd", 022, text, sizeof(text), error));
    assert_string_equal(error, "etc/passwd: give an absolute path");
    assert_false(safe_text_read("", 022, text, sizeof(text), error));
}

static void long_path(void **state)
{
    char path[SAFE_PATH_SIZE + 2];

    (void) state;
    memset(path, '/', sizeof(path));
    path[sizeof(path) - 1] = '\0';
    assert_false(safe_text_read(path, 022, text, sizeof(text), error));
}

static void directories(void **state)
{
    (void) state;
    assert_true(safe_directory(scratch, 077, false, error));
    assert_int_equal(chmod(scratch, 0750), 0);
    assert_false(safe_directory(scratch, 077, false, error));
    assert_non_null(strstr(error, ": can be read by others: chmod go= "));
    assert_int_equal(chmod(scratch, 0700), 0);
    assert_int_equal(mkdir(scratch_path("given"), 0700), 0);
    assert_false(
        safe_directory(geteuid() == 0 ? scratch_foreign("given") : "/etc", 077,
                       false, error));
    assert_non_null(strstr(error, ": must belong to "));
    assert_int_equal(mkdir(scratch_path("sticky"), 0700), 0);
    assert_int_equal(chmod(scratch_path("sticky"), 01777), 0);
    assert_false(safe_directory(scratch_path("sticky"), 022, false, error));
    assert_non_null(strstr(error, ": can be written by others"));
    scratch_write("file", "");
    assert_false(safe_directory(scratch_path("file"), 077, false, error));
    assert_false(safe_directory(scratch_path("none"), 077, false, error));
    assert_int_equal(errno, ENOENT);
    assert_true(safe_directory(scratch_path("none"), 077, true, error));
    assert_true(safe_directory(scratch_path("none"), 077, true, error));
    assert_false(safe_directory(scratch_path("x/y"), 077, true, error));
    assert_int_equal(errno, ENOENT);
}

/* A file that is not replaced keeps what it holds. */
static void writing_once(void **state)
{
    const struct frame first = frame_of("one", 3);
    const struct frame second = frame_of("two", 3);
    struct stat status;
    size_t length;

    (void) state;
    assert_true(safe_file_create(scratch_path("file"), &first, error));
    assert_false(safe_file_create(scratch_path("file"), &second, error));
    assert_int_equal(errno, EEXIST);
    assert_memory_equal(scratch_read("file", &length), "one", 3);
    assert_int_equal(stat(scratch_path("file"), &status), 0);
    assert_int_equal(status.st_mode & 07777, 0400);
    assert_int_equal(scratch_count(), 1);
    assert_false(safe_file_create(scratch_path("none/file"), &first, error));
    assert_int_equal(errno, ENOENT);
    assert_false(safe_file_create("file", &first, error));
    assert_string_equal(error, "file: give an absolute path");
}

/* In a process of its own, which may write three bytes into a file. */
static void a_part_is_no_file(void **state)
{
    const struct rlimit limit = {3, 3};
    const struct frame content = frame_of("12345", 5);
    char expected[LINE_SIZE];
    pid_t child;
    int status;

    (void) state;
    snprintf(expected, sizeof(expected), "%s: could not be written completely",
             scratch_path("file"));
    child = fork();
    if (child == 0) {
        signal(SIGXFSZ, SIG_IGN);
        setrlimit(RLIMIT_FSIZE, &limit);
        if (safe_file_create(scratch_path("file"), &content, error))
            _exit(1);
        _exit(strcmp(error, expected) == 0 && errno == EPERM ? 0 : 2);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
    assert_int_equal(scratch_count(), 0);
}

static void paths_by_component(void **state)
{
    static const struct {
        const char *directory, *path;
        bool inside;
    } table[] = {
        {"/x/st", "/x/st/key", true},
        {"/x/st", "/x/st/a/key", true},
        {"/x/st", "/x/st-tpm/key", false},
        {"/x/st", "/x/st", false},
        {"/x/st", "/x/s", false},
        {"/x/st", "/y/x/st/key", false},
        {"/x/st", "/x/st/../st-tpm/key", false},
        {"/x/st", "/x/st/..key", true},
        {"/", "/key", true},
        {"", "/key", false},
    };

    (void) state;
    for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++)
        if (safe_path_is_inside(table[i].directory, table[i].path) !=
            table[i].inside)
            fail_msg("%s %s", table[i].directory, table[i].path);
}

#define TEST(name)                                                            \
    cmocka_unit_test_setup_teardown(name, scratch_set_up, scratch_tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(paths_by_component),
        TEST(texts),
        TEST(modes),
        TEST(files_of_root),
        TEST(files_of_root_as_somebody_else),
        TEST(kinds),
        TEST(parents),
        TEST(long_path),
        TEST(directories),
        TEST(writing_once),
        TEST(a_part_is_no_file),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
