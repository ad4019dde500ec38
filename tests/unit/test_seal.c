/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The seal: what opens it and that nothing else does; the key's file.
 */

#include "keeper/seal.h"

#include "scratch.h"

#include <openssl/evp.h>
#include <sys/wait.h>

static const struct seal_key key = {{1, 2, 3}};
static unsigned char bytes[256];
static char error[LINE_SIZE];

static struct frame close_text(const char *context, const char *text)
{
    struct frame frame = frame_over(bytes, sizeof(bytes));

    memcpy(bytes, text, strlen(text));
    frame.length = strlen(text);
    assert_true(seal_close(&key, context, &frame));
    assert_int_equal(frame.length, strlen(text) + SEAL_OVERHEAD);
    return frame;
}

/* Open a copy of the frame, into `plain`. */
static unsigned char plain[sizeof(bytes)];

static bool opens(const struct seal_key *with, const char *context,
                  const struct frame *sealed)
{
    struct frame frame = frame_of(plain, sealed->length);
    bool opened;

    memcpy(plain, sealed->data, sealed->length);
    opened = seal_open(with, context, &frame);
    if (sealed->length >= SEAL_OVERHEAD) {
        assert_int_equal(frame.bad, !opened);
        assert_int_equal(frame.length, sealed->length - SEAL_OVERHEAD);
    }
    return opened;
}

static void round_trip(void **state)
{
    struct frame sealed = close_text("context", "a secret");
    unsigned char first[64];

    (void) state;
    assert_null(memmem(bytes, sealed.length, "a secret", 8));
    assert_true(opens(&key, "context", &sealed));
    assert_memory_equal(plain, "a secret", 8);
    memcpy(first, bytes, sealed.length);
    sealed = close_text("context", "a secret");
    assert_memory_not_equal(first, bytes, sealed.length);
}

static void other_key_or_context(void **state)
{
    static const struct seal_key other = {{1, 2, 4}};
    static const char *const contexts[] = {"", "contex", "contexts",
                                           "Context"};
    struct frame sealed = close_text("context", "a secret");

    (void) state;
    assert_false(opens(&other, "context", &sealed));
    for (size_t i = 0; i < sizeof(contexts) / sizeof(contexts[0]); i++)
        assert_false(opens(&key, contexts[i], &sealed));
    assert_true(opens(&key, "context", &sealed));
}

static void every_bit_and_length(void **state)
{
    struct frame sealed = close_text("context", "a secret");
    const size_t whole = sealed.length;

    (void) state;
    for (size_t bit = 0; bit < whole * 8; bit++) {
        bytes[bit / 8] ^= (unsigned char) (1 << bit % 8);
        assert_false(opens(&key, "context", &sealed));
        bytes[bit / 8] ^= (unsigned char) (1 << bit % 8);
    }
    for (sealed.length = 0; sealed.length <= whole + 1; sealed.length++)
        assert_int_equal(opens(&key, "context", &sealed),
                         sealed.length == whole);
}

static void does_not_fit(void **state)
{
    struct frame small = frame_over(bytes, 8 + SEAL_OVERHEAD - 1);
    struct frame bad = frame_over(bytes, sizeof(bytes));

    (void) state;
    small.length = 8;
    assert_false(seal_close(&key, "context", &small));
    assert_int_equal(small.length, 8);
    small.capacity++;
    assert_true(seal_close(&key, "context", &small));
    bad.bad = true;
    assert_false(seal_close(&key, "context", &bad));
    small.bad = true;
    assert_false(seal_open(&key, "context", &small));
}

static void key_file(void **state)
{
    const char *path = scratch_path("key");
    struct seal_key made = {{0}};
    struct seal_key loaded = {{0}};
    struct stat status;

    (void) state;
    assert_true(seal_key_load(path, true, &made, error));
    assert_int_equal(stat(path, &status), 0);
    assert_int_equal(status.st_mode & 07777, 0400);
    assert_int_equal(status.st_size, SEAL_KEY_SIZE);
    assert_true(seal_key_load(path, true, &loaded, error));
    assert_memory_equal(&made, &loaded, sizeof(made));
    unlink(path);
    assert_false(seal_key_load(path, false, &loaded, error));
    assert_non_null(strstr(error, "No such file or directory"));
    assert_true(seal_key_load(path, true, &loaded, error));
    assert_memory_not_equal(&made, &loaded, sizeof(made));
}

