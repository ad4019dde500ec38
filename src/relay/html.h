/* SPDX-License-Identifier: BSD-2-Clause
 *
 * A page as it is written, piece by piece: markup of ours, and texts of
 * anybody's.
 */

#pragma once

#include <stdbool.h>
#include <stddef.h>

struct html {
    char *text;
    size_t size;
    size_t length;
    bool full; /* something did not fit: it is no page */
};

/* An empty page over `size` bytes. */
struct html html_over(char *text, size_t size);

/* Append markup as it is. */
void html_put(struct html *, const char *markup);

/*
 * Append a text that may hold anything, to be read as text wherever markup has
 * one, in double quotes too: what is no UTF-8, control characters and those
 * that change the direction of writing become U+FFFD, and what is markup an
 * entity (HTML, section 13.1.2).
 */
void html_put_text(struct html *, const char *text);
