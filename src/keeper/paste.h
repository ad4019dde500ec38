/* SPDX-License-Identifier: BSD-2-Clause
 *
 * What a person pasted in the code flow, before an agent gets to see it.
 */

#pragma once

#include <stdbool.h>

/*
 * The text looks like the address that a browser ended on: it begins like
 * redirect_uri, whose scheme a browser may hide, or has a parameter of an
 * authorization response in it (RFC 6749 section 4.1.2).  What it is worth
 * is for the agent to say.
 */
bool paste_is_address(const char *text, const char *redirect_uri);
