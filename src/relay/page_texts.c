/* SPDX-License-Identifier: BSD-2-Clause */

#include "relay/page_texts.h"

/* Whole sentences in each: no page is put together of words, which other
 * languages have in another order. */
static const struct page_texts texts[LANGUAGE_COUNT] = {
    [ENGLISH] =
        {
#include "relay/english.rows"
        },
    [GERMAN] =
        {
#include "relay/german.rows"
        },
    [JAPANESE] =
        {
#include "relay/japanese.rows"
        },
};

const struct page_texts *page_texts_of(enum language language)
{
    return &texts[language];
}
