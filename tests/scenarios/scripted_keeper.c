/* SPDX-License-Identifier: BSD-2-Clause
 *
 * A keeper that does what a script says, for better or worse.  The module
 * gives a keeper nothing but its socket, so the script is the file that the
 * login names as conf=.  What is not as it should be, and at last "done",
 * is written to a file beside it.  README.md has the commands.
 */

#include "script.h"

#include "shared/message.h"
#include "shared/text.h"

#include <dirent.h>
#include <errno.h>
#include <inttypes.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

enum { SOCKET = 3, PATIENCE = 10 * 1000, OVERSIZE = 160 * 1024 };

static char report[4096];
static struct login login;
static unsigned char data[OVERSIZE];

static const char *const displays[DISPLAY_COUNT] = {"prompt", "info", "error"};
static const char *const reasons[CANCEL_COUNT] = {"interrupted",
                                                  "disconnected", "not_shown"};

static void __attribute__((format(printf, 1, 2)))
fault(const char *format, ...)
{
    va_list arguments;
    size_t used = strlen(report);

    va_start(arguments, format);
    vsnprintf(report + used, sizeof(report) - used, format, arguments);
    va_end(arguments);
    text_append(report, sizeof(report), "\n");
}

/* --- What the module owes every keeper. */

static void
check_environment(char **argv)
{
    static const char *const expected[] = {"PATH=/usr/bin:/bin",
                                           "LANG=C.UTF-8", "TZ=UTC", NULL};
    size_t i = 0;

    while (expected[i] != NULL && environ[i] != NULL &&
           strcmp(environ[i], expected[i]) == 0)
        i++;
    if (expected[i] != NULL || environ[i] != NULL)
        fault("environment: %s", environ[i] != NULL ? environ[i] : "short");
    if (strcmp(argv[0], "claims-keeper") != 0 || argv[1] != NULL)
        fault("arguments: %s", argv[0]);
}

static void
check_descriptors(void)
{
    DIR *folder = opendir("/proc/self/fd");
    struct dirent *entry;

    while (folder != NULL && (entry = readdir(folder)) != NULL) {
        long number = strtol(entry->d_name, NULL, 10);

        if (entry->d_name[0] != '.' && number > SOCKET &&
            number != dirfd(folder))
            fault("descriptor %ld is open", number);
    }
    if (folder != NULL)
        closedir(folder);
    for (int i = 0; i < SOCKET; i++) {
        struct stat found, null;

        if (fstat(i, &found) != 0 || stat("/dev/null", &null) != 0 ||
            found.st_rdev != null.st_rdev)
            fault("descriptor %d is not /dev/null", i);
    }
}

static void
check_signals(void)
{
    struct sigaction action;
    sigset_t mask;

    sigprocmask(SIG_SETMASK, NULL, &mask);
    for (int i = 1; i < NSIG; i++) {
        if (sigaction(i, NULL, &action) == 0 && action.sa_handler != SIG_DFL)
            fault("signal %d is not at its default", i);
        if (sigismember(&mask, i) == 1)
            fault("signal %d is blocked", i);
    }
}

static void
check_identity(void)
{
    uid_t user[3] = {1, 1, 1};
    gid_t group[3] = {1, 1, 1};
    char folder[64] = "";
    mode_t mask = umask(077);

    if (getresuid(&user[0], &user[1], &user[2]) != 0 ||
        getresgid(&group[0], &group[1], &group[2]) != 0)
        fault("ids: %s", strerror(errno));
    for (int i = 0; i < 3; i++)
        if (user[i] != 0 || group[i] != 0)
            fault("an id is not root's");
    if (getsid(0) != getpid())
        fault("the session is the host's");
    if (getcwd(folder, sizeof(folder)) == NULL || strcmp(folder, "/") != 0)
        fault("the folder is %s", folder);
    if (mask != 077)
        fault("the umask is %o", (unsigned int) mask);
}

/* --- Messages. */

static ssize_t
receive(enum reading reading, union message *ret_message, int flags)
{
    ssize_t length = recv(SOCKET, data, sizeof(data), flags);
    struct frame frame = frame_of(data, length > 0 ? (size_t) length : 0);
    enum message_type type;

    if (length > 0 && !message_decode(reading, &frame, &type, ret_message))
        fault("the module sent something malformed");
    return length;
}

/* Wait for a word or the end; false, after a report, if neither comes. */
static bool
is_readable(const char *what)
{
    struct pollfd socket = {.fd = SOCKET, .events = POLLIN};

    if (poll(&socket, 1, PATIENCE) == 1)
        return true;
    fault("nothing came: %s", what);
    return false;
}

static size_t
encode(enum message_type type, const void *message)
{
    struct frame frame = frame_over(data, sizeof(data));

    if (!message_encode(type, message, &frame))
        fault("a message does not fit");
    return frame.length;
}

static void
send_bytes(size_t length)
{
    if (send(SOCKET, data, length, MSG_NOSIGNAL) != (ssize_t) length)
        fault("send: %s", strerror(errno));
}

