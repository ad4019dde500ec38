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
static bool
make_key(int folder, const char *name)
{
    char temporary[NAME_SIZE] = "";
    unsigned char key[SEAL_KEY_SIZE];
    int file;
    bool made;

    text_append(temporary, sizeof(temporary), "%s.%ld", name, (long) getpid());
    (void) unlinkat(folder, temporary, 0);
    file = openat(folder, temporary,
                  O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0400);
    if (file < 0)
        return false;
    made = RAND_priv_bytes(key, sizeof(key)) == 1 &&
           write(file, key, sizeof(key)) == (ssize_t) sizeof(key) &&
           fsync(file) == 0;
    explicit_bzero(key, sizeof(key));
    made =
        close(file) == 0 && made &&
        (renameat2(folder, temporary, folder, name, RENAME_NOREPLACE) == 0 ||
         errno == EEXIST);
    (void) unlinkat(folder, temporary, 0);
    return made;
}

bool
seal_key_load(const char *path, uid_t owner, struct seal_key *ret_key,
              char ret_error[LINE_SIZE])
{
    const struct safe_file_rules rules = {owner, 077};
    unsigned char bytes[SEAL_KEY_SIZE + 1];
    struct frame content = frame_over(bytes, sizeof(bytes));
    const char *name = NULL;
    int folder = safe_parent_open(path, owner, &name, ret_error);
    bool loaded;

    if (folder < 0)
        return false;
    if (faccessat(folder, name, F_OK, AT_SYMLINK_NOFOLLOW) != 0 &&
        errno == ENOENT && !make_key(folder, name))
        loaded = safe_file_complain(path, errno, "", ret_error);
    else
        loaded = safe_file_read(folder, path, &rules, &content, ret_error);
    close(folder);
    if (loaded && content.length != SEAL_KEY_SIZE)
        loaded = safe_file_complain(path, 0, "must hold 32 bytes", ret_error);
    if (loaded)
        memcpy(ret_key->bytes, bytes, SEAL_KEY_SIZE);
    explicit_bzero(bytes, sizeof(bytes));
    return loaded;
}

void
seal_key_wipe(struct seal_key *key)
{
    explicit_bzero(key, sizeof(*key));
}

/* A cipher context that has taken key, nonce and context, or NULL. */
static EVP_CIPHER_CTX *
begin(const struct seal_key *key, const unsigned char *nonce,
      const char *context, bool sealing)
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

bool
seal_close(const struct seal_key *key, const char *context,
           const struct frame *plain, struct frame *ret_sealed)
{
    unsigned char *nonce = ret_sealed->data + ret_sealed->length;
    unsigned char *text = nonce + NONCE_SIZE;
    unsigned char *tag = text + plain->length;
    EVP_CIPHER_CTX *cipher = NULL;
    int length = 0;
    int rest = 0;
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
        EVP_CipherFinal_ex(cipher, tag, &rest) == 1 &&
        EVP_CIPHER_CTX_ctrl(cipher, EVP_CTRL_AEAD_GET_TAG, TAG_SIZE, tag) == 1;
    EVP_CIPHER_CTX_free(cipher);
    if (sealed)
        ret_sealed->length += plain->length + SEAL_OVERHEAD;
    return sealed;
}

bool
seal_open(const struct seal_key *key, const char *context,
          struct frame *sealed, struct frame *ret_plain)
{
    unsigned char *nonce = sealed->data + sealed->position;
    size_t size = sealed->length - sealed->position;
    EVP_CIPHER_CTX *cipher = NULL;
    int length = 0;
    int rest = 0;
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
             EVP_CipherFinal_ex(cipher, ret_plain->data + length, &rest) == 1;
    EVP_CIPHER_CTX_free(cipher);
    if (opened)
        ret_plain->length = size;
    else
        explicit_bzero(ret_plain->data, size);
    return opened;
}

bool
seal_fingerprint(const char *text, char ret_hex[SEAL_FINGERPRINT_SIZE])
{
    unsigned char digest[32];

    if (EVP_Q_digest(NULL, "SHA256", NULL, text, strlen(text), digest, NULL) !=
        1)
        return false;
    ret_hex[0] = '\0';
    for (size_t i = 0; i < sizeof(digest); i++)
        text_append(ret_hex, SEAL_FINGERPRINT_SIZE, "%02x", digest[i]);
    return true;
}
