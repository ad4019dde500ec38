/* SPDX-License-Identifier: BSD-2-Clause
 *
 * What may become of a sign-in, whoever comes first: its host, the browser
 * that continued, another browser, or the end of its time.
 */

#include "relay/sign_in.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

enum { START = 1000000, END = START + 900000, LATER = END + 1 };

#define RIGHT "482913"
#define WRONG "482914"

static const unsigned char mine[HASH_SIZE] = {1};
static const unsigned char theirs[HASH_SIZE] = {1, [HASH_SIZE - 1] = 1};
static const unsigned char nobody[HASH_SIZE] = {0};

static const struct returned code = {
    .code = "C-1", .issuer = "https://idp.example", .error = ""};
static const struct returned refusal = {.code = "",
                                        .issuer = "",
                                        .error = "access_denied",
                                        .error_description = "not today"};

static struct sign_in open_sign_in(void)
{
    struct sign_in sign_in = {
        .id = "7GK2M9QXA3",
        .started = START,
        .expires = END,
        .secret = {7},
        .tries_left = TRIES,
        .number_wanted = true,
        .host = "web01",
        .service = "sshd",
        .user = "alice",
        .from = "192.0.2.7",
        .account = "alice@example.com",
        .state = "S-1",
        .authorization_url = "https://idp.example/authorize?state=S-1",
    };

    return sign_in;
}

static struct sign_in continued(void)
{
    struct sign_in sign_in = open_sign_in();

    assert_int_equal(sign_in_continue(&sign_in, mine, START), PAGE_ASK);
    return sign_in;
}

static struct sign_in came_back(const struct returned *returned)
{
    struct sign_in sign_in = continued();

    assert_int_equal(sign_in_return(&sign_in, mine, returned, RIGHT, START),
                     PAGE_DONE);
    return sign_in;
}

static void a_code_goes_to_the_host_once(void **state)
{
    struct sign_in sign_in = came_back(&code);

    (void) state;
    assert_string_equal(sign_in.code, "C-1");
    assert_string_equal(sign_in.issuer, "https://idp.example");
    assert_int_equal(sign_in_ask(&sign_in, NULL, START), TOLD_NUMBER);
    assert_int_equal(sign_in_ask(&sign_in, RIGHT, START), TOLD_RESULT);
    assert_int_equal(sign_in.ending, ENDING_CODE);
    assert_int_equal(sign_in_ask(&sign_in, RIGHT, START), TOLD_GONE);
}

static void without_a_number_it_goes_at_once(void **state)
{
    struct sign_in sign_in = came_back(&code);

    (void) state;
    sign_in.number_wanted = false;
    assert_int_equal(sign_in_ask(&sign_in, NULL, START), TOLD_RESULT);
    assert_int_equal(sign_in_ask(&sign_in, NULL, START), TOLD_GONE);
}

static void three_wrong_numbers_end_it(void **state)
{
    struct sign_in sign_in = came_back(&code);

    (void) state;
    assert_int_equal(sign_in_ask(&sign_in, WRONG, START), TOLD_WRONG);
    assert_int_equal(sign_in.tries_left, 2);
    assert_int_equal(sign_in_ask(&sign_in, "", START), TOLD_WRONG);
    assert_int_equal(sign_in.tries_left, 1);
    assert_int_equal(sign_in_ask(&sign_in, WRONG, START), TOLD_RESULT);
    assert_int_equal(sign_in.ending, ENDING_NUMBER);
    assert_int_equal(sign_in_ask(&sign_in, RIGHT, START), TOLD_GONE);
}

static void a_number_that_is_too_early_is_no_try(void **state)
{
    struct sign_in sign_in = open_sign_in();

    (void) state;
    assert_int_equal(sign_in_ask(&sign_in, WRONG, START), TOLD_NOTHING);
    assert_int_equal(sign_in_ask(&sign_in, "", START), TOLD_NOTHING);
    assert_int_equal(sign_in.tries_left, TRIES);
    sign_in = continued();
    assert_int_equal(sign_in_ask(&sign_in, RIGHT, START), TOLD_NOTHING);
    assert_int_equal(sign_in.tries_left, TRIES);
}

