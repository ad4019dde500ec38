/* SPDX-License-Identifier: BSD-2-Clause */

#include "agent/role_metadata.h"
#include "agent/failure.h"
#include "agent/http_head.h"
#include "agent/jwks.h"
#include "agent/keeper_link.h"
#include "agent/metadata_document.h"
#include "shared/text.h"
#include "shared/url.h"

#include <string.h>

enum { REDIRECTS_MAX = 3 };

/* Where a redirect leads to, if that is at the same origin (RFC 9110 section
 * 10.2.2); of relative ones only those that begin at the root are known. */
static bool follow(char url[URL_SIZE], const struct http_answer *answer)
{
    const char *to = answer->location;
    char next[URL_SIZE];
    size_t authority =
        strlen("https://") + strcspn(url + strlen("https://"), "/?");

    if (to == NULL || strlen(to) + authority >= sizeof(next))
        return false;
    if (to[0] == '/' && to[1] != '/')
        text_format(next, sizeof(next), "%.*s%s", (int) authority, url, to);
    else
        text_copy(next, sizeof(next), to);
    return url_same_origin(url, next) && text_copy(url, URL_SIZE, next);
}

/* Report that nothing of use came from there. */
static void report(struct http *http, const char *url, const char *noun,
                   const struct http_answer *answer)
{
    struct failure failure = {0};

    failure_set(&failure, http_answer_judge(answer), answer->reason);
    if (answer->transport == ANSWER_OK)
        text_format(failure.reason, WORD_SIZE, "%s_%ld", noun, answer->status);
    if (answer->location != NULL)
        http_head_name_location(answer, failure.detail);
    else
        text_format(failure.detail, NAME_SIZE, "%s", url);
    failure_send(http, &failure);
}

/* GET what is called `noun`; false where that has failed and was reported.
 * Up to so many redirects are followed within the origin. */
static bool fetch(struct http *http, struct http_request *request,
                  int redirects, const char *noun,
                  struct http_answer *ret_answer)
{
    static char url[URL_SIZE];

    text_copy(url, sizeof(url), request->url);
    request->url = url;
    http_send(http, request, ret_answer);
    while (redirects-- > 0 && follow(url, ret_answer))
        http_send(http, request, ret_answer);
    if (http_answer_judge(ret_answer) == ANSWER_OK)
        return true;
    report(http, url, noun, ret_answer);
    return false;
}

/* The metadata are of use with the signing keys alone, so that both are
 * reported together or not at all. */
static void fetch_keys(struct http *http, struct fetched *fetched)
{
    struct metadata *metadata = &fetched->metadata;
    struct http_request request = {.url = metadata->jwks_uri,
                                   .max = KEYS_ANSWER_MAX};
    struct failure failure = {0};
    struct http_answer answer;
    const char *reason;

    if (!fetch(http, &request, 0, "keys", &answer))
        return;
    reason = jwks_normalise(answer.body, answer.length, metadata->issuer,
                            metadata->keys, failure.detail);
    if (reason == NULL) {
        keeper_link_send(http, MESSAGE_METADATA, fetched);
        return;
    }
    failure_set(&failure, ANSWER_MALFORMED, reason);
    failure_send(http, &failure);
}

void role_metadata_run(struct http *http, const struct fetch *order)
{
    /* Too large for the stack; one login has one such agent. */
    static struct fetched fetched;
    const char *issuer = order->issuer;
    char url[URL_SIZE] = "";
    struct http_request request = {.url = url, .max = ANSWER_MAX};
    struct failure failure = {0};
    struct http_answer answer;
    const char *reason;
    size_t length = strlen(issuer);

    if (length > 0 && issuer[length - 1] == '/')
        length--;
    text_append(url, sizeof(url), "%.*s/.well-known/openid-configuration",
                (int) length, issuer);
    if (!fetch(http, &request, REDIRECTS_MAX, "metadata", &answer))
        return;
    reason = metadata_document_parse(answer.body, answer.length, order,
                                     &fetched.metadata, failure.detail);
    if (reason == NULL) {
        fetch_keys(http, &fetched);
        return;
    }
    failure_set(&failure, ANSWER_MALFORMED, reason);
    failure_send(http, &failure);
}
