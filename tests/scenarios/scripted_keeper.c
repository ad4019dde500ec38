/* SPDX-License-Identifier: BSD-2-Clause
 *
 * A keeper that does what a script says, for better or worse.  The module
 * gives a keeper nothing but its socket, so the script is the file that the
 * login names as conf=.  README.md has the commands.
 */

#include "facts.h"
#include "owed.h"
#include "report.h"
#include "script.h"

#include "shared/text.h"
#include "wire/message.h"

#include <errno.h>
#include <inttypes.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { SOCKET = 3, PATIENCE = 10 * 1000, OVERSIZE = 160 * 1024 };

static struct login login;
static bool awaits_reply; /* to a verdict, as the keeper does at its end */
static unsigned char data[OVERSIZE];

static const char *const displays[DISPLAY_COUNT] = {"prompt", "info", "error"};
static const char *const reasons[CANCEL_COUNT] = {"interrupted",
                                                  "disconnected", "not_shown"};

/* --- Messages. */

/* MESSAGE_NONE at the end. */
static enum message_type receive(enum reading reading,
                                 union message *ret_message, int flags)
{
    ssize_t length = recv(SOCKET, data, sizeof(data), flags);
    struct frame frame = frame_of(data, length > 0 ? (size_t) length : 0);
    enum message_type type = MESSAGE_NONE;

    if (length > 0 && !message_decode(reading, &frame, &type, ret_message))
        report_fault("the module sent something malformed");
    return type;
}

/* Wait for a word or the end; false, after a report, if neither comes. */
static bool is_readable(int patience)
{
    struct pollfd socket = {.fd = SOCKET, .events = POLLIN};

    if (poll(&socket, 1, patience) == 1)
        return true;
    report_fault("nothing came in %d ms", patience);
    return false;
}

static size_t encode(enum message_type type, const void *message)
{
    struct frame frame = frame_over(data, sizeof(data));

    if (!message_encode(type, message, &frame))
        report_fault("a message does not fit");
    return frame.length;
}

static void send_bytes(size_t length)
{
    if (send(SOCKET, data, length, MSG_NOSIGNAL) != (ssize_t) length)
        report_fault("send: %s", strerror(errno));
}

static int outcome_of(const char *word)
{
    for (int i = 0; i < OUTCOME_COUNT; i++)
        if (strcmp(outcome_word((enum outcome) i), word) == 0)
            return i;
    report_fault("no such outcome: %s", word);
    return OUTCOME_ERROR;
}

/* --- Commands. */

static void do_show(char *line)
{
    static struct show show;
    char *text;

    show.display =
        (int) script_index(displays, DISPLAY_COUNT, script_word(&line));
    (void) script_field(&line);
    text = script_text(script_field(&line));
    if (text == NULL || !text_copy(show.text, sizeof(show.text), text))
        report_fault("too long to show");
    free(text);
    send_bytes(encode(MESSAGE_SHOW, &show));
}

static void do_verdict(char *line)
{
    static struct verdict verdict;
    const char *flaw;

    verdict = (struct verdict){.outcome = outcome_of(script_word(&line))};
    (void) script_field(&line);
    if (!text_copy(verdict.text, sizeof(verdict.text), script_field(&line)))
        report_fault("too long for a verdict");
    flaw = facts_read(script_field(&line), &verdict.facts);
    if (flaw != NULL)
        report_fault("no such fact, or too long a one: %s", flaw);
    send_bytes(encode(MESSAGE_VERDICT, &verdict));
    awaits_reply = true;
}

/* A text for the screen, in a manner that there is none of. */
static void do_bad_show(char *line)
{
    static const struct show show = {.text = "Enter ABCD-EFGH"};
    size_t length = encode(MESSAGE_SHOW, &show);

    (void) line;
    data[6] = DISPLAY_COUNT;
    send_bytes(length);
}

/* Let a person in, but for one thing that is wrong with the message. */
static void do_bad(char *line)
{
    static const struct verdict granted = {.outcome = OUTCOME_GRANTED};
    size_t length = encode(MESSAGE_VERDICT, &granted);

    if (strcmp(line, "version") == 0)
        data[4] = WIRE_VERSION + 1;
    else if (strcmp(line, "type") == 0)
        data[5] = MESSAGE_COUNT;
    else if (strcmp(line, "direction") == 0)
        data[5] = MESSAGE_LOGIN;
    else if (strcmp(line, "outcome") == 0)
        data[6] = OUTCOME_COUNT;
    else if (strcmp(line, "text") == 0)
        data[11] = LINE_SIZE & 0xff, data[10] = LINE_SIZE >> 8;
    else if (strcmp(line, "length") == 0)
        data[3]++;
    else if (strcmp(line, "trailing") == 0)
        data[length++] = 0, data[3]++;
    else if (strcmp(line, "short") == 0)
        data[3]--, length--;
    else if (strcmp(line, "stub") == 0)
        length = 3;
    else if (strcmp(line, "empty") == 0)
        length = 0;
    else if (strcmp(line, "oversize") == 0)
        length = sizeof(data);
    else
        report_fault("no such fault: %s", line);
    send_bytes(length);
}

static void do_cancel(char *line)
{
    union message message;

    if (!is_readable(PATIENCE))
        return;
    if (receive(READING_REPLY, &message, 0) != MESSAGE_CANCEL)
        report_fault("no cancel %s, but a reply or the end", line);
    else if (strcmp(reasons[message.cancel.reason], line) != 0)
        report_fault("cancel %s, not %s", reasons[message.cancel.reason],
                     line);
}

