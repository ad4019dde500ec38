/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The authorization response as it is pasted: what is ours, what is its
 * beginning, and what is neither.
 */

#include "agent/redirect.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define STATE "q0Gx-_3bW9u7hJ2kL5mN8pR1sT4vX6zA0cE3fH6jK9o"
#define ISSUER "https://idp.example/realm"
#define ISS "iss=https%3A%2F%2Fidp.example%2Frealm"
#define URI "http://127.0.0.1:8400/back"
#define GOOD "code=C-1.x_y&state=" STATE

static struct redirect redirect;

static const struct row {
    const char *text;
    enum redirect_kind kind;
    const char *code;
} rows[] = {
    /* whole */
    {URI "?" GOOD, REDIRECT_CODE, "C-1.x_y"},
    {"127.0.0.1:8400/back?" GOOD, REDIRECT_CODE, "C-1.x_y"},
    {"HTTP://127.0.0.1:8400/back?" GOOD, REDIRECT_CODE, "C-1.x_y"},
    {URI "/?" GOOD, REDIRECT_CODE, "C-1.x_y"},
    {"?" GOOD, REDIRECT_CODE, "C-1.x_y"},
    {GOOD, REDIRECT_CODE, "C-1.x_y"},
    {" \t" URI "?" GOOD "\r\n", REDIRECT_CODE, "C-1.x_y"},
    {URI "?" GOOD "#_=_", REDIRECT_CODE, "C-1.x_y"},
    {URI "?" GOOD "# a b", REDIRECT_CODE, "C-1.x_y"},
    {URI "?state=" STATE "&code=C", REDIRECT_CODE, "C"},
    {URI "?session_state=1&" GOOD "&x=%zz&x=1&y", REDIRECT_CODE, "C-1.x_y"},
    {URI "?" GOOD "&&", REDIRECT_CODE, "C-1.x_y"},
    {"&" GOOD, REDIRECT_CODE, "C-1.x_y"},
    {URI "?" GOOD " \t and more", REDIRECT_CODE, "C-1.x_y"},
    {URI "?code=%2525&state=" STATE, REDIRECT_CODE, "%25"},
    {URI "?code=D/E?F&state=" STATE, REDIRECT_CODE, "D/E?F"},
    {"code=D/E?F=&state=" STATE, REDIRECT_CODE, "D/E?F="},
    {URI "?c%256fde=D&" GOOD, REDIRECT_CODE, "C-1.x_y"},
    {URI "?" GOOD "&" ISS, REDIRECT_CODE, "C-1.x_y"},
    {URI "?code=a%2Bb%2fc+d&state=" STATE, REDIRECT_CODE, "a+b/c d"},
    {URI "?%63ode=C&stat%65=" STATE, REDIRECT_CODE, "C"},
    {URI "?Code=x&code=C&state=" STATE, REDIRECT_CODE, "C"},
    /* cut off */
    {URI, REDIRECT_CUT_OFF, NULL},
    {URI "?", REDIRECT_CUT_OFF, NULL},
    {URI "?co", REDIRECT_CUT_OFF, NULL},
    {URI "?code", REDIRECT_CUT_OFF, NULL},
    {URI "?code=C", REDIRECT_CUT_OFF, NULL},
    {URI "?code=C%2", REDIRECT_CUT_OFF, NULL},
    {URI "?code=C&", REDIRECT_CUT_OFF, NULL},
    {URI "?code=C&state=", REDIRECT_CUT_OFF, NULL},
    {URI "?code=C&state=q0Gx", REDIRECT_CUT_OFF, NULL},
    {URI "?state=" STATE, REDIRECT_CUT_OFF, NULL},
    {URI "?state=" STATE "&code=", REDIRECT_CUT_OFF, NULL},
    {URI "?state=" STATE "&code=C%", REDIRECT_CUT_OFF, NULL},
    {URI "?state=" STATE "&code=C%4", REDIRECT_CUT_OFF, NULL},
    {URI "?" GOOD "&iss=https%3A%2F%2Fidp.exa", REDIRECT_CUT_OFF, NULL},
    {URI "?" GOOD "&iss=https%3A%2F%2", REDIRECT_CUT_OFF, NULL},
    {"code=C", REDIRECT_CUT_OFF, NULL},
    {"?code=C&state=q0", REDIRECT_CUT_OFF, NULL},
    {"state=" STATE, REDIRECT_CUT_OFF, NULL},
    {URI "?code=C D&state=" STATE, REDIRECT_CUT_OFF, NULL},
    /* not ours */
    {"", REDIRECT_FOREIGN, NULL},
    {" \r\n", REDIRECT_FOREIGN, NULL},
    {"hunter2", REDIRECT_FOREIGN, NULL},
    {"hunter=2", REDIRECT_FOREIGN, NULL},
    {"q", REDIRECT_FOREIGN, NULL},
    {"?", REDIRECT_FOREIGN, NULL},
    {"%", REDIRECT_FOREIGN, NULL},
    {"/?" GOOD, REDIRECT_FOREIGN, NULL},
    {"evil.example/?" GOOD, REDIRECT_FOREIGN, NULL},
    {"http://127.0.0.1:840", REDIRECT_FOREIGN, NULL},
    {"http://127.0.0.1:84000/back?" GOOD, REDIRECT_FOREIGN, NULL},
    {"http://127.0.0.1:8400/?" GOOD, REDIRECT_FOREIGN, NULL},
    {"https://127.0.0.1:8400/back?" GOOD, REDIRECT_FOREIGN, NULL},
    {"http://evil.example/?" GOOD, REDIRECT_FOREIGN, NULL},
    {"http://evil.example/?x=" URI "?" GOOD, REDIRECT_FOREIGN, NULL},
    {URI ".evil?" GOOD, REDIRECT_FOREIGN, NULL},
    {URI "&" GOOD, REDIRECT_FOREIGN, NULL},
    {ISSUER "/authorize?client_id=x&state=" STATE, REDIRECT_FOREIGN, NULL},
    {URI "?code=C&state=X" STATE, REDIRECT_FOREIGN, NULL},
    {URI "?code=C&state=" STATE "o", REDIRECT_FOREIGN, NULL},
    {URI "?code=C&state=Q0Gx", REDIRECT_FOREIGN, NULL},
    {URI "?code=C&state=" STATE STATE, REDIRECT_FOREIGN, NULL},
    {URI "?code=C&state=q0Gx-_3bW9u7hJ2kL5mN8pR1sT4vX6zA0cE3fH6jK9p",
     REDIRECT_FOREIGN, NULL},
    {"pass=word&x", REDIRECT_FOREIGN, NULL},
    /* twice, or not to be decoded */
    {URI "?" GOOD "&code=C-1.x_y", REDIRECT_CUT_OFF, NULL},
    {URI "?" GOOD "&state=" STATE, REDIRECT_CUT_OFF, NULL},
    {URI "?" GOOD "&c%6fde=D", REDIRECT_CUT_OFF, NULL},
    {URI "?" GOOD "&" ISS "&" ISS, REDIRECT_CUT_OFF, NULL},
    {URI "?code=&" GOOD, REDIRECT_CUT_OFF, NULL},
    {URI "?code=%zz&state=" STATE, REDIRECT_CUT_OFF, NULL},
    {URI "?code=%4&state=" STATE, REDIRECT_CUT_OFF, NULL},
    {URI "?code=C%00&state=" STATE, REDIRECT_CUT_OFF, NULL},
    {URI "?code=C%1b[2J&state=" STATE, REDIRECT_CUT_OFF, NULL},
    {URI "?code=C%7f&state=" STATE, REDIRECT_CUT_OFF, NULL},
    {URI "?code=C\xc3\xa4&state=" STATE, REDIRECT_CUT_OFF, NULL},
    {GOOD "&code=C", REDIRECT_FOREIGN, NULL},
    {"?code=C%2", REDIRECT_FOREIGN, NULL},
    {"?code=%c3%a4&state=" STATE, REDIRECT_FOREIGN, NULL},
    /* another provider's (RFC 9207 section 2.4) */
    {URI "?" GOOD "&iss=https%3A%2F%2Fevil.example", REDIRECT_MIXED_UP, NULL},
    {URI "?" GOOD "&iss=https%3A%2F%2Fidp.example%2Frealm%2F",
     REDIRECT_MIXED_UP, NULL},
    {URI "?" GOOD "&iss=https%3A%2F%2FIDP.example%2Frealm", REDIRECT_MIXED_UP,
     NULL},
    {URI "?error=access_denied&state=" STATE "&iss=x", REDIRECT_MIXED_UP,
     NULL},
    /* an error, and no error of ours */
    {URI "?error=access_denied&state=" STATE, REDIRECT_ERROR, "access_denied"},
    {"error=x&error_description=%0a%zz&state=" STATE, REDIRECT_ERROR, "x"},
    {URI "?error=x&" GOOD, REDIRECT_ERROR, "x"},
    {URI "?error=a%22b&state=" STATE "&" ISS, REDIRECT_ERROR, "a\"b"},
    {URI "?error=access_denied", REDIRECT_FOREIGN, NULL},
    {URI "?error=access_denied&state=q0Gx", REDIRECT_FOREIGN, NULL},
    {URI "?error=access_denied&state=x", REDIRECT_FOREIGN, NULL},
    {"error=x&code=C", REDIRECT_FOREIGN, NULL},
    {URI "?error=%1b&state=" STATE, REDIRECT_CUT_OFF, NULL},
    {URI "?error=x&error=x&state=" STATE, REDIRECT_CUT_OFF, NULL},
};

