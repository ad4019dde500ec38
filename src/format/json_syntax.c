/* SPDX-License-Identifier: BSD-2-Clause */

#include "format/json_syntax.h"

#include "format/json.h"
#include "shared/limits.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* The halves of a UTF-16 pair, of which an escape has one each (RFC 8259
 * section 7). */
enum { HIGH_FIRST = 0xd800, LOW_FIRST = 0xdc00, LOW_LAST = 0xdfff };

/* As no valid text has a NUL in it and one stands at its end, looking at the
 * next byte is always safe. */
struct gate {
    char *at;
    int depth;
    int values;
};

static bool pass_value(struct gate *gate);

/* The four that are white space (RFC 8259 section 2), and no other. */
static void skip_blanks(struct gate *gate)
{
    gate->at += strspn(gate->at, " \t\r\n");
}

/* Step over exactly this text, if it comes next. */
static bool pass(struct gate *gate, const char *text)
{
    size_t length = strlen(text);

    if (strncmp(gate->at, text, length) != 0)
        return false;
    gate->at += length;
    return true;
}

static bool pass_one_of(struct gate *gate, const char *bytes)
{
    if (*gate->at == '\0' || strchr(bytes, *gate->at) == NULL)
        return false;
    gate->at++;
    return true;
}

/* How long the character is that this byte begins, by the ones at its left
 * (RFC 3629 section 3); 0 for a byte that begins none. */
static size_t utf8_length(unsigned int first)
{
    if (first < 0x80)
        return 1;
    if (first >> 5 == 0x6)
        return 2;
    if (first >> 4 == 0xe)
        return 3;
    if (first >> 3 == 0x1e)
        return 4;
    return 0;
}

/* Refused are also the same character in more bytes than it needs, what is
 * beyond Unicode, and the halves of a UTF-16 pair: each has let something
 * past a check that looked for another spelling. */
size_t json_utf8_decode(const char *text, unsigned int *ret_point)
{
    static const unsigned int least[] = {0, 0, 0x80, 0x800, 0x10000};
    unsigned int point = (unsigned char) text[0];
    size_t length = utf8_length(point);

    *ret_point = point;
    if (length < 2)
        return length;
    point &= 0x7fU >> length;
    for (size_t i = 1; i < length; i++) {
        if ((text[i] & 0xc0) != 0x80)
            return 0;
        point = point << 6 | ((unsigned char) text[i] & 0x3fU);
    }
    if (point < least[length] || point > 0x10ffff ||
        (point >= HIGH_FIRST && point <= LOW_LAST))
        return 0;
    *ret_point = point;
    return length;
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

/* RFC 8259 section 7, what follows the backslash.  No NUL, which would end the
 * text for a C string, and no half of a pair. */
static bool pass_escape(struct gate *gate)
{
    int unit;

    if (!pass(gate, "u"))
        return pass_one_of(gate, "\"\\/bfnrt");
    unit = pass_hex(gate);
    if (unit < HIGH_FIRST || unit > LOW_LAST)
        return unit > 0;
    /* The first half has to be the high one, and the low one to follow. */
    if (unit >= LOW_FIRST)
        return false;
    if (!pass(gate, "\\u"))
        return false;
    unit = pass_hex(gate);
    return unit >= LOW_FIRST && unit <= LOW_LAST;
}

/* RFC 8259 section 7; bytes are UTF-8 and no control characters. */
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

/*
 * RFC 8259 section 6, and none that is too large for a double.  It is made a
 * 0 with blanks behind it: what it was is taken from the other copy of the
 * text, so that the library's rounding changes nothing.
 */
static bool pass_number(struct gate *gate)
{
    char *start = gate->at;

    pass(gate, "-");
    if (!pass(gate, "0") && !pass_digits(gate))
        return false;
    if (pass(gate, ".") && !pass_digits(gate))
        return false;
    if (pass_one_of(gate, "eE")) {
        pass_one_of(gate, "+-");
        if (!pass_digits(gate))
            return false;
    }
    /* Where others compare the values of numbers, all that are too large
     * would be the same. */
    if (!isfinite(strtod(start, NULL)))
        return false;
    memset(start, ' ', (size_t) (gate->at - start));
    *start = '0';
    return true;
}

/* The name of a member and its colon (RFC 8259 section 4). */
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
    do {
        if (named && !pass_name(gate))
            return false;
        if (!pass_value(gate))
            return false;
    } while (pass(gate, ","));
    return pass(gate, end);
}

/* What needs no end of its own: a word, in small letters only, or a number. */
static bool pass_plain(struct gate *gate)
{
    static const char *const words[] = {"true", "false", "null"};

    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
        if (pass(gate, words[i]))
            return true;
    return pass_number(gate);
}

/* RFC 8259 section 3.  The bounds are there because the library recurses and
 * allocates for each value. */
static bool pass_value(struct gate *gate)
{
    bool passed;

    skip_blanks(gate);
    gate->values++;
    if (gate->values > JSON_VALUES_MAX)
        return false;
    gate->depth++;
    if (pass(gate, "{"))
        passed = gate->depth <= JSON_DEPTH_MAX && pass_items(gate, true, "}");
    else if (pass(gate, "["))
        passed = gate->depth <= JSON_DEPTH_MAX && pass_items(gate, false, "]");
    else if (*gate->at == '"')
        passed = pass_string(gate);
    else
        passed = pass_plain(gate);
    gate->depth--;
    skip_blanks(gate);
    return passed;
}

/* One value, and nothing behind it: what follows a value is read by some
 * parsers and not by others. */
bool json_syntax_check(char *text)
{
    struct gate gate = {.at = text};

    return pass_value(&gate) && *gate.at == '\0';
}
