/* SPDX-License-Identifier: BSD-2-Clause */

#include "keeper/sealed_file.h"
#include "process/safe_file.h"
#include "shared/text.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

enum { CONTEXT_SIZE = URL_SIZE + 3 * NAME_SIZE + 3 * WORD_SIZE };

static const char mark[] = "pam_claims";

/* The keeper has one thread, and this is much for its stack. */
static unsigned char bytes[SEALED_FILE_MAX];

/* What stands before the sealed fields. */
struct header {
    char mark[WORD_SIZE];
    size_t version;
    char user[NAME_SIZE];
};

/* A record that was copied to another machine is of no use there.  Where the
 * file is missing all such machines count as one. */
static void read_machine(char ret_machine[WORD_SIZE])
{
    FILE *file = fopen("/etc/machine-id", "re");

    if (file != NULL && fscanf(file, "%63s", ret_machine) != 1)
        ret_machine[0] = '\0';
    if (file != NULL)
        fclose(file);
}

/* What is gathered here binds a file to where it belongs. */
bool sealer_load(const struct settings *settings, const char *user,
                 struct sealer *ret_sealer, char ret_error[LINE_SIZE])
{
    /* A key elsewhere is somebody else's to make, and may only be late. */
    bool ours = safe_path_is_inside(settings->state_dir, settings->key_file);

    *ret_sealer = (struct sealer){.machine = ""};
    read_machine(ret_sealer->machine);
    text_copy(ret_sealer->issuer, URL_SIZE, settings->issuer);
    text_copy(ret_sealer->client, NAME_SIZE, settings->client.client_id);
    text_copy(ret_sealer->user, NAME_SIZE, user);
    return seal_key_load(settings->key_file, ours, &ret_sealer->key,
                         ret_error);
}

/* What a file is bound to.  No value holds a line end, so that no two files
 * have the same context. */
static void build_context(const struct sealer *sealer, const char *path,
                          const struct sealed_kind *kind,
                          const struct header *header,
                          char ret_context[CONTEXT_SIZE])
{
    text_format(ret_context, CONTEXT_SIZE, "%s %zu\n%s\n%s\n%s\n%s\n%s",
                header->mark, header->version, header->user,
                strrchr(path, '/') + 1, sealer->machine, sealer->issuer,
                kind->of_client ? sealer->client : "");
}

/* Take the header off the content; false for one that nobody knows. */
static bool read_header(const struct sealed_kind *kind, struct frame *content,
                        struct header *ret_header)
{
    frame_get_text(content, ret_header->mark, WORD_SIZE);
    ret_header->version = frame_get(content, 1);
    frame_get_text(content, ret_header->user, NAME_SIZE);
    /* A version of 0 wraps, and is beyond FORMATS_MAX then, too. */
    return !content->bad && strcmp(ret_header->mark, mark) == 0 &&
           ret_header->version - 1 < FORMATS_MAX &&
           kind->formats[ret_header->version - 1] != NULL;
}

/* All that is wrong with a file but its owner is the same to the caller. */
static enum sealed_state complain(const char *path, const char *what,
                                  char *ret_error)
{
    safe_file_complain(path, 0, what, ret_error);
    return SEALED_UNUSABLE;
}

/* The header is read in clear to know the format and whose file it is; it is
 * believed once the seal, whose context it is part of, has opened. */
static enum sealed_state read_into(const struct sealer *sealer,
                                   const char *path,
                                   const struct sealed_kind *kind,
                                   void *ret_record, char *ret_error)
{
    struct frame content = frame_over(bytes, sizeof(bytes));
    struct header header = {.version = 0};
    char context[CONTEXT_SIZE];
    struct frame body;

    if (!safe_file_read(path, NOT_READ_BY_OTHERS, &content, ret_error))
        return errno == ENOENT ? SEALED_ABSENT : SEALED_UNUSABLE;
    if (!read_header(kind, &content, &header))
        return complain(path, "is of a later version, or damaged", ret_error);
    build_context(sealer, path, kind, &header, context);
    body = frame_of(content.data + content.position,
                    content.length - content.position);
    if (!seal_open(&sealer->key, context, &body))
        return complain(path,
                        "was sealed with another key or for another machine, "
                        "issuer or client, or is damaged",
                        ret_error);
    if (strcmp(header.user, sealer->user) != 0) {
        text_format(ret_error, LINE_SIZE, "%s: belongs to the local user %s",
                    path, header.user);
        return SEALED_OTHER;
    }
    fields_get(kind->formats[header.version - 1], &body, ret_record);
    /* The seal was right, so that it is ours; a field more or less is a
     * mistake of ours, and none of it is used. */
    if (!frame_complete(&body))
        return complain(path, "holds something else", ret_error);
    return SEALED_GOOD;
}

/* The buffer held what was unsealed, tokens among it. */
enum sealed_state sealed_file_read(const struct sealer *sealer,
                                   const char *path,
                                   const struct sealed_kind *kind,
                                   void *ret_record, char ret_error[LINE_SIZE])
{
    enum sealed_state state =
        read_into(sealer, path, kind, ret_record, ret_error);

    explicit_bzero(bytes, sizeof(bytes));
    return state;
}

bool sealed_file_content(const struct sealer *sealer, const char *path,
                         const struct sealed_kind *kind, const void *record,
                         struct frame *ret_content)
{
    struct header header = {.version = 0};
    char context[CONTEXT_SIZE];
    struct frame body;

    /* The newest format is the last of the kind's. */
    text_copy(header.mark, WORD_SIZE, mark);
    text_copy(header.user, NAME_SIZE, sealer->user);
    while (kind->formats[header.version] != NULL)
        header.version++;
    frame_put_text(ret_content, header.mark);
    frame_put(ret_content, header.version, 1);
    frame_put_text(ret_content, header.user);
    body = frame_over(ret_content->data + ret_content->length,
                      ret_content->capacity - ret_content->length);
    fields_put(kind->formats[header.version - 1], record, &body);
    build_context(sealer, path, kind, &header, context);
    if (ret_content->bad)
        return false;
    if (!seal_close(&sealer->key, context, &body))
        return false;
    ret_content->length += body.length;
    return true;
}
