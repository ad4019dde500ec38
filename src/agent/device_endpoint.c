/* SPDX-License-Identifier: BSD-2-Clause */

#include "agent/device_endpoint.h"
#include "shared/text.h"

/* The provider has no device flow, or not for this client.  Where Entra says
 * so of a client, its number tells what is really wrong with it. */
static bool has_no_device_flow(const struct failure *refusal)
{
    static const char errors[] =
        "unauthorized_client unsupported_grant_type unsupported_response_type";

    return refusal->codes[0] == '\0' && text_has_word(errors, refusal->error);
}

bool device_endpoint_ask(const struct exchange *exchange,
                         struct device_response *ret_device,
                         struct failure *ret_refusal)
{
    struct post post = {.url = exchange->client->metadata.device_endpoint,
                        .grant = ""};
    struct form *form = exchange_form(exchange);

    form_add(form, "scope", exchange->client->scope);
    exchange_post(exchange, &post);
    if (device_response_parse(&post.answer, ret_device, ret_refusal))
        return true;
    if (has_no_device_flow(ret_refusal))
        ret_refusal->answer = ANSWER_NO_DEVICE_FLOW;
    exchange_explain(exchange, &post, ret_refusal);
    return false;
}
