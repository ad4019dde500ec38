/* SPDX-License-Identifier: BSD-2-Clause
 *
 * JSON from untrusted peers (RFC 8259), read strictly and bounded, and JSON
 * to be sent.  The only file that knows the JSON library.
 */

#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { JSON_VALUES_MAX = 32 * 1024 }; /* in one document */

struct json;

/*
 * Parse the one value that `text`, of `length` bytes, consists of.  NULL,
 * besides lack of memory, for anything but strict RFC 8259 in valid UTF-8:
 * trailing bytes, duplicate names (after their escapes), a NUL, lone
 * surrogates, a byte order mark, a number that is not finite, nesting
 * deeper than JSON_DEPTH_MAX, more than JSON_VALUES_MAX values.  Numbers
 * keep their spelling.  The caller frees it.
 */
struct json *json_parse(const char *text, size_t length);

/* The same for a value that is an object; NULL for every other. */
struct json *json_parse_object(const char *text, size_t length);

/* The same for a whole text, such as "{}". */
struct json *json_of(const char *text);

/* New values; NULL without memory.  A text need not be UTF-8. */
struct json *json_new_text(const char *text);
struct json *json_copy(const struct json *);

/* Wipe and free a value that is in no other, NULL included. */
void json_free(struct json **);

/*
 * Put `value`, which it takes over, into the object under `name`, in the
 * place of what has that name there, else at the end; or, with a name of
 * NULL, at the end of the array.  Without memory, and for a value of NULL,
 * *object is freed and becomes NULL: what is built is complete or not there.
 */
void json_build(struct json **object, const char *name, struct json *value);

/* What a value is; false for NULL. */
bool json_is_object(const struct json *);
bool json_is_array(const struct json *);
bool json_is_null(const struct json *);
bool json_is_bool(const struct json *);
bool json_is_true(const struct json *);

/* A string, a number, true or false. */
bool json_is_scalar(const struct json *);

/* Both are the same scalar; numbers only in the same spelling. */
bool json_same_scalar(const struct json *, const struct json *);

/* The value is this scalar, or an array with it. */
bool json_holds(const struct json *value, const struct json *scalar);

/* It is neither NULL nor null, false, "" or []. */
bool json_has_contents(const struct json *);

/* It is NULL, null or "": an optional member that says nothing. */
bool json_is_absent(const struct json *);

/* Take the member with this name, if there is one, out of the object. */
void json_drop(struct json *object, const char *name);

/* The member with exactly this name; NULL if there is none, for NULL and
 * for what is not an object. */
const struct json *json_member(const struct json *, const char *name);

/* The first value in an object or array, the one after a value, and the
 * name that a value has in its object; NULL where there is none. */
const struct json *json_first(const struct json *);
const struct json *json_next(const struct json *);
const char *json_name(const struct json *);

/* The first value of an array; NULL for anything else, an object too. */
const struct json *json_first_element(const struct json *);

/* The text of a string, which lives as long as the value; else NULL. */
const char *json_string(const struct json *);

/* It is a string with exactly this text. */
bool json_is_text(const struct json *, const char *expected);

/* Copy a string of printable ASCII, at least one character, into ret_text,
 * of `size` bytes with its NUL; false, with an empty text, if there is none
 * or it does not fit. */
bool json_printable(const struct json *, char *ret_text, size_t size);

/* A number written as an integer, within int64_t. */
bool json_integer(const struct json *, int64_t *ret_value);

/* A number in any spelling, as near as a double comes to it. */
bool json_number(const struct json *, double *ret_value);

/* A number of seconds, or a string that holds one as old providers send
 * it; fractions are dropped, what exceeds 32 bits is cut to that. */
bool json_seconds(const struct json *, int64_t *ret_seconds);

/* Write the value without blanks into ret_text, of `size` bytes with its
 * NUL; false, with ret_text untouched, if it does not fit. */
bool json_print(const struct json *, char *ret_text, size_t size);
