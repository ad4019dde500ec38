/* SPDX-License-Identifier: BSD-2-Clause
 *
 * A sign-in and a screen to show it on, for the tests of what is shown.
 */

#ifndef UNIT_OCCASION_H
#define UNIT_OCCASION_H

#include "keeper/screen.h"
#include "shared/text.h"

#include <string.h>

/* English stays English. */
static inline const char *as_it_is(const char *english)
{
    return english;
}

/* A code of one dark module, the first, in so many. */
static inline struct qr_code one_dark_module(int64_t width)
{
    struct qr_code code = {.width = width};

    qr_code_darken(&code, 0, 0);
    return code;
}

/* The drawing of that code in 21 by 21 modules: lines of `common`,
 * in the second of them one of `odd`, each between `before` and `after`. */
static inline const char *drawn(const char *common, const char *odd,
                                const char *before, const char *after)
{
    static char lines[4096];

    lines[0] = '\0';
    for (int row = 0; row < 13; row++) {
        text_append(lines, sizeof(lines), "\n%s", before);
        for (int column = 0; column < 25; column++)
            text_append(lines, sizeof(lines), "%s",
                        row == 1 && column == 2 ? odd : common);
        text_append(lines, sizeof(lines), "%s", after);
    }
    return lines;
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
