/* SPDX-License-Identifier: BSD-2-Clause */

#include "relay/sign_in.h"

#include "shared/text.h"
#include "wire/field.h"

#include <string.h>

/* The first byte of a record: one of another version is as good as none. */
enum { FORMAT_WHOLE = 1, FORMAT_GIVEN };

#define OUTLINE                                                               \
    FIELD(sign_in, id), CHOICE_FIELD(sign_in, stage, STAGE_COUNT),            \
        CHOICE_FIELD(sign_in, ending, ENDING_COUNT), FIELD(sign_in, started), \
        FIELD(sign_in, expires), FIELD(sign_in, secret),                      \
        FIELD(sign_in, browser), FIELD(sign_in, host),                        \
        FIELD(sign_in, service), FIELD(sign_in, user), FIELD(sign_in, error), \
        FIELD(sign_in, error_description)

static FIELDS(sign_in, OUTLINE, FIELD(sign_in, waiter),
              FIELD(sign_in, number_wanted), FIELD(sign_in, number),
              FIELD(sign_in, tries_left), FIELD(sign_in, from),
              FIELD(sign_in, account), FIELD(sign_in, state),
              FIELD(sign_in, authorization_url), FIELD(sign_in, code),
              FIELD(sign_in, issuer));

/* What pages need of one that is over. */
static const struct field given_fields[] = {OUTLINE, {FIELD_END, 0, 0, NULL}};

/* A result that has been given out is kept no longer: who reads the store
 * later learns no code. */
void sign_in_encode(const struct sign_in *sign_in, struct frame *frame)
{
    bool given = sign_in->stage == STAGE_GIVEN;

    frame_put(frame, given ? FORMAT_GIVEN : FORMAT_WHOLE, 1);
    fields_put(given ? given_fields : sign_in_fields, sign_in, frame);
}

/* What an older node wrote in another format is as good as expired, for the
 * minutes that it lasts. */
bool sign_in_decode(struct frame *frame, struct sign_in *ret_sign_in)
{
    uint64_t format = frame_get(frame, 1);

    memset(ret_sign_in, 0, sizeof(*ret_sign_in));
    if (format == FORMAT_WHOLE)
        fields_get(sign_in_fields, frame, ret_sign_in);
    else if (format == FORMAT_GIVEN)
        fields_get(given_fields, frame, ret_sign_in);
    else
        frame->bad = true;
    return frame_complete(frame);
}

bool sign_in_waits(const struct sign_in *sign_in, int64_t now)
{
    return sign_in->stage <= STAGE_RETURNED && now < sign_in->expires;
}

/* In the same time for every hash. */
static bool is_browser(const struct sign_in *sign_in,
                       const unsigned char browser[HASH_SIZE])
{
    unsigned int difference = 0;

    for (size_t i = 0; i < HASH_SIZE; i++)
        difference |= sign_in->browser[i] ^ browser[i];
    return sign_in->stage != STAGE_OPEN && difference == 0;
}

/* How it ended says more than that it did. */
enum page_kind sign_in_page(const struct sign_in *sign_in, int64_t now)
{
    if (sign_in->ending == ENDING_REPLACED)
        return PAGE_REPLACED;
    if (sign_in->ending == ENDING_REPORTED)
        return PAGE_REPORTED;
    if (!sign_in_waits(sign_in, now))
        return PAGE_OVER;
    if (sign_in->stage == STAGE_RETURNED)
        return PAGE_TOO_LATE;
    return PAGE_ASK;
}

/* Whoever continues is bound by a cookie, and what another browser would bring
 * is not taken: a code that was lured from somebody cannot be slipped in. */
enum page_kind sign_in_continue(struct sign_in *sign_in,
                                const unsigned char browser[HASH_SIZE],
                                int64_t now)
{
    enum page_kind page = sign_in_page(sign_in, now);

    if (page != PAGE_ASK)
        return page;
    memcpy(sign_in->browser, browser, HASH_SIZE);
    sign_in->stage = STAGE_CONTINUED;
    return PAGE_ASK;
}

/* Once a code is there, only the browser that brought it can still say so:
 * anybody else's word would take a login away that its owner is busy with. */
enum page_kind sign_in_report(struct sign_in *sign_in,
                              const unsigned char browser[HASH_SIZE],
                              int64_t now)
{
    enum page_kind page = sign_in_page(sign_in, now);
    bool owner = page == PAGE_TOO_LATE && is_browser(sign_in, browser);

    if (page != PAGE_ASK && !owner)
        return page;
    (void) sign_in_end(sign_in, ENDING_REPORTED, now);
    return PAGE_REPORTED;
}

