/* SPDX-License-Identifier: BSD-2-Clause
 *
 * What nobody thought of: good inputs of every parser of the relay, changed at
 * random again and again, and what has to hold whatever comes.  The seed is
 * the same in each run; RELAY_SEED and RELAY_ROUNDS in the environment try
 * others, and more.
 */

#include "calls.h"

#include "format/json_syntax.h"
#include "relay/address.h"
#include "relay/forward.h"
#include "relay/html.h"
#include "relay/language.h"
#include "relay/query.h"
#include "relay/redis_url.h"
#include "relay/user_list.h"

enum { ROUNDS = 3000, INPUT_SIZE = 4096 };

static uint64_t seed = 20261201;
static int rounds = ROUNDS;

/* xorshift64*, which is the same everywhere. */
static uint32_t draw(uint32_t below)
{
    seed ^= seed >> 12;
    seed ^= seed << 25;
    seed ^= seed >> 27;
    return (uint32_t) ((seed * 2685821657736338717ULL) >> 33) % below;
}

struct input {
    unsigned char bytes[INPUT_SIZE];
    size_t length;
};

/* Bytes that mean something to one parser or another. */
static unsigned char telling_byte(void)
{
    static const unsigned char telling[] =
        "\0\n\r\t \"'%&+,-./:;<=>?@[\\]{}~\x7f\x80\xc3\xe2\xf0\xff"
        "0aAzZ";

    return draw(4) == 0 ? (unsigned char) draw(256)
                        : telling[draw(sizeof(telling) - 1)];
}

/* Change a byte, put one in, take some out, or repeat a piece. */
static void change(struct input *input)
{
    size_t at = draw((uint32_t) input->length + 1);
    size_t length = 1 + draw(16);

    switch (draw(4)) {
    case 0:
        if (at < input->length)
            input->bytes[at] = telling_byte();
        break;
    case 1:
        if (input->length == INPUT_SIZE)
            break;
        memmove(input->bytes + at + 1, input->bytes + at, input->length - at);
        input->bytes[at] = telling_byte();
        input->length++;
        break;
    case 2:
        if (length > input->length - at)
            length = input->length - at;
        memmove(input->bytes + at, input->bytes + at + length,
                input->length - at - length);
        input->length -= length;
        break;
    default:
        if (length > input->length - at)
            length = input->length - at;
        if (length > INPUT_SIZE - input->length)
            break;
        memmove(input->bytes + at + length, input->bytes + at,
                input->length - at);
        input->length += length;
        break;
    }
}

static struct input mutated(const void *good, size_t length)
{
    struct input input = {.length = length};

    memcpy(input.bytes, good, length);
    for (uint32_t changes = 1 + draw(6); changes > 0; changes--)
        change(&input);
    return input;
}

/* As a text, up to a NUL in it, in memory of just that size: a sanitizer sees
 * who reads on. */
static char *text_of(const struct input *input)
{
    char *text = malloc(input->length + 1);

    memcpy(text, input->bytes, input->length);
    text[input->length] = '\0';
    return text;
}

static char *mutated_text(const char *good)
{
    struct input input = mutated(good, strlen(good));

    return text_of(&input);
}

/* Now and then as it is, so that what comes behind it is reached. */
static char *maybe_mutated(const char *good)
{
    return draw(3) == 0 ? mutated_text(good) : strdup(good);
}

static void forwards(void **state)
{
    static const struct relay_settings known = {
        .public_url = "https://signin.example.com",
        .authorization_endpoints = ENDPOINT,
        .client_ids = "app-1",
    };

    (void) state;
    for (int i = 0; i < rounds; i++) {
        char *url = mutated_text(FORWARD "S-1&claims=%7B%7D");
        char found[LINE_SIZE];

        if (forward_judge(url, &known, found) == FORWARD_RIGHT) {
            assert_memory_equal(url, ENDPOINT "?", strlen(ENDPOINT "?"));
            for (const char *at = url; *at != '\0'; at++)
                assert_true(*at > ' ' && *at <= '~' && *at != '#' &&
                            *at != '\\');
            assert_true(strlen(found) > 0);
        }
        free(url);
    }
}

static void queries(void **state)
{
    (void) state;
    for (int i = 0; i < rounds; i++) {
        char *text = mutated_text("code=a%2Bb&state=S%20&iss=&x=%41&code=2");
        struct parameter parameters[] = {{.name = "code"}, {.name = "state"}};
        size_t length = strlen(text);

        if (query_read(text, parameters, 2))
            assert_true(strlen(parameters[0].value) +
                            strlen(parameters[1].value) <=
                        length);
        free(text);
    }
}

