/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Texts of anybody's on a page: they are read as text, and nothing else.
 */

#include "relay/html.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define BAD "\xef\xbf\xbd" /* U+FFFD */

static char text[256];

static const char *shown(const char *from)
{
    struct html html = html_over(text, sizeof(text));

    html_put_text(&html, from);
    assert_false(html.full);
    assert_int_equal(html.length, strlen(text));
    return text;
}

static const struct {
    const char *from, *to;
} rows[] = {
    {"", ""},
    {"alice on web01", "alice on web01"},
    {"<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"},
    {"\" onload='x' &amp;", "&quot; onload=&#39;x&#39; &amp;amp;"},
    {"a\nb\tc\rd\x1b[2J\x7f", "a" BAD "b" BAD "c" BAD "d" BAD "[2J" BAD},
    /* controls of ISO 8859-1, and a no-break space, which is none */
    {"\xc2\x80\xc2\x9f\xc2\xa0", BAD BAD "\xc2\xa0"},
    /* U+061C, U+200E, U+200F */
    {"\xd8\x9c\xe2\x80\x8e\xe2\x80\x8f", BAD BAD BAD},
    /* U+2027 is a sign; U+2028 to U+202E are not */
    {"\xe2\x80\xa7\xe2\x80\xa8\xe2\x80\xae", "\xe2\x80\xa7" BAD BAD},
    /* U+2066, U+2069, U+206A, U+FEFF */
    {"\xe2\x81\xa6\xe2\x81\xa9\xe2\x81\xaa\xef\xbb\xbf",
     BAD BAD "\xe2\x81\xaa" BAD},
    {"Gr\xc3\xbc\xc3\x9f"
     "e \xe6\x97\xa5\xe6\x9c\xac \xf0\x9f\x94\x91",
     "Gr\xc3\xbc\xc3\x9f"
     "e \xe6\x97\xa5\xe6\x9c\xac \xf0\x9f\x94\x91"},
    /* no UTF-8: lone, cut off, overlong, surrogate, too large */
    {"\xff", BAD},
    {"\xc3", BAD},
    {"\xc3<", BAD "&lt;"},
    {"\xc0\xbc", BAD BAD},
    {"\xed\xa0\x80", BAD BAD BAD},
    {"\xf4\x90\x80\x80", BAD BAD BAD BAD},
    {"\xe2\x80", BAD BAD},
};

static void each_row(void **state)
{
    (void) state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        assert_string_equal(shown(rows[i].from), rows[i].to);
}

static void what_does_not_fit_is_no_page(void **state)
{
    char small[8];
    struct html html = html_over(small, sizeof(small));

    (void) state;
    html_put(&html, "1234567");
    assert_false(html.full);
    html_put(&html, "");
    assert_false(html.full);
    html_put_text(&html, "8");
    assert_true(html.full);
    assert_string_equal(small, "1234567");
    html = html_over(small, sizeof(small));
    html_put_text(&html, "1234<");
    assert_true(html.full);
    html_put(&html, "4");
    assert_string_equal(small, "1234");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_row),
        cmocka_unit_test(what_does_not_fit_is_no_page),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
