/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Each message crosses the wire whole, when it is legal and only then.
 */

#include "wire/message.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "messages.h"

/* Which messages are legal when. */
#define OF(type) (1U << MESSAGE_##type)
static const unsigned int legal[READING_COUNT] = {
    [READING_LOGIN] = OF(LOGIN),
    [READING_REPLY] = OF(REPLY) | OF(CANCEL),
    [READING_SHOW] = OF(SHOW) | OF(VERDICT),
    [READING_VERDICT] = OF(VERDICT),
    [READING_ROLE] = OF(FETCH) | OF(PROBE) | OF(CLIENT),
    [READING_ORDER] = OF(REFRESH) | OF(SIGN_IN) | OF(REPLY),
    [READING_PASTE] = OF(REPLY),
    [READING_KEYS] = OF(KEYS) | OF(REPLY),
    [READING_METADATA] = OF(METADATA) | OF(FAILURE),
    [READING_PROBED] = OF(PROBED) | OF(FAILURE),
    [READING_KEPT] = OF(TOKENS) | OF(STALE_KEYS) | OF(FAILURE),
    [READING_REFRESHED] = OF(TOKENS) | OF(STALE_KEYS) | OF(KEEP) | OF(FAILURE),
    [READING_INVITATION] = OF(INVITATION) | OF(FAILURE),
    [READING_SIGNED_IN] =
        OF(TOKENS) | OF(STALE_KEYS) | OF(ASK_AGAIN) | OF(FAILURE),
    [READING_VERIFIED] = OF(TOKENS) | OF(FAILURE),
};

static unsigned char data[FRAME_MAX];
static union message decoded;

static size_t encode(int type)
{
    struct frame frame = frame_over(data, sizeof(data));

    assert_true(message_encode((enum message_type) type, samples[type].message,
                               &frame));
    return frame.length;
}

static bool decode(int reading, size_t length, enum message_type *ret_type)
{
    struct frame frame = frame_of(data, length);

    memset(&decoded, 0, sizeof(decoded));
    return message_decode((enum reading) reading, &frame, ret_type, &decoded);
}

/* A state in which the type is legal. */
static int reading_of(int type)
{
    int reading = 0;

    while ((legal[reading] & 1U << type) == 0)
        reading++;
    return reading;
}

static void every_message_comes_back(void **state)
{
    (void) state;
    for (int type = MESSAGE_LOGIN; type < MESSAGE_COUNT; type++) {
        enum message_type found = MESSAGE_NONE;

        assert_true(decode(reading_of(type), encode(type), &found));
        assert_int_equal(found, type);
        assert_memory_equal(&decoded, samples[type].message,
                            samples[type].size);
    }
}

static void only_legal_messages_are_taken(void **state)
{
    (void) state;
    for (int reading = 0; reading < READING_COUNT; reading++)
        for (int type = MESSAGE_LOGIN; type < MESSAGE_COUNT; type++) {
            enum message_type found = MESSAGE_NONE;
            bool taken = decode(reading, encode(type), &found);

            assert_int_equal(taken, (legal[reading] & 1U << type) != 0);
        }
}

static void unknown_types_and_versions_are_refused(void **state)
{
    size_t length = encode(MESSAGE_VERDICT);
    enum message_type found = MESSAGE_NONE;

    (void) state;
    for (int byte = 0; byte <= 0xff; byte++) {
        data[4] = (unsigned char) byte;
        assert_int_equal(decode(READING_VERDICT, length, &found),
                         byte == WIRE_VERSION);
    }
    data[4] = WIRE_VERSION;
    for (int byte = 0; byte <= 0xff; byte++) {
        data[5] = (unsigned char) byte;
        assert_int_equal(decode(READING_VERDICT, length, &found),
                         byte == MESSAGE_VERDICT);
    }
}

static void every_other_length_is_refused(void **state)
{
    (void) state;
    for (int type = MESSAGE_LOGIN; type < MESSAGE_COUNT; type++) {
        size_t length = encode(type);
        enum message_type found = MESSAGE_NONE;

        for (size_t i = 0; i < length; i++)
            assert_false(decode(reading_of(type), i, &found));
        data[length] = 0;
        assert_false(decode(reading_of(type), length + 1, &found));
    }
}

/* A sender that is consistent about it. */
static void cut_and_trailing_bytes_are_refused(void **state)
{
    (void) state;
    for (int type = MESSAGE_LOGIN; type < MESSAGE_COUNT; type++) {
        size_t length = encode(type);
        enum message_type found = MESSAGE_NONE;

        data[length] = 0;
        for (size_t i = 6; i <= length + 1; i++) {
            struct frame header = frame_over(data, 4);

            frame_put(&header, i, 4);
            assert_int_equal(decode(reading_of(type), i, &found), i == length);
        }
    }
}

