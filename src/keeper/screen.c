/* SPDX-License-Identifier: BSD-2-Clause */

#include "keeper/screen.h"

#include "keeper/drawing.h"
#include "keeper/paragraph.h"
#include "keeper/sheet.h"
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

/* The text of a sign-in, which begins here. */
static struct sheet begin(const struct screen *screen, char *text)
{
    text[0] = '\0';
    return (struct sheet){screen, text, SHOW_SIZE};
}

/* To the second: whoever comes back to the screen sees whether it is worth
 * beginning. */
static void say_time(const struct sheet *sheet, int64_t left)
{
    sheet_say(sheet, N_("Time left: %d min %d s"), (int) (left / 60),
              (int) (left % 60));
}

/* Who is to sign in where, and from where: the one place at which somebody
 * who was sent the code by a stranger can see that it is not his login. */
static void say_title(const struct sheet *sheet,
                      const struct occasion *occasion)
{
    sheet_put(sheet, "\n");
    if (occasion->renewed) {
        sheet_say(sheet, N_("The sign-in has expired. Here is a new one."));
        sheet_put(sheet, "\n");
    }
    if (occasion->rhost[0] == '\0')
        sheet_say(sheet, N_("Sign-in needed for %s on %s (%s)"),
                  occasion->user, occasion->host, occasion->service);
    else
        sheet_say(sheet, N_("Sign-in needed for %s on %s (%s from %s)"),
                  occasion->user, occasion->host, occasion->service,
                  occasion->rhost);
}

/* The page, and the code that is typed there, which only the device flow has.
 * The address of the code flow is of many lines: it begins in the first
 * column, so that it can be marked as a whole. */
static void say_where(const struct sheet *sheet,
                      const struct occasion *occasion)
{
    const struct invitation *invitation = &occasion->invitation;

    sheet_put(sheet, "\n");
    if (occasion->flow == FLOW_CODE) {
        sheet_say(sheet, N_("Open this page in a browser:"));
        sheet_put(sheet, "\n\n");
        sheet_put(sheet, invitation->address);
        sheet_put(sheet, "\n");
        return;
    }
    sheet_say(sheet, N_("  Open     %s"), invitation->address);
    if (occasion->flow == FLOW_RELAY)
        return;
    sheet_put(sheet, "\n");
    sheet_say(sheet, N_("  Code     %s"), invitation->user_code);
}

/* How it goes on after the browser: by an address that is pasted, by Enter at
 * a prompt, or by itself. */
static void say_how(const struct sheet *sheet, const struct occasion *occasion,
                    int64_t left)
{
    sheet_put(sheet, "\n");
    if (occasion->paste) {
        sheet_say(sheet,
                  N_("After you sign in, the browser shows an address that "
                     "starts with\n%s\nThe page may fail to load; that is "
                     "normal.\nCopy the whole address from the address bar."),
                  occasion->redirect_uri);
        sheet_put(sheet, "\n");
    } else if (!sheet->screen->asks && !occasion->number) {
        sheet_say(
            sheet,
            N_("You will be logged in automatically after you sign in. "));
    }
    say_time(sheet, left);
    sheet_put(sheet, "\n");
    sheet_say(sheet, N_("Sign in only if you started this login yourself."));
}

/* On which device: a phone beside the terminal will do. */
static void say_what(const struct sheet *sheet,
                     const struct occasion *occasion)
{
    if (occasion->flow == FLOW_RELAY)
        sheet_say(sheet, N_("Open this page in a browser on any device."));
    else
        sheet_say(sheet,
                  N_("Open this page in a browser on any device and enter the "
                     "code."));
}

/* All the words of a sign-in.  In brief, a drawing has room below: it takes a
 * device to the page by itself. */
