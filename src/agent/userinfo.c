/* SPDX-License-Identifier: BSD-2-Clause */

#include "agent/userinfo.h"

#include "format/json.h"
#include "shared/text.h"

#include <string.h>

/* A signed answer (application/jwt) is none that is understood. */
static bool read_subject(const struct http_answer *answer,
                         struct claims *ret_claims)
{
    struct json *body = json_parse(answer->body, answer->length);
    bool good = json_printable(json_member(body, "sub"), ret_claims->subject,
                               NAME_SIZE);

    json_free(&body);
    return good;
}

const char *userinfo_ask(struct http *http, const struct metadata *metadata,
                         const char *access_token, struct claims *ret_claims,
                         char ret_detail[NAME_SIZE])
{
    static char header[TOKEN_SIZE + 32];
    const struct http_request request = {.url = metadata->userinfo_endpoint,
                                         .authorization = header,
                                         .max = ANSWER_MAX};
    struct http_answer answer;

    memset(ret_claims, 0, sizeof(*ret_claims));
    text_format(header, sizeof(header), "Authorization: Bearer %s",
                access_token);
    http_send(http, &request, &answer);
    explicit_bzero(header, sizeof(header));
    if (http_answer_judge(&answer) != ANSWER_OK) {
        text_format(ret_detail, NAME_SIZE,
                    "no ID token, and of the userinfo endpoint: status %ld %s",
                    answer.status, answer.reason);
        return "userinfo";
    }
    if (!read_subject(&answer, ret_claims)) {
        text_format(ret_detail, NAME_SIZE,
                    "no ID token, and no sub from the userinfo endpoint");
        return "userinfo_malformed";
    }
    /* Nothing is signed here: who the user is follows from whose endpoint it
     * is, by TLS, and nothing else is believed. */
    text_copy(ret_claims->issuer, URL_SIZE, metadata->issuer);
    ret_claims->from_userinfo = true;
    return NULL;
}
