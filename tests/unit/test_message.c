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

#define NETWORK                                                               \
    {                                                                         \
        "/ca.pem", "http://proxy.example:3128", 5, 10, 109000                 \
    }
#define DEMAND                                                                \
    {                                                                         \
        "{\"access_token\":{}}", "gold silver", 300                           \
    }
#define METADATA                                                              \
    {                                                                         \
        .issuer = "https://i.example",                                        \
        .token_endpoint = "https://i.example/t",                              \
        .device_endpoint = "https://i.example/d",                             \
        .authorization_endpoint = "https://i.example/a",                      \
        .userinfo_endpoint = "https://i.example/u",                           \
        .refused = "device_authorization_endpoint at i",                      \
        .client_auth = CLIENT_AUTH_POST, .names_issuer = true,                \
        .jwks_uri = "https://i.example/k", .keys = "{\"keys\":[]}",           \
        .fetched = 1700000000,                                                \
    }

/* One message of each type in which every field says something, so that a
 * field that does not cross the wire is missed. */
static const struct login login = {
    .phase = PHASE_ACCOUNT,
    .host = HOST_SU,
    .service = "sudo-i",
    .section = "sudo",
    .conf = "/etc/x.conf",
    .user = "alice",
    .tty = "/dev/pts/1",
    .rhost = "192.0.2.7",
    .caller = 1001,
    .session = -2,
    .timer = 59000,
    .methods = "publickey hostbased",
    .evidence_unix = true,
    .password = true,
    .wrong_password = true,
    .skipped = true,
    .can_show = true,
    .terminal = true,
    .unicode = true,
    .blocks = true,
    .columns = 132,
    .rows = 50,
};
static const struct cancel cancel = {CANCEL_NOT_SHOWN};
static const struct show show = {DISPLAY_ERROR, "\nEnter ABCD\n\u2588\u2584"};
static const struct reply reply = {"q \x01\xff"};
static const struct verdict verdict = {OUTCOME_BLOCKED, true, "No.",
                                       "reason=x"};
static const struct fetch fetch = {NETWORK, "https://i.example",
                                   "e.example f.example"};
static const struct probe probe = {NETWORK, "https://api.example/", "token"};
static const struct client client = {
    .network = NETWORK,
    .metadata = METADATA,
    .required = DEMAND,
    .client_id = "client",
    .client_secret = "secret",
    .scope = "openid offline_access",
    .capabilities = "cp1",
    .username_claim = "upn",
    .verification_hosts = "microsoft.com i.example",
    .endpoint_hosts = "e.example",
    .redirect_uri = "http://127.0.0.1:8400",
    .listen = true,
};
static const struct keys keys = {"{\"keys\":[{}]}"};
static const struct refresh refresh = {DEMAND, "refresh-token"};
static const struct sign_in sign_in = {DEMAND, FLOW_CODE, true,
                                       "alice@example.com", "Close it."};
static const struct fetched fetched = {2, METADATA};
static const struct probed probed = {2, ANSWER_CHALLENGE, 401, DEMAND};
static const struct keep keep = {3, "new-token"};
static const struct stale_keys stale_keys = {3};
static const struct invitation invitation = {
    1, "https://i.example/device", "ABCD-EFGH", "\u2588\n", 900, true};
static const struct ask_again ask_again = {2, PASTE_CUT_OFF};
static const struct tokens tokens = {
    .requests = 4,
    .claims =
        {
            .issuer = "https://i.example",
            .subject = "sub",
            .tid = "tid",
            .oid = "oid",
            .username = "alice@example.com",
            .acr = "gold",
            .auth_time = 1700000000,
            .from_userinfo = true,
            .name_unverified = true,
            .required_shown = true,
            .challenge_contradicted = true,
            .missing = "acrs",
        },
    .refresh_token = "refresh-token",
    .access_token = "access-token",
};
static const struct failure failure = {
    .requests = 5,
    .answer = ANSWER_BLOCKED,
    .reason = "reason",
    .detail = "api.example",
    .error = "error",
    .description = "Not today.",
    .codes = "53003,50000",
    .suberror = "suberror",
    .trace = "trace",
    .correlation = "correlation",
    .demand = DEMAND,
};

static const struct {
    const void *message;
    size_t size;
} samples[MESSAGE_COUNT] = {
    [MESSAGE_LOGIN] = {&login, sizeof(login)},
    [MESSAGE_CANCEL] = {&cancel, sizeof(cancel)},
    [MESSAGE_REPLY] = {&reply, sizeof(reply)},
    [MESSAGE_SHOW] = {&show, sizeof(show)},
    [MESSAGE_VERDICT] = {&verdict, sizeof(verdict)},
    [MESSAGE_FETCH] = {&fetch, sizeof(fetch)},
    [MESSAGE_PROBE] = {&probe, sizeof(probe)},
    [MESSAGE_CLIENT] = {&client, sizeof(client)},
    [MESSAGE_KEYS] = {&keys, sizeof(keys)},
    [MESSAGE_REFRESH] = {&refresh, sizeof(refresh)},
    [MESSAGE_SIGN_IN] = {&sign_in, sizeof(sign_in)},
    [MESSAGE_METADATA] = {&fetched, sizeof(fetched)},
    [MESSAGE_PROBED] = {&probed, sizeof(probed)},
    [MESSAGE_KEEP] = {&keep, sizeof(keep)},
    [MESSAGE_STALE_KEYS] = {&stale_keys, sizeof(stale_keys)},
    [MESSAGE_INVITATION] = {&invitation, sizeof(invitation)},
    [MESSAGE_ASK_AGAIN] = {&ask_again, sizeof(ask_again)},
    [MESSAGE_TOKENS] = {&tokens, sizeof(tokens)},
    [MESSAGE_FAILURE] = {&failure, sizeof(failure)},
};

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
        struct verdict verdict;
        char more; /* in the place where a NUL would be */
    } long_one;
    struct frame frame = frame_over(data, sizeof(data));
    enum message_type found = MESSAGE_NONE;

    (void) state;
    memset(long_one.verdict.log, 'x', sizeof(long_one.verdict.log) - 1);
    assert_true(message_encode(MESSAGE_VERDICT, &long_one.verdict, &frame));
    assert_true(decode(READING_VERDICT, frame.length, &found));
    assert_int_equal(strlen(decoded.verdict.log), LOG_SIZE - 1);

    /* One more: lengths of the text and of the message, and the byte. */
    data[3]++;
    data[14] = LOG_SIZE >> 8;
    data[15] = LOG_SIZE & 0xff;
    data[frame.length] = 'x';
    assert_false(decode(READING_VERDICT, frame.length + 1, &found));
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
