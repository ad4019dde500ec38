/* SPDX-License-Identifier: BSD-2-Clause */

#include "person.h"

#include "script.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char *const styles[] = {
    [PAM_PROMPT_ECHO_OFF] = "secret",
    [PAM_PROMPT_ECHO_ON] = "prompt",
    [PAM_ERROR_MSG] = "error",
    [PAM_TEXT_INFO] = "info",
};

/* A reply as it stands, or one of the things in brackets. */
static int react(struct person *person, char *reaction,
                 struct pam_response **responses)
{
    char *word;

    if (strcmp(reaction, "(conv_err)") == 0)
        return PAM_CONV_ERR;
    *responses = calloc(1, sizeof(**responses));
    if (strncmp(reaction, "(rename ", 8) == 0) {
        word = reaction + 8;
        word[strcspn(word, ")")] = '\0';
        pam_set_item(person->pamh, PAM_USER, word);
    } else if (strcmp(reaction, "(null)") != 0) {
        (*responses)->resp = script_text(reaction);
    }
    return PAM_SUCCESS;
}

int person_converse(int count, const struct pam_message **messages,
                    struct pam_response **responses, void *data)
{
    struct person *person = data;
    const char *style = styles[messages[0]->msg_style];
    char *line, *expected;
    long delay;

    if (count != 1 || person->met == person->expected.count) {
        complain("shown beyond [prompts]: %s '%s'", style, messages[0]->msg);
        return PAM_CONV_ERR;
    }
    line = person->expected.lines[person->met++];
    if (strcmp(script_word(&line), style) != 0)
        complain("shown in another style: %s", style);
    delay = strtol(script_field(&line), NULL, 10);
    expected = script_text(script_field(&line));
    if (expected == NULL || !script_matches(expected, messages[0]->msg))
        complain("shown: '%s'\nexpected: '%s'", messages[0]->msg, expected);
    free(expected);
    if (delay > 0)
        usleep((useconds_t) delay * 1000);
    return react(person, script_field(&line), responses);
}

void person_finish(const struct person *person)
{
    for (size_t i = person->met; i < person->expected.count; i++)
        complain("never shown: %s", person->expected.lines[i]);
}
