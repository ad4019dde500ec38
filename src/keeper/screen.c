/* SPDX-License-Identifier: BSD-2-Clause */

#include "keeper/screen.h"

#include "keeper/drawing.h"
#include "keeper/paragraph.h"
#include "shared/entra_codes.h"
#include "shared/text.h"

#include <string.h>

void screen_describe(const struct login *login, enum display_choice choice,
                     enum qr qr, struct screen *ret_screen)
{
    const struct host_row *host = host_row(login->host);
    bool drawable = host->remote || login->blocks;
    int display = (int) host->display;
    bool asks;

    if (choice == DISPLAY_BY_INFO)
        display = DISPLAY_INFO;
    else if (choice == DISPLAY_BY_PROMPT)
        display = DISPLAY_PROMPT;
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

/* Over the wire comes what the caller of sudo typed, what sshd's client calls
 * itself, and what an agent read from the network. */
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

/* Where words go: at the end of a text of so many bytes, in the language that
 * is spoken on the screen. */
struct page {
    const struct screen *screen;
    char *text;
    size_t size;
};

/* The text of a sign-in, which begins here. */
static struct page begin(const struct screen *screen, char *text)
{
    text[0] = '\0';
    return (struct page){screen, text, SHOW_SIZE};
}

/* Words that are nobody's to translate, or have been. */
static void put(const struct page *page, const char *words)
{
    text_append(page->text, page->size, "%s", words);
}

/*
 * English words, which may be a format, in the person's language.  Translated
 * they are no literal any more: the compiler holds the arguments against the
 * English words, and tests/rules/catalogues.py the directives of every
 * translation against these.
 */
static void say(const struct page *page, const char *english, ...)
    __attribute__((format(printf, 2, 3)));
static void say(const struct page *page, const char *english, ...)
{
    va_list arguments;

    va_start(arguments, english);
    text_append_list(page->text, page->size, page->screen->translate(english),
                     arguments);
    va_end(arguments);
}

/* To the second: whoever comes back to the screen sees whether it is worth
 * beginning. */
static void say_time(const struct page *page, int64_t left)
{
    say(page, N_("Time left: %d min %d s"), (int) (left / 60),
        (int) (left % 60));
}

/* Who is to sign in where, and from where: the one place at which somebody
 * who was sent the code by a stranger can see that it is not his login. */
static void say_title(const struct page *page, const struct occasion *occasion)
{
    put(page, "\n");
    if (occasion->renewed) {
        say(page, N_("The sign-in has expired. Here is a new one."));
        put(page, "\n");
    }
    if (occasion->rhost[0] == '\0')
        say(page, N_("Sign-in needed for %s on %s (%s)"), occasion->user,
            occasion->host, occasion->service);
    else
        say(page, N_("Sign-in needed for %s on %s (%s from %s)"),
            occasion->user, occasion->host, occasion->service,
            occasion->rhost);
}

/* The page, and the code that is typed there.  The code flow has none, and an
 * address of many lines: it begins in the first column, so that it can be
 * marked as a whole. */
static void say_where(const struct page *page, const struct occasion *occasion)
{
    const struct invitation *invitation = &occasion->invitation;

    put(page, "\n");
    if (invitation->user_code[0] == '\0') {
        say(page, N_("Open this page in a browser:"));
        put(page, "\n\n");
        put(page, invitation->address);
        put(page, "\n");
    } else {
        say(page, N_("  Open     %s"), invitation->address);
        put(page, "\n");
        say(page, N_("  Code     %s"), invitation->user_code);
    }
}

/* How it goes on after the browser: by an address that is pasted, by Enter at
 * a prompt, or by itself. */
static void say_how(const struct page *page, const struct occasion *occasion,
                    int64_t left)
{
    put(page, "\n");
    if (occasion->paste) {
        say(page,
            N_("After you sign in, the browser shows an address that "
               "starts with\n%s\nThe page may fail to load; that is "
               "normal.\nCopy the whole address from the address bar."),
            occasion->redirect_uri);
        put(page, "\n");
    } else if (!page->screen->asks) {
        say(page,
            N_("You will be logged in automatically after you sign in. "));
    }
    say_time(page, left);
    put(page, "\n");
    say(page, N_("Sign in only if you started this login yourself."));
}

/* All the words of a sign-in.  In brief, a drawing has room below: it takes a
 * device to the page by itself. */
static void say_sign_in(const struct page *page,
                        const struct occasion *occasion, int64_t left,
                        bool brief)
{
    const char *gap = brief ? "" : "\n";

    page->text[0] = '\0';
    say_title(page, occasion);
    put(page, gap);
    if (!brief && occasion->invitation.user_code[0] != '\0') {
        put(page, "\n");
        say(page, N_("Open this page in a browser on any device and enter the "
                     "code."));
        put(page, "\n");
    }
    say_where(page, occasion);
    put(page, "\n");
    say(page, N_("  Account  %s"), occasion->expected);
    put(page, gap);
    say_how(page, occasion, left);
    paragraph_wrap(page->text, page->screen->columns);
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

/* Where colours may be set they make a dark ground of any; elsewhere the
 * person can have light and dark swapped. */
static void draw(const struct page *page, const struct qr_code *code,
                 enum view view)
{
    enum ink ink = INK_PLAIN;

    if (view == VIEW_QR_SWAPPED)
        ink = INK_SWAPPED;
    else if (page->screen->colours)
        ink = INK_COLOURS;
    drawing_append(page->text, page->size, code, ink);
}

/* Below what is on the page so far. */
static bool has_room_below(const struct page *page,
                           const struct occasion *occasion)
{
    return has_room(page->screen, &occasion->invitation.qr,
                    paragraph_height(page->text, page->screen->columns));
}

/* The words, and the drawing below them where both fit: in full if that can
 * be, else in brief.  Where not even that fits, the words in full. */
static void say_and_draw(const struct page *page,
                         const struct occasion *occasion, int64_t left)
{
    bool brief;

    say_sign_in(page, occasion, left, false);
    if (!page->screen->qr_at_once)
        return;
    brief = !has_room_below(page, occasion);
    if (brief)
        say_sign_in(page, occasion, left, true);
    if (has_room_below(page, occasion))
        draw(page, &occasion->invitation.qr, VIEW_TEXT);
    else if (brief)
        say_sign_in(page, occasion, left, false);
}

/* The drawing stands alone then, with the code's line and the question. */
bool screen_offers_qr(const struct screen *screen,
                      const struct occasion *occasion, const char *reply)
{
    return screen->asks && screen->qr_on_demand &&
           has_room(screen, &occasion->invitation.qr, 2) &&
           (strcmp(reply, "q") == 0 || strcmp(reply, "Q") == 0);
}

/* Behind what is there already: the prompt is the end of one PAM message. */
void screen_ask(const struct screen *screen, const struct occasion *occasion,
                enum view view, char *ret_text)
{
    const struct page page = {screen, ret_text, SHOW_SIZE};
    char *asking = ret_text + strlen(ret_text);

    put(&page, "\n");
    if (occasion->paste)
        say(&page, N_("Paste that address here and press Enter: "));
    else if (!screen_offers_qr(screen, occasion, "q"))
        say(&page, N_("Press Enter when you have signed in: "));
    else if (view == VIEW_TEXT)
        say(&page, N_("Press Enter when you have signed in, or q and Enter "
                      "for a QR code: "));
    else
        say(&page, N_("Press Enter when you have signed in, or q and Enter "
                      "to swap light and dark: "));
    paragraph_wrap(asking, screen->columns);
}

/* The first view has all words.  Behind "q" the code alone goes with the
 * drawing, which needs the room. */
void screen_sign_in(const struct screen *screen,
                    const struct occasion *occasion, enum view view,
                    int64_t left, char *ret_text)
{
    const struct invitation *invitation = &occasion->invitation;
    const struct page page = begin(screen, ret_text);

    if (view == VIEW_TEXT) {
        say_and_draw(&page, occasion, left);
    } else {
        draw(&page, &invitation->qr, view);
        if (invitation->user_code[0] != '\0') {
            put(&page, "\n");
            say(&page, N_("  Code     %s"), invitation->user_code);
        }
    }
    if (screen->asks)
        screen_ask(screen, occasion, view, ret_text);
}

/* Where and with which code once more, since a terminal may have been cleared
 * in the meantime; the address of the code flow is too long for that. */
void screen_waiting(const struct screen *screen,
                    const struct occasion *occasion, int64_t left,
                    char *ret_text)
{
    const struct page page = begin(screen, ret_text);

    put(&page, "\n");
    say(&page, N_("Waiting for your sign-in. "));
    say_time(&page, left);
    if (occasion->invitation.user_code[0] != '\0')
        say_where(&page, occasion);
    paragraph_wrap(ret_text, screen->columns);
    if (screen->asks)
        screen_ask(screen, occasion, VIEW_TEXT, ret_text);
}

void screen_ask_again(const struct screen *screen,
                      const struct occasion *occasion, enum paste paste,
                      char *ret_text)
{
    const struct page page = begin(screen, ret_text);

    if (paste == PASTE_CUT_OFF) {
        put(&page, "\n");
        say(&page,
            N_("The address was cut off. Copy all of it and paste it once "
               "more.\nIf it is too long for this prompt, ask your "
               "administrator for the device flow\n(flow = device)."));
    } else {
        say(&page,
            N_("\nThat is not the address of this sign-in. It starts with\n%s"
               "\nand contains code= and state=."),
            occasion->redirect_uri);
    }
    paragraph_wrap(ret_text, screen->columns);
    if (screen->asks)
        screen_ask(screen, occasion, VIEW_TEXT, ret_text);
}

const char *screen_page(const struct screen *screen)
{
    return screen->translate(N_("Close this page and go back to the login."));
}

/* What a person can do who has been signed in elsewhere, or nowhere.  A paste
 * that ended so was longer than the host takes. */
static void say_remedy(const struct page *page,
                       const struct occasion *occasion, enum outcome outcome)
{
    if (outcome == OUTCOME_WRONG_PERSON && occasion->expected[0] != '\0')
        say(page, N_("\nExpected: %s"), occasion->expected);
    if (outcome != OUTCOME_NOT_SHOWN)
        return;
    if (occasion->paste) {
        put(page, "\n");
        say(page, N_("If you pasted an address, it was too long for this "
                     "prompt:\nask your administrator for the device flow "
                     "(flow = device)."));
    } else if (occasion->host[0] != '\0') {
        say(page, N_("\nLog in once from a terminal: ssh %s"), occasion->host);
    }
}

/* The number by which the provider's support finds the request, where it is
 * the provider who has said no. */
static void say_trace(const struct page *page, enum outcome outcome,
                      const struct failure *failure)
{
    char trace[WORD_SIZE];

    if (outcome != OUTCOME_BLOCKED && outcome != OUTCOME_NOT_MET)
        return;
    text_copy(trace, sizeof(trace), failure->trace);
    text_make_printable(trace);
    if (trace[0] != '\0')
        say(page, N_("\nTrace ID for your administrator: %s"), trace);
}

/* What happened, why if the provider says so, what to do, whom to tell. */
void screen_refusal(const struct screen *screen,
                    const struct occasion *occasion, enum outcome outcome,
                    const struct failure *failure, char ret_text[LINE_SIZE])
{
    const struct page page = {screen, ret_text, LINE_SIZE};
    const char *hint = "";
    const char *line_end = "";

    if (outcome == OUTCOME_BLOCKED)
        hint = entra_code_hint(failure->codes);
    if (hint[0] != '\0') {
        line_end = "\n";
        hint = screen->translate(hint);
    }
    /* At once: what is cut off must not leave room for what follows it. */
    text_format(ret_text, LINE_SIZE, "%s%s%s",
                screen->translate(outcome_text(outcome)), line_end, hint);
    say_remedy(&page, occasion, outcome);
    say_trace(&page, outcome, failure);
    paragraph_wrap(ret_text, screen->columns);
}
