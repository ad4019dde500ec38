/* SPDX-License-Identifier: BSD-2-Clause */

#include "module/conversation.h"

#include "module/patience.h"
#include "shared/text.h"

#include <security/pam_appl.h>
#include <stdlib.h>
#include <string.h>

/* NULL for none. */
static const struct pam_conv *conversation_of(struct pam_handle *pamh)
{
    const void *item = NULL;

    if (pam_get_item(pamh, PAM_CONV, &item) != PAM_SUCCESS || item == NULL ||
        ((const struct pam_conv *) item)->conv == NULL)
        return NULL;
    return item;
}

bool conversation_exists(struct pam_handle *pamh)
{
    return conversation_of(pamh) != NULL;
}

/* Show a text; the caller owns the reply.  Not by pam_prompt(3), which adds
 * a line of its own to the log where there is no conversation, as in cron,
 * or where it fails. */
static bool say(struct pam_handle *pamh, int style, const char *text,
                char **ret_reply)
{
    const struct pam_message message = {.msg_style = style, .msg = text};
    const struct pam_message *messages = &message;
    const struct pam_conv *host = conversation_of(pamh);
    struct pam_response *response = NULL;
    int code;

    if (host == NULL)
        return false;
    code = host->conv(1, &messages, &response, host->appdata_ptr);
    if (response != NULL)
        *ret_reply = response->resp;
    free(response);
    return code == PAM_SUCCESS;
}

static void wipe(char *reply)
{
    if (reply != NULL)
        explicit_bzero(reply, strlen(reply));
    free(reply);
}

/* No reply is the end of file in login and su; a client without a terminal
 * answers with an empty line, quicker than a person can. */
static bool is_of_a_person(const char *reply, int64_t elapsed)
{
    return reply != NULL && (reply[0] != '\0' || elapsed >= patience.human);
}

bool conversation_show(struct pam_handle *pamh, const struct show *show,
                       bool first, struct reply *ret_reply)
{
    static const int styles[DISPLAY_COUNT] = {
        [DISPLAY_PROMPT] = PAM_PROMPT_ECHO_ON,
        [DISPLAY_INFO] = PAM_TEXT_INFO,
        [DISPLAY_ERROR] = PAM_ERROR_MSG,
    };
    int64_t asked = clock_now();
    char *reply = NULL;
    bool shown = say(pamh, styles[show->display], show->text, &reply);

    if (shown && show->display == DISPLAY_PROMPT)
        shown =
            first ? is_of_a_person(reply, clock_now() - asked) : reply != NULL;
    text_format(ret_reply->text, REPLY_SIZE, "%s",
                shown && reply != NULL ? reply : "");
    wipe(reply);
    return shown;
}

void conversation_tell(struct pam_handle *pamh, int flags,
                       const struct verdict *verdict)
{
    bool granted = verdict->outcome == OUTCOME_GRANTED;
    char *reply = NULL;

    if (verdict->text[0] == '\0' ||
        (granted && ((unsigned int) flags & PAM_SILENT) != 0))
        return;
    (void) say(pamh, granted ? PAM_TEXT_INFO : PAM_ERROR_MSG, verdict->text,
               &reply);
    wipe(reply);
}
