/* SPDX-License-Identifier: BSD-2-Clause */

#include "module/conversation.h"

#include "module/clock.h"
#include "module/patience.h"

#include <security/pam_appl.h>
#include <stdlib.h>
#include <string.h>

/* Show a text; the caller owns the reply.  Not by pam_prompt(3), which adds
 * a line of its own to the log where there is no conversation, as in cron,
 * or where it fails. */
static bool say(struct pam_handle *pamh, int style, const char *text,
                char **ret_reply)
{
    const struct pam_message message = {.msg_style = style, .msg = text};
    const struct pam_message *messages = &message;
    struct pam_response *response = NULL;
    const struct pam_conv *host;
    const void *item = NULL;
    int code;

    if (pam_get_item(pamh, PAM_CONV, &item) != PAM_SUCCESS || item == NULL)
        return false;
    host = item;
    if (host->conv == NULL)
        return false;
    code = host->conv(1, &messages, &response, host->appdata_ptr);
    if (response != NULL)
        *ret_reply = response->resp;
    free(response);
    return code == PAM_SUCCESS;
}

/* What is typed is of no use but for a "q".  No reply is the end of file in
 * login and su; a client without a terminal answers with an empty line,
 * quicker than a person can. */
static enum reply understand(const struct show *show, const char *reply,
                             int64_t elapsed)
{
    if (reply == NULL)
        return REPLY_FAILED;
    if (prompt_wants_qr(show, reply))
        return REPLY_QR;
    return reply[0] != '\0' || elapsed >= patience.human ? REPLY_ENTER
                                                         : REPLY_FAILED;
}

static void wipe(char *reply)
{
    if (reply != NULL)
        explicit_bzero(reply, strlen(reply));
    free(reply);
}

enum reply conversation_show(struct pam_handle *pamh, struct show *show,
                             enum view view)
{
    static const int styles[DISPLAY_COUNT] = {
        [DISPLAY_PROMPT] = PAM_PROMPT_ECHO_ON,
        [DISPLAY_INFO] = PAM_TEXT_INFO,
        [DISPLAY_ERROR] = PAM_ERROR_MSG,
    };
    char *text = malloc(PROMPT_SIZE);
    int64_t asked = clock_now();
    enum reply result = REPLY_FAILED;
    char *reply = NULL;

    if (text == NULL)
        return REPLY_FAILED;
    prompt_clean(show);
    prompt_compose(show, view, text);
    if (say(pamh, styles[show->display], text, &reply))
        result = show->display == DISPLAY_PROMPT
                     ? understand(show, reply, clock_now() - asked)
                     : REPLY_ENTER;
    wipe(reply);
    free(text);
    return result;
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
