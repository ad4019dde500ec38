/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Pages of the relay: each in each language, with nothing in them but text.
 */

#include "relay/page_texts.h"
#include "shared/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static const char *const accepted[LANGUAGE_COUNT] = {"en", "de", "ja"};
static char text[PAGE_SIZE];

static struct page page_of(enum page_kind kind, const char *languages)
{
    return (struct page){
        .kind = kind,
        .languages = languages,
        .organisation = "Example & Sons",
        .support = "help@example.com",
        .user = "alice",
        .host = "web01",
        .service = "sshd",
        .from = "192.0.2.7",
        .account = "alice@example.com",
        .age = 30,
        .action = "/7GK2M9QXA3",
        .token = "T-1",
        .number = "482913",
        .error = "access_denied",
        .error_description = "not today",
    };
}

static const char *written(const struct page *page)
{
    size_t length = page_write(page, text);

    assert_int_equal(length, strlen(text));
    assert_int_not_equal(length, 0);
    return text;
}

static void every_text_is_there(void **state)
{
    (void) state;
    for (int i = 0; i < LANGUAGE_COUNT; i++) {
        const struct page_texts *texts = page_texts_of((enum language) i);

        assert_string_equal(texts->tag, accepted[i]);
        for (int kind = 0; kind < PAGE_COUNT; kind++) {
            assert_non_null(texts->headings[kind]);
            assert_non_null(texts->advices[kind]);
        }
        for (int label = 0; label < LABEL_COUNT; label++)
            assert_non_null(texts->labels[label]);
        for (int span = 0; span < SPAN_COUNT; span++) {
            assert_non_null(texts->ago[span][0]);
            assert_non_null(texts->ago[span][1]);
        }
    }
}

static void every_page_is_in_every_language(void **state)
{
    (void) state;
    for (int i = 0; i < LANGUAGE_COUNT; i++)
        for (int kind = 0; kind < PAGE_COUNT; kind++) {
            const struct page_texts *texts = page_texts_of((enum language) i);
            struct page page = page_of((enum page_kind) kind, accepted[i]);
            char tag[WORD_SIZE];

            (void) written(&page);
            text_format(tag, sizeof(tag), "<html lang=\"%s\">", texts->tag);
            assert_non_null(strstr(text, tag));
            assert_non_null(strstr(text, texts->headings[kind]));
            assert_non_null(strstr(text, "Example &amp; Sons"));
            assert_non_null(strstr(text, "help@example.com"));
            assert_null(strstr(text, "<script"));
        }
}

/* Whoever has the page has the number; nobody else is shown it. */
static void each_page_says_what_it_is_for(void **state)
{
    (void) state;
    for (int kind = 0; kind < PAGE_COUNT; kind++) {
        struct page page = page_of((enum page_kind) kind, "en");
        bool facts =
            kind == PAGE_ASK || kind == PAGE_DONE || kind == PAGE_NUMBER;

        (void) written(&page);
        assert_int_equal(strstr(text, "<form") != NULL, kind == PAGE_ASK);
        assert_int_equal(strstr(text, "T-1") != NULL, kind == PAGE_ASK);
        assert_int_equal(strstr(text, "192.0.2.7") != NULL, kind == PAGE_ASK);
        assert_int_equal(strstr(text, "482 913") != NULL, kind == PAGE_NUMBER);
        assert_int_equal(strstr(text, "web01") != NULL, facts);
        assert_int_equal(strstr(text, "access_denied") != NULL,
                         kind == PAGE_PROVIDER_ERROR);
    }
}

static void what_is_unknown_has_no_row(void **state)
{
    struct page page = page_of(PAGE_ASK, "");

    (void) state;
    page.from = page.account = page.organisation = page.support = "";
    (void) written(&page);
    assert_null(strstr(text, "Login from"));
    assert_null(strstr(text, "Account to sign in"));
    assert_null(strstr(text, "<header"));
    assert_null(strstr(text, "<footer"));
}

static void every_field_is_text(void **state)
{
    static const char attack[] = "\"><script>alert(1)</script>\n";
    struct page page = page_of(PAGE_ASK, "en");

    (void) state;
    page.organisation = page.support = page.user = page.host = attack;
    page.service = page.from = page.account = page.action = attack;
    page.token = attack;
    (void) written(&page);
    assert_null(strstr(text, "<script"));
    page = page_of(PAGE_PROVIDER_ERROR, attack);
    page.error = page.error_description = attack;
    (void) written(&page);
    assert_null(strstr(text, "<script"));
}

/* Each field as long as it may be, in the characters that need the most. */
static void the_longest_page_fits(void **state)
{
    static char name[NAME_SIZE], line[LINE_SIZE];

    (void) state;
    memset(name, '"', sizeof(name) - 1);
    memset(line, '"', sizeof(line) - 1);
    for (int i = 0; i < LANGUAGE_COUNT; i++)
        for (int kind = 0; kind < PAGE_COUNT; kind++) {
            struct page page = page_of((enum page_kind) kind, accepted[i]);

            page.organisation = page.user = page.host = page.service = name;
            page.from = page.account = page.error = name;
            page.support = page.error_description = line;
            (void) written(&page);
        }
}

static void age_is_in_round_numbers(void **state)
{
    static const struct {
        int64_t age;
        const char *words;
    } rows[] = {
        {-5, ">0 s ago<"},    {0, ">0 s ago<"},        {119, ">119 s ago<"},
        {120, ">2 min ago<"}, {7199, ">119 min ago<"}, {7200, ">2 h ago<"},
    };

    (void) state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct page page = page_of(PAGE_ASK, "en");

        page.age = rows[i].age;
        assert_non_null(strstr(written(&page), rows[i].words));
    }
}