static void texts_on_pages(void **state)
{
    (void) state;
    for (int i = 0; i < rounds; i++) {
        char *text = mutated_text("Gr\xc3\xbc\xc3\x9f <b>\"&'\xe2\x80\xae"
                                  "\xf0\x9f\x94\x91</b>");
        char shown[6 * INPUT_SIZE];
        struct html html = html_over(shown, sizeof(shown));
        unsigned int point;

        html_put_text(&html, text);
        assert_false(html.full);
        assert_null(strpbrk(shown, "<>\"'\n\r\t\x1b\x7f"));
        for (const char *at = shown; *at != '\0';) {
            size_t length = json_utf8_decode(at, &point);

            assert_int_not_equal(length, 0);
            at += length;
        }
        free(text);
    }
}

static void languages(void **state)
{
    (void) state;
    for (int i = 0; i < rounds; i++) {
        char *text = mutated_text("en-US,en;q=0.9, de;q=0.8,ja;q=0.700,*;q=0");

        assert_in_range(language_of(text), 0, LANGUAGE_COUNT - 1);
        free(text);
    }
}

static void addresses_and_stores(void **state)
{
    (void) state;
    for (int i = 0; i < rounds; i++) {
        char *address = mutated_text("[2001:db8::1]:8443");
        char *url = mutated_text("rediss://:p%40ss@redis.example:6380/2");
        struct redis_url parsed;
        struct sockaddr_storage socket_address;

        (void) address_parse(address, &socket_address);
        if (redis_url_parse(url, &parsed) == NULL)
            assert_true(parsed.host[0] != '\0' || parsed.path[0] == '/');
        free(address);
        free(url);
    }
}

/* What was kept by somebody else, or by another version. */
static void records(void **state)
{
    struct sign_in sign_in = {
        .id = "7GK2M9QXA3",
        .expires = 1,
        .host = "web01",
        .authorization_url = FORWARD,
    };
    unsigned char bytes[INPUT_SIZE];
    struct frame frame = frame_over(bytes, sizeof(bytes));

    (void) state;
    sign_in_encode(&sign_in, &frame);
    for (int i = 0; i < rounds; i++) {
        struct input input = mutated(bytes, frame.length);
        struct frame read = frame_of(input.bytes, input.length);
        struct store_value value = {input.bytes, input.length};
        static struct user_list list;

        if (sign_in_decode(&read, &sign_in)) {
            assert_in_range(sign_in.stage, 0, STAGE_COUNT - 1);
            assert_in_range(sign_in.ending, 0, ENDING_COUNT - 1);
            assert_true(strlen(sign_in.host) < NAME_SIZE);
        }
        user_list_decode(&value, 0, &list);
        assert_in_range(list.count, 0, USERS_MAX - 1);
    }
}

/* Any method, path, field and body: each call is answered, or waits. */
static void whole_calls(void **state)
{
    struct known known = start_known("alice", true);
    const char *const paths[] = {"/v1/sign-ins", known.page,   "/callback",
                                 known.done,     known.result, known.sign_in};
    int started = 0;

    (void) state;
    settings.starts_per_minute = 1000000;
    settings.waiting_per_user = 2;
    for (int i = 0; i < rounds; i++) {
        struct played *one = call_of((enum method) draw(METHOD_OTHER + 1), "");
        struct request *request = &one->call.request;
        char *path = maybe_mutated(paths[draw(6)]);
        char *query = maybe_mutated("code=C-1&state=S-1&iss=I");
        char *cookie = maybe_mutated("a=b; __Host-claims-relay=0123456789abc"
                                     "def0123456789abcdef0123456789a");
        char good[LINE_SIZE];
        char *body;

        (void) snprintf(
            good, sizeof(good),
            "{\"authorization_url\":\"%sM-%d\",\"host\":\"web01\","
            "\"service\":\"sshd\",\"user\":\"alice\",\"from\":\"\","
            "\"account\":\"\",\"expires_in\":60,\"number\":true}",
            FORWARD, i);
        body = maybe_mutated(good);
        request->path = path;
        request->query = query;
        request->cookie = cookie;
        request->authorization = "Bearer " KEY;
        (void) snprintf(request->address, CALL_ADDRESS_SIZE, "192.0.%d.%d",
                        i / 256, i % 256);
        put_body(one, body);
        send_call(one);
        if (!one->finished)
            pass(30 * 1000);
        assert_in_range(status_of(one), 200, 503);
        assert_int_not_equal(status_of(one), 500);
        started += status_of(one) == 201;
        free(path);
        free(query);
        free(cookie);
        free(body);
        forget_calls();
        logged_count = 0;
    }
    /* Or nothing behind the first line of defence was tried. */
    assert_in_range(started, 1, rounds);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(forwards),
        cmocka_unit_test(queries),
        cmocka_unit_test(texts_on_pages),
        cmocka_unit_test(languages),
        cmocka_unit_test(addresses_and_stores),
        cmocka_unit_test(records),
        cmocka_unit_test_setup_teardown(whole_calls, relay_begin,
                                        relay_finish),
    };

    if (getenv("RELAY_SEED") != NULL)
        seed = strtoull(getenv("RELAY_SEED"), NULL, 10) | 1;
    if (getenv("RELAY_ROUNDS") != NULL)
        rounds = (int) strtol(getenv("RELAY_ROUNDS"), NULL, 10);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
