/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Parameters as a browser sends them behind a '?' or in a form:
 * application/x-www-form-urlencoded.
 */

#pragma once

#include <stdbool.h>
#include <stddef.h>

/* A parameter that somebody asks for. */
struct parameter {
    const char *name;
    const char *value; /* decoded; "" for none */
    size_t times;      /* that it stands there */
};

/*
 * Find these parameters in a query, which is decoded in place; others are
 * passed over.  False for one of them that cannot be decoded: a '%' without
 * two digits, or a NUL.
 */
bool query_read(char *query, struct parameter *, size_t count);

/* Printable ASCII, and at least one character of it. */
bool parameter_is_plain(const struct parameter *);