static enum redirect_kind read_as(const char *text, const char *uri,
                                  bool names_issuer)
{
    static struct client client = {.metadata.issuer = ISSUER};
    const struct redirect_rules rules = {&client, STATE};

    snprintf(client.redirect_uri, URL_SIZE, "%s", uri);
    client.metadata.names_issuer = names_issuer;
    memset(&redirect, 'x', sizeof(redirect));
    redirect_read(text, &rules, &redirect);
    return redirect.kind;
}

static void reads_what_is_pasted(void **state)
{
    (void) state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        if (read_as(rows[i].text, URI, false) != rows[i].kind)
            fail_msg("%s: %d", rows[i].text, (int) redirect.kind);
        if (rows[i].code != NULL)
            assert_string_equal(rows[i].kind == REDIRECT_ERROR ? redirect.error
                                                               : redirect.code,
                                rows[i].code);
    }
}

/* Where the provider names itself, nothing goes without its name. */
static void misses_the_issuer(void **state)
{
    (void) state;
    assert_int_equal(read_as(URI "?" GOOD "&" ISS, URI, true), REDIRECT_CODE);
    assert_int_equal(read_as(URI "?" GOOD, URI, true), REDIRECT_MIXED_UP);
    assert_int_equal(read_as(URI "?" GOOD "&iss=", URI, true),
                     REDIRECT_MIXED_UP);
    assert_int_equal(read_as(URI "?" GOOD "&iss=https%3A", URI, true),
                     REDIRECT_CUT_OFF);
    assert_int_equal(read_as(URI "?error=x&state=" STATE, URI, true),
                     REDIRECT_MIXED_UP);
    assert_int_equal(read_as(URI "?" GOOD "&iss=http", URI, true),
                     REDIRECT_CUT_OFF);
    assert_int_equal(read_as(URI "?" GOOD "&iss=httq", URI, true),
                     REDIRECT_MIXED_UP);
    assert_int_equal(read_as(URI "?error=x&" ISS "&state=" STATE, URI, true),
                     REDIRECT_ERROR);
}

