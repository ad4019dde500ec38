/* SPDX-License-Identifier: BSD-2-Clause
 *
 * What a person reads, word by word.
 */

#include "occasion.h"

#include "shared/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define TITLE "\nSign-in needed for alice on web1 (sshd from 192.0.2.7)\n\n"
#define WHERE                                                                 \
    "  Open     https://login.example/device\n"                               \
    "  Code     ABCD-EFGH"
#define STEPS                                                                 \
    "Open this page in a browser on any device and enter the code.\n\n" WHERE \
    "\n  Account  alice@example.com\n\n"
#define ADDRESS                                                               \
    "Open this page in a browser:\n\nhttps://login.example/device\n\n"        \
    "  Account  alice@example.com\n\n"
#define BY_ITSELF "You will be logged in automatically after you sign in. "
#define TIME "Time left: 1 min 59 s"
#define WARNING "\nSign in only if you started this login yourself."
#define ENTER "\nPress Enter when you have signed in: "
#define PASTE                                                                 \
    "After you sign in, the browser shows an address that starts with\n"      \
    "http://127.0.0.1\nThe page may fail to load; that is normal.\n"          \
    "Copy the whole address from the address bar.\n"
#define ASK_PASTE "\nPaste that address here and press Enter: "

static const struct screen asking = {.translate = as_it_is, .asks = true};
static const struct screen telling = {.translate = as_it_is};
static struct occasion occasion;
static char text[SHOW_SIZE];

static int make(void **state)
{
    (void) state;
    make_occasion(&occasion);
    memset(text, 'x', sizeof(text));
    return 0;
}

/* --- The sign-in. */

static const char *sign_in(const struct screen *screen, enum view view)
{
    screen_sign_in(screen, &occasion, view, 119, text);
    return text;
}

static void a_prompt_ends_in_what_to_do(void **state)
{
    (void) state;
    assert_string_equal(sign_in(&asking, VIEW_TEXT),
                        TITLE STEPS TIME WARNING ENTER);
}

static void other_texts_end_in_the_warning(void **state)
{
    (void) state;
    assert_string_equal(sign_in(&telling, VIEW_TEXT),
                        TITLE STEPS BY_ITSELF TIME WARNING);
}

static void a_login_from_here_has_no_other_host(void **state)
{
    (void) state;
    occasion.rhost[0] = '\0';
    sign_in(&telling, VIEW_TEXT);
    assert_string_equal(text, "\nSign-in needed for alice on web1 (sshd)"
                              "\n\n" STEPS BY_ITSELF TIME WARNING);
}

static void a_new_sign_in_is_said_to_be_one(void **state)
{
    (void) state;
    occasion.renewed = true;
    sign_in(&telling, VIEW_TEXT);
    assert_string_equal(text, "\nThe sign-in has expired. Here is a new one.\n"
                              "Sign-in needed for alice on web1 (sshd from "
                              "192.0.2.7)\n\n" STEPS BY_ITSELF TIME WARNING);
}

static void the_code_flow_has_no_code(void **state)
{
    (void) state;
    occasion.invitation.user_code[0] = '\0';
    occasion.flow = FLOW_CODE;
    assert_string_equal(sign_in(&telling, VIEW_TEXT),
                        TITLE ADDRESS BY_ITSELF TIME WARNING);
    occasion.paste = true;
    assert_string_equal(sign_in(&asking, VIEW_TEXT),
                        TITLE ADDRESS PASTE TIME WARNING ASK_PASTE);
}

static void the_time_is_in_minutes_and_seconds(void **state)
{
    static const struct {
        int64_t left;
        const char *words;
    } rows[] = {
        {0, "\nWaiting for your sign-in. Time left: 0 min 0 s"},
        {9, "\nWaiting for your sign-in. Time left: 0 min 9 s"},
        {60, "\nWaiting for your sign-in. Time left: 1 min 0 s"},
        {899, "\nWaiting for your sign-in. Time left: 14 min 59 s"},
        {86399, "\nWaiting for your sign-in. Time left: 1439 min 59 s"},
    };

    (void) state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        occasion.flow = FLOW_CODE;
        screen_waiting(&telling, &occasion, rows[i].left, text);
        assert_string_equal(text, rows[i].words);
    }
}

static void waiting_asks_again_where_it_asked(void **state)
{
    (void) state;
    screen_waiting(&asking, &occasion, 60, text);
    assert_string_equal(
        text,
        "\nWaiting for your sign-in. Time left: 1 min 0 s\n" WHERE ENTER);
    occasion.paste = true;
    occasion.flow = FLOW_CODE;
    screen_waiting(&asking, &occasion, 60, text);
    assert_string_equal(
        text, "\nWaiting for your sign-in. Time left: 1 min 0 s" ASK_PASTE);
}