static void choices_and_flags_stay_in_their_range(void **state)
{
    static const struct {
        int type;
        size_t place; /* of the byte */
        int count;
    } rows[] = {
        {MESSAGE_LOGIN, 6, PHASE_COUNT},
        {MESSAGE_CANCEL, 6, CANCEL_COUNT},
        {MESSAGE_SHOW, 6, DISPLAY_COUNT},
        {MESSAGE_LOGIN, 7, HOST_COUNT},
        {MESSAGE_VERDICT, 7, 2},
        {MESSAGE_ASK_AGAIN, 6, PASTE_COUNT},
        {MESSAGE_VERDICT, 6, OUTCOME_COUNT},
        {MESSAGE_PROBED, 6, ANSWER_COUNT},
        {MESSAGE_FAILURE, 6, ANSWER_COUNT},
    };

    (void) state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        size_t length = encode(rows[i].type);
        enum message_type found = MESSAGE_NONE;

        for (int byte = 0; byte <= 0xff; byte++) {
            data[rows[i].place] = (unsigned char) byte;
            assert_int_equal(decode(reading_of(rows[i].type), length, &found),
                             byte < rows[i].count);
        }
    }
}

static void a_text_beyond_its_size_is_refused(void **state)
{
    static struct {
        struct reply reply;
        char more; /* in the place where a NUL would be */
    } long_one;
    struct frame frame = frame_over(data, sizeof(data));
    enum message_type found = MESSAGE_NONE;

    (void) state;
    memset(long_one.reply.text, 'x', sizeof(long_one.reply.text) - 1);
    assert_true(message_encode(MESSAGE_REPLY, &long_one.reply, &frame));
    assert_true(decode(READING_REPLY, frame.length, &found));
    assert_int_equal(strlen(decoded.reply.text), REPLY_SIZE - 1);

    /* One more: lengths of the text and of the message, and the byte. */
    data[3]++;
    data[8] = REPLY_SIZE >> 8;
    data[9] = REPLY_SIZE & 0xff;
    data[frame.length] = 'x';
    assert_false(decode(READING_REPLY, frame.length + 1, &found));
}

static void what_does_not_fit_is_refused(void **state __attribute__((unused)))
{
    for (int type = MESSAGE_LOGIN; type < MESSAGE_COUNT; type++) {
        size_t length = encode(type);
        struct frame frame = frame_over(data, length - 1);

        assert_false(message_encode((enum message_type) type,
                                    samples[type].message, &frame));
    }
}

#define FILL(text) memset(text, 'x', sizeof(text) - 1)

static void fill_network(struct network *network)
{
    FILL(network->ca_file);
    FILL(network->proxy);
}

/* Each of its texts as long as it can be. */
static void the_largest_message_fits(void **state __attribute__((unused)))
{
    static struct client largest;
    struct frame frame = frame_over(data, sizeof(data));

    fill_network(&largest.network);
    FILL(largest.metadata.issuer);
    FILL(largest.metadata.token_endpoint);
    FILL(largest.metadata.device_endpoint);
    FILL(largest.metadata.authorization_endpoint);
    FILL(largest.metadata.userinfo_endpoint);
    FILL(largest.metadata.refused);
    FILL(largest.metadata.jwks_uri);
    FILL(largest.metadata.keys);
    FILL(largest.required.claims);
    FILL(largest.required.acr_values);
    FILL(largest.client_id);
    FILL(largest.client_secret);
    FILL(largest.scope);
    FILL(largest.capabilities);
    FILL(largest.username_claim);
    FILL(largest.verification_hosts);
    FILL(largest.endpoint_hosts);
    FILL(largest.redirect_uri);
    assert_true(message_encode(MESSAGE_CLIENT, &largest, &frame));
    for (int type = MESSAGE_LOGIN; type < MESSAGE_COUNT; type++)
        assert_true(samples[type].size <= sizeof(largest));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_message_comes_back),
        cmocka_unit_test(only_legal_messages_are_taken),
        cmocka_unit_test(unknown_types_and_versions_are_refused),
        cmocka_unit_test(every_other_length_is_refused),
        cmocka_unit_test(cut_and_trailing_bytes_are_refused),
        cmocka_unit_test(choices_and_flags_stay_in_their_range),
        cmocka_unit_test(a_text_beyond_its_size_is_refused),
        cmocka_unit_test(what_does_not_fit_is_refused),
        cmocka_unit_test(the_largest_message_fits),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
