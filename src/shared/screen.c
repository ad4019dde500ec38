/* SPDX-License-Identifier: BSD-2-Clause */

#include "shared/screen.h"

#include "shared/drawing.h"
#include "shared/text.h"

#include <string.h>

/* The usual name of what gettext does, for the catalogues as N_ is. */
#define _(text) screen->translate(text)

/* Which PAM message each host shows before it asks anything: sshd holds all
 * but a prompt back, sudo replaces prompts, and sudo and su hold texts back
 * where they are written to a file or a pipe. */
static const int display_of[HOST_COUNT] = {
    [HOST_OTHER] = DISPLAY_PROMPT, [HOST_SSHD] = DISPLAY_PROMPT,
    [HOST_LOGIN] = DISPLAY_INFO,   [HOST_SUDO] = DISPLAY_ERROR,
    [HOST_SU] = DISPLAY_ERROR,     [HOST_MUTE] = DISPLAY_INFO,
};

void screen_describe(const struct login *login, enum display_choice choice,
                     enum qr qr, struct screen *ret_screen)
{
    bool drawable = login->host == HOST_SSHD || login->blocks;
    int display = display_of[login->host];
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
    int64_t columns, rows;

    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
        text_make_printable(texts[i]);
    if (!drawing_measure(invitation->qr, &columns, &rows))
        invitation->qr[0] = '\0';
}

/* Append words, which may be a format; what follows is for it. */
#define SAY(text, ...) text_append(text, SHOW_SIZE, __VA_ARGS__)
#define SAY_BELOW(text, ...) (SAY(text, "\n"), SAY(text, __VA_ARGS__))

