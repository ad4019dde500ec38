/* SPDX-License-Identifier: BSD-2-Clause */

#include "keeper/screen.h"

#include "keeper/drawing.h"
#include "keeper/paragraph.h"
#include "shared/entra_codes.h"
#include "shared/text.h"

#include <string.h>

/* The usual name of what gettext does, for the catalogues as N_ is. */
#define _(text) screen->translate(text)

void screen_describe(const struct login *login, enum display_choice choice,
                     enum qr qr, struct screen *ret_screen)
{
    const struct host_row *host = host_row(login->host);
    bool drawable = host->remote || login->blocks;
    int display = (int) host->display;
    bool asks;

    if (choice != DISPLAY_AUTO)
        display = choice == DISPLAY_BY_INFO ? DISPLAY_INFO : DISPLAY_PROMPT;
    asks = display == DISPLAY_PROMPT;
    ret_screen->display = display;
    ret_screen->asks = asks;
    /* What a client of sshd can draw is not known: the person is asked. */
    ret_screen->qr_on_demand =
        drawable && (qr == QR_ASK || (qr == QR_AUTO && asks));
    ret_screen->qr_at_once =
        drawable && (qr == QR_ALWAYS || (qr == QR_AUTO && !asks));
    ret_screen->colours = login->blocks;
    ret_screen->columns = login->columns;
    ret_screen->rows = login->rows;
}

void screen_clean(struct occasion *occasion)
{
    struct invitation *invitation = &occasion->invitation;
    char *const texts[] = {occasion->user,       occasion->service,
                           occasion->rhost,      occasion->host,
                           occasion->expected,   invitation->address,
                           invitation->user_code};

    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
        text_make_printable(texts[i]);
}

/* Append words, which may be a format; what follows is for it. */
#define SAY(text, ...) text_append(text, SHOW_SIZE, __VA_ARGS__)
#define SAY_BELOW(text, ...) (SAY(text, "\n"), SAY(text, __VA_ARGS__))

static void say_time(const struct screen *screen, int64_t left, char *text)
{
    SAY(text, _("Time left: %d min %d s"), (int) (left / 60),
        (int) (left % 60));
}

static void say_title(const struct screen *screen,
                      const struct occasion *occasion, char *text)
{
    if (occasion->renewed)
        SAY(text, "\n%s", _("The sign-in has expired. Here is a new one."));
    SAY(text, "\n");
    SAY(text,
        occasion->rhost[0] == '\0'
            ? _("Sign-in needed for %s on %s (%s)")
            : _("Sign-in needed for %s on %s (%s from %s)"),
        occasion->user, occasion->host, occasion->service, occasion->rhost);
}

static void say_where(const struct screen *screen,
                      const struct occasion *occasion, char *text)
{
    const struct invitation *invitation = &occasion->invitation;

    if (invitation->user_code[0] == '\0') {
        /* From the first column, so that a long one is marked as a whole. */
        SAY_BELOW(text, "%s\n\n%s\n", _("Open this page in a browser:"),
                  invitation->address);
    } else {
        SAY_BELOW(text, _("  Open     %s"), invitation->address);
        SAY_BELOW(text, _("  Code     %s"), invitation->user_code);
    }
}

static void say_how(const struct screen *screen,
                    const struct occasion *occasion, int64_t left, char *text)
{
    if (occasion->paste) {
        SAY_BELOW(text,
                  _("After you sign in, the browser shows an address that "
                    "starts with\n%s\nThe page may fail to load; that is "
                    "normal.\nCopy the whole address from the address bar."),
                  occasion->redirect_uri);
        SAY(text, "\n");
    } else if (screen->asks) {
        SAY(text, "\n");
    } else {
        SAY_BELOW(
            text, "%s",
            _("You will be logged in automatically after you sign in. "));
    }
    say_time(screen, left, text);
    SAY_BELOW(text, "%s",
              _("Sign in only if you started this login yourself."));
}

/* All the words of a sign-in.  In brief, a drawing has room below: it takes a
 * device to the page by itself. */
static void say_sign_in(const struct screen *screen,
                        const struct occasion *occasion, int64_t left,
                        bool brief, char *text)
{
    const char *gap = brief ? "" : "\n";

    text[0] = '\0';
    say_title(screen, occasion, text);
    SAY(text, "%s", gap);
    if (!brief && occasion->invitation.user_code[0] != '\0')
        SAY_BELOW(text, "%s\n",
                  _("Open this page in a browser on any device and enter the "
                    "code."));
    say_where(screen, occasion, text);
    SAY_BELOW(text, _("  Account  %s"), occasion->expected);
    SAY(text, "%s", gap);
    say_how(screen, occasion, left, text);
    paragraph_wrap(text, screen->columns);
}

/* Beside a text of this height, and with a line for the cursor. */
static bool has_room(const struct screen *screen, const struct qr_code *code,
                     int64_t height)
{
    int64_t columns, rows;

    return drawing_measure(code, &columns, &rows) &&
           (screen->columns <= 0 || columns <= screen->columns) &&
           (screen->rows <= 0 || rows + height + 1 <= screen->rows);
}

static void draw(const struct screen *screen, const struct qr_code *code,
                 enum view view, char *text)
{
    enum ink ink = screen->colours ? INK_COLOURS : INK_PLAIN;

    drawing_append(text, SHOW_SIZE, code,
                   view == VIEW_QR_SWAPPED ? INK_SWAPPED : ink);
}

static bool has_room_below(const struct screen *screen,
                           const struct occasion *occasion, const char *text)
{
    return has_room(screen, &occasion->invitation.qr,
                    paragraph_height(text, screen->columns));
}