static void an_error_needs_no_number(void **state)
{
    struct sign_in sign_in = came_back(&refusal);

    (void) state;
    assert_int_equal(sign_in_ask(&sign_in, NULL, START), TOLD_RESULT);
    assert_int_equal(sign_in.ending, ENDING_PROVIDER);
    assert_string_equal(sign_in.error, "access_denied");
    assert_string_equal(sign_in.error_description, "not today");
}

static void who_continued_last_brings_the_code(void **state)
{
    struct sign_in sign_in = continued();

    (void) state;
    assert_int_equal(sign_in_return(&sign_in, theirs, &code, RIGHT, START),
                     PAGE_OTHER_BROWSER);
    assert_int_equal(sign_in_continue(&sign_in, theirs, START), PAGE_ASK);
    assert_int_equal(sign_in_return(&sign_in, mine, &code, RIGHT, START),
                     PAGE_OTHER_BROWSER);
    assert_string_equal(sign_in.code, "");
    assert_int_equal(sign_in_return(&sign_in, theirs, &code, RIGHT, START),
                     PAGE_DONE);
}

/* Its stored hash is all zeros then, which no cookie's is. */
static void nobody_brings_a_code_before_continuing(void **state)
{
    struct sign_in sign_in = open_sign_in();

    (void) state;
    assert_int_equal(sign_in_return(&sign_in, nobody, &code, RIGHT, START),
                     PAGE_OTHER_BROWSER);
    assert_int_equal(sign_in.stage, STAGE_OPEN);
    assert_int_equal(sign_in_done(&sign_in, nobody), PAGE_OTHER_BROWSER);
}

static void a_code_that_is_there_stays(void **state)
{
    const struct returned other = {
        .code = "C-2", .issuer = "", .error = "", .error_description = ""};
    struct sign_in sign_in = came_back(&code);

    (void) state;
    assert_int_equal(sign_in_return(&sign_in, mine, &other, WRONG, START),
                     PAGE_TOO_LATE);
    assert_int_equal(sign_in_return(&sign_in, theirs, &other, WRONG, START),
                     PAGE_OTHER_BROWSER);
    assert_int_equal(sign_in_continue(&sign_in, theirs, START), PAGE_TOO_LATE);
    assert_string_equal(sign_in.code, "C-1");
    assert_string_equal(sign_in.number, RIGHT);
    assert_memory_equal(sign_in.browser, mine, HASH_SIZE);
}

static void the_number_is_shown_to_its_browser_alone(void **state)
{
    struct sign_in sign_in = continued();

    (void) state;
    assert_int_equal(sign_in_done(&sign_in, mine), PAGE_NOT_YET);
    sign_in = came_back(&code);
    assert_int_equal(sign_in_done(&sign_in, theirs), PAGE_OTHER_BROWSER);
    assert_int_equal(sign_in_done(&sign_in, nobody), PAGE_OTHER_BROWSER);
    assert_int_equal(sign_in_done(&sign_in, mine), PAGE_NUMBER);
    assert_int_equal(sign_in_ask(&sign_in, RIGHT, START), TOLD_RESULT);
    assert_int_equal(sign_in_done(&sign_in, mine), PAGE_DONE);
    sign_in = came_back(&refusal);
    assert_int_equal(sign_in_done(&sign_in, mine), PAGE_PROVIDER_ERROR);
    sign_in = came_back(&code);
    sign_in.number_wanted = false;
    assert_int_equal(sign_in_done(&sign_in, mine), PAGE_DONE);
}

static void a_report_ends_it_for_all(void **state)
{
    struct sign_in sign_in = continued();

    (void) state;
    assert_int_equal(sign_in_report(&sign_in, theirs, START), PAGE_REPORTED);
    assert_int_equal(sign_in_return(&sign_in, mine, &code, RIGHT, START),
                     PAGE_REPORTED);
    assert_int_equal(sign_in_continue(&sign_in, mine, START), PAGE_REPORTED);
    assert_int_equal(sign_in_done(&sign_in, mine), PAGE_REPORTED);
    assert_int_equal(sign_in_ask(&sign_in, NULL, START), TOLD_RESULT);
    assert_int_equal(sign_in.ending, ENDING_REPORTED);
    assert_int_equal(sign_in_ask(&sign_in, NULL, START), TOLD_GONE);
}

