/* SPDX-License-Identifier: BSD-2-Clause */

#include "keeper/language.h"

#include <stddef.h>
#include <string.h>

struct text {
    const char *english;
    const char *spoken;
};

/* Compiled in: gettext(3) translates only where the host has a locale of the
 * language, which "C.UTF-8" is not. */
static const struct text english[] = {{NULL, NULL}};
static const struct text german[] = {
#include "po/de.rows"
    {NULL, NULL}};
static const struct text german_in_ascii[] = {
#include "po/de.ascii.rows"
    {NULL, NULL}};
static const struct text japanese[] = {
#include "po/ja.rows"
    {NULL, NULL}};

static const struct text *catalogue = english;

void language_choose(int language, bool ascii)
{
    /* German has its spelling without umlauts; Japanese has none at all. */
    static const struct text *const catalogues[][2] = {
        {english, english}, {german, german_in_ascii}, {japanese, english}};

    catalogue = catalogues[language][ascii];
}

/* A list of some dozen texts, searched a few times in a login. */
const char *language_translate(const char *words)
{
    const struct text *text = catalogue;

    while (text->english != NULL && strcmp(text->english, words) != 0)
        text++;
    /* English words are better than none: the person still has to sign in. */
    if (text->english == NULL)
        return words;
    return text->spoken;
}