static void words_that_ask_may_stand_alone(void **state)
{
    (void) state;
    occasion.paste = true;
    text[0] = '\0';
    screen_ask(&telling, &occasion, VIEW_TEXT, text);
    assert_string_equal(text, ASK_PASTE);
    screen_ask(&telling, &occasion, VIEW_TEXT, text);
    assert_string_equal(text, ASK_PASTE ASK_PASTE);
}

static const struct ask_again no_address = {.paste = PASTE_FOREIGN};
static const struct ask_again no_end = {.paste = PASTE_CUT_OFF};

static void a_useless_paste_is_explained(void **state)
{
    static const char foreign[] =
        "\nThat is not the address of this sign-in. It starts with\n"
        "http://127.0.0.1\nand contains code= and state=.";
    static const char cut_off[] =
        "\nThe address was cut off. Copy all of it and paste it once more.\n"
        "If it is too long for this prompt, ask your administrator for the "
        "device flow\n(flow = device).";

    (void) state;
    occasion.paste = true;
    screen_ask_again(&telling, &occasion, &no_address, text);
    assert_string_equal(text, foreign);
    screen_ask_again(&telling, &occasion, &no_end, text);
    assert_string_equal(text, cut_off);
    screen_ask_again(&asking, &occasion, &no_address, text);
    assert_memory_equal(text, foreign, strlen(foreign));
    assert_string_equal(text + strlen(foreign), ASK_PASTE);
    screen_ask_again(&asking, &occasion, &no_end, text);
    assert_memory_equal(text, cut_off, strlen(cut_off));
    assert_string_equal(text + strlen(cut_off), ASK_PASTE);
}

static void the_page_sends_the_person_back(void **state)
{
    (void) state;
    assert_string_equal(screen_page(&asking),
                        "Close this page and go back to the login.");
}

/* --- Refusals. */

static const char *refuse(enum outcome outcome, const char *codes,
                          const char *trace, const char *expected)
{
    static char line[LINE_SIZE];
    struct failure failure = {0};

    (void) text_copy(occasion.expected, NAME_SIZE, expected);
    (void) text_copy(failure.codes, sizeof(failure.codes), codes);
    (void) text_copy(failure.trace, sizeof(failure.trace), trace);
    screen_refusal(&telling, &occasion, outcome, &failure, line);
    return line;
}

static void a_refusal_has_the_words_of_its_outcome(void **state)
{
    (void) state;
    occasion.host[0] = '\0';
    for (int i = 0; i < OUTCOME_COUNT; i++)
        assert_string_equal(refuse((enum outcome) i, "", "", ""),
                            outcome_text((enum outcome) i));
}

/* Who should have signed in, and the trace id, only where they help. */
static void a_refusal_says_what_helps(void **state)
{
    (void) state;
    occasion.host[0] = '\0';
    for (int i = 0; i < OUTCOME_COUNT; i++) {
        enum outcome outcome = (enum outcome) i;
        char expected[LINE_SIZE];

        text_format(expected, sizeof(expected), "%s%s%s",
                    outcome_text(outcome),
                    i == OUTCOME_WRONG_PERSON ? "\nExpected: alice@x" : "",
                    i == OUTCOME_BLOCKED || i == OUTCOME_NOT_MET
                        ? "\nTrace ID for your administrator: t-1"
                        : "");
        assert_string_equal(refuse(outcome, "", "t-1", "alice@x"), expected);
    }
}

#define BLOCKED "Your organisation's policy does not allow this login."

static void a_block_has_a_hint_by_its_first_code(void **state)
{
    static const struct {
        const char *codes;
        const char *hint;
    } rows[] = {
        {"53000", "\nThe policy asks for a managed device: sign in from one, "
                  "or ask your\nadministrator for an exception."},
        {"530033,50000",
         "\nThe policy asks for a managed device: sign in from one, or ask "
         "your\nadministrator for an exception."},
        {"53001", "\nThe policy asks for a registered device: sign in from "
                  "one, or ask\nyour administrator for an exception."},
        {"53003,53000", "\nBlocked by Conditional Access: ask your "
                        "administrator which policy it was."},
        {"53009", "\nThe policy asks for an approved application."},
        {"50005", "\nThe policy does not allow this platform."},
        {"530034", "\nThe account is at risk: ask your administrator."},
        {"53004", "\nRegister your second factor first, on your "
                  "organisation's network."},
        {"50034", "\nThe account does not exist in this organisation."},
        {"50053", "\nThe account is locked: wait, then try again."},
        {"50057", "\nThe account is disabled: ask your administrator."},
        {"50105", "\nThe account is not assigned to this application: ask "
                  "your\nadministrator."},
        {"80012", "\nThe account may not sign in at this time."},
        {"", ""},
        {"5300", ""},
        {"530000", ""},
        {"99999", ""},
        {",53003", ""},
        {"53003 ", ""},
    };

    (void) state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        char expected[LINE_SIZE];

        text_format(expected, sizeof(expected), BLOCKED "%s", rows[i].hint);
        assert_string_equal(refuse(OUTCOME_BLOCKED, rows[i].codes, "", ""),
                            expected);
        assert_string_equal(refuse(OUTCOME_DECLINED, rows[i].codes, "", ""),
                            outcome_text(OUTCOME_DECLINED));
    }
}