static int
outcome_of(const char *word)
{
    for (int i = 0; i < OUTCOME_COUNT; i++)
        if (strcmp(outcome_word((enum outcome) i), word) == 0)
            return i;
    fault("no such outcome: %s", word);
    return OUTCOME_ERROR;
}

/* --- Commands. */

static void
do_show(char *line)
{
    static struct show show;

    show.display =
        (int) script_index(displays, DISPLAY_COUNT, script_word(&line));
    show.qr_on_demand = strncmp(line, "ask", 3) == 0;
    (void) script_field(&line);
    if (!text_copy(show.text, sizeof(show.text), script_field(&line)) ||
        !text_copy(show.qr, sizeof(show.qr), script_field(&line)))
        fault("too long to show");
    send_bytes(encode(MESSAGE_SHOW, &show));
}

static void
do_verdict(char *line)
{
    struct verdict verdict = {.outcome = outcome_of(script_word(&line))};

    (void) script_field(&line);
    if (!text_copy(verdict.text, sizeof(verdict.text), script_field(&line)) ||
        !text_copy(verdict.log, sizeof(verdict.log), script_field(&line)))
        fault("too long for a verdict");
    send_bytes(encode(MESSAGE_VERDICT, &verdict));
}

/* Let a person in, but for one thing that is wrong with the message. */
static void
do_bad(char *line)
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
        data[10] = LINE_SIZE & 0xff, data[9] = LINE_SIZE >> 8;
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
        fault("no such fault: %s", line);
    send_bytes(length);
}

static void
do_cancel(char *line)
{
    union message message;

    if (!is_readable(line))
        return;
    if (receive(READING_CANCEL, &message, 0) <= 0)
        fault("no cancel %s, but the end", line);
    else if (strcmp(reasons[message.cancel.reason], line) != 0)
        fault("cancel %s, not %s", reasons[message.cancel.reason], line);
}

static void
do_end(char *line)
{
    union message message;

    (void) line;
    if (is_readable("end") && receive(READING_CANCEL, &message, 0) > 0)
        fault("a message, not the end");
}

/* A number that is the same, or within "from..to". */
static void
compare_number(const char *name, int64_t number, const char *expected)
{
    char *end = NULL;
    int64_t from = strtoll(expected, &end, 10);
    int64_t to =
        strncmp(end, "..", 2) == 0 ? strtoll(end + 2, NULL, 10) : from;

    if (number < from || number > to)
        fault("%s is %" PRId64 ", not %s", name, number, expected);
}

static void
do_login(char *line)
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
        {"evidence_ssh", NULL, login.evidence_ssh},
        {"evidence_unix", NULL, login.evidence_unix},
    };
    const char *name = script_word(&line);
    const char *expected = script_field(&line);

    for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++) {
        if (strcmp(fields[i].name, name) != 0)
            continue;
        if (fields[i].text == NULL)
            compare_number(name, fields[i].number, expected);
        else if (strcmp(fields[i].text, expected) != 0)
            fault("%s is %s, not %s", name, fields[i].text, expected);
        return;
    }
    fault("no such field: %s", name);
}

static void
do_sleep(char *line)
{
    usleep((useconds_t) strtoul(line, NULL, 10) * 1000);
}

static void
do_hang_up(char *line)
{
    (void) line;
    close(SOCKET);
}

static void write_report(void);

static void
do_kill(char *line)
{
    (void) line;
    write_report();
    raise(SIGKILL);
}

static void
run(char *line)
{
    static const struct {
        const char *name;
        void (*function)(char *);
    } commands[] = {
        {"login", do_login}, {"show", do_show},       {"verdict", do_verdict},
        {"bad", do_bad},     {"cancel", do_cancel},   {"end", do_end},
        {"sleep", do_sleep}, {"hang_up", do_hang_up}, {"kill", do_kill},
    };
    const char *name = script_word(&line);

    for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++)
        if (strcmp(commands[i].name, name) == 0) {
            commands[i].function(line);
            return;
        }
    fault("no such command: %s", name);
}

static void
write_report(void)
{
    char path[PATH_SIZE + 8] = "";
    FILE *file;

    text_append(path, sizeof(path), "%s.report", login.conf);
    file = fopen(path, "ae");
    if (file == NULL)
        return;
    fprintf(file, "%sdone\n", report);
    fclose(file);
    report[0] = '\0';
}

int
main(int argc, char **argv)
{
    union message message;
    char line[SCREEN_SIZE + QR_SIZE];
    FILE *script;

    (void) argc;
    check_environment(argv);
    check_descriptors();
    check_signals();
    check_identity();
    if (receive(READING_LOGIN, &message, MSG_PEEK) <= 0)
        return EXIT_FAILURE;
    login = message.login;
    script = fopen(login.conf, "re");
    if (script == NULL)
        return EXIT_FAILURE;
    (void) receive(READING_LOGIN, &message, 0);
    while (fgets(line, sizeof(line), script) != NULL) {
        line[strcspn(line, "\n")] = '\0';
        run(line);
    }
    fclose(script);
    write_report();
    return EXIT_SUCCESS;
}
