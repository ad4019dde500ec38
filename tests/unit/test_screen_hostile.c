/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Whatever comes from a client, an agent or a catalogue: nothing but words
 * and half blocks reaches the screen, and no buffer is left.
 */

#include "occasion.h"

#include "shared/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static const struct ask_again no_address = {.paste = PASTE_FOREIGN};
static struct occasion occasion;
static char text[SHOW_SIZE];

/* What a terminal obeys, or what misleads a person who reads. */
static const char *const attacks[] = {
    "\033[2J\033[H",                     /* clears the screen */
    "\033]8;;http://evil.example\033\\", /* a link (OSC 8) */
    "\033]0;root\007",                   /* the window's title */
    "\x9b"
    "2J", /* CSI as one byte */
    "\xc2\x9b"
    "2J", /* and in UTF-8 */
    "\u202e"
    "moc.live", /* written from the right */
    "\u2066\u200b\ufeff",
    "a\nPassword: ",
    "a\r  Open  http://evil.example",
    "\b\b\b\t\v\f\x7f",
    "\xff\xfe\xc0\xaf",
    "Gr\u00fc\u00dfe \u65e5\u672c",
    "%s%n%99999d%1$s",
};

/* Only printable ASCII, line ends of our own and the drawing's glyphs. */
static void assert_harmless(const char *shown)
{
    for (; *shown != '\0'; shown++) {
        if (*shown == '\xe2') {
            assert_true(strncmp(shown, "\u2580", 3) == 0 ||
                        strncmp(shown, "\u2584", 3) == 0 ||
                        strncmp(shown, "\u2588", 3) == 0);
            shown += 2;
            continue;
        }
        assert_true((*shown >= ' ' && *shown <= '~') || *shown == '\n');
    }
}

static size_t lines_of(const char *shown)
{
    size_t count = 0;

    for (; *shown != '\0'; shown++)
        count += *shown == '\n';
    return count;
}

/* A field, filled with the text over and over. */
static void fill(char *field, size_t size, const char *with)
{
    field[0] = '\0';
    while (strlen(field) + strlen(with) < size)
        strcat(field, with);
}

/* Compose every text there is, as a prompt and not as one. */
static void show_all(size_t views[2])
{
    for (int asks = 0; asks <= 1; asks++) {
        struct screen screen = {.translate = as_it_is,
                                .asks = asks != 0,
                                .qr_on_demand = asks != 0,
                                .qr_at_once = asks == 0};

        screen_sign_in(&screen, &occasion, VIEW_TEXT, 60, text);
        assert_harmless(text);
        views[asks] = lines_of(text);
        screen_sign_in(&screen, &occasion, VIEW_QR, 60, text);
        assert_harmless(text);
        screen_sign_in(&screen, &occasion, VIEW_QR_SWAPPED, 60, text);
        assert_harmless(text);
        screen_waiting(&screen, &occasion, 60, text);
        assert_harmless(text);
        screen_ask_again(&screen, &occasion, &no_address, text);
        assert_harmless(text);
    }
}

/* Each attack in each field of what comes from elsewhere. */
static void no_field_moves_the_cursor(void **state)
{
    const struct {
        char *field;
        size_t size;
    } fields[] = {
        {occasion.user, NAME_SIZE},
        {occasion.service, WORD_SIZE},
        {occasion.rhost, NAME_SIZE},
        {occasion.host, NAME_SIZE},
        {occasion.expected, NAME_SIZE},
        {occasion.invitation.address, ADDRESS_SIZE},
        {occasion.invitation.user_code, WORD_SIZE},
    };
    size_t plain[2], shown[2];

    (void) state;
    make_occasion(&occasion);
    show_all(plain);
    for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++)
        for (size_t j = 0; j < sizeof(attacks) / sizeof(attacks[0]); j++) {
            make_occasion(&occasion);
            fill(fields[i].field, fields[i].size, attacks[j]);
            screen_clean(&occasion);
            show_all(shown);
            assert_memory_equal(shown, plain, sizeof(shown));
        }
}

static void what_is_printable_is_left_alone(void **state)
{
    static struct occasion cleaned;

    (void) state;
    make_occasion(&occasion);
    occasion.invitation.qr = one_dark_module(21);
    cleaned = occasion;
    screen_clean(&cleaned);
    assert_memory_equal(&cleaned, &occasion, sizeof(cleaned));
}

/* Whatever its bits are, a code is blocks or not there. */
static void no_code_moves_the_cursor(void **state)
{
    static const int64_t widths[] = {INT64_MIN,        -21,      1, 20, 22,
                                     QR_WIDTH_MAX + 4, INT64_MAX};
    size_t plain[2], shown[2];

    (void) state;
    make_occasion(&occasion);
    show_all(plain);
    memset(occasion.invitation.qr.dark, 0x5a, QR_SIZE);
    for (size_t i = 0; i < sizeof(widths) / sizeof(widths[0]); i++) {
        occasion.invitation.qr.width = widths[i];
        show_all(shown);
        assert_memory_equal(shown, plain, sizeof(shown));
    }
    occasion.invitation.qr.width = QR_WIDTH_MAX;
    show_all(shown);
    assert_int_equal(shown[0], plain[0] + (QR_WIDTH_MAX + 4 + 1) / 2);
    assert_int_equal(shown[1], plain[1]);
}