static void a_block_has_hint_and_trace(void **state)
{
    (void) state;
    assert_string_equal(refuse(OUTCOME_BLOCKED, "50053", "t-1", "alice@x"),
                        BLOCKED
                        "\nThe account is locked: wait, then try "
                        "again.\nTrace ID for your administrator: t-1");
}

/* --- A login that can show no sign-in. */

#define NOT_SHOWN                                                             \
    "This login needs a sign-in, but this connection cannot show one."

static void where_none_is_shown_it_says_where_one_is(void **state)
{
    (void) state;
    assert_string_equal(refuse(OUTCOME_NOT_SHOWN, "", "t-1", "alice@x"),
                        NOT_SHOWN "\nLog in once from a terminal: ssh web1");
    occasion.paste = true;
    assert_string_equal(
        refuse(OUTCOME_NOT_SHOWN, "", "t-1", "alice@x"), NOT_SHOWN
        "\nIf you pasted an address, it was too long for this prompt:\n"
        "ask your administrator for the device flow (flow = device).");
}

/* --- Narrow screens. */

static const struct screen narrow = {
    .translate = as_it_is, .asks = true, .columns = 40};

/* Each line of the text that is wider than the screen is one word. */
static void assert_narrow(const char *shown)
{
    while (*shown != '\0') {
        size_t length = strcspn(++shown, "\n");
        size_t words = strcspn(shown, " \n");

        if (length > 40 && shown[length - 1] == ' ')
            length--;
        assert_true(length <= 40 || words == length);
        shown += strcspn(shown, "\n");
    }
}

static void narrow_screens_break_lines_at_blanks(void **state)
{
    static const char waiting[] =
        "\nWaiting for your sign-in.\nTime left: 1 min 59 s\n  Open\n"
        "https://login.example/device/and/more\n  Code     ABCD-EFGH"
        "\nPress Enter when you have signed in: ";

    (void) state;
    text_copy(occasion.invitation.address, ADDRESS_SIZE,
              "https://login.example/device/and/more");
    assert_narrow(sign_in(&narrow, VIEW_TEXT));
    assert_non_null(strstr(text, "\nOpen this page in a browser on any\n"
                                 "device and enter the code.\n"));
    assert_non_null(strstr(text, "\nSign in only if you started this login"
                                 "\nyourself.\n"));
    screen_waiting(&narrow, &occasion, 119, text);
    assert_string_equal(text, waiting);
    occasion.paste = true;
    assert_narrow(sign_in(&narrow, VIEW_TEXT));
    screen_ask_again(&narrow, &occasion, &no_end, text);
    assert_narrow(text);
}

static void narrow_screens_break_refusals_at_blanks(void **state)
{
    static const struct failure failure = {.codes = "53003", .trace = "t-1"};
    char line[LINE_SIZE];

    (void) state;
    for (int i = 0; i < OUTCOME_COUNT; i++) {
        text[0] = '\n';
        screen_refusal(&narrow, &occasion, (enum outcome) i, &failure, line);
        text_copy(text + 1, LINE_SIZE, line);
        assert_narrow(text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(a_prompt_ends_in_what_to_do, make),
        cmocka_unit_test_setup(other_texts_end_in_the_warning, make),
        cmocka_unit_test_setup(a_login_from_here_has_no_other_host, make),
        cmocka_unit_test_setup(a_new_sign_in_is_said_to_be_one, make),
        cmocka_unit_test_setup(the_code_flow_has_no_code, make),
        cmocka_unit_test_setup(the_time_is_in_minutes_and_seconds, make),
        cmocka_unit_test_setup(waiting_asks_again_where_it_asked, make),
        cmocka_unit_test_setup(words_that_ask_may_stand_alone, make),
        cmocka_unit_test_setup(a_useless_paste_is_explained, make),
        cmocka_unit_test_setup(the_page_sends_the_person_back, make),
        cmocka_unit_test_setup(a_refusal_has_the_words_of_its_outcome, make),
        cmocka_unit_test_setup(a_refusal_says_what_helps, make),
        cmocka_unit_test_setup(a_block_has_a_hint_by_its_first_code, make),
        cmocka_unit_test_setup(a_block_has_hint_and_trace, make),
        cmocka_unit_test_setup(where_none_is_shown_it_says_where_one_is, make),
        cmocka_unit_test_setup(narrow_screens_break_lines_at_blanks, make),
        cmocka_unit_test_setup(narrow_screens_break_refusals_at_blanks, make),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
