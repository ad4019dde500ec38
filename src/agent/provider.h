/* SPDX-License-Identifier: BSD-2-Clause
 *
 * What an OpenID provider publishes about itself.
 */

#pragma once

#include "shared/message.h"

/*
 * Read a discovery document, `length` bytes of JSON (OpenID Connect
 * Discovery 1.0 section 3).  Its issuer has to be this one, byte for byte,
 * and its endpoints have to be https on the issuer's host and port, so that
 * no document can send a token elsewhere; those of the device flow and of
 * the code flow may be missing.  names_issuer is that of RFC 9207 section 3.
 * `keys` and `fetched` of ret_metadata are left empty.
 *
 * False, with *ret_reason a constant word for the log and of no use what is
 * in ret_metadata, for any other document.
 */
bool provider_parse(const char *body, size_t length, const char *issuer,
                    struct metadata *ret_metadata, const char **ret_reason);
