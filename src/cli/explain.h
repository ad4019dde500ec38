/* SPDX-License-Identifier: BSD-2-Clause
 *
 * `pam-claims explain`: what this software understands of one message, read
 * from standard input.
 */

#pragma once

#include "agent/id_token.h"
#include "format/json.h"
#include "keeper/policy.h"

#include <stdio.h>

/* Exit statuses of the command. */
enum { EXPLAIN_USABLE = 0, EXPLAIN_REFUSED = 1, EXPLAIN_USAGE = 2 };

enum { EXPLAIN_HEAD_SIZE = 16 * 1024 };

/* What the command line and standard input tell. */
struct question {
    bool json;    /* the facts are printed as JSON */
    long status;  /* of HTTP, 100 to 599; 0 if it is not given */
    bool device;  /* the answer is one to a poll of the device flow, */
    bool refresh; /* or to the redemption of a stored token */
    char head[EXPLAIN_HEAD_SIZE]; /* the field lines of the answer */
    char capabilities[NAME_SIZE]; /* blank-separated */
    struct id_token_rules rules;
    struct policy policy;
    const char *jwks_path;
    char input[ANSWER_MAX + 1];
};

/* Run the command line after "pam-claims"; returns the exit status. */
int explain_run(int argc, char **argv);

/*
 * One message each.  They read their input, put what they understand of it
 * into *facts, an empty object, and return the exit status; EXPLAIN_USAGE
 * if the question lacks something.
 */
int explain_challenge(struct question *question, struct json **facts);
int explain_claims(struct question *question, struct json **facts);
int explain_merge(struct question *question, struct json **facts);
int explain_token_response(struct question *question, struct json **facts);
int explain_device_response(struct question *question, struct json **facts);
int explain_id_token(struct question *question, struct json **facts);

/* The exit status for a message that is usable, or is not. */
int explain_status(bool usable);

/* Read standard input to its end.  False, with an empty text and a line on
 * standard error, if it does not fit, has a NUL in it or cannot be read. */
bool explain_read_input(struct question *question);

/* The claims request that this JSON text is, null for an empty one; NULL
 * without memory. */
struct json *explain_claims_value(const char *claims);

/* A number, null for one that stands for none; NULL without memory. */
struct json *explain_number(int64_t value, int64_t none);

/* List the messages and their options. */
void explain_list(FILE *stream);
