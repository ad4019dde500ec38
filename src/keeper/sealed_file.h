/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Sealed files: a header in clear (what it is, the version of its format, the
 * local user whose it is) and the sealed fields of a struct.  The seal covers
 * the header, the file's name, the machine, the issuer, and for some files
 * the client, so that no file can take the place of another.
 *
 * Formats grow: a kind of file has one table of fields for each version, and
 * each version of the program reads those of all earlier ones.
 */

#pragma once

#include "keeper/seal.h"
#include "keeper/settings.h"
#include "wire/field.h"

enum { FORMATS_MAX = 4 };

/* One kind of file. */
struct sealed_kind {
    const char *suffix; /* of its name */
    bool of_client;     /* the seal covers the client, too */
    /* Its fields in format 1, 2 and so on; none is ever removed. */
    const struct field *formats[FORMATS_MAX + 1];
};

/* What the files of one local user are sealed with, and for. */
struct sealer {
    struct seal_key key;
    char machine[WORD_SIZE]; /* its id; empty where it has none */
    char issuer[URL_SIZE];
    char client[NAME_SIZE];
    char user[NAME_SIZE]; /* the local name; empty: for all of them */
};

/* What was found in place of a sealed file. */
enum sealed_state {
    SEALED_ABSENT,
    SEALED_GOOD,
    SEALED_OTHER,    /* it opens, for another local user */
    SEALED_UNUSABLE, /* unsafe, damaged, of a later version, or not ours */
};

/* Load the key as settings say, and gather the rest; as of seal_key_load. */
bool sealer_load(const struct settings *, const char *user,
                 struct sealer *ret_sealer, char ret_error[LINE_SIZE]);

/*
 * Read the struct at ret_record from a file, whose path ends in the kind's
 * suffix.  What the file's format has no field for stays as the caller set
 * it.  Unless the file is good or absent, what is wrong with it is in
 * ret_error and ret_record in an unspecified state.
 */
enum sealed_state sealed_file_read(const struct sealer *, const char *path,
                                   const struct sealed_kind *,
                                   void *ret_record,
                                   char ret_error[LINE_SIZE]);

enum {
    SEALED_FILE_MAX = 64 * 1024,                   /* bytes, of all kinds */
    SEALED_HEADER_MAX = NAME_SIZE + WORD_SIZE + 9, /* in front of the fields */
};

/*
 * Seal the record as the content of the file at this path, in the newest
 * format of its kind, into an empty frame.  False if it
 * does not fit.
 */
bool sealed_file_content(const struct sealer *, const char *path,
                         const struct sealed_kind *, const void *record,
                         struct frame *ret_content);