/* A browser adds the path that the redirect URI lacks, and hides what the
 * person did not ask for. */
static void knows_other_addresses(void **state)
{
    static const char native[] =
        "https://login.microsoftonline.com/common/oauth2/nativeclient";
    char text[NAME_SIZE] = "";

    (void) state;
    assert_int_equal(
        read_as("http://127.0.0.1/?" GOOD, "http://127.0.0.1", false),
        REDIRECT_CODE);
    assert_int_equal(read_as("http://127.0.0.1.evil.example/?" GOOD,
                             "http://127.0.0.1", false),
                     REDIRECT_FOREIGN);
    assert_int_equal(read_as("127.0.0.1", "http://127.0.0.1", false),
                     REDIRECT_CUT_OFF);
    assert_int_equal(read_as("https://app.example/cb?x=1&" GOOD,
                             "https://app.example/cb?x=1", false),
                     REDIRECT_CODE);
    strncat(text, native, sizeof(text) - 1);
    strncat(text, "?" GOOD, sizeof(text) - sizeof(native));
    assert_int_equal(read_as(text, native, false), REDIRECT_CODE);
    assert_int_equal(read_as(text + 8, native, false), REDIRECT_CODE);
}

/* Every beginning of a response is seen to be one, and none is the whole. */
static void notices_every_cut(void **state)
{
    static const char whole[] = URI "?" GOOD;
    char text[sizeof(whole)];

    (void) state;
    for (size_t length = strlen(URI); length < strlen(whole); length++) {
        memcpy(text, whole, length);
        text[length] = '\0';
        assert_int_equal(read_as(text, URI, false), REDIRECT_CUT_OFF);
    }
}

static void holds_what_a_reply_can_hold(void **state)
{
    static char text[2 * REPLY_SIZE] = "state=" STATE "&code=";
    size_t start = strlen(text);

    (void) state;
    memset(text + start, 'c', REPLY_SIZE - 1 - start);
    assert_int_equal(read_as(text, URI, false), REDIRECT_CODE);
    assert_int_equal(strlen(redirect.code), REPLY_SIZE - 1 - start);
    text[REPLY_SIZE - 1] = 'c';
    assert_int_equal(read_as(text, URI, false), REDIRECT_FOREIGN);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_what_is_pasted),
        cmocka_unit_test(misses_the_issuer),
        cmocka_unit_test(knows_other_addresses),
        cmocka_unit_test(notices_every_cut),
        cmocka_unit_test(holds_what_a_reply_can_hold),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
