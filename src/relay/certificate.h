/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The certificate that this service shows, and its key.  There is one, since
 * the TLS library asks for it without saying whom.
 */

#pragma once

#include "shared/limits.h"

#include <stdbool.h>

/*
 * Read certificate and key, in PEM, in place of the ones that were read
 * before.  False, with these still in place and "file: what to do" in
 * ret_error, for a file that cannot be read, a key that others can read, and
 * two that do not belong together.
 */
bool certificate_read(const char *certificate_file, const char *key_file,
                      char ret_error[LINE_SIZE]);

/* Give back all; nobody shakes hands any more. */
void certificate_close(void);

/* The call back by which GnuTLS asks: gnutls_certificate_retrieve_function2,
 * as a pointer that the HTTP library passes on. */
void *certificate_retriever(void);
