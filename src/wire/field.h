/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Fields describe a flat, fixed-size struct as data, so that one table is
 * both its encoder and its decoder and the two cannot drift apart.
 */

#pragma once

#include "wire/frame.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum field_kind {
    FIELD_END = 0,
    FIELD_TEXT,   /* char[size], NUL-terminated */
    FIELD_BYTES,  /* unsigned char[size], all of them */
    FIELD_NUMBER, /* int64_t */
    FIELD_CHOICE, /* int, at least 0 and below size */
    FIELD_FLAG,   /* bool */
    FIELD_RECORD, /* a struct with fields of its own */
};

struct field {
    enum field_kind kind;
    size_t offset;
    size_t size;
    const struct field *fields; /* of a record */
};

/*
 * Define the fields of a struct, as TYPE_fields; each of the others stands for
 * one of its members.
 */
#define FIELDS(type, ...)                                                     \
    const struct field type##_fields[] = {__VA_ARGS__, {FIELD_END, 0, 0, NULL}}

/* A text, bytes, a number or a flag, as the type of the member tells. */
#define KIND(of)                                                              \
    _Generic(of, char *: FIELD_TEXT, unsigned char *: FIELD_BYTES,            \
             int64_t: FIELD_NUMBER, bool: FIELD_FLAG)
#define FIELD(type, member)                                                   \
    {                                                                         \
        KIND(((struct type *) 0)->member), offsetof(struct type, member),     \
            sizeof(((struct type *) 0)->member), NULL                         \
    }
/* An enum, which is an int in the struct. */
#define CHOICE_FIELD(type, member, count)                                     \
    {                                                                         \
        _Generic(((struct type *) 0)->member, int                             \
                 : FIELD_CHOICE),                                             \
            offsetof(struct type, member), count, NULL                        \
    }
/* A struct of this type, of which RECORD_fields are the fields. */
#define RECORD_FIELD(type, member, record)                                    \
    {                                                                         \
        _Generic(((struct type *) 0)->member, struct record                   \
                 : FIELD_RECORD),                                             \
            offsetof(struct type, member), 0, record##_fields                 \
    }

/* Append the struct at `record` to the frame. */
void fields_put(const struct field *, const void *record, struct frame *);

/*
 * Take the struct at ret_record from the frame.  A value outside its range
 * makes the frame bad; ret_record then holds what was read so far.
 */
void fields_get(const struct field *, struct frame *, void *ret_record);
