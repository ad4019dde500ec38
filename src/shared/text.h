/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Text that may reach a terminal or a log: made safe, and joined within
 * the bounds of its buffer.
 */

#pragma once

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

/* Marks a text that the catalogues in po/ translate. */
#define N_(text) text

/* Copy a text that fits; false, with ret_copy empty, for one that does not. */
bool text_copy(char *ret_copy, size_t size, const char *text);

/* Write formatted text; what does not fit is cut off at a character's end. */
void text_format(char *ret_line, size_t size, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/*
 * Append formatted text to the text in `line`, of `size` bytes.  What does
 * not fit is cut off at a character's end.
 */
void text_append(char *line, size_t size, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* The same with the arguments as a list, see stdarg(3). */
void text_append_list(char *line, size_t size, const char *format,
                      va_list arguments) __attribute__((format(printf, 3, 0)));

/*
 * Append " key=value" for the audit line, without the blank at the beginning
 * of a line.  A value with a blank, a double quote, a backslash, "=" or
 * anything but printable ASCII is quoted, and all of these but the blank and
 * "=" are written as \xNN; an empty one becomes "-".
 */
void text_append_pair(char *line, size_t size, const char *key,
                      const char *value);

/* Replace all but printable ASCII by '?', for a person's terminal. */
void text_make_printable(char *text);

/* Every byte is printable ASCII, and there is at least one. */
bool text_is_printable(const char *text);

/*
 * Take the first of the blank-separated words that *list points to, and move
 * *list behind it.  False at the end of the list.  A word that does not fit
 * into `size` bytes is cut off.
 */
bool text_next_word(const char **list, char *ret_word, size_t size);

/* `word` is one of the blank-separated words of `list`. */
bool text_has_word(const char *list, const char *word);
