/* SPDX-License-Identifier: BSD-2-Clause
 *
 * A text in INI form, taken line by line against a table of settings, so that
 * of all that is wrong with it the first is told, with its place.  What is not
 * understood is refused, never skipped.
 */

#pragma once

#include "format/ini.h"
#include "format/setting.h"

enum line_kind {
    LINE_FLAWED,  /* what to do is in `error` */
    LINE_SECTION, /* a section begins, which the caller judges */
    LINE_VALUE,   /* a setting has a value, which the caller assigns */
    LINE_NONE     /* the text is at its end */
};

struct setting_lines {
    /* The caller sets these before the first text. */
    const struct setting *table; /* of what a section may hold */
    size_t count;
    const char *manual; /* the page that has them all */
    const char *naming; /* advice for what is no name of a section */
    char *error;        /* LINE_SIZE bytes */

    /* The line that was taken last. */
    char place[LINE_SIZE];         /* "file:line" */
    char name[WORD_SIZE];          /* what it is about, to the equal sign */
    char section[WORD_SIZE];       /* that it is in; empty before the first */
    const struct setting *setting; /* of a value */

    /* For these functions alone. */
    const char *file;
    char *rest;
    unsigned long number;
    struct ini ini;
};

/* Write "place: name: what" into ret_error, without an empty name.  Always
 * false, so that a check can end with it. */
bool setting_complain(const char *place, const char *name, const char *what,
                      char ret_error[LINE_SIZE]);

/* The same of the line that was taken last, into its `error`. */
bool setting_lines_complain(struct setting_lines *, const char *what);

/*
 * Begin with a text, which is taken to pieces, and the name of its file; both
 * have to last as long.  The caller closes it.
 */
void setting_lines_open(struct setting_lines *, const char *file, char *text);
void setting_lines_close(struct setting_lines *);

/* Take the next line that says something. */
enum line_kind setting_lines_next(struct setting_lines *);

/* Assign the value that was taken last, as setting_assign() does; false, with
 * what to do in `error`, for one that the setting may not hold. */
bool setting_lines_assign(struct setting_lines *, void *settings);
