/* SPDX-License-Identifier: BSD-2-Clause */

#include "facts.h"

#include "shared/text.h"

#include <stdlib.h>
#include <string.h>

#define TEXT(key, member)                                                     \
    {                                                                         \
        key, offsetof(struct facts, member),                                  \
            sizeof(((struct facts *) NULL)->member)                           \
    }

static const struct {
    const char *key;
    size_t offset;
    size_t size;
} texts[] = {
    TEXT("reason", reason),        TEXT("because", because),
    TEXT("would", would),          TEXT("subject", subject),
    TEXT("error", failure.error),  TEXT("suberror", failure.suberror),
    TEXT("codes", failure.codes),  TEXT("description", failure.description),
    TEXT("trace", failure.trace),  TEXT("correlation", failure.correlation),
    TEXT("identity", identity),    TEXT("detail", detail),
    TEXT("known", failure.detail), TEXT("note", note),
};

static bool set(struct facts *facts, const char *key, const char *value)
{
    if (strcmp(key, "requests") == 0) {
        facts->requests = strtoll(value, NULL, 10);
        return true;
    }
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
        if (strcmp(texts[i].key, key) == 0)
            return text_copy((char *) facts + texts[i].offset, texts[i].size,
                             value);
    return false;
}

/* Cut the value off *pairs, which stands behind the equals sign. */
static char *cut_value(char **pairs)
{
    bool quoted = **pairs == '"';
    char *value = *pairs + (quoted ? 1 : 0);
    char *end = value + strcspn(value, quoted ? "\"" : " ");

    *pairs = end + (*end == '\0' ? 0 : 1);
    *end = '\0';
    return value;
}

const char *facts_read(char *pairs, struct facts *ret_facts)
{
    while (*(pairs += strspn(pairs, " ")) != '\0') {
        char *key = pairs;
        char *end = key + strcspn(key, "= ");
        bool flag = *end != '=';

        pairs = end + (*end == '\0' ? 0 : 1);
        *end = '\0';
        if (flag && strcmp(key, "complete") == 0)
            ret_facts->complete = true;
        else if (flag || !set(ret_facts, key, cut_value(&pairs)))
            return key;
    }
    return NULL;
}
