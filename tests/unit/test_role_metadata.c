/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Discovery with a provider that answers from a script: redirects, and what
 * is reported of what is wrong.
 */

#include "agent/keeper_link.h"
#include "agent/role_metadata.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define ISSUER "https://idp.example:8443/realm"
#define WELL_KNOWN ISSUER "/.well-known/openid-configuration"
#define AT(host)                                                              \
    "{\"issuer\":\"" ISSUER "\",\"token_endpoint\":\"https://" host           \
    "/t\",\"jwks_uri\":\"" ISSUER "/k\"}"
#define DOCUMENT AT("idp.example:8443")
#define KEYS                                                                  \
    "{\"keys\":[{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":"                     \
    "\"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU\",\"y\":"                  \
    "\"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0\"}]}"

enum { ANSWERS = 6 };

struct scripted {
    long status;
    const char *text; /* the body, or where a redirect leads to */
};

static const struct scripted *script;
static int asked;
static char urls[ANSWERS][URL_SIZE];
static enum message_type sent;
static struct failure failure;

void http_send(struct http *http, const struct http_request *request,
               struct http_answer *ret_answer)
{
    static char body[2048];
    const struct scripted *next = &script[asked];
    bool redirected = next->status / 100 == 3;

    (void) http;
    assert_in_range(asked, 0, ANSWERS - 1);
    snprintf(urls[asked++], URL_SIZE, "%s", request->url);
    snprintf(body, sizeof(body), "%s", next->text);
    *ret_answer = (struct http_answer){
        .transport = redirected ? ANSWER_MALFORMED : ANSWER_OK,
        .status = next->status,
        .body = redirected ? NULL : body,
        .length = redirected ? 0 : strlen(body),
        .location = redirected ? body : NULL};
    if (redirected)
        snprintf(ret_answer->reason, WORD_SIZE, "redirect");
}

int64_t http_requests(const struct http *http)
{
    (void) http;
    return asked;
}

int64_t http_remaining(const struct http *http)
{
    (void) http;
    return 60000;
}

bool keeper_link_send(const struct http *http, enum message_type type,
                      void *message)
{
    (void) http;
    sent = type;
    if (type == MESSAGE_FAILURE)
        failure = *(struct failure *) message;
    return true;
}

/* What is reported for these answers, one after the other. */
static enum message_type run(const struct scripted answers[ANSWERS])
{
    static const struct fetch order = {.issuer = ISSUER};

    script = answers;
    asked = 0;
    sent = MESSAGE_NONE;
    memset(&failure, 0, sizeof(failure));
    role_metadata_run(NULL, &order);
    return sent;
}

static void fetches_both(void **state)
{
    (void) state;
    assert_int_equal(
        run((struct scripted[ANSWERS]){{200, DOCUMENT}, {200, KEYS}}),
        MESSAGE_METADATA);
    assert_int_equal(asked, 2);
    assert_string_equal(urls[0], WELL_KNOWN);
    assert_string_equal(urls[1], ISSUER "/k");
}

static void follows_within_the_origin(void **state)
{
    (void) state;
    assert_int_equal(
        run((struct scripted[ANSWERS]){{301, WELL_KNOWN "/"},
                                       {307, "/a?b"},
                                       {302, "https://IDP.example:8443/c"},
                                       {200, DOCUMENT},
                                       {200, KEYS}}),
        MESSAGE_METADATA);
    assert_string_equal(urls[1], WELL_KNOWN "/");
    assert_string_equal(urls[2], "https://idp.example:8443/a?b");
    assert_string_equal(urls[3], "https://IDP.example:8443/c");
}

static void follows_nowhere_else(void **state)
{
    static const struct {
        const char *location;
        const char *detail;
    } rows[] = {
        {"https://evil.example/x", "it leads to evil.example"},
        {"https://idp.example/x", "it leads to idp.example"},
        {"http://idp.example:8443/x", "it leads to http://idp.example:8443/x"},
        {"//evil.example/x", "it leads to //evil.example/x"},
        {"/x#\x1b[2J", "it leads to /x#?[2J"},
        {"", "it leads to "},
    };

    (void) state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        assert_int_equal(run((struct scripted[ANSWERS]){
                             {302, rows[i].location}, {200, DOCUMENT}}),
                         MESSAGE_FAILURE);
        assert_int_equal(asked, 1);
        assert_string_equal(failure.reason, "redirect");
        assert_string_equal(failure.detail, rows[i].detail);
    }
}

static void follows_three_at_most(void **state)
{
    (void) state;
    assert_int_equal(run((struct scripted[ANSWERS]){{302, "/a"},
                                                    {302, "/b"},
                                                    {302, "/c"},
                                                    {302, "/d"},
                                                    {200, DOCUMENT}}),
                     MESSAGE_FAILURE);
    assert_int_equal(asked, 4);
    assert_string_equal(failure.reason, "redirect");
}

/* Only the metadata may be elsewhere than it was said to be. */
static void follows_no_keys(void **state)
{
    (void) state;
    assert_int_equal(run((struct scripted[ANSWERS]){
                         {200, DOCUMENT}, {302, "/k2"}, {200, KEYS}}),
                     MESSAGE_FAILURE);
    assert_int_equal(asked, 2);
    assert_string_equal(failure.reason, "redirect");
    assert_string_equal(failure.detail, "it leads to /k2");
}

static void tells_what_is_wrong(void **state)
{
    (void) state;
    run((struct scripted[ANSWERS]){{404, "<html>"}});
    assert_string_equal(failure.reason, "metadata_404");
    assert_string_equal(failure.detail, WELL_KNOWN);
    run((struct scripted[ANSWERS]){{200, AT("evil.example")}});
    assert_string_equal(failure.reason, "token_endpoint_refused");
    assert_string_equal(failure.detail, "evil.example");
    run((struct scripted[ANSWERS]){{200, DOCUMENT}, {503, ""}});
    assert_int_equal(failure.answer, ANSWER_TRANSIENT);
    assert_string_equal(failure.reason, "keys_503");
    assert_string_equal(failure.detail, ISSUER "/k");
    run((struct scripted[ANSWERS]){{200, DOCUMENT}, {200, "{\"keys\":[]}"}});
    assert_string_equal(failure.reason, "keys_malformed");
    run((struct scripted[ANSWERS]){
        {200, DOCUMENT},
        {200, "{\"keys\":[{\"kty\":\"OKP\",\"alg\":\"EdDSA\"}]}"}});
    assert_string_equal(failure.reason, "algorithm_missing");
    assert_non_null(strstr(failure.detail, "EdDSA"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fetches_both),
        cmocka_unit_test(follows_within_the_origin),
        cmocka_unit_test(follows_nowhere_else),
        cmocka_unit_test(follows_three_at_most),
        cmocka_unit_test(follows_no_keys),
        cmocka_unit_test(tells_what_is_wrong),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
