/* SPDX-License-Identifier: BSD-2-Clause */

#include "agent/token_response.h"

#include "format/json.h"
#include "shared/text.h"

#include <string.h>
#include <strings.h>

/* A token that the answer may lack. */
static bool read_token(const struct json *token, char *ret_token, size_t size)
{
    return json_is_absent(token) || json_printable(token, ret_token, size);
}

/* One that is longer than what can be passed on is left out: only the resource
 * and the userinfo endpoint need it. */
static bool read_access_token(const struct json *token, char *ret_token)
{
    const char *text = json_string(token);

    if (text == NULL || !text_is_printable(text))
        return false;
    (void) text_copy(ret_token, TOKEN_SIZE, text);
    return true;
}

/* RFC 6749 section 7.1: a token of a type that is not understood must not
 * be used. */
static bool read_tokens(const struct json *body,
                        struct token_response *response)
{
    const struct json *type = json_member(body, "token_type");
    const char *name = json_string(type);
    bool bearer = name != NULL && strcasecmp(name, "Bearer") == 0;

    return (bearer || json_is_absent(type)) &&
           read_access_token(json_member(body, "access_token"),
                             response->access_token) &&
           read_token(json_member(body, "refresh_token"),
                      response->refresh_token, TOKEN_SIZE) &&
           read_token(json_member(body, "id_token"), response->id_token,
                      ID_TOKEN_SIZE);
}

static bool is_success(const struct json *body, long status)
{
    return status == 200 && json_is_absent(json_member(body, "error")) &&
           json_string(json_member(body, "access_token")) != NULL;
}

/* A success whose tokens cannot be used is malformed, and says no more. */
static void read_success(const struct json *body,
                         struct token_response *response)
{
    if (read_tokens(body, response))
        response->failure.answer = ANSWER_OK;
    else
        explicit_bzero(response, sizeof(*response));
}

void token_response_parse(const struct http_answer *answer,
                          enum token_request request,
                          struct token_response *ret_response)
{
    struct failure *failure = &ret_response->failure;
    bool arrived = answer->transport == ANSWER_OK;
    struct json *body = NULL;

    memset(ret_response, 0, sizeof(*ret_response));
    if (arrived)
        body = json_parse(answer->body, answer->length);
    if (arrived && answer->retry_after > 0)
        ret_response->retry_after = answer->retry_after;
    if (arrived && is_success(body, answer->status))
        read_success(body, ret_response);
    else
        token_error_read(answer, request, failure, &ret_response->loop);
    if (failure->answer == ANSWER_THROTTLED && request != TOKEN_POLL &&
        ret_response->retry_after == 0)
        ret_response->retry_after = RETRY_AFTER_DEFAULT;
    json_free(&body);
}
