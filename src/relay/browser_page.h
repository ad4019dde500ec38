/* SPDX-License-Identifier: BSD-2-Clause
 *
 * What browsers are answered: pages.
 */

#pragma once

#include "relay/turn.h"

/* Finish the call with a page that knows of no sign-in. */
void browser_refuse(struct relay *, struct call *, enum page_kind);

/* The same for a sign-in that is not there, which counts as a guess. */
void browser_refuse_unknown(struct relay *, struct call *);

/* It has guessed too much, and was told so. */
bool browser_is_refused(struct relay *, struct call *);

/* Finish the call of a turn with the page that it has decided on. */
void browser_show(struct turn *);

/* A turn for a browser, to be begun; NULL without memory: then the call is
 * finished. */
struct turn *browser_turn(struct relay *, struct call *,
                          bool (*decide)(struct turn *),
                          void (*answer)(struct turn *, enum turn_end));

/* The turn has ended in nothing but a page that says so, which is shown. */
bool browser_has_failed(struct turn *, enum turn_end);

/* The browser as a sign-in knows it; false where it has sent no cookie. */
bool browser_read(const struct call *, unsigned char ret_browser[HASH_SIZE]);
