/* SPDX-License-Identifier: BSD-2-Clause */

#include "keeper/metadata_cache.h"
#include "keeper/safe_file.h"
#include "shared/text.h"

#include <string.h>
#include <sys/file.h>

enum {
    CACHE_VERSION = 1,
    CACHE_MAX = sizeof(struct metadata) + WORD_SIZE, /* bytes, encoded */
};

static bool
name_file(const char *issuer, char ret_name[NAME_SIZE])
{
    char fingerprint[SEAL_FINGERPRINT_SIZE];

    if (!seal_fingerprint(issuer, fingerprint))
        return false;
    ret_name[0] = '\0';
    text_append(ret_name, NAME_SIZE, "metadata-%s", fingerprint);
    return true;
}

bool
metadata_cache_read(const struct token_store *store, const char *issuer,
                    struct metadata *ret_metadata)
{
    const struct safe_file_rules rules = {store->owner, 077};
    unsigned char bytes[CACHE_MAX];
    struct frame content = frame_over(bytes, sizeof(bytes));
    char name[NAME_SIZE];
    char error[LINE_SIZE];

    if (!name_file(issuer, name) ||
        !safe_file_read(store->folder, name, &rules, &content, error) ||
        frame_get(&content, 1) != CACHE_VERSION)
        return false;
    fields_get(metadata_fields, &content, ret_metadata);
    return frame_complete(&content) &&
           strcmp(ret_metadata->issuer, issuer) == 0;
}

bool
metadata_cache_write(const struct token_store *store,
                     const struct metadata *metadata)
{
    unsigned char bytes[CACHE_MAX];
    struct frame content = frame_over(bytes, sizeof(bytes));
    char name[NAME_SIZE];
    bool written;

    frame_put(&content, CACHE_VERSION, 1);
    fields_put(metadata_fields, metadata, &content);
    if (content.bad || !name_file(metadata->issuer, name) ||
        flock(store->folder, LOCK_EX | LOCK_NB) != 0)
        return false;
    written = safe_file_replace(store->folder, name, &content);
    (void) flock(store->folder, LOCK_UN);
    return written;
}
