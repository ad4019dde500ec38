/* SPDX-License-Identifier: BSD-2-Clause */

#include "shared/screen.h"
#include "shared/text.h"

#include <inttypes.h>
#include <string.h>

/* "1 minute 40 seconds" */
static void append_duration(char *text, int64_t seconds)
{
    int64_t minutes = seconds / 60;

    if (minutes > 0)
        text_append(text, SCREEN_SIZE, "%" PRId64 " minute%s ", minutes,
                    minutes == 1 ? "" : "s");
    text_append(text, SCREEN_SIZE, "%" PRId64 " second%s", seconds % 60,
                seconds % 60 == 1 ? "" : "s");
}

void screen_sign_in(const struct login *login, const char *name,
                    const char *expected, const struct device_code *code,
                    char ret_text[SCREEN_SIZE])
{
    bool remote = login->rhost[0] != '\0';

    text_format(ret_text, SCREEN_SIZE,
                "Sign-in needed for %s at %s (%s%s%s)\n\n"
                "  Open    %s\n  Code    %s\n  Sign in %s\n\nTime left: ",
                login->user, name, login->service, remote ? " from " : "",
                login->rhost, code->verification_uri, code->user_code,
                expected);
    append_duration(ret_text, code->expires_in);
    text_append(ret_text, SCREEN_SIZE,
                ".\nIf you did not start this login, do not enter the code.");
}

/* What a person can do about a block, by AADSTS number. */
static const struct {
    const char *code;
    const char *hint;
} hints[] = {
    {"50005", "Sign-ins from this platform are not allowed."},
    {"50034", "The account does not exist at the identity provider."},
    {"50053", "The account is locked. Wait, then try again."},
    {"50057", "The account is disabled."},
    {"50097", "The policy asks for a registered device."},
    {"50105", "The account is not assigned to this application."},
    {"50129", "The policy asks for a registered device."},
    {"53000", "The policy asks for a managed, compliant device."},
    {"53001", "The policy asks for a device joined to the domain."},
    {"53002", "The policy asks for an approved application."},
    {"53003", "Conditional Access blocks it."},
    {"53004", "Registering a second factor is blocked because of risk."},
    {"53010", "A second factor cannot be registered from here."},
    {"53011", "The account is blocked because of risk."},
    {"80012", "The account may not sign in at this hour."},
    {"530002", "The policy asks for a managed, compliant device."},
    {"530003", "The policy asks for a managed device."},
    {"530032", "The organisation's security policy blocks it."},
    {"530033", "The policy asks for a managed device."},
    {"530035", "The organisation's security defaults block it."},
};

static const char *hint_for(const char *codes)
{
    size_t length = strcspn(codes, ",");

    for (size_t i = 0; i < sizeof(hints) / sizeof(hints[0]); i++)
        if (strlen(hints[i].code) == length &&
            memcmp(hints[i].code, codes, length) == 0)
            return hints[i].hint;
    return "";
}

void screen_refusal(enum outcome outcome, const char *codes, const char *trace,
                    const char *expected, char ret_text[LINE_SIZE])
{
    text_format(ret_text, LINE_SIZE, "%s", outcome_text(outcome));
    if (outcome == OUTCOME_BLOCKED && hint_for(codes)[0] != '\0')
        text_append(ret_text, LINE_SIZE, " %s", hint_for(codes));
    if (outcome == OUTCOME_WRONG_PERSON && expected[0] != '\0')
        text_append(ret_text, LINE_SIZE, " Expected: %s.", expected);
    if (trace[0] != '\0' &&
        (outcome == OUTCOME_BLOCKED || outcome == OUTCOME_NOT_MET))
        text_append(ret_text, LINE_SIZE, " (Trace id %s)", trace);
}
