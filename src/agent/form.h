/* SPDX-License-Identifier: BSD-2-Clause
 *
 * A form as OAuth posts it and puts it behind a '?':
 * application/x-www-form-urlencoded, RFC 6749 appendix B.
 */

#pragma once

#include "shared/limits.h"

#include <stddef.h>

enum {
    /* Everything that a request has in it, each byte as %XX. */
    FORM_SIZE = 3 * (TOKEN_SIZE + CLAIMS_SIZE + SCOPE_SIZE + SECRET_SIZE +
                     ACR_SIZE + 2 * NAME_SIZE),
};

struct form {
    char text[FORM_SIZE]; /* NUL-terminated, and often a secret */
    size_t length;
};

/* Begin a form anew. */
void form_begin(struct form *form);

/* Add a parameter; one without a value is not sent.  Of what does not fit the
 * end is missing. */
void form_add(struct form *form, const char *name, const char *value);

/* Add a text alone, encoded, or as it is. */
void form_add_encoded(struct form *form, const char *text);
void form_add_plain(struct form *form, const char *text);
