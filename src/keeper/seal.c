/* SPDX-License-Identifier: BSD-2-Clause */

#include "keeper/seal.h"
#include "keeper/safe_file.h"

#include <errno.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/rand.h>
#include <string.h>

enum { TAG_SIZE = 16, NONCE_SIZE = SEAL_OVERHEAD - TAG_SIZE };

/* Another process may be faster: then its key is the one. */
static bool make_key(const char *path, char *ret_error)
{
    unsigned char key[SEAL_KEY_SIZE] = {0};
    const struct frame content = frame_of(key, sizeof(key));
    bool made =
        RAND_priv_bytes(key, sizeof(key)) == 1 &&
        (safe_file_create(path, &content, ret_error) || errno == EEXIST);

    explicit_bzero(key, sizeof(key));
    return made;
}

bool seal_key_load(const char *path, bool make, struct seal_key *ret_key,
                   char ret_error[LINE_SIZE])
{
    struct frame content = frame_over(ret_key->bytes, sizeof(ret_key->bytes));
    bool loaded =
        safe_file_read(path, NOT_READ_BY_OTHERS, &content, ret_error);

    /* Nothing that openssl.cnf names is to be loaded as root. */
    (void) OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG, NULL);
    if (!loaded && errno == ENOENT && make) {
        ret_error[0] = '\0';
        loaded = make_key(path, ret_error) &&
                 safe_file_read(path, NOT_READ_BY_OTHERS, &content, ret_error);
    }
    return loaded &&
           (content.length == SEAL_KEY_SIZE ||
            safe_file_complain(path, 0, "must hold 32 bytes", ret_error));
}

/* Seal or open the frame's text in its place; tag and nonce follow it. */
static bool run_cipher(const struct seal_key *key, const char *context,
                       struct frame *frame, bool sealing)
{
    unsigned char *tag = frame->data + frame->length;
    unsigned char *nonce = tag + TAG_SIZE;
    EVP_CIPHER_CTX *cipher = EVP_CIPHER_CTX_new();
    int length = 0;
    bool done = cipher != NULL &&
                EVP_CipherInit_ex2(cipher, EVP_aes_256_gcm(), key->bytes,
                                   nonce, sealing, NULL) == 1 &&
                EVP_CipherUpdate(cipher, NULL, &length,
                                 (const unsigned char *) context,
                                 (int) strlen(context)) == 1 &&
                EVP_CipherUpdate(cipher, frame->data, &length, frame->data,
                                 (int) frame->length) == 1 &&
                (sealing || EVP_CIPHER_CTX_ctrl(cipher, EVP_CTRL_AEAD_SET_TAG,
                                                TAG_SIZE, tag) == 1) &&
                EVP_CipherFinal_ex(cipher, tag, &length) == 1 &&
                (!sealing || EVP_CIPHER_CTX_ctrl(cipher, EVP_CTRL_AEAD_GET_TAG,
                                                 TAG_SIZE, tag) == 1);

    EVP_CIPHER_CTX_free(cipher);
    return done;
}

bool seal_close(const struct seal_key *key, const char *context,
                struct frame *frame)
{
    if (frame->bad || frame->capacity - frame->length < SEAL_OVERHEAD ||
        RAND_bytes(frame->data + frame->length + TAG_SIZE, NONCE_SIZE) != 1 ||
        !run_cipher(key, context, frame, true))
        return false;
    frame->length += SEAL_OVERHEAD;
    return true;
}

bool seal_open(const struct seal_key *key, const char *context,
               struct frame *frame)
{
    if (frame->bad || frame->length < SEAL_OVERHEAD)
        return false;
    frame->length -= SEAL_OVERHEAD;
    frame->bad = !run_cipher(key, context, frame, false);
    return !frame->bad;
}
