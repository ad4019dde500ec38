/* SPDX-License-Identifier: BSD-2-Clause */

#include "keeper/dialogue.h"
#include "keeper/hangup.h"
#include "keeper/language.h"
#include "keeper/paste.h"
#include "keeper/peer.h"
#include "keeper/seat.h"
#include "process/clock.h"
#include "shared/text.h"

#include <string.h>
#include <unistd.h>

enum {
    PAUSE = 30 * 1000,           /* ms between two signs of life */
    PAUSE_AT_PROMPT = 15 * 1000, /* after Enter came too early */
    PASTES_MAX = 5,
    NUMBERS_MAX = 20, /* with all that is none; a relay ends it before */
    NUMBER_LENGTH = 6,
    TRIES_MAX = 9, /* that a relay can be believed to leave */
};

void dialogue_prepare(const struct context *context, struct person *person)
{
    const struct settings *settings = &context->settings;
    const struct login *login = &context->login;
    struct occasion *occasion = &person->occasion;

    /* A screen that shows no letters of a language is spoken to in ASCII;
     * boxes would hide the code. */
    language_choose(settings->language, !login->unicode);
    screen_describe(login, (enum display_choice) settings->display,
                    (enum qr) settings->qr, &person->screen);
    text_copy(occasion->user, NAME_SIZE, login->user);
    text_copy(occasion->service, WORD_SIZE, login->service);
    text_copy(occasion->rhost, NAME_SIZE, login->rhost);
    text_copy(occasion->redirect_uri, URL_SIZE, settings->client.redirect_uri);
    (void) gethostname(occasion->host, NAME_SIZE - 1);
    screen_clean(occasion);
}

/* sudo and su may be run by a program, without a terminal: whoever would
 * sign in then is not there.  The configuration may know better. */
bool dialogue_can_show(const struct context *context,
                       const struct person *person)
{
    const struct login *login = &context->login;
    bool by_caller = host_row(login->host)->run_by_caller;
    bool terminal = login->terminal &&
                    (person->terminal >= 0 || !hangup_is_expected(login));

    return login->can_show && (terminal || !by_caller ||
                               context->settings.display != DISPLAY_AUTO);
}

bool dialogue_is_local(const struct context *context,
                       const struct person *person)
{
    const struct login *login = &context->login;

    /* Whoever asks for somebody else could catch what that person's browser
     * brings.  sudo and su do not say that their caller came by ssh. */
    return !person->screen.asks && login->rhost[0] == '\0' &&
           login->caller == (int64_t) context->user.uid &&
           seat_is_here(login->tty, getppid());
}

static int64_t seconds_left(const struct ports *ports)
{
    int64_t left = (ports->clock.deadline - clock_boottime()) / 1000;

    return left > 0 ? left : 0;
}

static struct show words;

/* Show the words; the module answers each of these with one reply. */
static bool show(struct person *person, int display, struct ending *ret_ending)
{
    words.display = display;
    if (!peer_send(person->module, MESSAGE_SHOW, &words)) {
        person->abandoned = true;
        ending_set(ret_ending, OUTCOME_CANCELLED,
                   cancel_word(CANCEL_DISCONNECTED));
        return false;
    }
    person->shown = true;
    person->asking = true;
    person->prompted = display == DISPLAY_PROMPT;
    return true;
}

/* The whole sign-in, as text or with a QR code, with the time that is left. */
static bool show_view(struct ports *ports, enum view view,
                      struct ending *ret_ending)
{
    struct person *person = &ports->person;
    int64_t left = seconds_left(ports);

    /* The code may end before the login does, and the person should not be
     * told otherwise. */
    if (person->occasion.invitation.expires_in < left)
        left = person->occasion.invitation.expires_in;
    person->view = view;
    screen_sign_in(&person->screen, &person->occasion, view, left, words.text);
    return show(person, person->screen.display, ret_ending);
}

/* What stands on this screen stands on the relay's page: whoever was lured
 * there sees whose login it is. */
void dialogue_origin(const struct person *person, struct origin *ret_origin)
{
    const struct occasion *occasion = &person->occasion;

    text_copy(ret_origin->host, NAME_SIZE, occasion->host);
    text_copy(ret_origin->service, WORD_SIZE, occasion->service);
    text_copy(ret_origin->user, NAME_SIZE, occasion->user);
    text_copy(ret_origin->from, NAME_SIZE, occasion->rhost);
}

bool dialogue_invite(struct ports *ports, const struct asked *asked,
                     const struct invitation *invitation, bool again,
                     struct ending *ret_ending)
{
    struct occasion *occasion = &ports->person.occasion;

    occasion->invitation = *invitation;
    occasion->renewed = again;
    occasion->flow = asked->flow;
    occasion->paste = asked->flow == FLOW_CODE && !invitation->listening;
    occasion->number = asked->number;
    text_copy(occasion->expected, NAME_SIZE, ports->person.expected);
    screen_clean(occasion);
    return show_view(ports, VIEW_TEXT, ret_ending);
}

/* Asked for twice, it may be that the camera needs the colours the other way
 * round. */
static enum view next_view(const struct person *person)
{
    return person->view == VIEW_QR ? VIEW_QR_SWAPPED : VIEW_QR;
}

/* The words that ask, alone: they were not in the text before. */
static bool ask(struct person *person, struct ending *ret_ending)
{
    /* screen_ask() appends. */
    words.text[0] = '\0';
    screen_ask(&person->screen, &person->occasion, VIEW_TEXT, words.text);
    return show(person, DISPLAY_PROMPT, ret_ending);
}