/* An agent speaks to the provider, and may be its victim. */
static void no_failure_moves_the_cursor(void **state)
{
    static const struct screen screen = {.translate = as_it_is};

    (void) state;
    for (size_t i = 0; i < sizeof(attacks) / sizeof(attacks[0]); i++)
        for (int outcome = 0; outcome < OUTCOME_COUNT; outcome++) {
            struct failure failure = {0};
            char line[LINE_SIZE];

            fill(failure.codes, WORD_SIZE, attacks[i]);
            fill(failure.trace, WORD_SIZE, attacks[i]);
            fill(occasion.expected, NAME_SIZE, attacks[i]);
            fill(occasion.host, NAME_SIZE, attacks[i]);
            screen_clean(&occasion);
            screen_refusal(&screen, &occasion, (enum outcome) outcome,
                           &failure, line);
            for (char *end = line; (end = strchr(end, '\n')) != NULL;)
                *end = ' ';
            assert_true(text_is_printable(line));
        }
}

/* --- Buffers. */

#define FILL(text) memset(text, 'x', sizeof(text) - 1)

static void fill_occasion(void)
{
    FILL(occasion.user);
    FILL(occasion.service);
    FILL(occasion.rhost);
    FILL(occasion.host);
    FILL(occasion.expected);
    FILL(occasion.redirect_uri);
    FILL(occasion.invitation.address);
    FILL(occasion.invitation.user_code);
    occasion.invitation.qr.width = QR_WIDTH_MAX;
    occasion.renewed = true;
}

/* All of the largest drawing, in any form, and the words around it. */
static void the_largest_sign_in_is_whole(void **state)
{
    struct screen screen = {.translate = as_it_is,
                            .asks = true,
                            .qr_at_once = true,
                            .qr_on_demand = true};

    (void) state;
    fill_occasion();
    for (int colours = 0; colours <= 1; colours++)
        for (int paste = 0; paste <= 1; paste++)
            for (int view = VIEW_TEXT; view <= VIEW_QR_SWAPPED; view++) {
                screen.colours = colours != 0;
                occasion.paste = paste != 0;
                screen_sign_in(&screen, &occasion, (enum view) view, INT32_MAX,
                               text);
                assert_true(strlen(text) < SHOW_SIZE - 1);
                assert_string_equal(text + strlen(text) - 2, ": ");
            }
    screen_ask_again(&screen, &occasion, &no_address, text);
    assert_string_equal(text + strlen(text) - 2, ": ");
}

/* Twice as long as in English, and in characters of three bytes. */
static const char *at_length(const char *english)
{
    static char copies[8][4096];
    static size_t turn;
    char *copy = copies[turn++ % 8];

    text_format(copy, sizeof(copies[0]), "%s\u65e5\u672c\u8a9e\u65e5\u672c",
                english);
    return copy;
}

static void translations_may_be_longer(void **state)
{
    static const struct screen screen = {.translate = at_length};
    char line[LINE_SIZE];
    struct failure failure = {.codes = "53003", .trace = "t-1"};

    (void) state;
    make_occasion(&occasion);
    screen_sign_in(&screen, &occasion, VIEW_TEXT, 60, text);
    assert_non_null(strstr(text, "ABCD-EFGH\u65e5"));
    screen_refusal(&screen, &occasion, OUTCOME_BLOCKED, &failure, line);
    assert_non_null(strstr(line, "login.\u65e5"));
    assert_non_null(strstr(line, "was.\u65e5"));
    assert_string_equal(line + strlen(line) - 15,
                        "\u65e5\u672c\u8a9e\u65e5\u672c");
}

/* A catalogue that is out of all proportion is cut off, at a character. */
static const char *without_end(const char *english)
{
    static char copy[64 * 1024];

    (void) english;
    if (copy[0] == '\0')
        for (size_t i = 0; i + 4 < sizeof(copy); i += 3)
            memcpy(copy + i, "\u65e5", 4);
    return copy;
}

static void translations_without_end_are_cut_off(void **state)
{
    static const struct screen screen = {.translate = without_end,
                                         .asks = true};
    static const struct failure failure = {.codes = "53003", .trace = "t"};
    char line[LINE_SIZE];

    (void) state;
    make_occasion(&occasion);
    screen_sign_in(&screen, &occasion, VIEW_TEXT, 60, text);
    assert_in_range(strlen(text), SHOW_SIZE - 4, SHOW_SIZE - 1);
    assert_int_equal(strspn(text + 1, "\u65e5\n"), strlen(text + 1));
    assert_int_equal((strlen(text) - lines_of(text)) % 3, 0);
    screen_waiting(&screen, &occasion, 60, text);
    assert_in_range(strlen(text), SHOW_SIZE - 4, SHOW_SIZE - 1);
    for (int i = 0; i < OUTCOME_COUNT; i++) {
        screen_refusal(&screen, &occasion, (enum outcome) i, &failure, line);
        assert_in_range(strlen(line), LINE_SIZE - 4, LINE_SIZE - 1);
        assert_int_equal(strlen(line) % 3, 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_field_moves_the_cursor),
        cmocka_unit_test(what_is_printable_is_left_alone),
        cmocka_unit_test(no_code_moves_the_cursor),
        cmocka_unit_test(no_failure_moves_the_cursor),
        cmocka_unit_test(the_largest_sign_in_is_whole),
        cmocka_unit_test(translations_may_be_longer),
        cmocka_unit_test(translations_without_end_are_cut_off),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
