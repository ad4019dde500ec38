/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Which URLs are accepted, what is read from them, and what shares an
 * origin.
 */

#include "shared/url.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static const struct {
    const char *text;
    const char *host;
    int port;
    const char *path;
} accepted[] = {
    {"https://idp.example", "idp.example", 443, "/"},
    {"https://idp.example/", "idp.example", 443, "/"},
    {"https://idp.example:8443/a/b?c=d&e", "idp.example", 8443, "/a/b?c=d&e"},
    {"https://idp.example?c=d", "idp.example", 443, "/?c=d"},
    {"HTTPS://IdP.Example/Path", "idp.example", 443, "/Path"},
    {"https://localhost:1", "localhost", 1, "/"},
    {"https://127.0.0.1:65535/x", "127.0.0.1", 65535, "/x"},
    {"https://[::1]/x", "[::1]", 443, "/x"},
    {"https://[2001:DB8::1]:444", "[2001:db8::1]", 444, "/"},
    {"https://a-b.xn--bcher-kva.example/%7Euser/(x);y='z'",
     "a-b.xn--bcher-kva.example", 443, "/%7Euser/(x);y='z'"},
    {"https://idp.example/@not-a-user", "idp.example", 443, "/@not-a-user"},
};

static const char *const refused[] = {
    "",
    "https://",
    "https:///path",
    "https:idp.example",
    "https:/idp.example",
    "//idp.example/",
    "idp.example",
    "/path",
    "http://idp.example/",
    "ftp://idp.example/",
    "javascript:alert(1)",
    "javascript://idp.example/%0aalert(1)",
    "data:text/html,x",
    "file:///etc/passwd",
    " https://idp.example/",
    "https://idp.example/ ",
    "https://idp.example/a b",
    "https://idp.example/\n",
    "https://idp.example/\r\nX: y",
    "https://idp.example/\x1b]0;x\x07",
    "https://idp.example/\x7f",
    "https://idp.example/\xc3\xa9",
    "https://m\xc3\xbcll.example/",
    "https://idp.example/#fragment",
    "https://idp.example#",
    "https://user@idp.example/",
    "https://user:word@idp.example/",
    "https://@idp.example/",
    "https://idp.example@evil.example/",
    "https://idp.example:443@evil.example/",
    "https://idp.example\\@evil.example/",
    "https://idp.example/\\evil.example",
    "https://idp.example\\.evil.example/",
    "https://idp_x.example/",
    "https://idp%2eexample/",
    "https://idp.example%00.evil.example/",
    "https://.idp.example/",
    "https://idp..example/",
    "https://idp.example./",
    "https://idp.example:/",
    "https://idp.example:0/",
    "https://idp.example:00443/",
    "https://idp.example:65536/",
    "https://idp.example:100000/",
    "https://idp.example:4 43/",
    "https://idp.example:+443/",
    "https://idp.example:-1/",
    "https://idp.example:443x/",
    "https://idp.example:443:443/",
    "https://[::1",
    "https://[::1]x/",
    "https://[::1]@evil.example/",
    "https://[]/",
    "https://[/",
    "https://[v1.x]/",
    "https://[::1%25lo]/",
    "https://[1:2:3:4:5:6:7:8:9]/",
    "https://[127.0.0.1]/",
    "https://::1/",
    "https://idp.example/<x>",
    "https://idp.example/\"x\"",
    "https://idp.example/`x`",
    "https://idp.example/{x}",
};

static void accepts(void **state)
{
    (void) state;
    for (size_t i = 0; i < sizeof(accepted) / sizeof(accepted[0]); i++) {
        struct url url = {.port = 0};

        if (!url_parse(accepted[i].text, &url))
            fail_msg("refused: %s", accepted[i].text);
        assert_string_equal(url.host, accepted[i].host);
        assert_int_equal(url.port, accepted[i].port);
        assert_string_equal(url.path, accepted[i].path);
    }
}

