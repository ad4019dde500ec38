/* SPDX-License-Identifier: BSD-2-Clause */

#include "module.h"

#include "earlier.h"
#include "names.h"
#include "notes.h"
#include "section.h"
#include "shared/text.h"
#include "tests/scenarios/script.h"
#include "wire/audit_line.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { PATIENCE = 20 * 1000 /* ms */ };

static unsigned char data[FRAME_MAX];
static union message message;
static int keeper; /* the module's end of the socket */

static void send_message(enum message_type type, const void *sent)
{
    struct frame frame = frame_over(data, sizeof(data));

    if (!message_encode(type, sent, &frame) ||
        send(keeper, data, frame.length, MSG_NOSIGNAL) !=
            (ssize_t) frame.length)
        notes_fault("module: send: %s", strerror(errno));
}

/* MESSAGE_NONE at the end, and where nothing comes. */
static enum message_type receive(void)
{
    struct pollfd ready = {.fd = keeper, .events = POLLIN};
    enum message_type type = MESSAGE_NONE;
    struct frame frame;
    ssize_t length;

    if (poll(&ready, 1, PATIENCE) != 1) {
        notes_fault("module: the keeper says nothing");
        return MESSAGE_NONE;
    }
    length = recv(keeper, data, sizeof(data), 0);
    frame = frame_of(data, length > 0 ? (size_t) length : 0);
    if (length > 0 && !message_decode(READING_SHOW, &frame, &type, &message))
        notes_fault("module: the keeper sent something malformed");
    return type;
}

static struct login login;
static bool speechless; /* it sends no LOGIN */

static void set_login(char *line)
{
    if (strcmp(line, "none") == 0)
        speechless = true;
    else if (strncmp(line, "raw ", 4) == 0)
        speechless = send(keeper, line + 4, strlen(line + 4), 0) > 0;
    else if (!names_set(MESSAGE_LOGIN, line, &login))
        notes_fault("[login]: %s", line);
}

static bool left;

static void do_person(char *line)
{
    const char *word = script_word(&line);
    struct cancel cancel = {.reason = CANCEL_INTERRUPTED};
    struct reply reply = {""};
    const char *pattern;

    (void) script_field(&line);
    pattern = script_field(&line);
    if (strcmp(word, "show") == 0) {
        if (receive() != MESSAGE_SHOW)
            notes_fault("person: nothing is shown, not %s", pattern);
        else if (!script_matches(pattern, message.show.text))
            notes_fault("person: shown is %.800s", message.show.text);
    } else if (strcmp(word, "reply") == 0) {
        text_copy(reply.text, REPLY_SIZE, pattern);
        send_message(MESSAGE_REPLY, &reply);
    } else if (strcmp(word, "cancel") == 0) {
        if (strcmp(pattern, "not_shown") == 0)
            cancel.reason = CANCEL_NOT_SHOWN;
        send_message(MESSAGE_CANCEL, &cancel);
    } else if (strcmp(word, "raw") == 0) {
        (void) send(keeper, pattern, strlen(pattern), MSG_NOSIGNAL);
    } else if (strcmp(word, "wait") == 0) {
        usleep((useconds_t) strtoul(pattern, NULL, 10) * 1000);
    } else if (strcmp(word, "map") == 0) {
        earlier_add_to_map(pattern);
    } else if (strcmp(word, "block") == 0) {
        earlier_block(pattern);
    } else if (strcmp(word, "link") == 0) {
        earlier_link(pattern);
    } else if (strcmp(word, "unlocked") == 0) {
        earlier_is_unlocked();
    } else if (strcmp(word, "leave") == 0) {
        close(keeper);
        left = true;
    } else if (strcmp(word, "stop") == 0) {
        left = true;
    } else {
        notes_fault("[person]: %s", word);
    }
}

static void judge(char *line)
{
    static char log[AUDIT_SIZE];
    const char *word = script_word(&line);
    const char *wanted = line;
    const char *seen = "nothing";

    log[0] = '\0';
    audit_facts(&message.verdict.facts, log, sizeof(log));
    if (strcmp(word, "outcome") == 0)
        seen = outcome_word((enum outcome) message.verdict.outcome);
    else if (strcmp(word, "log") == 0)
        seen = log;
    else if (strcmp(word, "text") == 0)
        seen = message.verdict.text;
    else if (strcmp(word, "loud") == 0)
        seen = message.verdict.loud ? "1" : "0";
    if (!script_matches(wanted, seen))
        notes_fault("verdict: %s is %s", word, seen);
}

/* A keeper whose module gave up does not wait for this. */
static void confirm(void)
{
    struct frame frame = frame_over(data, sizeof(data));

    if (message_encode(MESSAGE_REPLY, &(struct reply){""}, &frame))
        (void) send(keeper, data, frame.length, MSG_NOSIGNAL);
}

const struct login *module_login(void)
{
    char directory[PATH_SIZE - 8] = "";

    (void) !getcwd(directory, sizeof(directory));
    login = (struct login){.host = HOST_OTHER, .caller = UID};
    text_copy(login.service, WORD_SIZE, "claims");
    text_copy(login.section, WORD_SIZE, "claims");
    text_copy(login.user, NAME_SIZE, "alice");
    text_format(login.conf, PATH_SIZE, "%s/conf", directory);
    section_each("[login]", set_login);
    return &login;
}

void module_play(int socket)
{
    keeper = socket;
    (void) module_login();
    if (speechless) {
        close(keeper);
        return;
    }
    send_message(MESSAGE_LOGIN, &login);
    section_each("[person]", do_person);
    if (left)
        return;
    if (receive() != MESSAGE_VERDICT)
        notes_fault("module: no verdict");
    else
        section_each("[verdict]", judge);
    confirm();
    close(keeper);
}
