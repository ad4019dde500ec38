/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The pages that a person's browser shows.
 */

#pragma once

#include "relay/settings.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    PAGE_SIZE = 32 * 1024, /* with the NUL, as the next one */
    POLICY_SIZE = LIST_SIZE + 256,
};

enum page_kind {
    PAGE_ASK,            /* who, where, from where; Continue, or not me */
    PAGE_DONE,           /* signed in: the login continues automatically */
    PAGE_NUMBER,         /* signed in: type this number in the terminal */
    PAGE_REPORTED,       /* "This was not me" was pressed */
    PAGE_PROVIDER_ERROR, /* the provider has refused */
    PAGE_OVER,           /* 410: expired, ended, given up at the host */
    PAGE_REPLACED,       /* 410: newer sign-ins of the user took its place */
    PAGE_UNKNOWN,        /* 404: no such sign-in */
    PAGE_OTHER_BROWSER,  /* 403: another browser has continued */
    PAGE_NO_COOKIE,      /* 403: the browser keeps none of our cookies */
    PAGE_TOO_LATE,       /* 409: a code is there already */
    PAGE_NOT_YET,        /* 409: nobody is back from the provider */
    PAGE_MALFORMED,      /* 400 */
    PAGE_METHOD,         /* 405 */
    PAGE_TOO_LARGE,      /* 413 */
    PAGE_TOO_MANY,       /* 429: too many guesses from this address */
    PAGE_FAULT,          /* 500 */
    PAGE_AWAY,           /* 503: the store is away */
    PAGE_COUNT
};

/* What is on a page.  Every text may hold anything: it is shown as text, and
 * control and bidirectional characters as U+FFFD.  Empty where unknown. */
struct page {
    enum page_kind kind;
    const char *languages; /* Accept-Language, as the browser sent it */
    const char *organisation, *support; /* the configuration's */

    /* For PAGE_ASK; the first three for PAGE_DONE and PAGE_NUMBER too. */
    const char *user, *host, *service;
    const char *from;    /* where the login comes from */
    const char *account; /* that is expected at the provider */
    int64_t age;         /* seconds since the sign-in was started */
    const char *action;  /* path that the form is posted to */
    const char *token;   /* against forgery, for the form */

    const char *number; /* six digits, for PAGE_NUMBER */
    const char *error;  /* the provider's word and text, for its error */
    const char *error_description;
};

/* Write a page; its length, or 0 where it does not fit. */
size_t page_write(const struct page *, char ret_page[PAGE_SIZE]);

/* The HTTP status of a page. */
int page_status(enum page_kind);

/*
 * Content-Security-Policy of a page: nothing from elsewhere, the form to
 * 'self' and to the origins of the blank-separated authorization endpoints,
 * which Chromium asks of the redirect behind it too.
 */
void page_policy(const char *authorization_endpoints,
                 char ret_policy[POLICY_SIZE]);

/* The style sheet, ours alone, which pages link to as PAGE_STYLE_PATH. */
#define PAGE_STYLE_PATH "/style.css"

/* Its text, for a day of any cache. */
const char *page_style(void);
