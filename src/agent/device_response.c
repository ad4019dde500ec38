/* SPDX-License-Identifier: BSD-2-Clause */

#include "agent/device_response.h"

#include "format/json.h"
#include "shared/text.h"
#include "shared/url.h"

#include <string.h>

/* A code is read from a screen and typed in: bytes that draw nothing are
 * none. */
static bool read_code(const struct json *value, char *ret_text, size_t size)
{
    return json_printable(value, ret_text, size) &&
           ret_text[strspn(ret_text, " ")] != '\0';
}

static bool read_address(const struct json *value, char *ret_url)
{
    struct url url;

    return json_printable(value, ret_url, URL_SIZE) &&
           url_parse(ret_url, &url);
}

/* Old versions of Entra and ADFS say `verification_url`. */
static bool read_addresses(const struct json *body,
                           struct device_response *response)
{
    const struct json *uri = json_member(body, "verification_uri");
    const struct json *complete =
        json_member(body, "verification_uri_complete");

    if (json_is_absent(uri))
        uri = json_member(body, "verification_url");
    if (!read_address(complete, response->verification_uri_complete))
        response->verification_uri_complete[0] = '\0';
    return read_address(uri, response->verification_uri);
}

static int64_t clamp(int64_t value, int64_t low, int64_t high)
{
    if (value < low)
        return low;
    if (value > high)
        return high;
    return value;
}

/* RFC 8628 section 3.2: how long the code is valid must be said, how often to
 * ask need not.  Both are kept within what a login can wait for. */
static bool read_times(const struct json *body,
                       struct device_response *response)
{
    if (!json_seconds(json_member(body, "expires_in"), &response->expires_in))
        return false;
    if (!json_seconds(json_member(body, "interval"), &response->interval) ||
        response->interval <= 0)
        response->interval = DEVICE_INTERVAL_DEFAULT;
    response->interval = clamp(response->interval, 1, DEVICE_INTERVAL_MAX);
    response->expires_in =
        clamp(response->expires_in, DEVICE_EXPIRES_MIN, DEVICE_EXPIRES_MAX);
    return true;
}

/* An error may come with any status, 200 included. */
static bool read_response(const struct http_answer *answer,
                          struct device_response *response)
{
    struct json *body = json_parse(answer->body, answer->length);
    bool good = false;

    if (answer->status == 200 && json_is_absent(json_member(body, "error")))
        good = read_code(json_member(body, "device_code"),
                         response->device_code, TOKEN_SIZE) &&
               read_code(json_member(body, "user_code"), response->user_code,
                         WORD_SIZE) &&
               read_addresses(body, response) && read_times(body, response);
    json_free(&body);
    return good;
}

bool device_response_parse(const struct http_answer *answer,
                           struct device_response *ret_response,
                           struct failure *ret_refusal)
{
    bool loop;

    memset(ret_response, 0, sizeof(*ret_response));
    if (answer->transport == ANSWER_OK && read_response(answer, ret_response))
        return true;
    explicit_bzero(ret_response, sizeof(*ret_response));
    token_error_read(answer, TOKEN_DEVICE, ret_refusal, &loop);
    return false;
}