static void languages_are_chosen(void **state)
{
    static const struct {
        const char *accepted;
        enum language language;
    } rows[] = {
        {"", ENGLISH},
        {"de", GERMAN},
        {"DE-at", GERMAN},
        {"ja-JP", JAPANESE},
        {"fr, de", GERMAN},
        {"en-US,en;q=0.9,de;q=0.8", ENGLISH},
        {"de;q=0.8,ja;q=0.9", JAPANESE},
        {"de;q=0.8, ja;q=0.8", GERMAN},
        {"en;q=0,de;q=0.001", GERMAN},
        {"de;q=0", ENGLISH},
        {"de; q=0.5,ja ; q=0.6", JAPANESE},
        {"de;q=1.000,ja;q=0.999", GERMAN},
        {"de;q=,ja", JAPANESE},
        {"deu", ENGLISH},
        {"den-DE", ENGLISH},
        {"*", ENGLISH},
        {";;;,,,q=1", ENGLISH},
        {",de", GERMAN},
    };

    (void) state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        if (language_of(rows[i].accepted) != rows[i].language)
            fail_msg("%s: %d", rows[i].accepted,
                     language_of(rows[i].accepted));
}

static void every_page_has_its_status(void **state)
{
    (void) state;
    for (int kind = 0; kind < PAGE_COUNT; kind++)
        assert_in_range(page_status((enum page_kind) kind), 200, 503);
    assert_int_equal(page_status(PAGE_ASK), 200);
    assert_int_equal(page_status(PAGE_UNKNOWN), 404);
    assert_int_equal(page_status(PAGE_OVER), 410);
    assert_int_equal(page_status(PAGE_TOO_LATE), 409);
    assert_int_equal(page_status(PAGE_OTHER_BROWSER), 403);
}

#define REST                                                                  \
    "default-src 'none'; style-src 'self'; base-uri 'none'; "                 \
    "frame-ancestors 'none'; form-action 'self'"

static void forms_lead_to_us_and_the_providers(void **state)
{
    char policy[POLICY_SIZE];

    (void) state;
    page_policy("https://idp.example/authorize", policy);
    assert_string_equal(policy, REST " https://idp.example");
    page_policy("https://a.example/x https://a.example/y "
                "https://b.example:8443/z",
                policy);
    assert_string_equal(policy,
                        REST " https://a.example https://b.example:8443");
}

/* --- The colours of the style sheet. */

/* Linear light of a channel (WCAG 2.1, relative luminance). */
static double linear(int channel)
{
    double c = channel / 255.0;
    double power = 1;

    if (c <= 0.03928)
        return c / 12.92;
    c = (c + 0.055) / 1.055;
    /* c to the power of 2.4, as the fifth root of its twelfth. */
    for (int i = 0; i < 12; i++)
        power *= c;
    c = power;
    for (int i = 0; i < 60; i++)
        c -= (c * c * c * c * c - power) / (5 * c * c * c * c);
    return c;
}

static double luminance(unsigned int colour)
{
    return 0.2126 * linear((int) (colour >> 16 & 255)) +
           0.7152 * linear((int) (colour >> 8 & 255)) +
           0.0722 * linear((int) (colour & 255));
}

/* The colour of that name in the light theme, or the dark one. */
static unsigned int colour_of(const char *name, bool dark)
{
    const char *style = page_style();
    unsigned int colour = 0;
    char declared[WORD_SIZE];

    text_format(declared, sizeof(declared), "--%s: #", name);
    if (dark)
        style = strstr(style, "prefers-color-scheme: dark");
    style = strstr(style, declared);
    assert_non_null(style);
    assert_int_equal(sscanf(style + strlen(declared), "%6x", &colour), 1);
    return colour;
}

static double contrast(const char *one, const char *other, bool dark)
{
    double a = luminance(colour_of(one, dark));
    double b = luminance(colour_of(other, dark));

    if (a < b)
        return (b + 0.05) / (a + 0.05);
    return (a + 0.05) / (b + 0.05);
}

/* WCAG 2.1, 1.4.3 for text and 1.4.11 for what surrounds a button. */
static void colours_can_be_read(void **state)
{
    (void) state;
    assert_in_range(contrast("ground", "ground", false) * 100, 100, 100);
    for (int dark = 0; dark <= 1; dark++) {
        assert_true(contrast("ink", "ground", dark) >= 4.5);
        assert_true(contrast("ink", "panel", dark) >= 4.5);
        assert_true(contrast("faint", "ground", dark) >= 4.5);
        assert_true(contrast("faint", "panel", dark) >= 4.5);
        assert_true(contrast("on-strong", "strong", dark) >= 4.5);
        assert_true(contrast("line", "ground", dark) >= 3);
        assert_true(contrast("strong", "ground", dark) >= 3);
    }
}

static void nothing_comes_from_elsewhere(void **state)
{
    (void) state;
    assert_null(strstr(page_style(), "url("));
    assert_null(strstr(page_style(), "@import"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_text_is_there),
        cmocka_unit_test(every_page_is_in_every_language),
        cmocka_unit_test(each_page_says_what_it_is_for),
        cmocka_unit_test(what_is_unknown_has_no_row),
        cmocka_unit_test(every_field_is_text),
        cmocka_unit_test(the_longest_page_fits),
        cmocka_unit_test(age_is_in_round_numbers),
        cmocka_unit_test(languages_are_chosen),
        cmocka_unit_test(every_page_has_its_status),
        cmocka_unit_test(forms_lead_to_us_and_the_providers),
        cmocka_unit_test(colours_can_be_read),
        cmocka_unit_test(nothing_comes_from_elsewhere),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