static void do_reply(char *line)
{
    union message message;
    char *expected;

    (void) script_field(&line);
    expected = script_text(script_field(&line));
    if (is_readable(PATIENCE) && expected != NULL) {
        if (receive(READING_REPLY, &message, 0) != MESSAGE_REPLY)
            report_fault("no reply '%.40s', but a cancel or the end",
                         expected);
        else if (!script_matches(expected, message.reply.text))
            report_fault("reply '%.40s' of %zu bytes, not '%.40s'",
                         message.reply.text, strlen(message.reply.text),
                         expected);
    }
    free(expected);
}

static void do_end(char *line)
{
    long patience = strtol(line, NULL, 10);
    union message message;

    if (is_readable(patience > 0 ? (int) patience : PATIENCE) &&
        receive(READING_REPLY, &message, 0) != MESSAGE_NONE)
        report_fault("a message, not the end");
}

/* A number that is the same, or within "from..to". */
static void compare_number(const char *name, int64_t number,
                           const char *expected)
{
    char *end = NULL;
    int64_t from = strtoll(expected, &end, 10);
    int64_t to =
        strncmp(end, "..", 2) == 0 ? strtoll(end + 2, NULL, 10) : from;

    if (number < from || number > to)
        report_fault("%s is %" PRId64 ", not %s", name, number, expected);
}

static void do_login(char *line)
{
    const struct {
        const char *name;
        const char *text;
        int64_t number;
    } fields[] = {
        {"service", login.service, 0},
        {"section", login.section, 0},
        {"user", login.user, 0},
        {"tty", login.tty, 0},
        {"rhost", login.rhost, 0},
        {"phase", NULL, login.phase},
        {"caller", NULL, login.caller},
        {"session", NULL, login.session},
        {"timer", NULL, login.timer},
        {"host", NULL, login.host},
        {"methods", login.methods, 0},
        {"evidence_unix", NULL, login.evidence_unix},
        {"password", NULL, login.password},
        {"wrong_password", NULL, login.wrong_password},
        {"skipped", NULL, login.skipped},
        {"terminal", NULL, login.terminal},
        {"can_show", NULL, login.can_show},
        {"unicode", NULL, login.unicode},
        {"blocks", NULL, login.blocks},
        {"columns", NULL, login.columns},
        {"rows", NULL, login.rows},
    };
    const char *name = script_word(&line);
    const char *expected = script_field(&line);

    for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++) {
        if (strcmp(fields[i].name, name) != 0)
            continue;
        if (fields[i].text == NULL)
            compare_number(name, fields[i].number, expected);
        else if (strcmp(fields[i].text, expected) != 0)
            report_fault("%s is %s, not %s", name, fields[i].text, expected);
        return;
    }
    report_fault("no such field: %s", name);
}

static void do_sleep(char *line)
{
    usleep((useconds_t) strtoul(line, NULL, 10) * 1000);
}

static void do_hang_up(char *line)
{
    (void) line;
    awaits_reply = false;
    close(SOCKET);
}

static void do_orphan(char *line)
{
    if (fork() == 0) {
        do_sleep(line);
        _exit(EXIT_SUCCESS);
    }
}

/* As the dynamic loader does for a library that is missing. */
static void do_words(char *line)
{
    char *text;

    (void) script_field(&line);
    text = script_text(script_field(&line));
    for (size_t i = 0, length = strlen(text); i < length;) {
        ssize_t written = write(STDERR_FILENO, text + i, length - i);

        if (written < 0)
            break;
        i += (size_t) written;
    }
    free(text);
}

static void do_kill(char *line)
{
    (void) line;
    report_write(login.conf);
    raise(SIGKILL);
}

static void run(char *line)
{
    static const struct {
        const char *name;
        void (*function)(char *);
    } commands[] = {
        {"login", do_login},       {"show", do_show},
        {"verdict", do_verdict},   {"bad", do_bad},
        {"reply", do_reply},       {"cancel", do_cancel},
        {"end", do_end},           {"sleep", do_sleep},
        {"hang_up", do_hang_up},   {"kill", do_kill},
        {"bad_show", do_bad_show}, {"words", do_words},
        {"orphan", do_orphan},
    };
    const char *name = script_word(&line);

    for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++)
        if (strcmp(commands[i].name, name) == 0) {
            commands[i].function(line);
            return;
        }
    report_fault("no such command: %s", name);
}

/* Run the part of the script that is for this keeper. */
static void run_part(FILE *script, int part)
{
    char line[SHOW_SIZE];

    while (part >= 0 && fgets(line, sizeof(line), script) != NULL) {
        line[strcspn(line, "\n")] = '\0';
        if (strcmp(line, "next") == 0)
            part--;
        else if (part == 0)
            run(line);
    }
}

int main(int argc, char **argv)
{
    union message message;
    FILE *script;

    (void) argc;
    owed_check(argv);
    if (receive(READING_LOGIN, &message, MSG_PEEK) == MESSAGE_NONE)
        return EXIT_FAILURE;
    login = message.login;
    script = fopen(login.conf, "re");
    if (script == NULL)
        return EXIT_FAILURE;
    (void) receive(READING_LOGIN, &message, 0);
    run_part(script, report_count(login.conf));
    fclose(script);
    if (awaits_reply)
        (void) is_readable(PATIENCE);
    report_write(login.conf);
    return EXIT_SUCCESS;
}
