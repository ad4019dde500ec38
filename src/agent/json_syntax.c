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

static bool pass(struct gate *gate, const char *text)
{
    size_t length = strlen(text);

    if (strncmp(gate->at, text, length) != 0)
        return false;
    gate->at += length;
    return true;
}

size_t json_utf8_decode(const char *text, unsigned int *ret_point)
{
    static const unsigned int least[] = {0, 0, 0x80, 0x800, 0x10000};
    unsigned int point = (unsigned char) text[0];
    size_t ones = (size_t) __builtin_clz(~(point << 24)); /* at its left */

    *ret_point = point;
    if (ones == 0)
        return 1;
    if (ones == 1 || ones > 4)
        return 0;
    point &= 0x7fU >> ones;
    for (size_t i = 1; i < ones; i++) {
        if ((text[i] & 0xc0) != 0x80)
            return 0;
        point = point << 6 | ((unsigned char) text[i] & 0x3fU);
    }
    if (point < least[ones] || point > 0x10ffff || point >> 11 == 0x1b)
        return 0;
    *ret_point = point;
    return ones;
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

    if (!pass(gate, "u"))
        return *gate->at != '\0' && strchr("\"\\/bfnrt", *gate->at++) != NULL;
    unit = pass_hex(gate);
    if (unit < 0xd800 || unit > 0xdfff)
        return unit > 0;
    if (unit > 0xdbff || !pass(gate, "\\u"))
        return false;
    unit = pass_hex(gate);
    return unit >= 0xdc00 && unit <= 0xdfff;
}

static bool pass_string(struct gate *gate)
{
    unsigned int point;

    if (!pass(gate, "\""))
        return false;
    while (!pass(gate, "\"")) {
        size_t length = json_utf8_decode(gate->at, &point);

        if (length == 0 || point < ' ')
            return false;
        gate->at += length;
        if (point == '\\' && !pass_escape(gate))
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

    pass(gate, "-");
    if (!pass(gate, "0") && !pass_digits(gate))
        return false;
    if (pass(gate, ".") && !pass_digits(gate))
        return false;
    if (pass(gate, "e") || pass(gate, "E")) {
        if (!pass(gate, "-"))
            pass(gate, "+");
        if (!pass_digits(gate))
            return false;
    }
    if (!isfinite(strtod(start, NULL)))
        return false;
    memset(start, ' ', (size_t) (gate->at - start));
    *start = '0';
    return true;
}

static bool pass_name(struct gate *gate)
{
    skip_blanks(gate);
    if (!pass_string(gate))
        return false;
    skip_blanks(gate);
    return pass(gate, ":");
}

/* What is between two brackets, and the second one. */
static bool pass_items(struct gate *gate, bool named, const char *end)
{
    skip_blanks(gate);
    if (pass(gate, end))
        return true;
    do
        if ((named && !pass_name(gate)) || !pass_value(gate))
            return false;
    while (pass(gate, ","));
    return pass(gate, end);
}

static bool pass_value(struct gate *gate)
{
    bool passed;

    skip_blanks(gate);
    if (++gate->values > JSON_VALUES_MAX)
        return false;
    gate->depth++;
    if (pass(gate, "{"))
        passed = gate->depth <= JSON_DEPTH_MAX && pass_items(gate, true, "}");
    else if (pass(gate, "["))
        passed = gate->depth <= JSON_DEPTH_MAX && pass_items(gate, false, "]");
    else if (*gate->at == '"')
        passed = pass_string(gate);
    else
        passed = pass(gate, "true") || pass(gate, "false") ||
                 pass(gate, "null") || pass_number(gate);
    gate->depth--;
    skip_blanks(gate);
    return passed;
}

bool json_syntax_check(char *text)
{
    struct gate gate = {.at = text};

    return pass_value(&gate) && *gate.at == '\0';
}