static void with_a_code_only_its_browser_reports(void **state)
{
    struct sign_in sign_in = came_back(&code);

    (void) state;
    assert_int_equal(sign_in_report(&sign_in, theirs, START), PAGE_TOO_LATE);
    assert_int_equal(sign_in_report(&sign_in, nobody, START), PAGE_TOO_LATE);
    assert_int_equal(sign_in.ending, ENDING_CODE);
    assert_int_equal(sign_in_report(&sign_in, mine, START), PAGE_REPORTED);
    assert_int_equal(sign_in_ask(&sign_in, RIGHT, START), TOLD_RESULT);
    assert_int_equal(sign_in.ending, ENDING_REPORTED);
}

static void at_the_end_of_its_time_nothing_is_taken(void **state)
{
    struct sign_in sign_in = continued();

    (void) state;
    assert_true(sign_in_waits(&sign_in, END - 1));
    assert_false(sign_in_waits(&sign_in, END));
    assert_int_equal(sign_in_return(&sign_in, mine, &code, RIGHT, END),
                     PAGE_OVER);
    assert_int_equal(sign_in_continue(&sign_in, theirs, END), PAGE_OVER);
    assert_int_equal(sign_in_report(&sign_in, mine, END), PAGE_OVER);
    assert_int_equal(sign_in.stage, STAGE_CONTINUED);
    assert_int_equal(sign_in_ask(&sign_in, NULL, END), TOLD_RESULT);
    assert_int_equal(sign_in.ending, ENDING_EXPIRED);
}

static void a_code_is_not_given_out_late(void **state)
{
    struct sign_in sign_in = came_back(&code);

    (void) state;
    assert_int_equal(sign_in_ask(&sign_in, RIGHT, END), TOLD_RESULT);
    assert_int_equal(sign_in.ending, ENDING_EXPIRED);
}

static void the_first_end_counts(void **state)
{
    struct sign_in sign_in = continued();

    (void) state;
    assert_true(sign_in_end(&sign_in, ENDING_REPLACED, START));
    assert_false(sign_in_end(&sign_in, ENDING_REPORTED, START));
    assert_false(sign_in_end(&sign_in, ENDING_GIVEN_UP, START));
    assert_int_equal(sign_in_page(&sign_in, START), PAGE_REPLACED);
    assert_int_equal(sign_in_done(&sign_in, mine), PAGE_REPLACED);
    assert_int_equal(sign_in_ask(&sign_in, NULL, LATER), TOLD_RESULT);
    assert_int_equal(sign_in.ending, ENDING_REPLACED);

    sign_in = open_sign_in();
    assert_true(sign_in_end(&sign_in, ENDING_REPLACED, LATER));
    assert_int_equal(sign_in.ending, ENDING_EXPIRED);
}

static void a_host_that_gave_up_is_told_nothing(void **state)
{
    struct sign_in sign_in = continued();

    (void) state;
    assert_true(sign_in_end(&sign_in, ENDING_GIVEN_UP, LATER));
    assert_int_equal(sign_in.ending, ENDING_GIVEN_UP);
    assert_int_equal(sign_in_ask(&sign_in, NULL, START), TOLD_GONE);
    assert_int_equal(sign_in_return(&sign_in, mine, &code, RIGHT, START),
                     PAGE_OVER);
    assert_int_equal(sign_in_done(&sign_in, mine), PAGE_OVER);
}

static void what_does_not_fit_is_not_cut(void **state)
{
    static char text[CODE_SIZE + 1];
    struct returned long_code = code;
    struct returned long_issuer = code;
    struct sign_in sign_in = continued();

    (void) state;
    memset(text, 'x', CODE_SIZE);
    long_code.code = text;
    long_issuer.issuer = text;
    assert_int_equal(sign_in_return(&sign_in, mine, &long_code, RIGHT, START),
                     PAGE_MALFORMED);
    assert_int_equal(
        sign_in_return(&sign_in, mine, &long_issuer, RIGHT, START),
        PAGE_MALFORMED);
    assert_int_equal(sign_in.stage, STAGE_CONTINUED);
    text[CODE_SIZE - 1] = '\0';
    assert_int_equal(sign_in_return(&sign_in, mine, &long_code, RIGHT, START),
                     PAGE_DONE);
    assert_string_equal(sign_in.code, text);
}

