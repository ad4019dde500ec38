/* SPDX-License-Identifier: BSD-2-Clause
 *
 * What is made of an authorization response, whoever brought it: a browser, a
 * person or a relay.
 */

#pragma once

#include "agent/redirect.h"
#include "agent/token_endpoint.h"

/* Redeem its code, or say why there is none; a response that is not final has
 * expired. */
void authorization_redeem(const struct exchange *exchange,
                          const struct redirect *redirect,
                          struct token_response *ret_response);

/* There is no address to send the person to: this is in the way, a word of
 * authorization_endpoint_compose(). */
void authorization_refuse_without(const struct client *client,
                                  const char *obstacle,
                                  struct failure *ret_refusal);
