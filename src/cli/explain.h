/* SPDX-License-Identifier: BSD-2-Clause
 *
 * `pam-claims explain`: what this software understands of one message, read
 * from standard input.
 */

#pragma once

#include "agent/json.h"
#include "shared/limits.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* Exit statuses of the command. */
enum { EXPLAIN_USABLE = 0, EXPLAIN_REFUSED = 1, EXPLAIN_USAGE = 2 };

/* Run the command line after "pam-claims"; returns the exit status. */
int explain_run(int argc, char **argv);

/*
 * One message each.  argv[0] is the noun, as getopt_long() wants it; --json
 * is already taken out of argv and told in `json`.  They print to standard
 * output and return the exit status.
 */
int explain_challenge(int argc, char **argv, bool json);
int explain_claims(int argc, char **argv, bool json);
int explain_merge(int argc, char **argv, bool json);
int explain_token_response(int argc, char **argv, bool json);
int explain_device_response(int argc, char **argv, bool json);
int explain_id_token(int argc, char **argv, bool json);

/*
 * Read standard input to its end into ret_text, of `size` bytes with its
 * NUL.  False, with an empty text and a line on standard error, if it does
 * not fit, has a NUL in it or cannot be read.
 */
bool explain_read_input(char *ret_text, size_t size);

/* An HTTP status that an answer can have, 100 to 599; false for other
 * text. */
bool explain_status(const char *text, long *ret_status);

/* The claims request that this JSON text is, null for an empty one; NULL
 * without memory. */
struct json *explain_claims_value(const char *claims);

/* List the messages and their options. */
void explain_list(FILE *stream);

/* Say on standard error how the noun is used; returns EXPLAIN_USAGE. */
int explain_usage(const char *noun);

/*
 * Print the facts, an object which is then freed: with `json` as one line
 * of JSON in ASCII, else a line for each member.  Returns `status`, or
 * EXPLAIN_REFUSED if that is not possible.
 */
int explain_print(struct json **facts, bool json, int status);
