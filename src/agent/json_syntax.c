/* SPDX-License-Identifier: BSD-2-Clause */

#include "agent/json_syntax.h"

#include "agent/json.h"
#include "shared/limits.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* As no valid text has a NUL in it and one stands at its end, looking at the
 * next byte is always safe. */
struct gate {
    char *at;
    int depth;
    int values;
};

static bool pass_value(struct gate *gate);

static void skip_blanks(struct gate *gate)
{
    gate->at += strspn(gate->at, " \t\r\n");
}

static bool pass_byte(struct gate *gate, char byte)
{
    if (*gate->at != byte)
        return false;
    gate->at++;
    return true;
}

size_t json_utf8_length(const char *text)
{
    static const struct {
        unsigned char first_low, first_high, second_low, second_high;
        size_t length;
    } forms[] = {
        {0x00, 0x7f, 0x00, 0x00, 1}, {0xc2, 0xdf, 0x80, 0xbf, 2},
        {0xe0, 0xe0, 0xa0, 0xbf, 3}, {0xe1, 0xec, 0x80, 0xbf, 3},
        {0xed, 0xed, 0x80, 0x9f, 3}, {0xee, 0xef, 0x80, 0xbf, 3},
        {0xf0, 0xf0, 0x90, 0xbf, 4}, {0xf1, 0xf3, 0x80, 0xbf, 4},
        {0xf4, 0xf4, 0x80, 0x8f, 4},
    };
    const unsigned char *byte = (const unsigned char *) text;
    size_t form = 0;

    while (byte[0] > forms[form].first_high)
        if (++form == sizeof(forms) / sizeof(forms[0]))
            return 0;
    if (byte[0] < forms[form].first_low)
        return 0;
    if (forms[form].length == 1)
        return 1;
    if (byte[1] < forms[form].second_low || byte[1] > forms[form].second_high)
        return 0;
    for (size_t i = 2; i < forms[form].length; i++)
        if ((byte[i] & 0xc0) != 0x80)
            return 0;
    return forms[form].length;
}

/* The four digits of a \u escape, -1 if they are not there. */
static int pass_hex(struct gate *gate)
{
    char digits[5] = "";

    if (strspn(gate->at, "0123456789abcdefABCDEF") < 4)
        return -1;
    memcpy(digits, gate->at, 4);
    gate->at += 4;
    return (int) strtol(digits, NULL, 16);
}

static bool pass_escape(struct gate *gate)
{
    int unit;

    if (*gate->at != 'u')
        return *gate->at != '\0' && strchr("\"\\/bfnrt", *gate->at++) != NULL;
    gate->at++;
    unit = pass_hex(gate);
    if (unit < 0xd800 || unit > 0xdfff)
        return unit > 0;
    if (unit > 0xdbff || !pass_byte(gate, '\\') || !pass_byte(gate, 'u'))
        return false;
    unit = pass_hex(gate);
    return unit >= 0xdc00 && unit <= 0xdfff;
}

static bool pass_string(struct gate *gate)
{
    if (!pass_byte(gate, '"'))
        return false;
    while (!pass_byte(gate, '"')) {
        size_t length = json_utf8_length(gate->at);

        if (length == 0 || (unsigned char) *gate->at < ' ')
            return false;
        gate->at += length;
        if (gate->at[-1] == '\\' && !pass_escape(gate))
            return false;
    }
    return true;
}

static bool pass_digits(struct gate *gate)
{
    size_t count = strspn(gate->at, "0123456789");

    gate->at += count;
    return count > 0;
}

static bool pass_number(struct gate *gate)
{
    char *start = gate->at;

    pass_byte(gate, '-');
    if (!pass_byte(gate, '0') && !pass_digits(gate))
        return false;
    if (pass_byte(gate, '.') && !pass_digits(gate))
        return false;
    if (pass_byte(gate, 'e') || pass_byte(gate, 'E')) {
        if (!pass_byte(gate, '-'))
            pass_byte(gate, '+');
        if (!pass_digits(gate))
            return false;
    }
    if (!isfinite(strtod(start, NULL)))
        return false;
    memset(start, ' ', (size_t) (gate->at - start));
    *start = '0';
    return true;
}

static bool pass_word(struct gate *gate)
{
    static const char *const words[] = {"true", "false", "null"};

    for (size_t i = 0; i < 3; i++) {
        size_t length = strlen(words[i]);

        if (strncmp(gate->at, words[i], length) == 0) {
            gate->at += length;
            return true;
        }
    }
    return false;
}

static bool pass_item(struct gate *gate, bool named)
{
    skip_blanks(gate);
    if (named) {
        if (!pass_string(gate))
            return false;
        skip_blanks(gate);
        if (!pass_byte(gate, ':'))
            return false;
    }
    return pass_value(gate);
}

static bool pass_items(struct gate *gate, bool named)
{
    char end = named ? '}' : ']';

    gate->at++;
    skip_blanks(gate);
    if (pass_byte(gate, end))
        return true;
    do {
        if (!pass_item(gate, named))
            return false;
    } while (pass_byte(gate, ','));
    return pass_byte(gate, end);
}

static bool pass_value(struct gate *gate)
{
    bool passed;

    skip_blanks(gate);
    if (++gate->values > JSON_VALUES_MAX)
        return false;
    if (*gate->at == '{' || *gate->at == '[') {
        passed = gate->depth++ < JSON_DEPTH_MAX &&
                 pass_items(gate, *gate->at == '{');
        gate->depth--;
    } else if (*gate->at == '"') {
        passed = pass_string(gate);
    } else {
        passed = pass_word(gate) || pass_number(gate);
    }
    skip_blanks(gate);
    return passed;
}

bool json_syntax_check(char *text)
{
    struct gate gate = {.at = text};

    return pass_value(&gate) && *gate.at == '\0';
}
