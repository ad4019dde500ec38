/* SPDX-License-Identifier: BSD-2-Clause */

#include "agent/base64.h"

#include <stdint.h>

/* The six bits of a digit of the URL alphabet, -1 for another byte. */
static int digit_value(char digit)
{
    if (digit >= 'A' && digit <= 'Z')
        return digit - 'A';
    if (digit >= 'a' && digit <= 'z')
        return digit - 'a' + 26;
    if (digit >= '0' && digit <= '9')
        return digit - '0' + 52;
    if (digit == '-')
        return 62;
    return digit == '_' ? 63 : -1;
}

static int lenient_digit_value(char digit)
{
    if (digit == '+')
        return 62;
    return digit == '/' ? 63 : digit_value(digit);
}

/* Decode into ret, which has room; *ret_rest gets the unused bits. */
static bool decode(const char *text, size_t length, int (*value_of)(char),
                   unsigned char *ret, uint32_t *ret_rest)
{
    uint32_t bits = 0;
    unsigned int count = 0;

    for (size_t i = 0; i < length; i++) {
        int value = value_of(text[i]);

        if (value < 0)
            return false;
        bits = bits << 6 | (uint32_t) value;
        count += 6;
        if (count >= 8) {
            count -= 8;
            *ret++ = (unsigned char) (bits >> count);
            bits &= (1U << count) - 1;
        }
    }
    *ret_rest = bits;
    return true;
}

bool base64url_decode(const char *text, size_t length, unsigned char *ret,
                      size_t size, size_t *ret_length)
{
    size_t bytes = length / 4 * 3 + length % 4 * 6 / 8;
    uint32_t rest = 0;

    if (length % 4 == 1 || bytes > size)
        return false;
    if (!decode(text, length, digit_value, ret, &rest) || rest != 0)
        return false;
    *ret_length = bytes;
    return true;
}

bool base64_decode_lenient(const char *text, size_t length, unsigned char *ret,
                           size_t size, size_t *ret_length)
{
    size_t bytes;
    uint32_t rest = 0;

    for (int padding = 0; padding < 2 && length > 0; padding++)
        if (text[length - 1] == '=')
            length--;
    bytes = length / 4 * 3 + length % 4 * 6 / 8;
    if (length % 4 == 1 || bytes > size)
        return false;
    if (!decode(text, length, lenient_digit_value, ret, &rest))
        return false;
    *ret_length = bytes;
    return true;
}
