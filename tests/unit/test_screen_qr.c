/* SPDX-License-Identifier: BSD-2-Clause
 *
 * When a QR code is drawn, when it is offered, and how it looks.
 */

#include "occasion.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* A code of version 3, as for https://microsoft.com/devicelogin: 29 modules
 * and 2 of margin on each side. */
enum { SIDE = 33, LINES = 17 };

/* The lines of words of a device code, in brief and in full. */
enum { WORDS = 6, WORDS_SPACED = 10, CURSOR = 1 };

static struct occasion occasion;
static char text[SHOW_SIZE];

static int make(void **state)
{
    (void) state;
    make_occasion(&occasion);
    occasion.invitation.qr.width = SIDE - 4;
    return 0;
}

static const char *sign_in(const struct screen *screen, enum view view)
{
    screen_sign_in(screen, &occasion, view, 119, text);
    return text;
}

static size_t count(const char *what)
{
    size_t found = 0;

    for (const char *place = text; (place = strstr(place, what)) != NULL;
         place++)
        found++;
    return found;
}

static bool is_drawn(void)
{
    size_t blocks = count("\u2588");

    assert_true(blocks == 0 || blocks == SIDE * LINES);
    return blocks > 0;
}

/* --- At once. */

static void it_is_drawn_where_it_fits(void **state)
{
    static const struct {
        int64_t columns, rows;
        bool drawn;
        bool brief;
    } rows[] = {
        {80, WORDS_SPACED + LINES + CURSOR, true, false},
        {80, WORDS_SPACED + LINES + CURSOR - 1, true, true},
        {80, WORDS + LINES + CURSOR, true, true}, /* 80x24 */
        {80, WORDS + LINES + CURSOR - 1, false, false},
        {80, 1, false, false},
        {0, 0, true, false}, /* not known */
        {0, 200, true, false},
        {200, 0, true, false},
        {SIDE - 1, 0, false, false},
        {SIDE - 1, 200, false, false},
        {SIDE, 200, true, false},
        {SIDE, 0, true, false},
    };

    (void) state;
    assert_int_equal(WORDS + LINES + CURSOR, 24);
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct screen screen = {.translate = as_it_is,
                                .qr_at_once = true,
                                .columns = rows[i].columns,
                                .rows = rows[i].rows};

        sign_in(&screen, VIEW_TEXT);
        assert_int_equal(is_drawn(), rows[i].drawn);
        assert_int_equal(count("\n\n") == 0, rows[i].brief);
    }
}

static void brief_words_are_all_there(void **state)
{
    struct screen screen = {
        .translate = as_it_is, .qr_at_once = true, .columns = 80, .rows = 24};
    static const char words[] =
        "\nSign-in needed for alice on web1 (sshd from 192.0.2.7)\n"
        "  Open     https://login.example/device\n"
        "  Code     ABCD-EFGH\n"
        "  Account  alice@example.com\n"
        "You will be logged in automatically after you sign in. "
        "Time left: 1 min 59 s\n"
        "Sign in only if you started this login yourself.\n\u2588";

    (void) state;
    sign_in(&screen, VIEW_TEXT);
    assert_memory_equal(text, words, strlen(words));
    assert_true(text[strlen(text) - 1] != '\n');
}

/* A line that is wider than the screen takes more than one. */
static void long_lines_take_more_room(void **state)
{
    struct screen screen = {
        .translate = as_it_is, .qr_at_once = true, .columns = 80, .rows = 24};

    (void) state;
    memset(occasion.invitation.address, 'x', 80 - strlen("  Open     "));
    occasion.invitation.address[80 - strlen("  Open     ")] = '\0';
    sign_in(&screen, VIEW_TEXT);
    assert_true(is_drawn());
    strcat(occasion.invitation.address, "y");
    sign_in(&screen, VIEW_TEXT);
    assert_false(is_drawn());
    screen.rows++;
    sign_in(&screen, VIEW_TEXT);
    assert_true(is_drawn());
}

/* Three bytes, and two columns. */
static const char *in_japanese(const char *english)
{
    if (strncmp(english, "You", strlen("You")) == 0)
        return "";
    return strncmp(english, "Sign in only", strlen("Sign in only")) == 0
               ? "\u81ea\u5206\u3067\u59cb\u3081\u305f\u30ed\u30b0\u30a4"
                 "\u30f3\u3067\u306a\u3051\u308c\u3070\u30b5\u30a4\u30f3"
                 "\u30a4\u30f3\u3057\u306a\u3044\u3067\u304f\u3060\u3055"
                 "\u3044\u3002"
               : english;
}

/* A line takes the room that it takes on the screen, not in memory. */
static void wide_characters_take_two_columns(void **state)
{
    struct screen screen = {.translate = in_japanese,
                            .qr_at_once = true,
                            .columns = 80,
                            .rows = 24};

    (void) state;
    assert_int_equal(strlen(in_japanese("Sign in only")), 29 * 3);
    sign_in(&screen, VIEW_TEXT);
    assert_true(is_drawn());
    screen.columns = 29 * 2;
    sign_in(&screen, VIEW_TEXT);
    assert_true(is_drawn());
    screen.columns--;
    sign_in(&screen, VIEW_TEXT);
    assert_false(is_drawn());
}