static void refuses(void **state)
{
    struct url url = {.host = "kept", .port = 7, .path = "kept"};

    (void) state;
    for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++)
        if (url_parse(refused[i], &url))
            fail_msg("accepted: %s", refused[i]);
    assert_string_equal(url.host, "kept");
    assert_int_equal(url.port, 7);
    assert_string_equal(url.path, "kept");
}

/* The longest text, the longest host and the longest label. */
static void keeps_its_limits(void **state)
{
    char text[URL_SIZE + 1] = "https://h/";
    char label[128];
    struct url url;

    (void) state;
    memset(text + strlen(text), 'x', URL_SIZE - 1 - strlen(text));
    assert_true(url_parse(text, &url));
    assert_int_equal(strlen(url.path), URL_SIZE - 1 - strlen("https://h"));
    text[URL_SIZE - 1] = 'x';
    assert_false(url_parse(text, &url));

    snprintf(label, sizeof(label), "https://%063d.example/", 0);
    assert_true(url_parse(label, &url));
    snprintf(label, sizeof(label), "https://%064d.example/", 0);
    assert_false(url_parse(label, &url));

    memset(text, 0, sizeof(text));
    strncpy(text, "https://", sizeof(text) - 1);
    for (size_t i = 0; i < NAME_SIZE; i++)
        text[strlen("https://") + i] = i % 2 == 0 ? 'a' : '.';
    text[strlen("https://") + NAME_SIZE - 1] = '\0';
    assert_true(url_parse(text, &url));
    text[strlen("https://") + NAME_SIZE - 1] = '.';
    text[strlen("https://") + NAME_SIZE] = 'a';
    assert_false(url_parse(text, &url));
}

static void compares_origins(void **state)
{
    (void) state;
    assert_true(url_same_origin("https://h/a", "https://h:443/b?c"));
    assert_true(
        url_same_origin("https://H.example:8443", "https://h.example:8443/x"));
    assert_true(url_same_origin("https://[::1]/a", "https://[::1]:443"));
    assert_false(url_same_origin("https://h/", "https://h:444/"));
    assert_false(url_same_origin("https://h/", "https://h.example/"));
    assert_false(url_same_origin("https://a.h/", "https://b.h/"));
    assert_false(url_same_origin("https://h/", "http://h:443/"));
    assert_false(url_same_origin("http://h/", "http://h/"));
    assert_false(url_same_origin("", ""));
}

/* The issuer's origin, and the default port of hosts that are named. */
static void knows_endpoints(void **state)
{
    static const char issuer[] = "https://idp.example:8443/realm";
    static const char hosts[] = "oauth.example www.example";

    (void) state;
    assert_true(url_is_endpoint("https://IDP.example:8443/t", issuer, ""));
    assert_true(url_is_endpoint("https://oauth.example/t", issuer, hosts));
    assert_true(url_is_endpoint("https://WWW.example:443/t", issuer, hosts));
    assert_false(url_is_endpoint("https://idp.example/t", issuer, hosts));
    assert_false(url_is_endpoint("https://oauth.example/t", issuer, ""));
    assert_false(
        url_is_endpoint("https://oauth.example:8443/t", issuer, hosts));
    assert_false(url_is_endpoint("http://oauth.example/t", issuer, hosts));
    assert_false(url_is_endpoint("https://a.oauth.example/t", issuer, hosts));
    assert_false(
        url_is_endpoint("https://oauth.example.evil/", issuer, hosts));
    assert_false(
        url_is_endpoint("https://oauth.example@evil.example/", issuer, hosts));
    assert_false(url_is_endpoint("", issuer, hosts));
}

static void names_hosts(void **state)
{
    char host[16];

    (void) state;
    url_name_host("https://IDP.example:1/x?code=secret", host, sizeof(host));
    assert_string_equal(host, "idp.example");
    url_name_host("http://idp\x1b.example/x/y", host, sizeof(host));
    assert_string_equal(host, "http://idp?.exa");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(accepts),          cmocka_unit_test(refuses),
        cmocka_unit_test(keeps_its_limits), cmocka_unit_test(compares_origins),
        cmocka_unit_test(knows_endpoints),  cmocka_unit_test(names_hosts),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