/* The agent answers by tokens, a failure or a request to ask again. */
static bool pass_on(const struct agent *client, const struct reply *reply,
                    struct ending *ret_ending)
{
    if (peer_send(client->socket, MESSAGE_REPLY, reply))
        return true;
    ending_set(ret_ending, OUTCOME_ERROR, "agent_gone");
    return false;
}

/* Say that the pasted text or the number was of no use, and why. */
static bool refuse_paste(struct person *person, const struct ask_again *why,
                         struct ending *ret_ending)
{
    int most = person->occasion.number ? NUMBERS_MAX : PASTES_MAX;

    if (person->pastes >= most) {
        ending_set(ret_ending, OUTCOME_DECLINED, "pasted_in_vain");
        return false;
    }
    screen_ask_again(&person->screen, &person->occasion, why, words.text);
    return show(person, person->screen.display, ret_ending);
}

/* What is no address may be anything, a password too: it goes nowhere. */
static bool hear_paste(struct ports *ports, const struct reply *reply,
                       struct ending *ret_ending)
{
    static const struct ask_again foreign = {.paste = PASTE_FOREIGN};
    struct person *person = &ports->person;

    /* A host that cannot prompt with the text is asked to prompt behind it:
     * its empty reply to a text is no paste. */
    if (!person->prompted)
        return ask(person, ret_ending);
    /* Of any kind, ours and the agent's: nobody tries addresses for ever. */
    person->pastes++;
    if (!paste_is_address(reply->text, person->occasion.redirect_uri))
        return refuse_paste(person, &foreign, ret_ending);
    return pass_on(&ports->agents.client, reply, ret_ending);
}

/* Six digits, with blanks where people put them. */
static bool read_number(const char *text, struct reply *ret_number)
{
    size_t length = 0;

    memset(ret_number, 0, sizeof(*ret_number));
    for (; *text != '\0'; text++) {
        if (strchr(" \t\r\n-", *text) != NULL)
            continue;
        if (*text < '0' || *text > '9' || length == NUMBER_LENGTH)
            return false;
        ret_number->text[length] = *text;
        length++;
    }
    return length == NUMBER_LENGTH;
}

/* What is no number goes nowhere: it may be anything, and Enter alone is
 * pressed by those who think that they are done.  The relay counts the
 * others. */
static bool hear_number(struct ports *ports, const struct reply *reply,
                        struct ending *ret_ending)
{
    static const struct ask_again none = {.paste = PASTE_NUMBER, .left = -1};
    static struct reply number;
    struct person *person = &ports->person;
    bool alive;

    if (!person->prompted)
        return ask(person, ret_ending);
    if (screen_offers_qr(&person->screen, &person->occasion, reply->text))
        return show_view(ports, next_view(person), ret_ending);
    person->pastes++;
    if (!read_number(reply->text, &number))
        return refuse_paste(person, &none, ret_ending);
    alive = pass_on(&ports->agents.client, &number, ret_ending);
    explicit_bzero(&number, sizeof(number));
    return alive;
}

/* At a device code only the letter for a QR code means anything. */
static bool hear_key(struct ports *ports, const struct reply *reply,
                     struct ending *ret_ending)
{
    struct person *person = &ports->person;
    int64_t pause = PAUSE;

    if (person->prompted)
        pause = PAUSE_AT_PROMPT;
    person->remind = clock_boottime() + pause;
    if (!person->prompted ||
        !screen_offers_qr(&person->screen, &person->occasion, reply->text))
        return true;
    return show_view(ports, next_view(person), ret_ending);
}

bool dialogue_hear(struct ports *ports, struct reply *reply,
                   struct ending *ret_ending)
{
    bool alive;

    if (ports->person.occasion.paste)
        alive = hear_paste(ports, reply, ret_ending);
    else if (ports->person.occasion.number)
        alive = hear_number(ports, reply, ret_ending);
    else
        alive = hear_key(ports, reply, ret_ending);
    explicit_bzero(reply, sizeof(*reply));
    return alive;
}

bool dialogue_ask_again(struct ports *ports, const struct ask_again *said,
                        struct ending *ret_ending)
{
    struct person *person = &ports->person;
    bool number = person->occasion.number;
    struct ask_again why = *said;

    /* One that asks unasked would keep the person busy, or put words of its
     * choice between ours. */
    if ((!person->occasion.paste && !number) || person->asking ||
        number != (said->paste == PASTE_NUMBER)) {
        ending_set(ret_ending, OUTCOME_UNTRUSTED, "agent");
        return false;
    }
    if (why.left < 0 || why.left > TRIES_MAX)
        why.left = 0;
    return refuse_paste(person, &why, ret_ending);
}

bool dialogue_remind(struct ports *ports, struct ending *ret_ending)
{
    struct person *person = &ports->person;

    person->view = VIEW_TEXT;
    screen_waiting(&person->screen, &person->occasion, seconds_left(ports),
                   words.text);
    return show(person, person->screen.display, ret_ending);
}

void dialogue_refuse(struct person *person, enum outcome outcome,
                     const struct failure *failure, char ret_text[LINE_SIZE])
{
    struct occasion *occasion = &person->occasion;

    text_copy(occasion->expected, NAME_SIZE, person->expected);
    text_make_printable(occasion->expected);
    screen_refusal(&person->screen, occasion, outcome, failure, ret_text);
}
