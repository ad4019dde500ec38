/* SPDX-License-Identifier: BSD-2-Clause */

#include "relay/result.h"

/* A provider's own words go to the host, which shows and logs them as it does
 * in every other flow; all else is one of our words (RFC 6749 4.1.2.1). */
static struct json *describe_error(const struct sign_in *sign_in)
{
    struct json *object = json_of("{}");

    json_build(&object, "status", json_new_text("error"));
    json_build(&object, "error",
               json_new_text(ending_word((enum ending) sign_in->ending)));
    if (sign_in->ending != ENDING_PROVIDER)
        return object;
    json_build(&object, "provider_error", json_new_text(sign_in->error));
    json_build(&object, "provider_error_description",
               json_new_text(sign_in->error_description));
    return object;
}

/* "iss" is null where the provider has named no issuer: whether it has to is
 * for the host to judge (RFC 9207 section 2.4). */
static struct json *describe_code(const struct sign_in *sign_in)
{
    struct json *object = json_of("{}");

    json_build(&object, "status", json_new_text("done"));
    json_build(&object, "code", json_new_text(sign_in->code));
    json_build(&object, "state", json_new_text(sign_in->state));
    if (sign_in->issuer[0] == '\0')
        json_build(&object, "iss", json_of("null"));
    else
        json_build(&object, "iss", json_new_text(sign_in->issuer));
    return object;
}

struct json *result_describe(const struct sign_in *sign_in)
{
    if (sign_in->ending == ENDING_CODE)
        return describe_code(sign_in);
    return describe_error(sign_in);
}
