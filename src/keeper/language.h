/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The language that the person is spoken to in, by the configuration.
 */

#pragma once

#include <stdbool.h>

/*
 * Speak a language of settings->language from now on, in ASCII where the
 * screen cannot be counted on for more: English where the language cannot be
 * spelled so.
 */
void language_choose(int language, bool ascii);

/* The translation of an English text, from the catalogues of po/ and in
 * UTF-8; the text itself where there is none. */
const char *language_translate(const char *words);
