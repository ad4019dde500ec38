/* SPDX-License-Identifier: BSD-2-Clause
 *
 * What the person reads: the sign-in, the wait for it, and why a login was
 * refused.  All texts that a person sees are in screen.c and outcome.c, and
 * in the catalogues of po/.
 */

#pragma once

#include "wire/message.h"

/* What the configuration says about it. */
enum display_choice { DISPLAY_AUTO, DISPLAY_BY_PROMPT, DISPLAY_BY_INFO };
enum qr { QR_AUTO, QR_ALWAYS, QR_ASK, QR_NEVER };

/* The person's screen, and the language that is spoken there.  Lines that are
 * wider than it are broken at blanks. */
struct screen {
    /* See gettext(3); a format is a format for the same arguments. */
    const char *(*translate)(const char *english)
        __attribute__((format_arg(1)));
    int display;       /* enum display: the PAM message of the sign-in */
    bool asks;         /* that is a prompt, and not only a text */
    bool qr_at_once;   /* draw it if it fits */
    bool qr_on_demand; /* offer it at the prompt */
    bool colours;      /* may be set */
    int64_t columns;   /* 0 if unknown, as with the next one */
    int64_t rows;
};

/* The first view of a sign-in, and what typing "q" leads to. */
enum view { VIEW_TEXT, VIEW_QR, VIEW_QR_SWAPPED };

/* What a sign-in is about; all texts are printable. */
struct occasion {
    char user[NAME_SIZE];
    char service[WORD_SIZE];
    char rhost[NAME_SIZE]; /* may be empty */
    char host[NAME_SIZE];
    char expected[NAME_SIZE]; /* at the provider */
    char redirect_uri[URL_SIZE];
    bool renewed; /* an earlier invitation has expired */
    enum flow flow;
    bool paste;  /* the address that the browser ends on is to be typed, */
    bool number; /* or the number that it shows */
    struct invitation invitation;
};

/* Describe all of the screen but the language. */
void screen_describe(const struct login *, enum display_choice, enum qr,
                     struct screen *ret_screen);

/* Make what comes from elsewhere printable: nothing may move a cursor or
 * imitate the host. */
void screen_clean(struct occasion *);

/*
 * Compose a view of the sign-in, which has `left` seconds, into ret_text of
 * SHOW_SIZE bytes.  It begins with a line end, because sshd's client and
 * sudo-rs put words of their own in front.
 */
void screen_sign_in(const struct screen *, const struct occasion *, enum view,
                    int64_t left, char *ret_text);

/* The same for the words that ask for an answer, where they stand alone. */
void screen_ask(const struct screen *, const struct occasion *, enum view,
                char *ret_text);

/* The same while nothing happens. */
void screen_waiting(const struct screen *, const struct occasion *,
                    int64_t left, char *ret_text);

/* The same after a pasted text, or a number, that was of no use. */
void screen_ask_again(const struct screen *, const struct occasion *,
                      const struct ask_again *, char *ret_text);

/* The page for a browser that came back. */
const char *screen_page(const struct screen *);

/* Compose the lines for a refusal, with what the provider said, who should
 * have signed in and the name of this host; each may be empty. */
void screen_refusal(const struct screen *, const struct occasion *,
                    enum outcome, const struct failure *,
                    char ret_text[LINE_SIZE]);

/* The reply asks for the next view, and the sign-in has one. */
bool screen_offers_qr(const struct screen *, const struct occasion *,
                      const char *reply);
