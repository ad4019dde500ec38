/* SPDX-License-Identifier: BSD-2-Clause */

#include "relay/certificate.h"

#include "shared/text.h"

#include <gnutls/abstract.h>
#include <gnutls/gnutls.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { CHAIN_MAX = 16, ID_SIZE = 64 };

/* A handshake that began with a certificate ends with it: those before are
 * kept, a few kilobytes for each time that they were renewed. */
struct certificate {
    gnutls_pcert_st chain[CHAIN_MAX];
    unsigned int count;
    gnutls_privkey_t key;
    struct certificate *before;
};

static struct certificate *newest;

static bool complain(const char *file, const char *what,
                     char ret_error[LINE_SIZE])
{
    text_format(ret_error, LINE_SIZE, "%s: %s", file, what);
    return false;
}

/* The key is wiped by the library as it is given back. */
static void forget(struct certificate *certificate)
{
    for (unsigned int i = 0; i < certificate->count; i++)
        gnutls_pcert_deinit(&certificate->chain[i]);
    gnutls_privkey_deinit(certificate->key);
    free(certificate);
}

/* The certificate first and then those that lead to a root (RFC 8446 section
 * 4.4.2). */
static bool read_chain(const char *file, struct certificate *certificate,
                       char ret_error[LINE_SIZE])
{
    gnutls_datum_t text = {NULL, 0};
    int error = gnutls_load_file(file, &text);

    /* Room before, as many as there are behind. */
    certificate->count = CHAIN_MAX;
    if (error == 0)
        error = gnutls_pcert_list_import_x509_raw(certificate->chain,
                                                  &certificate->count, &text,
                                                  GNUTLS_X509_FMT_PEM, 0);
    if (error < 0)
        certificate->count = 0;
    gnutls_free(text.data);
    if (error < 0)
        return complain(file, gnutls_strerror(error), ret_error);
    return true;
}

/* Who has the key can be this relay, and learn codes and secrets. */
static bool read_key(const char *file, struct certificate *certificate,
                     char ret_error[LINE_SIZE])
{
    gnutls_datum_t text = {NULL, 0};
    struct stat status;
    int error;

    if (stat(file, &status) == 0 && (status.st_mode & 007) != 0)
        return complain(file, "is readable by all, which chmod o= ends",
                        ret_error);
    error = gnutls_load_file(file, &text);
    if (error == 0)
        error = gnutls_privkey_import_x509_raw(certificate->key, &text,
                                               GNUTLS_X509_FMT_PEM, NULL, 0);
    if (text.data != NULL)
        gnutls_memset(text.data, 0, text.size);
    gnutls_free(text.data);
    if (error < 0)
        return complain(file, gnutls_strerror(error), ret_error);
    return true;
}

/* The id is the hash of the public key (RFC 5280 section 4.2.1.2), which both
 * halves share. */
static bool read_id(gnutls_pubkey_t key, unsigned char ret_id[ID_SIZE])
{
    size_t size = ID_SIZE;

    memset(ret_id, 0, ID_SIZE);
    return gnutls_pubkey_get_key_id(key, GNUTLS_KEYID_USE_SHA256, ret_id,
                                    &size) == 0;
}

/* Every handshake would fail with a key of another certificate. */
static bool belong_together(const struct certificate *certificate)
{
    unsigned char one[ID_SIZE];
    unsigned char other[ID_SIZE];
    gnutls_pubkey_t key = NULL;
    bool same;

    if (gnutls_pubkey_init(&key) != 0)
        return false;
    same = gnutls_pubkey_import_privkey(key, certificate->key, 0, 0) == 0 &&
           read_id(key, one) && read_id(certificate->chain[0].pubkey, other) &&
           memcmp(one, other, ID_SIZE) == 0;
    gnutls_pubkey_deinit(key);
    return same;
}

/* Told is what to look at: the file that is wrong, or that these two are of
 * different pairs. */
static bool read_both(const char *certificate_file, const char *key_file,
                      struct certificate *certificate,
                      char ret_error[LINE_SIZE])
{
    if (!read_chain(certificate_file, certificate, ret_error) ||
        !read_key(key_file, certificate, ret_error))
        return false;
    if (belong_together(certificate))
        return true;
    return complain(key_file, "is the key of another certificate", ret_error);
}

/* The newest counts from now on, for handshakes that begin; those under way
 * end with what they began with. */
bool certificate_read(const char *certificate_file, const char *key_file,
                      char ret_error[LINE_SIZE])
{
    struct certificate *certificate = calloc(1, sizeof(*certificate));

    if (certificate == NULL || gnutls_privkey_init(&certificate->key) != 0) {
        free(certificate);
        return complain(key_file, "there is no memory left", ret_error);
    }
    if (!read_both(certificate_file, key_file, certificate, ret_error)) {
        forget(certificate);
        return false;
    }
    /* The last thing: until here the one before counts. */
    certificate->before = newest;
    newest = certificate;
    return true;
}

/* Valgrind sees what is left. */
void certificate_close(void)
{
    while (newest != NULL) {
        struct certificate *before = newest->before;

        forget(newest);
        newest = before;
    }
}

/* Whatever name the client asks for: there is one. */
static int retrieve(gnutls_session_t session, const gnutls_datum_t *names,
                    int name_count, const gnutls_pk_algorithm_t *algorithms,
                    int algorithm_count, gnutls_pcert_st **ret_chain,
                    unsigned int *ret_count, gnutls_privkey_t *ret_key)
{
    (void) session;
    (void) names;
    (void) name_count;
    (void) algorithms;
    (void) algorithm_count;
    if (newest == NULL)
        return -1;
    *ret_chain = newest->chain;
    *ret_count = newest->count;
    *ret_key = newest->key;
    return 0;
}

void *certificate_retriever(void)
{
    gnutls_certificate_retrieve_function2 *function = retrieve;

    return (void *) function;
}
