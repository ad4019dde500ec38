/* SPDX-License-Identifier: BSD-2-Clause
 *
 * What the person reads of a login that was refused.
 */

#include "keeper/paragraph.h"
#include "keeper/screen.h"
#include "keeper/sheet.h"
#include "shared/entra_codes.h"
#include "shared/text.h"

/* What a person can do who has been signed in elsewhere, or nowhere.  A paste
 * that ended so was longer than the host takes. */
static void say_remedy(const struct sheet *sheet,
                       const struct occasion *occasion, enum outcome outcome)
{
    if (outcome == OUTCOME_WRONG_PERSON && occasion->expected[0] != '\0')
        sheet_say(sheet, N_("\nExpected: %s"), occasion->expected);
    if (outcome != OUTCOME_NOT_SHOWN)
        return;
    if (occasion->paste) {
        sheet_put(sheet, "\n");
        sheet_say(sheet,
                  N_("If you pasted an address, it was too long for this "
                     "prompt:\nask your administrator for the device flow "
                     "(flow = device)."));
    } else if (occasion->host[0] != '\0') {
        sheet_say(sheet, N_("\nLog in once from a terminal: ssh %s"),
                  occasion->host);
    }
}

/* The ID by which the provider's support can find the request, where it is
 * the provider who has said no. */
static void say_trace(const struct sheet *sheet, enum outcome outcome,
                      const struct failure *failure)
{
    char trace[WORD_SIZE];

    if (outcome != OUTCOME_BLOCKED && outcome != OUTCOME_NOT_MET)
        return;
    text_copy(trace, sizeof(trace), failure->trace);
    text_make_printable(trace);
    if (trace[0] != '\0')
        sheet_say(sheet, N_("\nTrace ID for your administrator: %s"), trace);
}

/* What happened, why if the provider says so, what to do, whom to tell. */
void screen_refusal(const struct screen *screen,
                    const struct occasion *occasion, enum outcome outcome,
                    const struct failure *failure, char ret_text[LINE_SIZE])
{
    const struct sheet sheet = {screen, ret_text, LINE_SIZE};
    const char *hint = "";
    const char *line_end = "";

    if (outcome == OUTCOME_BLOCKED)
        hint = entra_code_hint(failure->codes);
    if (hint[0] != '\0') {
        line_end = "\n";
        hint = screen->translate(hint);
    }
    /* At once: what is cut off must not leave room for what follows it. */
    text_format(ret_text, LINE_SIZE, "%s%s%s",
                screen->translate(outcome_text(outcome)), line_end, hint);
    say_remedy(&sheet, occasion, outcome);
    say_trace(&sheet, outcome, failure);
    paragraph_wrap(ret_text, screen->columns);
}