static void say_time(const struct screen *screen, int64_t left, char *text)
{
    SAY(text, _("Time left: %d:%02d minutes."), (int) (left / 60),
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
    SAY(text, "\n");
}

static void say_where(const struct screen *screen,
                      const struct occasion *occasion, char *text)
{
    const struct invitation *invitation = &occasion->invitation;

    if (invitation->user_code[0] == '\0') {
        /* From the first column, so that a long one is marked as a whole. */
        SAY(text, "\n%s\n\n%s\n", _("Open this address:"),
            invitation->address);
    } else {
        SAY_BELOW(text, _("  Open     %s"), invitation->address);
        SAY_BELOW(text, _("  Code     %s"), invitation->user_code);
    }
}

static void say_how(const struct screen *screen,
                    const struct occasion *occasion, int64_t left, char *text)
{
    SAY_BELOW(text, _("  Account  %s"), occasion->expected);
    SAY(text, "\n\n");
    if (occasion->paste) {
        SAY(text,
            _("The browser ends on an address that begins with\n%s\n"
              "Copy the whole address, even if no page opens."),
            occasion->redirect_uri);
        SAY(text, "\n");
    } else if (!screen->asks) {
        SAY(text, "%s", _("This goes on by itself once you have signed in. "));
    }
    say_time(screen, left, text);
    SAY(text, "\n%s", _("Sign in only if you started this login yourself."));
}

/* The columns of a line: the letters of East Asia take two, and their UTF-8
 * begins with a byte from 0xe1 on. */
static int64_t width_of(const char *line)
{
    int64_t width = 0;

    for (; *line != '\0' && *line != '\n'; line++) {
        unsigned char byte = (unsigned char) *line;

        if ((byte & 0xc0) != 0x80)
            width += byte > 0xe0 ? 2 : 1;
    }
    return width;
}

/* The lines that a text fills, without the empty ones if it is squeezed. */
static int64_t height_of(const char *text, int64_t columns, bool squeezed)
{
    int64_t height = 0;

    while (*text != '\0') {
        int64_t width = width_of(++text);

        if (width > 0 && columns > 0)
            height += (width - 1) / columns;
        height += width > 0 || !squeezed;
        text += strcspn(text, "\n");
    }
    return height;
}

/* Take out the empty lines behind the first. */
static void squeeze(char *text)
{
    char *end = text;

    for (; *text != '\0'; text++)
        if (text[0] != '\n' || text[1] != '\n')
            *end++ = *text;
    *end = '\0';
}

/* Beside a text of this height, and with a line for the cursor. */
static bool has_room(const struct screen *screen, const char *drawing,
                     int64_t height)
{
    int64_t columns, rows;

    return drawing_measure(drawing, &columns, &rows) &&
           (screen->columns <= 0 || columns <= screen->columns) &&
           (screen->rows <= 0 || rows + height + 1 <= screen->rows);
}

static void draw(const struct screen *screen, const char *drawing,
                 enum view view, char *text)
{
    enum ink ink = screen->colours ? INK_COLOURS : INK_PLAIN;

    drawing_append(text, SHOW_SIZE, drawing,
                   view == VIEW_QR_SWAPPED ? INK_SWAPPED : ink);
}

/* At once, below the words, which are squeezed where it fits only so. */
static void draw_below(const struct screen *screen, const char *drawing,
                       char *text)
{
    if (!has_room(screen, drawing, height_of(text, screen->columns, true)))
        return;
    if (!has_room(screen, drawing, height_of(text, screen->columns, false)))
        squeeze(text);
    draw(screen, drawing, VIEW_TEXT, text);
}

bool screen_offers_qr(const struct screen *screen,
                      const struct occasion *occasion, const char *reply)
{
    return screen->asks && screen->qr_on_demand &&
           has_room(screen, occasion->invitation.qr, 2) &&
           (strcmp(reply, "q") == 0 || strcmp(reply, "Q") == 0);
}

void screen_ask(const struct screen *screen, const struct occasion *occasion,
                enum view view, char *ret_text)
{
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
}

void screen_sign_in(const struct screen *screen,
                    const struct occasion *occasion, enum view view,
                    int64_t left, char *ret_text)
{
    const struct invitation *invitation = &occasion->invitation;

    ret_text[0] = '\0';
    if (view == VIEW_TEXT) {
        say_title(screen, occasion, ret_text);
        say_where(screen, occasion, ret_text);
        say_how(screen, occasion, left, ret_text);
        if (screen->qr_at_once)
            draw_below(screen, invitation->qr, ret_text);
    } else {
        draw(screen, invitation->qr, view, ret_text);
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
    if (screen->asks)
        screen_ask(screen, occasion, VIEW_TEXT, ret_text);
}

const char *screen_cut_off(const struct screen *screen)
{
    return _("If you pasted an address, it was too long for this prompt:\nask "
             "your administrator for the device flow (flow = device).");
}

void screen_ask_again(const struct screen *screen,
                      const struct occasion *occasion, enum paste paste,
                      char *ret_text)
{
    ret_text[0] = '\0';
    if (paste == PASTE_CUT_OFF)
        SAY(ret_text, "\n%s",
            _("The address was cut off. Copy all of it and paste it once "
              "more; if it is too\nlong for this, ask your administrator for "
              "the device flow (flow = device)."));
    else
        SAY(ret_text,
            _("\nThat is not the address of this sign-in. It begins with\n%s\n"
              "and contains code= and state=."),
            occasion->redirect_uri);
    if (screen->asks)
        screen_ask(screen, occasion, VIEW_TEXT, ret_text);
}

const char *screen_page(const struct screen *screen)
{
    return _("Close this page and go back to the login.");
}

/* What a person can do about a block, by AADSTS numbers. */
static const struct {
    const char *codes;
    const char *hint;
} hints[] = {
    {"53000 530002 530003 530033",
     N_("The policy asks for a managed device: sign in from one, or ask your\n"
        "administrator for an exception.")},
    {"50097 50129 50131 50155 50187 53001 135010 135011 530004 700003",
     N_("The policy asks for a registered device: sign in from one, or ask\n"
        "your administrator for an exception.")},
    {"53003 530032 530035",
     N_("Conditional Access blocks it: ask your administrator which policy it "
        "was.")},
    {"53002 53005 53009", N_("The policy asks for an approved application.")},
    {"50005", N_("The policy does not allow this platform.")},
    {"53011 530034", N_("The account is at risk: ask your administrator.")},
    {"53004 53010", N_("Register your second factor first, on your "
                       "organisation's network.")},
    {"16000 50020 50034 51004 90072",
     N_("The account does not exist in this organisation.")},
    {"50053", N_("The account is locked: wait, then try again.")},
    {"50057", N_("The account is disabled: ask your administrator.")},
    {"50105", N_("The account is not assigned to this application: ask your\n"
                 "administrator.")},
    {"80012", N_("The account may not sign in at this time.")},
};

/* By the first of the codes; empty if there is none. */
static const char *hint_for(const struct screen *screen, const char *codes)
{
    char code[WORD_SIZE];

    text_format(code, sizeof(code), "%.*s", (int) strcspn(codes, ","), codes);
    for (size_t i = 0; i < sizeof(hints) / sizeof(hints[0]); i++)
        if (text_has_word(hints[i].codes, code))
            return _(hints[i].hint);
    return "";
}

void screen_refusal(const struct screen *screen, enum outcome outcome,
                    const struct failure *failure, const char *expected,
                    char ret_text[LINE_SIZE])
{
    const char *hint =
        outcome == OUTCOME_BLOCKED ? hint_for(screen, failure->codes) : "";
    bool traced = outcome == OUTCOME_BLOCKED || outcome == OUTCOME_NOT_MET;
    char trace[WORD_SIZE];

    text_copy(trace, sizeof(trace), failure->trace);
    text_make_printable(trace);

    text_format(ret_text, LINE_SIZE, "%s%s%s", _(outcome_text(outcome)),
                hint[0] == '\0' ? "" : "\n", hint);
    if (outcome == OUTCOME_WRONG_PERSON && expected[0] != '\0')
        text_append(ret_text, LINE_SIZE, _("\nExpected: %s"), expected);
    if (traced && trace[0] != '\0')
        text_append(ret_text, LINE_SIZE, _("\nTrace ID: %s"), trace);
}
