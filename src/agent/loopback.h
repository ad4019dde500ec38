/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The browser's way back on this machine: a TCP port of the loopback that
 * answers what a browser asks (RFC 8252 section 7.3).  There is one in an
 * agent.
 */

#pragma once

#include "agent/redirect.h"

/*
 * Listen on 127.0.0.1 at the port of a redirect URI that begins with
 * "http://127.0.0.1" or "http://localhost", or at one that is free if it
 * names none; that one is then put into it.  Before confine(), which takes
 * away the right to.  False, with the URI untouched, if there is no listener.
 */
bool loopback_listen(char redirect_uri[URL_SIZE]);

/*
 * Wait up to so many milliseconds for input on `other`, which is waited for
 * alone if there is no listener, or for browsers, and serve those: a GET of
 * the redirect URI with our state is answered with `page`, all else with an
 * error.  Only the newest few connections are kept, none is waited for, and
 * one that says nothing is none.
 *
 * To be called again until ret_redirect->kind is REDIRECT_CODE or later, as a
 * browser brought it.  True if `other` has input, and no browser was first.
 */
bool loopback_wait(int other, int64_t milliseconds,
                   const struct redirect_rules *, const char *page,
                   struct redirect *ret_redirect);
