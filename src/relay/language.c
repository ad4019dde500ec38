/* SPDX-License-Identifier: BSD-2-Clause */

#include "relay/language.h"

#include <string.h>
#include <strings.h>

enum { WHOLE = 1000, RANGES_MAX = 64 };

/* A weight in thousandths: "q=0.8", with three digits at most; none is a
 * whole one. */
static int weight_of(const char *parameter)
{
    static const int units[] = {100, 10, 1};
    int weight;

    parameter += strspn(parameter, "; \t");
    if (strncasecmp(parameter, "q=", 2) != 0)
        return WHOLE;
    parameter += 2;
    if (*parameter == '1')
        return WHOLE;
    if (*parameter != '0')
        return 0;
    weight = 0;
    if (parameter[1] != '.')
        return weight;
    parameter += 2;
    for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
        if (parameter[i] < '0' || parameter[i] > '9')
            break;
        weight += (parameter[i] - '0') * units[i];
    }
    return weight;
}

/* The primary subtag decides: "de-AT" reads German (RFC 4647 section 3.4). */
static enum language known(const char *range, size_t length)
{
    static const char *const tags[LANGUAGE_COUNT] = {
        [ENGLISH] = "en", [GERMAN] = "de", [JAPANESE] = "ja"};

    for (int i = 0; i < LANGUAGE_COUNT; i++)
        if (length == strlen(tags[i]) &&
            strncasecmp(range, tags[i], length) == 0)
            return (enum language) i;
    return LANGUAGE_COUNT;
}

/* Bounded: a header field of many ranges is read no further. */
enum language language_of(const char *accepted)
{
    enum language best = ENGLISH;
    int best_weight = 0;

    for (int i = 0; i < RANGES_MAX && *accepted != '\0'; i++) {
        enum language language;
        int weight;

        accepted += strspn(accepted, ", \t");
        language = known(accepted, strcspn(accepted, "-,; \t"));
        accepted += strcspn(accepted, ",;");
        weight = *accepted == ';' ? weight_of(accepted) : WHOLE;
        accepted += strcspn(accepted, ",");
        if (language != LANGUAGE_COUNT && weight > best_weight) {
            best = language;
            best_weight = weight;
        }
    }
    return best;
}
