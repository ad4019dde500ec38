/* SPDX-License-Identifier: BSD-2-Clause */

#include "keeper/dialogue.h"
#include "keeper/deadline.h"
#include "keeper/language.h"
#include "keeper/link.h"
#include "keeper/paste.h"
#include "keeper/seat.h"
#include "shared/text.h"

#include <string.h>
#include <unistd.h>

enum {
    PAUSE = 30 * 1000,           /* ms between two signs of life */
    PAUSE_AT_PROMPT = 15 * 1000, /* after Enter came too early */
    PASTES_MAX = 5,
};

void dialogue_prepare(struct attempt *attempt)
{
    const struct settings *settings = &attempt->settings;
    const struct login *login = &attempt->login;
    struct occasion *occasion = &attempt->dialogue.occasion;

    language_choose(settings->language, !login->unicode);
    screen_describe(login, (enum display_choice) settings->display,
                    (enum qr) settings->qr, &attempt->dialogue.screen);
    text_copy(occasion->user, NAME_SIZE, login->user);
    text_copy(occasion->service, WORD_SIZE, login->service);
    text_copy(occasion->rhost, NAME_SIZE, login->rhost);
    text_copy(occasion->redirect_uri, URL_SIZE, settings->client.redirect_uri);
    (void) gethostname(occasion->host, NAME_SIZE - 1);
    screen_clean(occasion);
}

bool dialogue_is_local(const struct attempt *attempt)
{
    const struct login *login = &attempt->login;

    /* Whoever asks for somebody else could catch what that person's browser
     * brings.  sudo and su do not say that their caller came by ssh. */
    return !attempt->dialogue.screen.asks && login->rhost[0] == '\0' &&
           login->caller == (int64_t) attempt->user.uid &&
           seat_is_here(login->tty, getppid());
}

static int64_t seconds_left(const struct attempt *attempt)
{
    int64_t left = (attempt->deadline - deadline_now()) / 1000;

    return left > 0 ? left : 0;
}

static struct show words;

/* Show the words; the module answers each of these with one reply. */
static bool show(struct attempt *attempt, int display)
{
    words.display = display;
    if (!link_send(attempt->module, MESSAGE_SHOW, &words)) {
        attempt->abandoned = true;
        return attempt_end(attempt, OUTCOME_CANCELLED, "disconnected");
    }
    attempt->shown = true;
    attempt->dialogue.asking = true;
    attempt->dialogue.prompted = display == DISPLAY_PROMPT;
    return true;
}

static bool show_view(struct attempt *attempt, enum view view)
{
    struct dialogue *dialogue = &attempt->dialogue;
    int64_t left = seconds_left(attempt);

    if (dialogue->occasion.invitation.expires_in < left)
        left = dialogue->occasion.invitation.expires_in;
    dialogue->view = view;
    screen_sign_in(&dialogue->screen, &dialogue->occasion, view, left,
                   words.text);
    return show(attempt, dialogue->screen.display);
}

bool dialogue_invite(struct attempt *attempt, bool again)
{
    struct occasion *occasion = &attempt->dialogue.occasion;

    occasion->invitation = attempt->message.invitation;
    occasion->renewed = again;
    occasion->paste =
        attempt->flow == FLOW_CODE && !occasion->invitation.listening;
    text_copy(occasion->expected, NAME_SIZE, attempt->expected);
    screen_clean(occasion);
    return show_view(attempt, VIEW_TEXT);
}

/* The words that ask, alone: they were not in the text before. */
static bool ask(struct attempt *attempt)
{
    words.text[0] = '\0';
    screen_ask(&attempt->dialogue.screen, &attempt->dialogue.occasion,
               VIEW_TEXT, words.text);
    return show(attempt, DISPLAY_PROMPT);
}

/* The agent answers by tokens, a failure or a request to ask again. */
static bool pass_on(struct attempt *attempt)
{
    bool sent = link_send(attempt->client.socket, MESSAGE_REPLY,
                          &attempt->message.reply);

    return sent || attempt_end(attempt, OUTCOME_ERROR, "agent_gone");
}

/* Say that the pasted text was of no use, and why. */
static bool ask_again(struct attempt *attempt, enum paste paste)
{
    struct dialogue *dialogue = &attempt->dialogue;

    if (dialogue->pastes >= PASTES_MAX)
        return attempt_end(attempt, OUTCOME_DECLINED, "pasted_in_vain");
    screen_ask_again(&dialogue->screen, &dialogue->occasion, paste,
                     words.text);
    return show(attempt, dialogue->screen.display);
}

/* What is no address may be anything, a password too: it goes nowhere. */
static bool hear_paste(struct attempt *attempt)
{
    struct dialogue *dialogue = &attempt->dialogue;
    struct reply *reply = &attempt->message.reply;
    bool alive;

    if (!dialogue->prompted)
        return ask(attempt);
    dialogue->pastes++;
    if (paste_is_address(reply->text, dialogue->occasion.redirect_uri))
        alive = pass_on(attempt);
    else
        alive = ask_again(attempt, PASTE_FOREIGN);
    explicit_bzero(reply, sizeof(*reply));
    return alive;
}

bool dialogue_hear(struct attempt *attempt)
{
    struct dialogue *dialogue = &attempt->dialogue;
    struct reply *reply = &attempt->message.reply;

    if (dialogue->occasion.paste)
        return hear_paste(attempt);
    dialogue->remind =
        deadline_now() + (dialogue->prompted ? PAUSE_AT_PROMPT : PAUSE);
    if (dialogue->prompted &&
        screen_offers_qr(&dialogue->screen, &dialogue->occasion, reply->text))
        return show_view(attempt, dialogue->view == VIEW_QR ? VIEW_QR_SWAPPED
                                                            : VIEW_QR);
    /* What else was typed at a device code is no business of ours. */
    explicit_bzero(reply, sizeof(*reply));
    return true;
}

bool dialogue_hear_agent(struct attempt *attempt)
{
    struct dialogue *dialogue = &attempt->dialogue;

    if (!dialogue->occasion.paste || dialogue->asking)
        return attempt_end(attempt, OUTCOME_UNTRUSTED, "agent");
    return ask_again(attempt, (enum paste) attempt->message.ask_again.paste);
}

bool dialogue_remind(struct attempt *attempt)
{
    struct dialogue *dialogue = &attempt->dialogue;

    dialogue->view = VIEW_TEXT;
    screen_waiting(&dialogue->screen, &dialogue->occasion,
                   seconds_left(attempt), words.text);
    return show(attempt, dialogue->screen.display);
}

void dialogue_refuse(struct attempt *attempt, char ret_text[LINE_SIZE])
{
    struct occasion *occasion = &attempt->dialogue.occasion;

    text_copy(occasion->expected, NAME_SIZE, attempt->expected);
    text_make_printable(occasion->expected);
    screen_refusal(&attempt->dialogue.screen, occasion, attempt->outcome,
                   &attempt->facts.failure, ret_text);
}
