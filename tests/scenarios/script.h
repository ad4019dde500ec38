/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The small language of the scenario files: words, fields, patterns.
 */

#ifndef SCENARIOS_SCRIPT_H
#define SCENARIOS_SCRIPT_H

#include <stdbool.h>
#include <stddef.h>

/* Cut the next blank-separated word off *line; "" where there is none. */
char *script_word(char **line);

/*
 * Cut the text up to the next '|' off *line, without the blanks around it,
 * and turn \n, \e and \xNN in it into the bytes they mean.
 */
char *script_field(char **line);

/*
 * A copy of a text that is typed or shown, which the caller frees: "(long N)"
 * stands for N times the letter x.
 */
char *script_text(const char *text);

/* The text is as the pattern says, in which '*' stands for anything. */
bool script_matches(const char *pattern, const char *text);

/* The place of the word in the list, or `count`. */
size_t script_index(const char *const *list, size_t count, const char *word);

#endif
