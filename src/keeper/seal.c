/* SPDX-License-Identifier: BSD-2-Clause */

#include "keeper/seal.h"
#include "process/safe_file.h"

#include <errno.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/rand.h>
#include <string.h>

/* A shorter tag would be easier to hit by chance; another length of nonce
 * would be hashed first (NIST SP 800-38D sections 5.2.1 and 7.1). */
enum { TAG_SIZE = 16, NONCE_SIZE = SEAL_OVERHEAD - TAG_SIZE };

/* Another process may be faster: then its key is the one. */
static bool make_key(const char *path, char *ret_error)
{
    unsigned char key[SEAL_KEY_SIZE] = {0};
    const struct frame content = frame_of(key, sizeof(key));
    bool made = RAND_priv_bytes(key, sizeof(key)) == 1;

    if (made && !safe_file_create(path, &content, ret_error))
        made = errno == EEXIST;
    explicit_bzero(key, sizeof(key));
    return made;
}

/* The frame has room for a byte more than a key: a file that fills it is too
 * large, and one of any other size is no key of ours. */
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
    if (loaded && content.length != SEAL_KEY_SIZE)
        return safe_file_complain(path, 0, "must hold 32 bytes", ret_error);
    return loaded;
}

/* The parts of a sealed frame, in this order. */
struct parts {
    unsigned char *text;
    int length; /* of the text */
    unsigned char *tag;
    unsigned char *nonce;
};

static struct parts parts_of(const struct frame *frame, size_t length)
{
    return (struct parts){
        .text = frame->data,
        .length = (int) length,
        .tag = frame->data + length,
        .nonce = frame->data + length + TAG_SIZE,
    };
}

/* Take the context in as additional data: it is authenticated and not
 * stored, so that a record opens only where it belongs. */
static bool bind_context(EVP_CIPHER_CTX *cipher, const char *context)
{
    int length = 0;

    return EVP_CipherUpdate(cipher, NULL, &length,
                            (const unsigned char *) context,
                            (int) strlen(context)) == 1;
}

/* The tag can be asked for only after the end of the text (see
 * EVP_EncryptInit(3)).  GCM is a stream: the end itself writes nothing. */
static bool encrypt(EVP_CIPHER_CTX *cipher, const struct seal_key *key,
                    const char *context, const struct parts *parts)
{
    int length = 0;

    return EVP_EncryptInit_ex2(cipher, EVP_aes_256_gcm(), key->bytes,
                               parts->nonce, NULL) == 1 &&
           bind_context(cipher, context) &&
           EVP_EncryptUpdate(cipher, parts->text, &length, parts->text,
                             parts->length) == 1 &&
           EVP_EncryptFinal_ex(cipher, parts->text + length, &length) == 1 &&
           EVP_CIPHER_CTX_ctrl(cipher, EVP_CTRL_AEAD_GET_TAG, TAG_SIZE,
                               parts->tag) == 1;
}

/* The tag must be told before the end of the text, which is where it is
 * compared: until then nothing that was decrypted can be believed. */
static bool decrypt(EVP_CIPHER_CTX *cipher, const struct seal_key *key,
                    const char *context, const struct parts *parts)
{
    int length = 0;

    return EVP_DecryptInit_ex2(cipher, EVP_aes_256_gcm(), key->bytes,
                               parts->nonce, NULL) == 1 &&
           bind_context(cipher, context) &&
           EVP_DecryptUpdate(cipher, parts->text, &length, parts->text,
                             parts->length) == 1 &&
           EVP_CIPHER_CTX_ctrl(cipher, EVP_CTRL_AEAD_SET_TAG, TAG_SIZE,
                               parts->tag) == 1 &&
           EVP_DecryptFinal_ex(cipher, parts->text + length, &length) == 1;
}

/* A nonce must never be used twice with one key; at random, 2^32 records of
 * one key are far enough from that (NIST SP 800-38D section 8.3). */
bool seal_close(const struct seal_key *key, const char *context,
                struct frame *frame)
{
    struct parts parts = parts_of(frame, frame->length);
    EVP_CIPHER_CTX *cipher;
    bool sealed;

    if (frame->bad || frame->capacity - frame->length < SEAL_OVERHEAD)
        return false;
    cipher = EVP_CIPHER_CTX_new();
    sealed = cipher != NULL && RAND_bytes(parts.nonce, NONCE_SIZE) == 1 &&
             encrypt(cipher, key, context, &parts);
    EVP_CIPHER_CTX_free(cipher);
    if (sealed)
        frame->length += SEAL_OVERHEAD;
    return sealed;
}

/* The nonce is not secret, nor is the order of the parts: all of them are
 * covered by the tag or lead to another one. */
bool seal_open(const struct seal_key *key, const char *context,
               struct frame *frame)
{
    struct parts parts;
    EVP_CIPHER_CTX *cipher;

    if (frame->bad || frame->length < SEAL_OVERHEAD)
        return false;
    frame->length -= SEAL_OVERHEAD;
    parts = parts_of(frame, frame->length);
    cipher = EVP_CIPHER_CTX_new();
    frame->bad = true;
    if (cipher != NULL)
        frame->bad = !decrypt(cipher, key, context, &parts);
    EVP_CIPHER_CTX_free(cipher);
    return !frame->bad;
}
