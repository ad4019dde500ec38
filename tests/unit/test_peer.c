/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The keeper's links: what a peer does with its end does not hold us up.
 */

#include "keeper/peer.h"
#include "keeper/peer_timeouts.h"
#include "process/clock.h"

#include "scratch.h"

#include <sys/socket.h>

const struct peer_timeouts peer_timeouts = {.send = 300};

static struct keys keys;
static int sockets[2];

static int set_up(void **state)
{
    (void) state;
    memset(keys.keys, 'x', KEYS_SIZE - 1);
    return socketpair(AF_UNIX, SOCK_SEQPACKET, 0, sockets);
}

static int tear_down(void **state)
{
    (void) state;
    close(sockets[0]);
    close(sockets[1]);
    return 0;
}

/* Room for two large messages is always there; then each has its time. */
static void not_read(void **state)
{
    int64_t start = clock_boottime();
    int sent = 0;

    (void) state;
    while (peer_send(sockets[0], MESSAGE_KEYS, &keys) && sent < 100)
        sent++;
    assert_in_range(sent, 2, 99);
    assert_in_range(clock_boottime() - start, 300, 5000);
}

static void silent(void **state)
{
    static union message message;
    enum message_type type = MESSAGE_NONE;
    int64_t start = clock_boottime();

    (void) state;
    assert_false(peer_wait(sockets[0], start + 200));
    assert_in_range(clock_boottime() - start, 200, 5000);
    assert_false(peer_receive(sockets[0], READING_KEYS, &type, &message));
    assert_true(peer_send(sockets[1], MESSAGE_KEYS, &keys));
    assert_true(peer_wait(sockets[0], start + 60000));
    assert_true(peer_receive(sockets[0], READING_KEYS, &type, &message));
    assert_string_equal(message.keys.keys, keys.keys);
    close(sockets[1]);
    assert_true(peer_wait(sockets[0], start + 60000));
    assert_false(peer_receive(sockets[0], READING_KEYS, &type, &message));
    assert_false(peer_send(sockets[0], MESSAGE_KEYS, &keys));
    sockets[1] = -1;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(not_read, set_up, tear_down),
        cmocka_unit_test_setup_teardown(silent, set_up, tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
