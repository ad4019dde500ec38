/* SPDX-License-Identifier: BSD-2-Clause
 *
 * A sign-in as the relay knows it, and what may become of it.  Pure: time,
 * random numbers and hashes are given, what is to be told is returned.
 */

#pragma once

#include "relay/page.h"
#include "wire/frame.h"

#include <stdbool.h>
#include <stdint.h>

enum {
    SIGN_IN_ID_SIZE = 11,     /* ten characters of 5 bits, and the NUL */
    HASH_SIZE = 32,           /* SHA-256 */
    NUMBER_SIZE = 7,          /* six digits */
    TRIES = 3,                /* to type the number */
    FORWARD_SIZE = 12 * 1024, /* an authorization request */
    CODE_SIZE = 4 * 1024,
};

/* How far it has come; each is reached from the ones above it alone. */
enum stage {
    STAGE_OPEN,      /* nobody has continued */
    STAGE_CONTINUED, /* a browser is at the provider */
    STAGE_RETURNED,  /* it is back, with a code or an error */
    STAGE_ENDED,     /* for another reason, which the host is to be told */
    STAGE_GIVEN,     /* the host has been told how it ended */
    STAGE_COUNT
};

/* How it ended. */
enum ending {
    ENDING_NONE,
    ENDING_CODE,     /* the provider's */
    ENDING_PROVIDER, /* the provider's error */
    ENDING_NUMBER,   /* three wrong numbers */
    ENDING_REPORTED, /* "This was not me" */
    ENDING_EXPIRED,
    ENDING_REPLACED, /* by newer sign-ins of the user at the host */
    ENDING_GIVEN_UP, /* by the host */
    ENDING_COUNT
};

struct sign_in {
    char id[SIGN_IN_ID_SIZE];
    int stage;  /* enum stage */
    int ending; /* enum ending */

    int64_t started; /* milliseconds since 1970, as the next one */
    int64_t expires;
    int64_t waiter; /* which of the host's calls may wait; random */

    unsigned char secret[HASH_SIZE];  /* the host's, hashed */
    unsigned char browser[HASH_SIZE]; /* the cookie, hashed; once continued */

    bool number_wanted;
    char number[NUMBER_SIZE]; /* once returned */
    int64_t tries_left;

    char host[NAME_SIZE]; /* UTF-8 of any kind, as the next four */
    char service[NAME_SIZE];
    char user[NAME_SIZE];
    char from[NAME_SIZE];
    char account[NAME_SIZE];

    char state[LINE_SIZE]; /* printable ASCII, as the next three */
    char authorization_url[FORWARD_SIZE];
    char code[CODE_SIZE];  /* a secret */
    char issuer[URL_SIZE]; /* of the code; empty where there was none */
    char error[NAME_SIZE]; /* the provider's, as the next one */
    char error_description[LINE_SIZE];
};

/* Append it to the frame; what has been given out is left out. */
void sign_in_encode(const struct sign_in *, struct frame *);

/* Take it from the frame; false for what no sign_in_encode() has made. */
bool sign_in_decode(struct frame *, struct sign_in *ret_sign_in);

/* It waits for its person, and counts as one that does. */
bool sign_in_waits(const struct sign_in *, int64_t now);

/* The page that stands for it: PAGE_ASK while somebody may continue. */
enum page_kind sign_in_page(const struct sign_in *, int64_t now);

/*
 * A browser continues: PAGE_ASK where it may go on to the provider, else the
 * page that says why it may not.  The last one counts until a code is there.
 */
enum page_kind sign_in_continue(struct sign_in *,
                                const unsigned char browser[HASH_SIZE],
                                int64_t now);

/* A browser says "This was not me": PAGE_REPORTED, or why it is too late. */
enum page_kind sign_in_report(struct sign_in *,
                              const unsigned char browser[HASH_SIZE],
                              int64_t now);

/* What the provider sent back with a browser; exactly one of code and error is
 * not empty. */
struct returned {
    const char *code;
    const char *issuer;
    const char *error;
    const char *error_description;
};

/*
 * A browser is back, and is to be shown this number: PAGE_DONE, or the page
 * that says why that is no answer to this sign-in.
 */
enum page_kind sign_in_return(struct sign_in *,
                              const unsigned char browser[HASH_SIZE],
                              const struct returned *,
                              const char number[NUMBER_SIZE], int64_t now);

/* What a browser is shown behind its return. */
enum page_kind sign_in_done(const struct sign_in *,
                            const unsigned char browser[HASH_SIZE]);

/* What a host is told. */
enum told {
    TOLD_NOTHING, /* it waits */
    TOLD_NUMBER,  /* the person is back: a number is wanted */
    TOLD_WRONG,   /* that was not the number */
    TOLD_RESULT,  /* how it ended: once */
    TOLD_GONE,    /* it has been told before, or has given up itself */
};

/* The host asks how it is going, with a number of six digits or NULL. */
enum told sign_in_ask(struct sign_in *, const char *number, int64_t now);

/* It ends for a reason other than the provider's; false where it had ended. */
bool sign_in_end(struct sign_in *, enum ending, int64_t now);

/* The word of an ending for hosts and the log. */
const char *ending_word(enum ending);
