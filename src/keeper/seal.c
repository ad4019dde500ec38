/* SPDX-License-Identifier: BSD-2-Clause */

#include "keeper/seal.h"
#include "keeper/safe_file.h"
#include "shared/text.h"

#include <errno.h>
#include <fcntl.h>
#include <openssl/evp.h>
#include <openssl/rand.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { NONCE_SIZE = 12, TAG_SIZE = 16 };

/* Under a name of this process, so that no reader meets half a key. */
static bool make_key(int folder, const char *name)
{
    char temporary[NAME_SIZE];
    unsigned char key[SEAL_KEY_SIZE] = {0};
    const struct frame content = frame_of(key, sizeof(key));
    bool made;
    int error;

    text_format(temporary, sizeof(temporary), "%s.%d", name, getpid());
    made =
        RAND_priv_bytes(key, sizeof(key)) == 1 &&
        safe_file_create(folder, temporary, 0400, &content) &&
        (renameat2(folder, temporary, folder, name, RENAME_NOREPLACE) == 0 ||
         errno == EEXIST);
    error = errno;
    explicit_bzero(key, sizeof(key));
    (void) unlinkat(folder, temporary, 0);
    errno = error;
    return made;
}

bool seal_key_load(const char *path, bool make, struct seal_key *ret_key,
                   char ret_error[LINE_SIZE])
{
    unsigned char bytes[SEAL_KEY_SIZE + 1];
    struct frame content = frame_over(bytes, sizeof(bytes));
    int folder = safe_parent_open(path, ret_error);
    const char *name;
    bool loaded;

    if (folder < 0)
        return false;
    name = strrchr(path, '/') + 1;
    if (make && faccessat(folder, name, F_OK, AT_SYMLINK_NOFOLLOW) != 0 &&
        errno == ENOENT && !make_key(folder, name))
        loaded = safe_file_complain(path, errno, "", ret_error);
    else
        loaded = safe_file_read(folder, path, NOT_READ_BY_OTHERS, &content,
                                ret_error);
    close(folder);
    if (loaded && content.length != SEAL_KEY_SIZE)
        loaded = safe_file_complain(path, 0, "must hold 32 bytes", ret_error);
    if (loaded)
        memcpy(ret_key->bytes, bytes, SEAL_KEY_SIZE);
    explicit_bzero(bytes, sizeof(bytes));
    return loaded;
}

/* A cipher context that has taken key, nonce and context, or NULL. */
static EVP_CIPHER_CTX *begin(const struct seal_key *key,
                             const unsigned char *nonce, const char *context,
                             bool sealing)
{
    EVP_CIPHER_CTX *cipher = EVP_CIPHER_CTX_new();
    int length = 0;

    if (cipher != NULL &&
        EVP_CipherInit_ex2(cipher, EVP_aes_256_gcm(), key->bytes, nonce,
                           sealing, NULL) == 1 &&
        EVP_CipherUpdate(cipher, NULL, &length,
                         (const unsigned char *) context,
                         (int) strlen(context)) == 1)
        return cipher;
    EVP_CIPHER_CTX_free(cipher);
    return NULL;
}

bool seal_close(const struct seal_key *key, const char *context,
                const struct frame *plain, struct frame *ret_sealed)
{
    unsigned char *nonce = ret_sealed->data + ret_sealed->length;
    unsigned char *text = nonce + NONCE_SIZE;
    unsigned char *tag = text + plain->length;
    EVP_CIPHER_CTX *cipher = NULL;
    int length = 0;
    bool sealed;

    if (plain->bad || ret_sealed->bad ||
        ret_sealed->capacity - ret_sealed->length <
            plain->length + SEAL_OVERHEAD)
        return false;
    if (RAND_bytes(nonce, NONCE_SIZE) == 1)
        cipher = begin(key, nonce, context, true);
    sealed =
        cipher != NULL &&
        EVP_CipherUpdate(cipher, text, &length, plain->data,
                         (int) plain->length) == 1 &&
        EVP_CipherFinal_ex(cipher, tag, &length) == 1 &&
        EVP_CIPHER_CTX_ctrl(cipher, EVP_CTRL_AEAD_GET_TAG, TAG_SIZE, tag) == 1;
    EVP_CIPHER_CTX_free(cipher);
    if (sealed)
        ret_sealed->length += plain->length + SEAL_OVERHEAD;
    return sealed;
}

bool seal_open(const struct seal_key *key, const char *context,
               struct frame *sealed, struct frame *ret_plain)
{
    unsigned char *nonce = sealed->data + sealed->position;
    size_t size = sealed->length - sealed->position;
    EVP_CIPHER_CTX *cipher = NULL;
    int length = 0;
    bool opened;

    if (sealed->bad || size < SEAL_OVERHEAD ||
        ret_plain->capacity < size - SEAL_OVERHEAD)
        return false;
    size -= SEAL_OVERHEAD;
    cipher = begin(key, nonce, context, false);
    opened = cipher != NULL &&
             EVP_CipherUpdate(cipher, ret_plain->data, &length,
                              nonce + NONCE_SIZE, (int) size) == 1 &&
             EVP_CIPHER_CTX_ctrl(cipher, EVP_CTRL_AEAD_SET_TAG, TAG_SIZE,
                                 nonce + NONCE_SIZE + size) == 1 &&
             EVP_CipherFinal_ex(cipher, ret_plain->data + size, &length) == 1;
    EVP_CIPHER_CTX_free(cipher);
    if (opened)
        ret_plain->length = size;
    else
        explicit_bzero(ret_plain->data, size);
    return opened;
}