/* What is too long was made by nobody whom we sent there, and nothing of it is
 * kept. The texts of an error are prose, and cut. */
enum page_kind sign_in_return(struct sign_in *sign_in,
                              const unsigned char browser[HASH_SIZE],
                              const struct returned *returned,
                              const char number[NUMBER_SIZE], int64_t now)
{
    enum page_kind page = sign_in_page(sign_in, now);

    if (page != PAGE_ASK && page != PAGE_TOO_LATE)
        return page;
    if (!is_browser(sign_in, browser))
        return PAGE_OTHER_BROWSER;
    if (page == PAGE_TOO_LATE)
        return page;
    if (!text_copy(sign_in->code, CODE_SIZE, returned->code) ||
        !text_copy(sign_in->issuer, URL_SIZE, returned->issuer))
        return PAGE_MALFORMED;
    text_format(sign_in->error, NAME_SIZE, "%s", returned->error);
    text_format(sign_in->error_description, LINE_SIZE, "%s",
                returned->error_description);
    (void) text_copy(sign_in->number, NUMBER_SIZE, number);
    sign_in->ending = ENDING_CODE;
    if (returned->error[0] != '\0')
        sign_in->ending = ENDING_PROVIDER;
    sign_in->stage = STAGE_RETURNED;
    return PAGE_DONE;
}

/* What came back stays to be seen for the browser that brought it, and for no
 * other: a number shown to somebody else would prove nothing. */
enum page_kind sign_in_done(const struct sign_in *sign_in,
                            const unsigned char browser[HASH_SIZE])
{
    if (!is_browser(sign_in, browser))
        return PAGE_OTHER_BROWSER;
    if (sign_in->stage == STAGE_CONTINUED)
        return PAGE_NOT_YET;
    switch ((enum ending) sign_in->ending) {
    case ENDING_CODE:
        if (sign_in->stage == STAGE_RETURNED && sign_in->number_wanted)
            return PAGE_NUMBER;
        return PAGE_DONE;
    case ENDING_PROVIDER:
        return PAGE_PROVIDER_ERROR;
    case ENDING_REPLACED:
        return PAGE_REPLACED;
    case ENDING_REPORTED:
        return PAGE_REPORTED;
    default:
        return PAGE_OVER;
    }
}

/* The right number, or none is wanted.  After the last try the code is of no
 * use to anybody who guesses. */
static enum told judge_number(struct sign_in *sign_in, const char *number)
{
    if (!sign_in->number_wanted)
        return TOLD_RESULT;
    if (number == NULL)
        return TOLD_NUMBER;
    if (strcmp(number, sign_in->number) == 0)
        return TOLD_RESULT;
    sign_in->tries_left--;
    if (sign_in->tries_left > 0)
        return TOLD_WRONG;
    sign_in->ending = ENDING_NUMBER;
    return TOLD_RESULT;
}

/* A code is given out once: whoever reads it a second time is not the host
 * that redeems it. */
enum told sign_in_ask(struct sign_in *sign_in, const char *number, int64_t now)
{
    enum told told = TOLD_RESULT;

    if (sign_in->stage == STAGE_GIVEN)
        return TOLD_GONE;
    if (now >= sign_in->expires)
        (void) sign_in_end(sign_in, ENDING_EXPIRED, now);
    if (sign_in->stage < STAGE_RETURNED)
        return TOLD_NOTHING;
    if (sign_in->ending == ENDING_CODE)
        told = judge_number(sign_in, number);
    if (told == TOLD_RESULT)
        sign_in->stage = STAGE_GIVEN;
    return told;
}

/* What the host did itself it need not be told. */
bool sign_in_end(struct sign_in *sign_in, enum ending ending, int64_t now)
{
    if (sign_in->stage >= STAGE_ENDED)
        return false;
    if (now >= sign_in->expires && ending != ENDING_GIVEN_UP)
        ending = ENDING_EXPIRED;
    sign_in->ending = (int) ending;
    sign_in->stage = STAGE_ENDED;
    if (ending == ENDING_GIVEN_UP)
        sign_in->stage = STAGE_GIVEN;
    return true;
}

/* They stand on the wire and in the log: hosts compare them. */
const char *ending_word(enum ending ending)
{
    static const char *const words[ENDING_COUNT] = {
        [ENDING_NONE] = "none",         [ENDING_CODE] = "code",
        [ENDING_PROVIDER] = "provider", [ENDING_NUMBER] = "number",
        [ENDING_REPORTED] = "reported", [ENDING_EXPIRED] = "expired",
        [ENDING_REPLACED] = "replaced", [ENDING_GIVEN_UP] = "given_up",
    };

    return words[ending];
}
