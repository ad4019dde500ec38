/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The agent that is the OAuth client of one login: it redeems a refresh
 * token or lets the person sign in, verifies what it got, and reports the
 * facts.  It judges nothing.
 */

#pragma once

#include "agent/http.h"

/*
 * Carry out the keeper's orders until it closes the link.  Newer signing
 * keys that the keeper sends are kept in *client.
 */
void role_client_run(struct http *http, struct client *client);
