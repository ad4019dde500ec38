/* SPDX-License-Identifier: BSD-2-Clause
 *
 * An agent that does what the [agent] section of the scenario says that is
 * its turn, for better or worse.  The keeper gives an agent nothing but its
 * socket, so the scenario is the file of this name in the working directory.
 */

#include "names.h"
#include "notes.h"
#include "tests/scenarios/script.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { SOCKET = 3, PATIENCE = 10 * 1000 };

static unsigned char data[FRAME_MAX];
static union message message;

/* In which state an agent receives a message of this type. */
static enum reading reading_of(enum message_type type)
{
    switch (type) {
    case MESSAGE_REFRESH:
    case MESSAGE_SIGN_IN:
        return READING_ORDER;
    case MESSAGE_KEYS:
        return READING_KEYS;
    case MESSAGE_REPLY:
        return READING_PASTE;
    default:
        return READING_ROLE;
    }
}

/* get TYPE | member=pattern | ... */
static void do_get(char *line)
{
    const char *name = script_word(&line);
    enum message_type type = names_type(name);
    enum message_type received = MESSAGE_NONE;
    struct pollfd socket = {.fd = SOCKET, .events = POLLIN};
    struct frame frame;
    ssize_t length;

    if (poll(&socket, 1, PATIENCE) != 1) {
        notes_fault("agent: no %s came", name);
        return;
    }
    length = recv(SOCKET, data, sizeof(data), 0);
    frame = frame_of(data, length > 0 ? (size_t) length : 0);
    if (length <= 0)
        notes_fault("agent: the end, and no %s", name);
    else if (!message_decode(reading_of(type), &frame, &received, &message) ||
             received != type)
        notes_fault("agent: type %d, and no %s", data[5], name);
    (void) script_field(&line);
    while (received == type && *line != '\0') {
        char *field = script_field(&line);
        const char *seen = names_differ(type, field, &message);

        if (seen != NULL)
            notes_fault("agent: %s: %s is %.200s", name, field, seen);
    }
}

/* Make the message that "TYPE | member=value | ..." describes; its length. */
static size_t compose(char *line)
{
    struct frame frame = frame_over(data, sizeof(data));
    enum message_type type = names_type(script_word(&line));

    memset(&message, 0, sizeof(message));
    (void) script_field(&line);
    while (*line != '\0') {
        char *field = script_field(&line);

        if (!names_set(type, field, &message))
            notes_fault("agent: cannot set %s", field);
    }
    if (!message_encode(type, &message, &frame))
        notes_fault("agent: a message does not fit");
    return frame.length;
}

/* send TYPE | member=value | ... */
static void do_send(char *line)
{
    size_t length = compose(line);

    if (send(SOCKET, data, length, MSG_NOSIGNAL) != (ssize_t) length)
        notes_fault("agent: send: %s", strerror(errno));
}

/* flood TYPE | ...: until nobody listens any more. */
static void do_flood(char *line)
{
    size_t length = compose(line);

    while (send(SOCKET, data, length, MSG_NOSIGNAL) == (ssize_t) length)
        continue;
}

/* raw BYTES: a datagram that is no message. */
static void do_raw(char *line)
{
    const char *bytes = script_field(&line);

    (void) send(SOCKET, bytes, strlen(bytes), MSG_NOSIGNAL);
}

static void do_sleep(char *line)
{
    usleep((useconds_t) strtoul(line, NULL, 10) * 1000);
}

static void do_end(char *line)
{
    struct pollfd socket = {.fd = SOCKET, .events = POLLIN};

    (void) line;
    if (poll(&socket, 1, PATIENCE) != 1 ||
        recv(SOCKET, data, sizeof(data), 0) > 0)
        notes_fault("agent: the keeper does not hang up");
}

/* Neither read nor end, whatever happens. */
static void do_stay(char *line)
{
    (void) line;
    for (;;)
        pause();
}

/* What sends may be the last that this agent does, so it counts before. */
static void run(char *line)
{
    static const struct {
        const char *name;
        void (*function)(char *);
        bool awaits; /* counts when it is over */
    } commands[] = {
        {"get", do_get, true},      {"send", do_send, false},
        {"flood", do_flood, false}, {"raw", do_raw, false},
        {"end", do_end, false},     {"stay", do_stay, false},
        {"sleep", do_sleep, false},
    };
    const char *name = script_word(&line);

    for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++)
        if (strcmp(commands[i].name, name) == 0) {
            if (!commands[i].awaits)
                notes_add("did", name);
            commands[i].function(line);
            if (commands[i].awaits)
                notes_add("did", name);
            return;
        }
    notes_fault("agent: no such command: %s", name);
}

int main(void)
{
    static char line[SHOW_SIZE];
    FILE *script = fopen("scenario", "re");
    int turn = notes_count("agent");
    int agents = 0;
    bool mine = false;

    if (script == NULL)
        return EXIT_FAILURE;
    notes_add("agent", "started");
    while (fgets(line, sizeof(line), script) != NULL) {
        line[strcspn(line, "\n")] = '\0';
        if (line[0] == '[')
            mine = strcmp(line, "[agent]") == 0 && agents++ == turn;
        else if (mine && line[0] != '#' && line[0] != '\0')
            run(line);
    }
    if (agents <= turn)
        notes_fault("agent: one more than the scenario has");
    fclose(script);
    return EXIT_SUCCESS;
}
