/* SPDX-License-Identifier: BSD-2-Clause */

#include "module/conversation.h"
#include "process/clock.h"

#include "module/timing.h"
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
    /* Array and text are the module's to free (pam_conv(3)), also where the
     * host has failed. */
    if (response != NULL)
        *ret_reply = response->resp;
    free(response);
    return code == PAM_SUCCESS;
}

/* It may be a password that was meant for another prompt. */
static void wipe(char *reply)
{
    if (reply != NULL)
        explicit_bzero(reply, strlen(reply));
    free(reply);
}

/* Ask, and tell whether the reply came quicker than a person reads; no reply
 * is the end of file in login and su. */
static bool ask(struct pam_handle *pamh, const char *text, char **ret_reply,
                bool *ret_quick)
{
    int64_t asked = clock_monotonic();
    /* With echo: sshd's `password` method answers a hidden prompt with the
     * password, as if somebody had read it, and refuses this one. */
    bool shown = say(pamh, PAM_PROMPT_ECHO_ON, text, ret_reply);

    *ret_quick = clock_monotonic() - asked < timing.human;
    return shown && *ret_reply != NULL;
}

/* What was typed ahead, and PuTTY's or dropbear's line end behind a password,
 * answers the first prompt; a program answers the second as quickly. */
static bool ask_a_person(struct pam_handle *pamh, const char *text,
                         char **ret_reply)
{
    bool answered = true;
    bool quick = true;

    for (int i = 0; i < 2 && answered && quick; i++) {
        wipe(*ret_reply);
        *ret_reply = NULL;
        answered = ask(pamh, text, ret_reply, &quick);
    }
    return answered && !quick;
}

bool conversation_show(struct pam_handle *pamh, const struct show *show,
                       bool first, struct reply *ret_reply)
{
    /* A prompt is asked by ask(), and has no style here. */
    static const int styles[DISPLAY_COUNT] = {
        [DISPLAY_INFO] = PAM_TEXT_INFO,
        [DISPLAY_ERROR] = PAM_ERROR_MSG,
    };
    char *reply = NULL;
    bool quick;
    bool shown;

    if (show->display != DISPLAY_PROMPT)
        shown = say(pamh, styles[show->display], show->text, &reply);
    else if (first)
        shown = ask_a_person(pamh, show->text, &reply);
    else
        shown = ask(pamh, show->text, &reply, &quick);
    ret_reply->text[0] = '\0';
    if (shown && reply != NULL)
        text_format(ret_reply->text, REPLY_SIZE, "%s", reply);
    wipe(reply);
    return shown;
}

void conversation_tell(struct pam_handle *pamh, int flags,
                       const struct verdict *verdict)
{
    bool granted = verdict->outcome == OUTCOME_GRANTED;
    int style = PAM_ERROR_MSG;
    char *reply = NULL;

    /* A refusal is said even so: the person would not know what to do. */
    if (verdict->text[0] == '\0' ||
        (granted && ((unsigned int) flags & PAM_SILENT) != 0))
        return;
    if (granted)
        style = PAM_TEXT_INFO;
    (void) say(pamh, style, verdict->text, &reply);
    wipe(reply);
}
