/* SPDX-License-Identifier: BSD-2-Clause */

#include "agent/discovery.h"
#include "agent/failure.h"
#include "agent/jwks.h"
#include "agent/keeper_link.h"
#include "agent/provider.h"
#include "shared/text.h"

#include <string.h>

static bool fetch(struct http *http, const char *url, size_t max,
                  struct http_answer *ret_answer)
{
    const struct http_request request = {.url = url, .max = max};

    http_send(http, &request, ret_answer);
    return failure_judge(ret_answer) == ANSWER_OK;
}

static void send_metadata(const struct http *http,
                          const struct metadata *metadata)
{
    const struct discovered discovered = {.metadata = *metadata,
                                          .requests = http_requests(http)};

    keeper_send(MESSAGE_METADATA, &discovered);
}

static void fetch_keys(struct http *http, struct metadata *metadata)
{
    struct http_answer answer;

    if (!fetch(http, metadata->jwks_uri, KEYS_ANSWER_MAX, &answer))
        failure_send_judged(http, &answer, "keys");
    else if (!jwks_normalise(answer.body, answer.length, metadata->issuer,
                             metadata->keys, sizeof(metadata->keys)))
        failure_send(http, ANSWER_MALFORMED, "keys_malformed");
    else
        send_metadata(http, metadata);
}

static void fetch_metadata(struct http *http, const char *issuer)
{
    char url[URL_SIZE] = "";
    struct metadata metadata;
    struct http_answer answer;
    const char *reason = "";
    size_t length = strlen(issuer);

    if (length > 0 && issuer[length - 1] == '/')
        length--;
    text_append(url, sizeof(url), "%.*s/.well-known/openid-configuration",
                (int) length, issuer);
    if (!fetch(http, url, ANSWER_MAX, &answer))
        failure_send_judged(http, &answer, "metadata");
    else if (!provider_parse(answer.body, answer.length, issuer, &metadata,
                             &reason))
        failure_send(http, ANSWER_MALFORMED, reason);
    else
        fetch_keys(http, &metadata);
}

void discovery_run(const struct discover *discover)
{
    struct http *http = http_new(&discover->network);

    if (http != NULL)
        fetch_metadata(http, discover->issuer);
    http_free(&http);
}
