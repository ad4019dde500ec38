/* SPDX-License-Identifier: BSD-2-Clause */

#include "keeper/remarks.h"
#include "shared/text.h"

#include <string.h>

#define SEPARATOR "; " /* between notes */

/* The word begins a note; in a remark it may be somebody else's. */
static bool is_noted(const char *note, const char *word)
{
    size_t length = strlen(word);

    while (note != NULL) {
        if (strncmp(note, word, length) == 0 &&
            (note[length] == '\0' || strchr(":;", note[length]) != NULL))
            return true;
        note = strstr(note, SEPARATOR);
        if (note != NULL)
            note += strlen(SEPARATOR);
    }
    return false;
}

void remarks_note(struct remarks *remarks, const char *word,
                  const char *remark)
{
    char *note = remarks->note;

    /* A step may run twice in a login, with the same thing to say. */
    if (is_noted(note, word))
        return;
    if (note[0] != '\0')
        text_append(note, LINE_SIZE, SEPARATOR);
    text_append(note, LINE_SIZE, "%s", word);
    if (remark[0] != '\0')
        text_append(note, LINE_SIZE, ": %s", remark);
}

void remarks_name(struct remarks *remarks, const struct claims *claims)
{
    /* Microsoft's object id is the same in all clients, and what its own logs
     * have; `sub` is another one for each. */
    const char *id = claims->oid;

    if (id[0] == '\0')
        id = claims->subject;
    text_copy(remarks->identity, NAME_SIZE, claims->username);
    text_copy(remarks->subject, NAME_SIZE, id);
}
