/* SPDX-License-Identifier: BSD-2-Clause
 *
 * What an OpenID provider publishes about itself.
 */

#pragma once

#include "wire/message.h"

/*
 * Read a discovery document, `length` bytes of JSON (OpenID Connect
 * Discovery 1.0 section 3).  Its issuer has to be the order's, byte for byte,
 * and its token endpoint and key set have to be where url_is_endpoint() lets
 * them be, so that no document can send a token elsewhere.  What a flow or a
 * refresh can do without is left empty where it is absent, and where it is
 * not there, when `refused` of ret_metadata says so.  names_issuer is that of
 * RFC 9207 section 3; client_auth is Basic unless the document offers only
 * the form (its section 3: client_secret_basic is the default).  `keys` and
 * `fetched` of ret_metadata are left empty.
 *
 * NULL; or, for any other document, a constant word for the log, with more
 * about it in ret_detail, and of no use what is in ret_metadata.
 */
const char *metadata_document_parse(const char *body, size_t length,
                                    const struct fetch *,
                                    struct metadata *ret_metadata,
                                    char ret_detail[NAME_SIZE]);
