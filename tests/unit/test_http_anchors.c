/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Whose certificates are trusted, as the HTTP library is told.
 */

#include "agent/http.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

enum { CAINFO = 10065, CAPATH = 10097 }; /* of curl.h */

static const char *file;
static const char *directory;
static int settings;

/* In place of the library's. */
int curl_easy_setopt(void *curl, int option, ...);
int curl_easy_setopt(void *curl, int option, ...)
{
    va_list arguments;

    (void) curl;
    va_start(arguments, option);
    if (option == CAINFO || option == CAPATH) {
        *(option == CAINFO ? &file : &directory) =
            va_arg(arguments, const char *);
        settings++;
    }
    va_end(arguments);
    return 0;
}

static void set_up(const char *ca_file)
{
    static struct network network;
    struct http *http;

    snprintf(network.ca_file, sizeof(network.ca_file), "%s", ca_file);
    settings = 0;
    http = http_new(&network);
    assert_non_null(http);
    http_free(&http);
    assert_int_equal(settings, 2);
}

/* Nothing of the system's beside it: the directory is set to what is none. */
static void only_a_file_that_is_named(void **state)
{
    struct stat found;

    (void) state;
    set_up("/etc/own.pem");
    assert_string_equal(file, "/etc/own.pem");
    assert_non_null(directory);
    assert_int_equal(stat(directory, &found), 0);
    assert_false(S_ISDIR(found.st_mode));
}

static void the_system_s_otherwise(void **state)
{
    struct stat found;

    (void) state;
    set_up("");
    assert_non_null(directory);
    assert_true(file != NULL ||
                (stat(directory, &found) == 0 && S_ISDIR(found.st_mode)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_a_file_that_is_named),
        cmocka_unit_test(the_system_s_otherwise),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