static void bad_key_files(void **state)
{
    static const struct {
        const char *content;
        mode_t mode;
        const char *rest;
    } table[] = {
        {"", 0400, ": must hold 32 bytes"},
        {"0123456789012345678901234567890", 0400, ": must hold 32 bytes"},
        {"012345678901234567890123456789012", 0400, ": is too large"},
        {"01234567890123456789012345678901", 0440,
         ": can be read by others: chmod go= "},
    };
    struct seal_key loaded = key;
    char expected[LINE_SIZE];

    (void) state;
    for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
        const char *path = scratch_write("key", table[i].content);

        assert_int_equal(chmod(path, table[i].mode), 0);
        assert_false(seal_key_load(path, true, &loaded, error));
        snprintf(expected, sizeof(expected), "%s",
                 scratch_complaint(path, table[i].rest));
        assert_string_equal(error, expected);
    }
    assert_false(
        seal_key_load(scratch_path("none/key"), true, &loaded, error));
    assert_non_null(strstr(error, "/none: No such file or directory"));
    unlink(scratch_path("key"));
    assert_int_equal(symlink("nowhere", scratch_path("key")), 0);
    assert_false(seal_key_load(scratch_path("key"), true, &loaded, error));
}

/* Many first logins at once end with one key, and no other file. */
static void race(void **state)
{
    enum { PROCESSES = 8 };
    struct seal_key loaded = {{0}};
    int channel[2];

    (void) state;
    assert_int_equal(pipe(channel), 0);
    for (int i = 0; i < PROCESSES; i++)
        if (fork() == 0) {
            struct seal_key own = {{0}};
            bool done =
                seal_key_load(scratch_path("key"), true, &own, error) &&
                write(channel[1], &own, sizeof(own)) > 0;

            _exit(done ? 0 : 1);
        }
    for (int i = 0; i < PROCESSES; i++) {
        int status = 1;

        assert_true(wait(&status) > 0);
        assert_int_equal(status, 0);
    }
    assert_true(seal_key_load(scratch_path("key"), true, &loaded, error));
    for (int i = 0; i < PROCESSES; i++) {
        struct seal_key own = {{0}};

        assert_int_equal(read(channel[0], &own, sizeof(own)), sizeof(own));
        assert_memory_equal(&own, &loaded, sizeof(own));
    }
    close(channel[0]);
    close(channel[1]);
    assert_int_equal(scratch_count(), 1);
}

static const char *program; /* this one's path */

/* The exit status of this program, run as `what` under this configuration of
 * OpenSSL. */
static int run_configured(const char *configuration, char *what)
{
    char variable[600];
    char name[] = "test_seal";
    char *const argv[] = {name, what, scratch, NULL};
    char *const environment[] = {variable, NULL};
    int status = -1;
    pid_t child;

    snprintf(variable, sizeof(variable), "OPENSSL_CONF=%s", configuration);
    child = fork();
    if (child == 0) {
        execve(program, argv, environment);
        _exit(127);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    return status;
}

/* The program that reads what openssl.cnf says has no cipher left; ours does
 * not read it. */
static void no_configuration(void **state)
{
    const char *configuration =
        scratch_write("openssl.cnf", "openssl_conf = begin\n"
                                     "[begin]\nproviders = all\n"
                                     "[all]\nnull = none\n"
                                     "[none]\nactivate = 1\n");
    char any[] = "any";
    char ours[] = "ours";

    (void) state;
    assert_int_not_equal(run_configured(configuration, any), 0);
    assert_int_equal(run_configured("/dev/null", any), 0);
    assert_int_equal(run_configured(configuration, ours), 0);
}

/* What the child of run_configured() does. */
static int seal_something(const char *what, const char *directory)
{
    struct seal_key made = {{0}};
    struct frame frame = frame_over(bytes, sizeof(bytes));
    char path[100];
    EVP_CIPHER *cipher;
    bool has;

    snprintf(path, sizeof(path), "%s/%s", directory, what);
    if (strcmp(what, "any") == 0) {
        cipher = EVP_CIPHER_fetch(NULL, "AES-256-GCM", NULL);
        has = cipher != NULL;
        EVP_CIPHER_free(cipher);
        return !has;
    }
    return !seal_key_load(path, true, &made, error) ||
           !seal_close(&made, "context", &frame);
}

#define TEST(name)                                                            \
    cmocka_unit_test_setup_teardown(name, scratch_set_up, scratch_tear_down)

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(round_trip),
        cmocka_unit_test(other_key_or_context),
        cmocka_unit_test(every_bit_and_length),
        cmocka_unit_test(does_not_fit),
        TEST(key_file),
        TEST(bad_key_files),
        TEST(race),
        TEST(no_configuration),
    };

    if (argc == 3)
        return seal_something(argv[1], argv[2]);
    program = argv[0];
    return cmocka_run_group_tests(tests, NULL, NULL);
}
