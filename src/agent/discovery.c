/* SPDX-License-Identifier: BSD-2-Clause */

#include "agent/discovery.h"
#include "agent/failure.h"
#include "agent/jwks.h"
#include "agent/keeper_link.h"
#include "agent/provider.h"
#include "shared/text.h"

#include <string.h>

/* GET what is called `noun`; false where that has failed and was reported. */
static bool fetch(struct http *http, const char *url, size_t max,
                  const char *noun, struct http_answer *ret_answer)
{
    const struct http_request request = {.url = url, .max = max};
    enum answer judged;

    http_send(http, &request, ret_answer);
    judged = failure_judge(ret_answer);
    if (judged == ANSWER_OK)
        return true;
    if (ret_answer->transport == ANSWER_OK)
        text_format(ret_answer->reason, WORD_SIZE, "%s_%ld", noun,
                    ret_answer->status);
    failure_send(http, judged, ret_answer->reason);
    return false;
}

static void fetch_keys(struct http *http, struct discovered *discovered)
{
    struct metadata *metadata = &discovered->metadata;
    struct http_answer answer;

    if (!fetch(http, metadata->jwks_uri, KEYS_ANSWER_MAX, "keys", &answer))
        return;
    if (!jwks_normalise(answer.body, answer.length, metadata->issuer,
                        metadata->keys, sizeof(metadata->keys))) {
        failure_send(http, ANSWER_MALFORMED, "keys_malformed");
        return;
    }
    keeper_send(http, MESSAGE_METADATA, discovered);
}

void discovery_run(struct http *http, const struct discover *discover)
{
    static struct discovered discovered;
    const char *issuer = discover->issuer;
    char url[URL_SIZE] = "";
    struct http_answer answer;
    const char *reason = "";
    size_t length = strlen(issuer);

    if (length > 0 && issuer[length - 1] == '/')
        length--;
    text_append(url, sizeof(url), "%.*s/.well-known/openid-configuration",
                (int) length, issuer);
    if (!fetch(http, url, ANSWER_MAX, "metadata", &answer))
        return;
    if (provider_parse(answer.body, answer.length, issuer,
                       &discovered.metadata, &reason))
        fetch_keys(http, &discovered);
    else
        failure_send(http, ANSWER_MALFORMED, reason);
}
