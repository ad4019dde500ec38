/* SPDX-License-Identifier: BSD-2-Clause
 *
 * One frame over a socket: what a peer does with its end neither holds us up,
 * nor ends us, nor hides what it said before.
 */

#include "process/channel.h"
#include "process/clock.h"
#include "shared/text.h"

#include "scratch.h"

#include <pthread.h>
#include <signal.h>
#include <sys/socket.h>

static unsigned char frames[2][FRAME_MAX];
static struct channel ours, peer;
static union message message;

static int set_up(void **state)
{
    int sockets[2];

    (void) state;
    if (socketpair(AF_UNIX, SOCK_SEQPACKET, 0, sockets) != 0)
        return -1;
    ours = (struct channel){sockets[0], frames[0]};
    peer = (struct channel){sockets[1], frames[1]};
    return 0;
}

static void end(struct channel *channel)
{
    if (channel->socket >= 0)
        close(channel->socket);
    channel->socket = -1;
}

static int tear_down(void **state)
{
    (void) state;
    end(&ours);
    end(&peer);
    return 0;
}

static void assert_wiped(const struct channel *channel)
{
    for (size_t i = 0; i < FRAME_MAX; i++)
        assert_int_equal(channel->frame[i], 0);
}

static void say(const struct channel *channel, const char *text)
{
    struct reply reply = {""};

    text_copy(reply.text, REPLY_SIZE, text);
    assert_true(channel_send(channel, MESSAGE_REPLY, &reply, CHANNEL_NOW));
}

static enum message_type hear(int64_t until)
{
    return channel_receive(&ours, READING_REPLY, &message, until);
}

static void wipes(void **state)
{
    (void) state;
    say(&peer, "what was typed");
    assert_wiped(&peer);
    assert_int_equal(hear(CHANNEL_NOW), MESSAGE_REPLY);
    assert_string_equal(message.reply.text, "what was typed");
    assert_wiped(&ours);
    assert_int_equal(send(peer.socket, "secret", 6, 0), 6);
    assert_int_equal(hear(CHANNEL_NOW), MESSAGE_COUNT);
    assert_wiped(&ours);
}

/* The beginning of this one would be a whole reply. */
static void too_long(void **state)
{
    static unsigned char data[FRAME_MAX + 1];
    struct frame frame = frame_over(data, FRAME_MAX);
    int room = 2 * sizeof(data);

    (void) state;
    assert_true(message_encode(MESSAGE_REPLY, &(struct reply){"x"}, &frame));
    setsockopt(peer.socket, SOL_SOCKET, SO_SNDBUF, &room, sizeof(room));
    assert_int_equal(send(peer.socket, data, sizeof(data), 0), sizeof(data));
    assert_int_equal(hear(CHANNEL_NOW), MESSAGE_COUNT);
    assert_wiped(&ours);
}

static void not_legal(void **state)
{
    (void) state;
    say(&peer, "x");
    assert_int_equal(
        channel_receive(&ours, READING_VERDICT, &message, CHANNEL_NOW),
        MESSAGE_COUNT);
}

static void silent(void **state)
{
    int64_t start = clock_boottime();

    (void) state;
    assert_int_equal(hear(CHANNEL_NOW), MESSAGE_NONE);
    assert_in_range(clock_boottime() - start, 0, 150);
    assert_int_equal(hear(start + 200), MESSAGE_NONE);
    assert_in_range(clock_boottime() - start, 200, 5000);
    assert_false(channel_wait(ours.socket, start + 300));
    assert_in_range(clock_boottime() - start, 300, 5000);
    /* An instant that is over, by however little, is no reason to wait. */
    alarm(10);
    assert_false(channel_wait(ours.socket, clock_boottime() - 1));
    alarm(0);
    say(&peer, "x");
    assert_true(channel_wait(ours.socket, CHANNEL_FOREVER));
    assert_int_equal(hear(CHANNEL_FOREVER), MESSAGE_REPLY);
}

/* It had not read all of ours, which resets the socket. */
static void spoke_and_ended(void **state)
{
    (void) state;
    say(&ours, "not read");
    say(&peer, "the last word");
    end(&peer);
    assert_true(channel_wait(ours.socket, CHANNEL_FOREVER));
    assert_int_equal(hear(CHANNEL_FOREVER), MESSAGE_REPLY);
    assert_string_equal(message.reply.text, "the last word");
    assert_int_equal(hear(CHANNEL_FOREVER), MESSAGE_NONE);
}

/* A SIGPIPE would end this test. */
static void gone(void **state)
{
    (void) state;
    signal(SIGPIPE, SIG_DFL);
    end(&peer);
    assert_false(channel_send(&ours, MESSAGE_REPLY, &(struct reply){"x"},
                              CHANNEL_FOREVER));
    assert_wiped(&ours);
}

static void *read_all_later(void *unused)
{
    static union message got;
    enum message_type type;

    (void) unused;
    usleep(300 * 1000);
    do
        type = channel_receive(&peer, READING_KEYS, &got, CHANNEL_NOW);
    while (type == MESSAGE_KEYS);
    return NULL;
}

static void full(void **state)
{
    static struct keys keys;
    int64_t start = clock_boottime();
    pthread_t reader;

    (void) state;
    memset(keys.keys, 'x', KEYS_SIZE - 1);
    while (channel_send(&ours, MESSAGE_KEYS, &keys, CHANNEL_NOW))
        assert_in_range(clock_boottime() - start, 0, 5000);
    start = clock_boottime();
    assert_false(channel_send(&ours, MESSAGE_KEYS, &keys, start + 200));
    assert_in_range(clock_boottime() - start, 200, 5000);
    assert_int_equal(pthread_create(&reader, NULL, read_all_later, NULL), 0);
    assert_true(channel_send(&ours, MESSAGE_KEYS, &keys, CHANNEL_FOREVER));
    pthread_join(reader, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(wipes, set_up, tear_down),
        cmocka_unit_test_setup_teardown(too_long, set_up, tear_down),
        cmocka_unit_test_setup_teardown(not_legal, set_up, tear_down),
        cmocka_unit_test_setup_teardown(silent, set_up, tear_down),
        cmocka_unit_test_setup_teardown(spoke_and_ended, set_up, tear_down),
        cmocka_unit_test_setup_teardown(gone, set_up, tear_down),
        cmocka_unit_test_setup_teardown(full, set_up, tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
