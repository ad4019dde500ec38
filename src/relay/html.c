/* SPDX-License-Identifier: BSD-2-Clause */

#include "relay/html.h"

#include "format/json_syntax.h"

#include <string.h>

#define REPLACEMENT "\xef\xbf\xbd"

struct html html_over(char *text, size_t size)
{
    text[0] = '\0';
    return (struct html){.text = text, .size = size};
}

/* All or nothing: half an entity would be another one, and half a character
 * none. */
static void put(struct html *html, const char *bytes, size_t length)
{
    if (html->size - html->length <= length)
        html->full = true;
    if (html->full)
        return;
    memcpy(html->text + html->length, bytes, length);
    html->length += length;
    html->text[html->length] = '\0';
}

void html_put(struct html *html, const char *markup)
{
    put(html, markup, strlen(markup));
}

/* Bidirectional controls are those of Unicode's annex 9, section 2; line and
 * paragraph separators end a line as a control would. */
static bool is_shown(unsigned int point)
{
    if (point < ' ' || (point >= 0x7f && point < 0xa0))
        return false;
    if (point == 0x061c || point == 0x200e || point == 0x200f)
        return false;
    if (point >= 0x2028 && point <= 0x202e)
        return false;
    return (point < 0x2066 || point > 0x2069) && point != 0xfeff;
}

/* The five that end a text or an attribute (HTML, section 13.3); "&#39;" since
 * "&apos;" is none of HTML 4. */
static const char *entity_of(char byte)
{
    switch (byte) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return "&quot;";
    case '\'':
        return "&#39;";
    default:
        return NULL;
    }
}

/* Byte by byte where there is no character: what follows is looked at anew. */
void html_put_text(struct html *html, const char *text)
{
    while (*text != '\0') {
        unsigned int point = 0;
        size_t length = json_utf8_decode(text, &point);
        const char *entity = entity_of(*text);

        if (entity != NULL)
            html_put(html, entity);
        else if (length > 0 && is_shown(point))
            put(html, text, length);
        else
            html_put(html, REPLACEMENT);
        text += length > 0 ? length : 1;
    }
}
