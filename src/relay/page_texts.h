/* SPDX-License-Identifier: BSD-2-Clause
 *
 * What pages say, in each language.
 */

#pragma once

#include "relay/language.h"
#include "relay/page.h"

/* What stands beside a value, and on what is pressed. */
enum label {
    LABEL_USER,
    LABEL_HOST,
    LABEL_SERVICE,
    LABEL_FROM,
    LABEL_ACCOUNT,
    LABEL_STARTED,
    LABEL_NUMBER,
    LABEL_ERROR,
    LABEL_CONTINUE,
    LABEL_NOT_ME,
    LABEL_SUPPORT,
    LABEL_COUNT
};

enum span { SPAN_SECONDS, SPAN_MINUTES, SPAN_HOURS, SPAN_COUNT };

struct page_texts {
    const char *tag; /* of the language (RFC 5646) */
    const char *headings[PAGE_COUNT];
    const char *advices[PAGE_COUNT]; /* what has happened, and what to do */
    const char *labels[LABEL_COUNT];
    const char *ago[SPAN_COUNT][2]; /* around a number: "", " min ago" */
};

/* Those of a language. */
const struct page_texts *page_texts_of(enum language);
