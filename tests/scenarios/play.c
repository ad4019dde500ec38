/* SPDX-License-Identifier: BSD-2-Clause */

#include "play.h"

#include "interposed.h"
#include "person.h"
#include "scenario.h"
#include "script.h"
#include "world.h"

#include "shared/text.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { PATH_ROOM = 512, STACK_MAX = 8, STACK_SIZE = 8 * 1024 };

struct play {
    const struct modules *modules;
    struct scenario scenario;
    struct person person;
    struct world world;
    char directory[PATH_ROOM];
    const char *service, *user, *tty, *rhost, *pamenv, *first_factor;
    const char *stack[STACK_MAX]; /* the PAM lines, where [host] has them */
    size_t stack_count;
    int flags;
    bool deaf; /* the host has no conversation */
    pam_handle_t *pamh;
};

static const struct {
    const char *name;
    int code;
} codes[] = {
    {"SUCCESS", PAM_SUCCESS},
    {"SYSTEM_ERR", PAM_SYSTEM_ERR},
    {"SERVICE_ERR", PAM_SERVICE_ERR},
    {"AUTH_ERR", PAM_AUTH_ERR},
    {"PERM_DENIED", PAM_PERM_DENIED},
    {"MAXTRIES", PAM_MAXTRIES},
    {"ABORT", PAM_ABORT},
    {"AUTHINFO_UNAVAIL", PAM_AUTHINFO_UNAVAIL},
};

static const struct {
    const char *name;
    int (*function)(pam_handle_t *, int);
} calls[] = {
    {"auth", pam_authenticate},
    {"account", pam_acct_mgmt},
    {"setcred", pam_setcred},
    {"open_session", pam_open_session},
    {"close_session", pam_close_session},
    {"chauthtok", pam_chauthtok},
};

static const char *code_name(int code)
{
    for (size_t i = 0; i < sizeof(codes) / sizeof(codes[0]); i++)
        if (codes[i].code == code)
            return codes[i].name;
    return pam_strerror(NULL, code);
}

/* A path in the scenario's directory. */
static const char *place(const struct play *play, const char *name)
{
    static char path[PATH_ROOM];

    path[0] = '\0';
    text_append(path, sizeof(path), "%s/%s", play->directory, name);
    return path;
}

static bool arrange_item(struct play *play, const char *key, char *value)
{
    const struct {
        const char *key;
        const char **place;
    } items[] = {
        {"service", &play->service}, {"user", &play->user},
        {"tty", &play->tty},         {"rhost", &play->rhost},
        {"pamenv", &play->pamenv},   {"first_factor", &play->first_factor},
    };

    for (size_t i = 0; i < sizeof(items) / sizeof(items[0]); i++)
        if (strcmp(key, items[i].key) == 0) {
            *items[i].place = script_field(&value);
            return true;
        }
    return false;
}

static void arrange(struct play *play, char *line)
{
    const char *key = script_word(&line);

    if (strcmp(key, "silent") == 0)
        play->flags = (int) PAM_SILENT;
    else if (strcmp(key, "deaf") == 0)
        play->deaf = true;
    else if (strcmp(key, "stack") == 0 && play->stack_count < STACK_MAX)
        play->stack[play->stack_count++] = line;
    else if (strcmp(key, "ids") == 0) {
        uid_t real = (uid_t) strtoul(script_word(&line), NULL, 10);

        interposed_be(real, (uid_t) strtoul(line, NULL, 10));
    } else if (strcmp(key, "fail") == 0) {
        const char *call = script_word(&line);

        if (!interposed_fail(call, (int) strtol(line, NULL, 10)))
            complain("no such call: %s", call);
    } else if (!arrange_item(play, key, line) &&
               !world_arrange(&play->world, key, line)) {
        complain("not understood in [host]: %s", key);
    }
}

/* Append a PAM line: its last word but for arguments is "claims" or
 * "first_factor", for the module's path and what each login needs. */
static void append_line(const struct play *play, const char *line, char *text)
{
    const struct section *options = &play->scenario.sections[SECTION_OPTIONS];
    bool scripted = play->scenario.sections[SECTION_KEEPER].count > 0;
    const char *factor = strstr(line, " first_factor");
    const char *claims = strstr(line, " claims");
    const char *word = factor != NULL ? factor : claims;

    if (word == NULL) {
        complain("neither claims nor first_factor: %s", line);
        return;
    }
    text_append(text, STACK_SIZE, "%.*s %s", (int) (word - line), line,
                factor != NULL ? play->modules->first_factor
                               : play->modules->claims);
    text_append(text, STACK_SIZE, "%s", strchrnul(word + 1, ' '));
    if (factor == NULL && scripted)
        text_append(text, STACK_SIZE, " conf=%s/script", play->directory);
    for (size_t i = 0; factor == NULL && i < options->count; i++)
        text_append(text, STACK_SIZE, " %s", options->lines[i]);
    text_append(text, STACK_SIZE, "\n");
}

/* The stack of the service as [host] has it; else the module, behind a first
 * factor if any. */
static void write_stack(const struct play *play)
{
    static const char *const standard[] = {
        "auth required claims", "account required claims",
        "session required claims", "password required claims"};
    char text[STACK_SIZE] = "";

    if (play->first_factor != NULL)
        text_append(text, STACK_SIZE, "auth required %s %s\n",
                    play->modules->first_factor, play->first_factor);
    for (size_t i = 0; i < play->stack_count; i++)
        append_line(play, play->stack[i], text);
    for (size_t i = 0; play->stack_count == 0 && i < 4; i++)
        append_line(play, standard[i], text);
    write_file(place(play, play->service), text);
    write_file(place(play, "other"), "");
}