static void say_sign_in(const struct sheet *sheet,
                        const struct occasion *occasion, int64_t left,
                        bool brief)
{
    const char *gap = brief ? "" : "\n";

    sheet->text[0] = '\0';
    say_title(sheet, occasion);
    sheet_put(sheet, gap);
    if (!brief && occasion->flow != FLOW_CODE) {
        sheet_put(sheet, "\n");
        say_what(sheet, occasion);
        sheet_put(sheet, "\n");
    }
    say_where(sheet, occasion);
    sheet_put(sheet, "\n");
    sheet_say(sheet, N_("  Account  %s"), occasion->expected);
    sheet_put(sheet, gap);
    say_how(sheet, occasion, left);
    paragraph_wrap(sheet->text, sheet->screen->columns);
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
static void draw(const struct sheet *sheet, const struct qr_code *code,
                 enum view view)
{
    enum ink ink = INK_PLAIN;

    if (view == VIEW_QR_SWAPPED)
        ink = INK_SWAPPED;
    else if (sheet->screen->colours)
        ink = INK_COLOURS;
    drawing_append(sheet->text, sheet->size, code, ink);
}

/* Below what is on the page so far. */
static bool has_room_below(const struct sheet *sheet,
                           const struct occasion *occasion)
{
    return has_room(sheet->screen, &occasion->invitation.qr,
                    paragraph_height(sheet->text, sheet->screen->columns));
}

/* The words, and the drawing below them where both fit: in full if that can
 * be, else in brief.  Where not even that fits, the words in full. */
static void say_and_draw(const struct sheet *sheet,
                         const struct occasion *occasion, int64_t left)
{
    bool brief;

    say_sign_in(sheet, occasion, left, false);
    if (!sheet->screen->qr_at_once)
        return;
    brief = !has_room_below(sheet, occasion);
    if (brief)
        say_sign_in(sheet, occasion, left, true);
    if (has_room_below(sheet, occasion))
        draw(sheet, &occasion->invitation.qr, VIEW_TEXT);
    else if (brief)
        say_sign_in(sheet, occasion, left, false);
}

/* The drawing stands alone then, with the code's line and the question. */
bool screen_offers_qr(const struct screen *screen,
                      const struct occasion *occasion, const char *reply)
{
    return screen->asks && screen->qr_on_demand &&
           has_room(screen, &occasion->invitation.qr, 2) &&
           (strcmp(reply, "q") == 0 || strcmp(reply, "Q") == 0);
}

/* The number binds the browser to this terminal: whoever was lured to the page
 * has it, and not the one who lured. */
static void say_number(const struct sheet *sheet,
                       const struct occasion *occasion, enum view view)
{
    if (!screen_offers_qr(sheet->screen, occasion, "q"))
        sheet_say(sheet, N_("Type the number from your browser: "));
    else if (view == VIEW_TEXT)
        sheet_say(sheet,
                  N_("Type the number from your browser, or q and Enter "
                     "for a QR code: "));
    else
        sheet_say(sheet,
                  N_("Type the number from your browser, or q and Enter "
                     "to swap light and dark: "));
}

/* Behind what is there already: the prompt is the end of one PAM message. */
void screen_ask(const struct screen *screen, const struct occasion *occasion,
                enum view view, char *ret_text)
{
    const struct sheet sheet = {screen, ret_text, SHOW_SIZE};
    char *asking = ret_text + strlen(ret_text);

    sheet_put(&sheet, "\n");
    if (occasion->paste)
        sheet_say(&sheet, N_("Paste that address here and press Enter: "));
    else if (occasion->number)
        say_number(&sheet, occasion, view);
    else if (!screen_offers_qr(screen, occasion, "q"))
        sheet_say(&sheet, N_("Press Enter when you have signed in: "));
    else if (view == VIEW_TEXT)
        sheet_say(&sheet,
                  N_("Press Enter when you have signed in, or q and Enter "
                     "for a QR code: "));
    else
        sheet_say(&sheet,
                  N_("Press Enter when you have signed in, or q and Enter "
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
    const struct sheet sheet = begin(screen, ret_text);

    if (view == VIEW_TEXT) {
        say_and_draw(&sheet, occasion, left);
    } else {
        draw(&sheet, &invitation->qr, view);
        if (invitation->user_code[0] != '\0') {
            sheet_put(&sheet, "\n");
            sheet_say(&sheet, N_("  Code     %s"), invitation->user_code);
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
    const struct sheet sheet = begin(screen, ret_text);

    sheet_put(&sheet, "\n");
    sheet_say(&sheet, N_("Waiting for your sign-in. "));
    say_time(&sheet, left);
    if (occasion->flow != FLOW_CODE)
        say_where(&sheet, occasion);
    paragraph_wrap(ret_text, screen->columns);
    if (screen->asks)
        screen_ask(screen, occasion, VIEW_TEXT, ret_text);
}

/* Enter alone, or a number that is none, is not counted. */
static void say_wrong_number(const struct sheet *sheet, int64_t left)
{
    sheet_put(sheet, "\n");
    if (left < 0)
        sheet_say(sheet,
                  N_("The number has six digits. Your browser shows it after "
                     "you sign in."));
    else
        sheet_say(sheet,
                  N_("That is not the number that your browser shows. Tries "
                     "left: %d"),
                  (int) left);
}

void screen_ask_again(const struct screen *screen,
                      const struct occasion *occasion,
                      const struct ask_again *why, char *ret_text)
{
    const struct sheet sheet = begin(screen, ret_text);

    if (why->paste == PASTE_NUMBER) {
        say_wrong_number(&sheet, why->left);
    } else if (why->paste == PASTE_CUT_OFF) {
        sheet_put(&sheet, "\n");
        sheet_say(
            &sheet,
            N_("The address was cut off. Copy all of it and paste it once "
               "more.\nIf it is too long for this prompt, ask your "
               "administrator for the device flow\n(flow = device)."));
    } else {
        sheet_say(
            &sheet,
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
