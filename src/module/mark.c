/* SPDX-License-Identifier: BSD-2-Clause */

#include "module/mark.h"

#include "shared/text.h"

#include <security/pam_modules.h>
#include <stdlib.h>
#include <string.h>

/* What an auth line decided, and for whom: a host may change the name between
 * the phases. */
struct mark {
    enum outcome outcome;
    char user[NAME_SIZE];
};

/* Of whichever auth line of ours was run last. */
static const char last_name[] = "pam_claims";

enum { MARK_NAME_SIZE = sizeof(last_name) + PATH_SIZE + WORD_SIZE };

/* No line of a PAM file has a line end within, so no two lines share a
 * name. */
static void name_own(const struct login *login, char ret_name[MARK_NAME_SIZE])
{
    text_format(ret_name, MARK_NAME_SIZE, "%s\n%s\n%s", last_name, login->conf,
                login->section);
}

/* libpam calls it in a child that sshd has forked, too, for the child's copy:
 * memory is all that it may touch. */
static void free_mark(struct pam_handle *pamh, void *mark, int status)
{
    (void) pamh, (void) status;
    free(mark);
}

/* Without memory the name is left with a NULL, which is no mark. */
static void put(struct pam_handle *pamh, const char *name, const char *user,
                enum outcome outcome)
{
    struct mark *mark = calloc(1, sizeof(*mark));

    if (mark != NULL) {
        mark->outcome = outcome;
        (void) text_copy(mark->user, sizeof(mark->user), user);
    }
    /* What had the name before is freed by libpam (pam_set_data(3)). */
    if (pam_set_data(pamh, name, mark, free_mark) != PAM_SUCCESS)
        free(mark);
}

/* NULL where no line of ours was run in this login. */
static const struct mark *get(struct pam_handle *pamh, const char *name)
{
    const void *mark = NULL;

    if (pam_get_data(pamh, name, &mark) != PAM_SUCCESS)
        return NULL;
    return mark;
}

void mark_set(struct pam_handle *pamh, const struct login *login,
              enum outcome outcome)
{
    char name[MARK_NAME_SIZE];

    name_own(login, name);
    /* Under a name of its own, for the account line with the same arguments;
     * and as the last one, for a stack that is built in another way. */
    put(pamh, name, login->user, outcome);
    put(pamh, last_name, login->user, outcome);
}

/* The line's own mark alone: another line of ours may demand less. */
bool mark_is_granted(struct pam_handle *pamh, const struct login *login)
{
    char name[MARK_NAME_SIZE];
    const struct mark *mark;

    name_own(login, name);
    mark = get(pamh, name);
    /* For this user: sudo's may have changed to another one since. */
    return mark != NULL && mark->outcome == OUTCOME_GRANTED &&
           strcmp(mark->user, login->user) == 0;
}

bool mark_is_refused(struct pam_handle *pamh, const struct login *login,
                     enum outcome *ret_outcome)
{
    char own_name[MARK_NAME_SIZE];
    const char *const names[] = {own_name, last_name};

    name_own(login, own_name);
    /* Both: a line of ours that let in after this one had refused would hide
     * the refusal, were the last one all that is looked at. */
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        const struct mark *mark = get(pamh, names[i]);

        /* For whichever user: a refusal is never taken back by a change of
         * name. */
        if (mark != NULL && mark->outcome != OUTCOME_GRANTED) {
            *ret_outcome = mark->outcome;
            return true;
        }
    }
    return false;
}
