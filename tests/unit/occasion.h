/* SPDX-License-Identifier: BSD-2-Clause
 *
 * A sign-in and a screen to show it on, for the tests of what is shown.
 */

#ifndef UNIT_OCCASION_H
#define UNIT_OCCASION_H

#include "keeper/screen.h"

#include <string.h>

/* English stays English. */
static inline const char *as_it_is(const char *english)
{
    return english;
}

/* A drawing of `side` blocks in each of `rows` lines. */
static inline void draw_square(size_t side, size_t rows, char *ret_drawing)
{
    ret_drawing[0] = '\0';
    for (size_t y = 0; y < rows; y++) {
        for (size_t x = 0; x < side; x++)
            ret_drawing = stpcpy(ret_drawing, "\u2588");
        ret_drawing = stpcpy(ret_drawing, "\n");
    }
}

/* alice at web1 by ssh, with a code for a device. */
static inline void make_occasion(struct occasion *ret_occasion)
{
    static const struct occasion device = {
        .user = "alice",
        .service = "sshd",
        .rhost = "192.0.2.7",
        .host = "web1",
        .expected = "alice@example.com",
        .redirect_uri = "http://127.0.0.1",
        .invitation = {.address = "https://login.example/device",
                       .user_code = "ABCD-EFGH",
                       .expires_in = 900},
    };

    *ret_occasion = device;
}

#endif