/* The words, and the drawing below them where both fit. */
static void say_and_draw(const struct screen *screen,
                         const struct occasion *occasion, int64_t left,
                         char *text)
{
    bool brief;

    say_sign_in(screen, occasion, left, false, text);
    if (!screen->qr_at_once)
        return;
    brief = !has_room_below(screen, occasion, text);
    if (brief)
        say_sign_in(screen, occasion, left, true, text);
    if (has_room_below(screen, occasion, text))
        draw(screen, &occasion->invitation.qr, VIEW_TEXT, text);
    else if (brief)
        say_sign_in(screen, occasion, left, false, text);
}

bool screen_offers_qr(const struct screen *screen,
                      const struct occasion *occasion, const char *reply)
{
    return screen->asks && screen->qr_on_demand &&
           has_room(screen, &occasion->invitation.qr, 2) &&
           (strcmp(reply, "q") == 0 || strcmp(reply, "Q") == 0);
}

void screen_ask(const struct screen *screen, const struct occasion *occasion,
                enum view view, char *ret_text)
{
    char *asking = ret_text + strlen(ret_text);
    const char *words = _("Press Enter when you have signed in: ");

    if (occasion->paste)
        words = _("Paste that address here and press Enter: ");
    else if (screen_offers_qr(screen, occasion, "q"))
        words = view == VIEW_TEXT
                    ? _("Press Enter when you have signed in, or q and Enter "
                        "for a QR code: ")
                    : _("Press Enter when you have signed in, or q and Enter "
                        "to swap light and dark: ");
    SAY(ret_text, "\n%s", words);
    paragraph_wrap(asking, screen->columns);
}

void screen_sign_in(const struct screen *screen,
                    const struct occasion *occasion, enum view view,
                    int64_t left, char *ret_text)
{
    const struct invitation *invitation = &occasion->invitation;

    if (view == VIEW_TEXT) {
        say_and_draw(screen, occasion, left, ret_text);
    } else {
        ret_text[0] = '\0';
        draw(screen, &invitation->qr, view, ret_text);
        if (invitation->user_code[0] != '\0')
            SAY_BELOW(ret_text, _("  Code     %s"), invitation->user_code);
    }
    if (screen->asks)
        screen_ask(screen, occasion, view, ret_text);
}

void screen_waiting(const struct screen *screen,
                    const struct occasion *occasion, int64_t left,
                    char *ret_text)
{
    ret_text[0] = '\0';
    SAY(ret_text, "\n%s", _("Waiting for your sign-in. "));
    say_time(screen, left, ret_text);
    if (occasion->invitation.user_code[0] != '\0')
        say_where(screen, occasion, ret_text);
    paragraph_wrap(ret_text, screen->columns);
    if (screen->asks)
        screen_ask(screen, occasion, VIEW_TEXT, ret_text);
}

void screen_ask_again(const struct screen *screen,
                      const struct occasion *occasion, enum paste paste,
                      char *ret_text)
{
    ret_text[0] = '\0';
    if (paste == PASTE_CUT_OFF)
        SAY(ret_text, "\n%s",
            _("The address was cut off. Copy all of it and paste it once "
              "more.\nIf it is too long for this prompt, ask your "
              "administrator for the device flow\n(flow = device)."));
    else
        SAY(ret_text,
            _("\nThat is not the address of this sign-in. It starts with\n%s\n"
              "and contains code= and state=."),
            occasion->redirect_uri);
    paragraph_wrap(ret_text, screen->columns);
    if (screen->asks)
        screen_ask(screen, occasion, VIEW_TEXT, ret_text);
}

const char *screen_page(const struct screen *screen)
{
    return _("Close this page and go back to the login.");
}

/* What the person can do, or has to tell. */
static void say_remedy(const struct screen *screen,
                       const struct occasion *occasion, enum outcome outcome,
                       const char *trace, char text[LINE_SIZE])
{
    if (outcome == OUTCOME_WRONG_PERSON && occasion->expected[0] != '\0')
        text_append(text, LINE_SIZE, _("\nExpected: %s"), occasion->expected);
    /* A paste that ended so was longer than the host takes. */
    if (outcome == OUTCOME_NOT_SHOWN && occasion->paste)
        text_append(text, LINE_SIZE, "\n%s",
                    _("If you pasted an address, it was too long for this "
                      "prompt:\nask your administrator for the device flow "
                      "(flow = device)."));
    else if (outcome == OUTCOME_NOT_SHOWN && occasion->host[0] != '\0')
        text_append(text, LINE_SIZE,
                    _("\nLog in once from a terminal: ssh %s"),
                    occasion->host);
    if ((outcome == OUTCOME_BLOCKED || outcome == OUTCOME_NOT_MET) &&
        trace[0] != '\0')
        text_append(text, LINE_SIZE,
                    _("\nTrace ID for your administrator: %s"), trace);
}

void screen_refusal(const struct screen *screen,
                    const struct occasion *occasion, enum outcome outcome,
                    const struct failure *failure, char ret_text[LINE_SIZE])
{
    const char *hint =
        outcome == OUTCOME_BLOCKED ? entra_code_hint(failure->codes) : "";
    char trace[WORD_SIZE];

    text_copy(trace, sizeof(trace), failure->trace);
    text_make_printable(trace);
    text_format(ret_text, LINE_SIZE, "%s%s%s", _(outcome_text(outcome)),
                hint[0] == '\0' ? "" : "\n", hint[0] == '\0' ? "" : _(hint));
    say_remedy(screen, occasion, outcome, trace, ret_text);
    paragraph_wrap(ret_text, screen->columns);
}
