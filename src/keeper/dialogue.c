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

bool dialogue_invite(struct ports *ports, const struct invitation *invitation,
                     bool again, struct ending *ret_ending)
{
    struct occasion *occasion = &ports->person.occasion;
    bool code_flow = invitation->user_code[0] == '\0';

    occasion->invitation = *invitation;
    occasion->renewed = again;
    occasion->paste = code_flow && !invitation->listening;
    text_copy(occasion->expected, NAME_SIZE, ports->person.expected);
    screen_clean(occasion);
    return show_view(ports, VIEW_TEXT, ret_ending);
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

/* Say that the pasted text was of no use, and why. */
static bool refuse_paste(struct person *person, enum paste paste,
                         struct ending *ret_ending)
{
    if (person->pastes >= PASTES_MAX) {
        ending_set(ret_ending, OUTCOME_DECLINED, "pasted_in_vain");
        return false;
    }
    screen_ask_again(&person->screen, &person->occasion, paste, words.text);
    return show(person, person->screen.display, ret_ending);
}

/* What is no address may be anything, a password too: it goes nowhere. */
static bool hear_paste(struct ports *ports, const struct reply *reply,
                       struct ending *ret_ending)
{
    struct person *person = &ports->person;

    /* A host that cannot prompt with the text is asked to prompt behind it:
     * its empty reply to a text is no paste. */
    if (!person->prompted)
        return ask(person, ret_ending);
    /* Of any kind, ours and the agent's: nobody tries addresses for ever. */
    person->pastes++;
    if (!paste_is_address(reply->text, person->occasion.redirect_uri))
        return refuse_paste(person, PASTE_FOREIGN, ret_ending);
    return pass_on(&ports->agents.client, reply, ret_ending);
}

/* At a device code only the letter for a QR code means anything. */
static bool hear_key(struct ports *ports, const struct reply *reply,
                     struct ending *ret_ending)
{
    struct person *person = &ports->person;
    int64_t pause = PAUSE;
    enum view next = VIEW_QR;

    if (person->prompted)
        pause = PAUSE_AT_PROMPT;
    person->remind = clock_boottime() + pause;
    if (!person->prompted ||
        !screen_offers_qr(&person->screen, &person->occasion, reply->text))
        return true;
    /* Asked for twice, it may be that the camera needs the colours the other
     * way round. */
    if (person->view == VIEW_QR)
        next = VIEW_QR_SWAPPED;
    return show_view(ports, next, ret_ending);
}

bool dialogue_hear(struct ports *ports, struct reply *reply,
                   struct ending *ret_ending)
{
    bool alive;

    if (ports->person.occasion.paste)
        alive = hear_paste(ports, reply, ret_ending);
    else
        alive = hear_key(ports, reply, ret_ending);
    explicit_bzero(reply, sizeof(*reply));
    return alive;
}

bool dialogue_ask_again(struct ports *ports, const struct ask_again *said,
                        struct ending *ret_ending)
{
    struct person *person = &ports->person;

    /* One that asks unasked would keep the person busy, or put words of its
     * choice between ours. */
    if (!person->occasion.paste || person->asking) {
        ending_set(ret_ending, OUTCOME_UNTRUSTED, "agent");
        return false;
    }
    return refuse_paste(person, (enum paste) said->paste, ret_ending);
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