/* What is drawn at once never scrolls the first word off the screen. */
static void nothing_scrolls_away(void **state)
{
    (void) state;
    for (int64_t rows = 1; rows < 60; rows++)
        for (int64_t columns = SIDE; columns < 90; columns += 7) {
            struct screen screen = {.translate = as_it_is,
                                    .qr_at_once = true,
                                    .columns = columns,
                                    .rows = rows};
            int64_t used = CURSOR - 1; /* the line end in front */
            size_t length;

            sign_in(&screen, VIEW_TEXT);
            if (!is_drawn())
                continue;
            for (const char *line = text; *line != '\0'; line += length) {
                size_t blocks = 0;

                length = strcspn(line + 1, "\n") + 1;
                for (const char *i = line; i < line + length; i++)
                    blocks += (unsigned char) *i == 0xe2;
                used +=
                    1 + ((int64_t) (length - 1 - 2 * blocks) - 1) / columns;
            }
            assert_true(used + CURSOR <= rows);
        }
}

static void without_a_drawing_there_is_none(void **state)
{
    struct screen screen = {.translate = as_it_is, .qr_at_once = true};

    (void) state;
    occasion.invitation.qr.width = 0;
    sign_in(&screen, VIEW_TEXT);
    assert_false(is_drawn());
}

static void at_once_it_is_not_offered(void **state)
{
    struct screen screen = {
        .translate = as_it_is, .qr_at_once = true, .asks = true};

    (void) state;
    sign_in(&screen, VIEW_TEXT);
    assert_true(is_drawn());
    assert_non_null(
        strstr(text, "\u2588\nPress Enter when you have signed in: "));
    assert_false(screen_offers_qr(&screen, &occasion, "q"));
}

/* --- On demand. */

#define OFFER                                                                 \
    "\nPress Enter when you have signed in, or q and Enter for a QR code: "
#define SWAP                                                                  \
    "\n  Code     ABCD-EFGH"                                                  \
    "\nPress Enter when you have signed in, or q and Enter to swap light "    \
    "and "                                                                    \
    "dark: "

static const struct screen on_demand = {
    .translate = as_it_is, .asks = true, .qr_on_demand = true};

/* The text begins with that, and goes on with the other. */
static void assert_shown(const char *drawing, const char *rest)
{
    assert_memory_equal(text, drawing, strlen(drawing));
    assert_string_equal(text + strlen(drawing), rest);
}

static void it_is_offered_and_then_shown_alone(void **state)
{
    (void) state;
    make_occasion(&occasion);
    occasion.invitation.qr = one_dark_module(21);
    sign_in(&on_demand, VIEW_TEXT);
    assert_string_equal(text + strlen(text) - strlen(OFFER), OFFER);
    assert_int_equal(count("\u2588"), 0);
    sign_in(&on_demand, VIEW_QR);
    assert_shown(drawn("\u2588", "\u2584", "", ""), SWAP);
    sign_in(&on_demand, VIEW_QR_SWAPPED);
    assert_shown(drawn(" ", "\u2580", "", ""), SWAP);
}

static void colours_are_set_where_they_may_be(void **state)
{
    struct screen screen = on_demand;

    (void) state;
    screen.colours = true;
    occasion.invitation.qr = one_dark_module(21);
    sign_in(&screen, VIEW_QR);
    assert_shown(drawn("\u2588", "\u2584", "\033[37;40m", "\033[0m"), SWAP);
    sign_in(&screen, VIEW_QR_SWAPPED);
    assert_shown(drawn(" ", "\u2580", "", ""), SWAP);
    screen.qr_at_once = true;
    screen.asks = false;
    sign_in(&screen, VIEW_TEXT);
    assert_non_null(strstr(text, "yourself.\n\033[37;40m\u2588\u2588"));
    assert_non_null(strstr(text, "\u2588\u2588\033[0m\n"));
}

static void only_q_asks_for_it(void **state)
{
    static const char *const others[] = {"",    " q",   "q ", "qq", "quit",
                                         "q\n", "\x11", "p",  "9",  "qx"};

    (void) state;
    assert_true(screen_offers_qr(&on_demand, &occasion, "q"));
    assert_true(screen_offers_qr(&on_demand, &occasion, "Q"));
    for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
        assert_false(screen_offers_qr(&on_demand, &occasion, others[i]));
}

/* The drawing, the words that ask and, in their line, the cursor. */
static void it_is_offered_where_it_fits(void **state)
{
    static const struct {
        int64_t columns, rows;
        bool offered;
    } rows[] = {
        {0, 0, true},
        {SIDE, LINES + 3, true},
        {SIDE - 1, 0, false},
        {0, LINES + 2, false},
    };

    (void) state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct screen screen = on_demand;

        screen.columns = rows[i].columns;
        screen.rows = rows[i].rows;
        assert_int_equal(screen_offers_qr(&screen, &occasion, "q"),
                         rows[i].offered);
        sign_in(&screen, VIEW_TEXT);
        assert_int_equal(count("for a QR code: "), rows[i].offered);
    }
}