static size_t encode(const struct sign_in *sign_in, unsigned char *bytes,
                     size_t size)
{
    struct frame frame = frame_over(bytes, size);

    sign_in_encode(sign_in, &frame);
    assert_false(frame.bad);
    return frame.length;
}

static bool decode(const unsigned char *bytes, size_t size,
                   struct sign_in *ret_sign_in)
{
    struct frame frame = frame_of(bytes, size);

    return sign_in_decode(&frame, ret_sign_in);
}

static void a_record_is_what_was_kept(void **state)
{
    static unsigned char bytes[24 * 1024];
    struct sign_in sign_in = came_back(&code);
    struct sign_in read;
    size_t size = encode(&sign_in, bytes, sizeof(bytes));

    (void) state;
    memset(&read, 'x', sizeof(read));
    assert_true(decode(bytes, size, &read));
    assert_memory_equal(&read, &sign_in, sizeof(read));
    assert_false(decode(bytes, size - 1, &read));
    assert_false(decode(bytes, size + 1, &read));
    assert_false(decode(bytes, 0, &read));
    bytes[0] = 3;
    assert_false(decode(bytes, size, &read));
}

static void what_was_given_out_is_kept_no_more(void **state)
{
    static unsigned char bytes[24 * 1024];
    struct sign_in sign_in = came_back(&code);
    struct sign_in read;
    size_t size;

    (void) state;
    assert_int_equal(sign_in_ask(&sign_in, RIGHT, START), TOLD_RESULT);
    size = encode(&sign_in, bytes, sizeof(bytes));
    assert_null(memmem(bytes, size, "C-1", strlen("C-1")));
    assert_null(memmem(bytes, size, RIGHT, strlen(RIGHT)));
    assert_true(decode(bytes, size, &read));
    assert_string_equal(read.code, "");
    assert_string_equal(read.host, "web01");
    assert_int_equal(sign_in_done(&read, mine), PAGE_DONE);
    assert_int_equal(sign_in_ask(&read, RIGHT, START), TOLD_GONE);
}

static void a_record_out_of_range_is_none(void **state)
{
    static unsigned char bytes[24 * 1024];
    struct sign_in sign_in = open_sign_in();
    struct sign_in read;

    (void) state;
    sign_in.stage = STAGE_COUNT;
    assert_false(decode(bytes, encode(&sign_in, bytes, sizeof(bytes)), &read));
    sign_in.stage = STAGE_OPEN;
    sign_in.ending = ENDING_COUNT;
    assert_false(decode(bytes, encode(&sign_in, bytes, sizeof(bytes)), &read));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_code_goes_to_the_host_once),
        cmocka_unit_test(without_a_number_it_goes_at_once),
        cmocka_unit_test(three_wrong_numbers_end_it),
        cmocka_unit_test(a_number_that_is_too_early_is_no_try),
        cmocka_unit_test(an_error_needs_no_number),
        cmocka_unit_test(who_continued_last_brings_the_code),
        cmocka_unit_test(nobody_brings_a_code_before_continuing),
        cmocka_unit_test(a_code_that_is_there_stays),
        cmocka_unit_test(the_number_is_shown_to_its_browser_alone),
        cmocka_unit_test(a_report_ends_it_for_all),
        cmocka_unit_test(with_a_code_only_its_browser_reports),
        cmocka_unit_test(at_the_end_of_its_time_nothing_is_taken),
        cmocka_unit_test(a_code_is_not_given_out_late),
        cmocka_unit_test(the_first_end_counts),
        cmocka_unit_test(a_host_that_gave_up_is_told_nothing),
        cmocka_unit_test(what_does_not_fit_is_not_cut),
        cmocka_unit_test(a_record_is_what_was_kept),
        cmocka_unit_test(what_was_given_out_is_kept_no_more),
        cmocka_unit_test(a_record_out_of_range_is_none),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
