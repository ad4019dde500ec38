/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Holds every kind of conversation that the keeper can have with a person,
 * and writes each into a file of its own.
 *
 * usage: conversations DIRECTORY
 *
 * The keeper's dialogue is the real one; the module, the agent, the clock and
 * the name of the host are played here.
 */

#include "picture.h"
#include "situations.h"

#include "keeper/dialogue.h"
#include "keeper/language.h"
#include "keeper/peer.h"
#include "process/clock.h"
#include "shared/text.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { TYPICAL_COLUMNS = 80, BEGINNING = 1000 * 1000, PATH_ROOM = 512 };

static struct context context;
static struct ports ports;
static int64_t now = BEGINNING;
static FILE *file;
static bool scrolled;

/* --- What dialogue.c needs of the rest of the keeper. */

int64_t clock_boottime(void)
{
    return now;
}

int gethostname(char *ret_name, size_t size)
{
    return text_copy(ret_name, size, "web1") ? 0 : -1;
}

static void write_show(const struct show *show)
{
    static const char *const names[] = {"prompt", "info", "error"};
    const struct screen *screen = &ports.person.screen;
    bool drawn = strstr(show->text, "\u2580") != NULL;
    int64_t rows;

    fprintf(file, "= %s\n", names[show->display]);
    rows =
        picture_write(file, show->text,
                      screen->columns > 0 ? screen->columns : TYPICAL_COLUMNS);
    /* The line end in front may leave the screen; the cursor stands below
     * all but a prompt. */
    rows += show->display == DISPLAY_PROMPT ? -1 : 0;
    if (drawn && screen->rows > 0 && rows > screen->rows) {
        fprintf(file, "= scrolls: %d rows\n", (int) rows);
        scrolled = true;
    }
}

bool peer_send(int socket, enum message_type type, const void *message)
{
    (void) socket;
    if (type == MESSAGE_SHOW)
        write_show(message);
    else
        fputs("= the agent gets it\n", file);
    return true;
}

/* --- One conversation. */

static void prepare(const struct setting *setting)
{
    static const char redirect_uri[] = "http://127.0.0.1";
    struct login *login = &context.login;
    struct settings *settings = &context.settings;
    struct person *person = &ports.person;

    context = (struct context){.silent = false};
    ports = (struct ports){.clock.deadline = now + 120 * 1000};
    login->host = (int) host_of_service(setting->service);
    login->unicode = login->blocks = setting->utf8;
    login->columns = setting->columns;
    login->rows = setting->rows;
    text_copy(login->service, WORD_SIZE, setting->service);
    text_copy(login->user, NAME_SIZE, "alice");
    if (login->host == HOST_SSHD)
        text_copy(login->rhost, NAME_SIZE, "192.0.2.7");
    settings->language = setting->language;
    settings->qr = (int) setting->qr;
    settings->display = (int) setting->display;
    person->screen.translate = language_translate;
    text_copy(person->expected, NAME_SIZE, "alice@example.com");
    text_copy(settings->client.redirect_uri, URL_SIZE, redirect_uri);
    dialogue_prepare(&context, person);
}

/* What came of it. */
static void go_on(bool alive, const struct ending *ending)
{
    if (!alive)
        fprintf(file, "= the end: %s\n", ending->reason);
}

static void invite(const struct step *step, bool again)
{
    struct invitation invitation = {.expires_in = 900};
    struct ending ending = {.outcome = OUTCOME_ERROR};
    struct asked asked = {.flow = FLOW_DEVICE, .number = step->number};

    if (step->what == STEP_CODE_FLOW)
        asked.flow = FLOW_CODE;
    else if (step->what == STEP_RELAY)
        asked.flow = FLOW_RELAY;
    situation_invite(asked.flow, &invitation);
    invitation.listening = step->listening;
    go_on(dialogue_invite(&ports, &asked, &invitation, again, &ending),
          &ending);
}

static void reply(const char *text)
{
    struct ending ending = {.outcome = OUTCOME_ERROR};
    struct reply reply = {""};

    ports.person.asking = false;
    text_copy(reply.text, REPLY_SIZE, text);
    go_on(dialogue_hear(&ports, &reply, &ending), &ending);
}

/* Type it at the prompt, or at the one that comes after another text. */
static void type(const char *typed)
{
    if (!ports.person.prompted)
        reply("");
    if (!ports.person.asking || !ports.person.prompted)
        return;
    fputs(typed[0] == '\0' ? "= typed nothing" : "= typed ", file);
    picture_write_typed(file, typed);
    fputc('\n', file);
    reply(typed);
}

static void refuse(const struct step *step)
{
    struct failure failure = {.trace = "7d1c5f0e-0000-4b1a-8a3e-000000000000"};
    char line[LINE_SIZE];

    text_copy(failure.codes, WORD_SIZE, step->text);
    dialogue_refuse(&ports.person, step->outcome, &failure, line);
    fputs("= error\n", file);
    picture_write(file, line,
                  ports.person.screen.columns > 0 ? ports.person.screen.columns
                                                  : TYPICAL_COLUMNS);
}

static void take(const struct step *step)
{
    struct ending ending = {.outcome = OUTCOME_ERROR};
    struct ask_again said = {.requests = 0};

    switch (step->what) {
    case STEP_DEVICE_FLOW:
    case STEP_CODE_FLOW:
    case STEP_RELAY:
        invite(step, false);
        break;
    case STEP_RENEWED:
        fputs("= the sign-in expires\n", file);
        now += 60 * 1000;
        invite(step, true);
        break;
    case STEP_TYPE:
        type(step->text);
        break;
    case STEP_WAIT:
        fprintf(file, "= %d s later\n",
                (int) (ports.person.remind - now) / 1000);
        now = ports.person.remind;
        go_on(dialogue_remind(&ports, &ending), &ending);
        break;
    case STEP_ASK_AGAIN:
        fputs("= the agent asks again\n", file);
        said.paste = (int) step->paste;
        said.left = step->left;
        go_on(dialogue_ask_again(&ports, &said, &ending), &ending);
        break;
    case STEP_REFUSED:
        refuse(step);
        break;
    case STEP_END:
        break;
    }
}

static bool hold(const char *directory, const struct setting *setting,
                 const struct situation *situation)
{
    char path[PATH_ROOM];

    text_format(path, sizeof(path), "%s/%s", directory,
                setting_language(setting));
    if (mkdir(path, 0777) != 0 && errno != EEXIST)
        return false;
    text_append(path, sizeof(path), "/%s-%s%s.txt", setting->name,
                situation->name, setting->suffix);
    file = fopen(path, "we");
    if (file == NULL)
        return false;
    now = BEGINNING;
    prepare(setting);
    for (const struct step *i = situation->steps; i->what != STEP_END; i++)
        take(i);
    return fclose(file) == 0;
}

int main(int argc, char **argv)
{
    const struct setting *setting;
    const struct situation *situation;

    if (argc != 2) {
        fprintf(stderr, "usage: %s DIRECTORY\n", argv[0]);
        return 2;
    }
    for (size_t i = 0; situation_next(i, &setting, &situation); i++)
        if (setting != NULL && !hold(argv[1], setting, situation)) {
            perror(argv[1]);
            return EXIT_FAILURE;
        }
    if (scrolled)
        fprintf(stderr, "a drawing scrolls its words off the screen\n");
    return scrolled ? EXIT_FAILURE : EXIT_SUCCESS;
}