static void it_is_not_offered_elsewhere(void **state)
{
    struct screen screen = on_demand;

    (void) state;
    screen.asks = false;
    assert_false(screen_offers_qr(&screen, &occasion, "q"));
    screen.asks = true;
    screen.qr_on_demand = false;
    assert_false(screen_offers_qr(&screen, &occasion, "q"));
    sign_in(&screen, VIEW_TEXT);
    assert_int_equal(count(OFFER), 0);
    occasion.invitation.qr.width = 0;
    assert_false(screen_offers_qr(&on_demand, &occasion, "q"));
}

/* --- Which screen it is. */

static void screens_are_described_by_host_and_settings(void **state)
{
    static const struct {
        enum host host;
        bool blocks;
        enum display_choice choice;
        enum qr qr;
        enum display display;
        bool at_once, on_demand;
    } rows[] = {
        {HOST_SSHD, 0, DISPLAY_AUTO, QR_AUTO, DISPLAY_PROMPT, 0, 1},
        {HOST_SSHD, 0, DISPLAY_AUTO, QR_ALWAYS, DISPLAY_PROMPT, 1, 0},
        {HOST_SSHD, 0, DISPLAY_AUTO, QR_ASK, DISPLAY_PROMPT, 0, 1},
        {HOST_SSHD, 0, DISPLAY_AUTO, QR_NEVER, DISPLAY_PROMPT, 0, 0},
        {HOST_SSHD, 0, DISPLAY_BY_INFO, QR_AUTO, DISPLAY_INFO, 1, 0},
        {HOST_SUDO, 1, DISPLAY_AUTO, QR_AUTO, DISPLAY_ERROR, 1, 0},
        {HOST_SUDO, 0, DISPLAY_AUTO, QR_AUTO, DISPLAY_ERROR, 0, 0},
        {HOST_SUDO, 0, DISPLAY_AUTO, QR_ALWAYS, DISPLAY_ERROR, 0, 0},
        {HOST_SUDO, 1, DISPLAY_AUTO, QR_NEVER, DISPLAY_ERROR, 0, 0},
        {HOST_SUDO, 1, DISPLAY_BY_PROMPT, QR_AUTO, DISPLAY_PROMPT, 0, 1},
        {HOST_LOGIN, 1, DISPLAY_AUTO, QR_AUTO, DISPLAY_INFO, 1, 0},
        {HOST_SU, 1, DISPLAY_AUTO, QR_AUTO, DISPLAY_ERROR, 1, 0},
        {HOST_SU, 1, DISPLAY_BY_INFO, QR_AUTO, DISPLAY_INFO, 1, 0},
        {HOST_OTHER, 1, DISPLAY_AUTO, QR_AUTO, DISPLAY_PROMPT, 0, 1},
        {HOST_OTHER, 0, DISPLAY_AUTO, QR_AUTO, DISPLAY_PROMPT, 0, 0},
    };

    (void) state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct login login = {.host = (int) rows[i].host,
                              .blocks = rows[i].blocks,
                              .columns = 132,
                              .rows = 50};
        struct screen screen = {.translate = as_it_is};

        screen_describe(&login, rows[i].choice, rows[i].qr, &screen);
        assert_int_equal(screen.display, rows[i].display);
        assert_int_equal(screen.asks, rows[i].display == DISPLAY_PROMPT);
        assert_int_equal(screen.qr_at_once, rows[i].at_once);
        assert_int_equal(screen.qr_on_demand, rows[i].on_demand);
        assert_int_equal(screen.colours, rows[i].blocks);
        assert_int_equal(screen.columns, 132);
        assert_int_equal(screen.rows, 50);
        assert_ptr_equal(screen.translate, as_it_is);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(it_is_drawn_where_it_fits, make),
        cmocka_unit_test_setup(brief_words_are_all_there, make),
        cmocka_unit_test_setup(long_lines_take_more_room, make),
        cmocka_unit_test_setup(wide_characters_take_two_columns, make),
        cmocka_unit_test_setup(nothing_scrolls_away, make),
        cmocka_unit_test_setup(without_a_drawing_there_is_none, make),
        cmocka_unit_test_setup(at_once_it_is_not_offered, make),
        cmocka_unit_test_setup(it_is_offered_and_then_shown_alone, make),
        cmocka_unit_test_setup(colours_are_set_where_they_may_be, make),
        cmocka_unit_test_setup(only_q_asks_for_it, make),
        cmocka_unit_test_setup(it_is_offered_where_it_fits, make),
        cmocka_unit_test_setup(it_is_not_offered_elsewhere, make),
        cmocka_unit_test(screens_are_described_by_host_and_settings),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
