/* SPDX-License-Identifier: BSD-2-Clause */

#include "format/base64.h"

#include <string.h>

enum { OTHER_DIGITS = 62, URL_DIGITS = 64, ALL_DIGITS = 66 };

/* Of the URL alphabet, then what the other one has for the last two. */
static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                             "abcdefghijklmnopqrstuvwxyz0123456789-_+/";

/* Decode text of the first `count` digits; only the lenient form may have
 * unused bits that are set. */
static ssize_t decode(const char *text, size_t length, size_t count,
                      unsigned char *ret, size_t size)
{
    unsigned char *end = ret;
    unsigned int bits = 0;
    unsigned int used = 0;

    /* One digit alone is less than a byte; RFC 4648 has no such end. */
    if (length % 4 == 1 || length / 4 * 3 + length % 4 * 6 / 8 > size)
        return -1;
    for (size_t i = 0; i < length; i++) {
        const char *digit = memchr(digits, text[i], count);

        if (digit == NULL)
            return -1;
        if (digit >= digits + URL_DIGITS)
            digit -= ALL_DIGITS - URL_DIGITS;
        bits = bits << 6 | (unsigned int) (digit - digits);
        used += 6;
        if (used >= 8) {
            used -= 8;
            *end++ = (unsigned char) (bits >> used);
            bits &= (1U << used) - 1;
        }
    }
    /* Two texts for the same bytes would be two tokens with one signature (RFC
     * 4648 section 3.5). */
    if (count == URL_DIGITS && bits != 0)
        return -1;
    return end - ret;
}

ssize_t base64url_decode(const char *text, size_t length, unsigned char *ret,
                         size_t size)
{
    return decode(text, length, URL_DIGITS, ret, size);
}

/* Providers and resources pad or do not, in either alphabet. */
ssize_t base64_decode_lenient(const char *text, size_t length,
                              unsigned char *ret, size_t size)
{
    for (int padding = 0; padding < 2 && length > 0; padding++)
        if (text[length - 1] == '=')
            length--;
    return decode(text, length, ALL_DIGITS, ret, size);
}

void base64_encode(const char *bytes, size_t length, char *ret_text)
{
    static const char last[] = "+/";

    for (size_t i = 0; i < length; i += 3) {
        unsigned int bits = 0;

        for (size_t j = i; j < i + 3; j++) {
            bits <<= 8;
            if (j < length)
                bits |= (unsigned char) bytes[j];
        }
        for (size_t j = 0; j < 4; j++) {
            size_t digit = bits >> (18 - 6 * j) & 63;

            *ret_text = digits[digit];
            if (digit >= OTHER_DIGITS)
                *ret_text = last[digit - OTHER_DIGITS];
            if (i + j > length)
                *ret_text = '=';
            ret_text++;
        }
    }
    *ret_text = '\0';
}

void base64url_encode(const void *bytes, size_t length, char *ret_text)
{
    const unsigned char *byte = bytes;
    unsigned int bits = 0;
    unsigned int left = 0; /* bits that are not written yet */

    for (size_t i = 0; i < length; i++) {
        bits = bits << 8 | byte[i];
        for (left += 8; left >= 6; left -= 6)
            *ret_text++ = digits[bits >> (left - 6) & 63];
    }
    if (left > 0)
        *ret_text++ = digits[bits << (6 - left) & 63];
    *ret_text = '\0';
}