static void write_script(const struct play *play)
{
    const struct section *keeper = &play->scenario.sections[SECTION_KEEPER];
    char text[32 * 1024] = "";

    for (size_t i = 0; i < keeper->count; i++)
        text_append(text, sizeof(text), "%s\n", keeper->lines[i]);
    if (keeper->count > 0)
        write_file(place(play, "script"), text);
}

static void start_handle(struct play *play)
{
    struct pam_conv conversation = {play->deaf ? NULL : person_converse,
                                    &play->person};
    const struct {
        int type;
        const char *value;
    } items[] = {{PAM_TTY, play->tty}, {PAM_RHOST, play->rhost}};
    int code = pam_start_confdir(play->service, play->user, &conversation,
                                 play->directory, &play->pamh);

    if (code != PAM_SUCCESS)
        complain("pam_start_confdir: %s", pam_strerror(NULL, code));
    play->person.pamh = play->pamh;
    for (size_t i = 0; i < sizeof(items) / sizeof(items[0]); i++)
        if (items[i].value != NULL)
            pam_set_item(play->pamh, items[i].type, items[i].value);
    if (play->pamenv != NULL)
        pam_putenv(play->pamh, play->pamenv);
}

static int64_t milliseconds(void)
{
    struct timespec now = {0};

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t) now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* A call that was held back took its time, and slept for some of it. */
static void check_time(const char *expected, int64_t elapsed)
{
    bool slept = interposed_slept();
    char *rest = NULL;
    int64_t least = strtoll(expected, &rest, 10);
    int64_t most =
        strncmp(rest, "..", 2) == 0 ? strtoll(rest + 2, NULL, 10) : INT64_MAX;

    if (strcmp(expected, "at_once") == 0) {
        if (slept)
            complain("the answer was held back, %" PRId64 " ms", elapsed);
    } else if (expected[0] != '\0' &&
               (!slept || elapsed < least || elapsed > most)) {
        complain("the answer came after %" PRId64 " ms, not %s", elapsed,
                 expected);
    }
}

/* Make a call; `rename` is one of the host's own and changes PAM_USER,
 * `renew` another, with which it begins anew. */
static int run_line(struct play *play, char *line)
{
    const char *name = script_word(&line);
    const char *expected = script_word(&line);
    int64_t started = milliseconds();
    int code = PAM_SYSTEM_ERR;

    if (strcmp(name, "rename") == 0)
        return pam_set_item(play->pamh, PAM_USER, expected);
    if (strcmp(name, "renew") == 0) {
        pam_end(play->pamh, PAM_SUCCESS);
        start_handle(play);
        return PAM_SUCCESS;
    }
    for (size_t i = 0; i < sizeof(calls) / sizeof(calls[0]); i++)
        if (strcmp(name, calls[i].name) == 0)
            code = calls[i].function(play->pamh, play->flags);
    if (strcmp(code_name(code), expected) != 0)
        complain("%s: %s, expected %s", name, code_name(code), expected);
    check_time(script_word(&line), milliseconds() - started);
    return code;
}

static void check_log(const struct section *expected)
{
    const char *const *lines;
    size_t count = interposed_log(&lines);

    for (size_t i = 0; i < count || i < expected->count; i++)
        if (i >= count)
            complain("not logged: %s", expected->lines[i]);
        else if (i >= expected->count)
            complain("logged beyond [log]: %s", lines[i]);
        else if (!script_matches(expected->lines[i], lines[i]))
            complain("logged: %s\nexpected: %s", lines[i], expected->lines[i]);
}

/* The keeper writes down what it met that it should not, and its end. */
static void check_keeper(const struct play *play)
{
    static const char done[] = "done\n";
    bool scripted = play->scenario.sections[SECTION_KEEPER].count > 0;
    char *report = read_file(place(play, "script.report"));
    const char *rest = report;

    if (report == NULL)
        return;
    while (strncmp(rest, done, strlen(done)) == 0)
        rest += strlen(done);
    if (rest[0] != '\0' || (scripted && rest == report))
        complain("the keeper reports: %s", report);
    free(report);
}

static void clear_directory(const struct play *play)
{
    (void) unlink(place(play, play->service));
    (void) unlink(place(play, "other"));
    (void) unlink(place(play, "script"));
    (void) unlink(place(play, "script.report"));
    if (rmdir(play->directory) != 0)
        complain("%s: %s", play->directory, strerror(errno));
}

static void perform(struct play *play)
{
    const struct section *run = &play->scenario.sections[SECTION_RUN];
    static char before[WORLD_SIZE];
    int code = PAM_SUCCESS;

    start_handle(play);
    world_describe(before);
    for (size_t i = 0; i < run->count && play->pamh != NULL; i++)
        code = run_line(play, run->lines[i]);
    world_check(&play->world, before);
    pam_end(play->pamh, code);
    person_finish(&play->person);
    check_log(&play->scenario.sections[SECTION_LOG]);
    check_keeper(play);
}

bool play_scenario(const struct modules *modules, const char *path)
{
    struct play play = {.modules = modules,
                        .service = "sshd",
                        .directory = "/tmp/pam_claims-test-XXXXXX"};
    struct section *host = &play.scenario.sections[SECTION_HOST];

    interposed_reset();
    if (!scenario_read(path, &play.scenario) ||
        mkdtemp(play.directory) == NULL) {
        scenario_free(&play.scenario);
        return false;
    }
    play.person.expected = play.scenario.sections[SECTION_PROMPTS];
    for (size_t i = 0; i < host->count; i++)
        arrange(&play, host->lines[i]);
    write_stack(&play);
    write_script(&play);
    perform(&play);
    clear_directory(&play);
    scenario_free(&play.scenario);
    interposed_reset();
    return complaints() == 0;
}
