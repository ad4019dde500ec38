/* SPDX-License-Identifier: BSD-2-Clause */

#include "agent/device_flow.h"
#include "agent/device_endpoint.h"
#include "agent/failure.h"
#include "agent/invitation.h"
#include "agent/keeper_link.h"
#include "shared/text.h"
#include "shared/url.h"

#include <string.h>

enum {
    SLOWER = 5000, /* ms, for a slow_down: RFC 8628 section 3.5 */
    BACK_OFF_MAX = 30000,
    LAST_POLL = 2000, /* ms before the end: time enough to use the tokens */
};

struct polling {
    int64_t interval; /* ms between polls */
    int64_t wait;     /* ms before the next one */
    int64_t end;      /* what http_remaining() says when the code expires */
};

/* The host that the person is sent to; a refusal if it must not be shown. */
static bool find_host(const struct client *client, const char *uri,
                      char *ret_host, struct failure *ret_refusal)
{
    struct url shown;
    struct url issuer;

    if (url_parse(uri, &shown) &&
        url_parse(client->metadata.issuer, &issuer) &&
        (strcmp(shown.host, issuer.host) == 0 ||
         text_has_word(client->verification_hosts, shown.host)))
        return text_copy(ret_host, NAME_SIZE, shown.host);
    failure_set(ret_refusal, ANSWER_UNTRUSTED, "verification_host");
    url_name_host(uri, ret_refusal->detail, NAME_SIZE);
    return false;
}

/* What the QR code holds: the address with the code in it, if it is sound. */
static const char *qr_content(const struct device_response *device,
                              const char *host)
{
    struct url complete;

    if (url_parse(device->verification_uri_complete, &complete) &&
        strcmp(complete.host, host) == 0)
        return device->verification_uri_complete;
    return device->verification_uri;
}

/* Show the person where to go; what is shown is the address alone, what is
 * scanned may have the code in it (RFC 8628 section 3.3.1). */
static bool invite(const struct exchange *exchange,
                   const struct device_response *device, const char *host,
                   int64_t *ret_end)
{
    struct invitation invitation = {.expires_in = device->expires_in};

    text_copy(invitation.address, ADDRESS_SIZE, device->verification_uri);
    text_copy(invitation.user_code, WORD_SIZE, device->user_code);
    return invitation_send(exchange->http, &invitation,
                           qr_content(device, host), ret_end);
}

static int64_t larger(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

/* Set the wait before the next poll; false if there is to be none. */
static bool plan_next(struct polling *polling,
                      const struct token_response *response)
{
    int64_t asked = larger(response->retry_after, 0) * 1000;
    int64_t doubled = polling->wait * 2;

    switch (response->failure.answer) {
    case ANSWER_SLOW_DOWN:
        polling->interval += SLOWER;
        /* fall through */
    case ANSWER_PENDING:
        polling->wait = polling->interval;
        return true;
    case ANSWER_THROTTLED:
        polling->wait = larger(asked, polling->interval);
        return !response->loop;
    case ANSWER_TRANSIENT:
        if (doubled > BACK_OFF_MAX)
            doubled = BACK_OFF_MAX;
        polling->wait = larger(asked, larger(doubled, polling->interval));
        return true;
    default:
        return false;
    }
}

/*
 * How long to pause before the next poll, with this much time left; not
 * less than `left` for no more polls.  The last poll comes as late as it
 * can, so that it sees whoever signs in at the last moment.
 */
static int64_t pause_of(const struct polling *polling, int64_t left)
{
    int64_t latest = left - LAST_POLL;
    int64_t after_next = polling->wait + polling->interval;

    if (latest >= polling->interval && latest < after_next)
        return latest;
    return polling->wait;
}

/* Poll until the answer is final; false if the keeper is gone. */
static bool poll_until_final(const struct exchange *exchange,
                             const struct device_response *device,
                             struct polling *polling,
                             struct token_response *ret_response)
{
    int64_t left;
    int64_t pause;

    polling->interval = polling->wait = device->interval * 1000;
    ret_response->failure.answer = ANSWER_PENDING;
    do {
        left = http_remaining(exchange->http) - polling->end;
        pause = pause_of(polling, left);
        if (left <= pause) {
            if (ret_response->failure.answer == ANSWER_PENDING ||
                ret_response->failure.answer == ANSWER_SLOW_DOWN)
                ret_response->failure.answer = ANSWER_EXPIRED;
            return keeper_link_pause(larger(left, 0));
        }
        if (!keeper_link_pause(pause))
            return false;
        token_endpoint_poll(exchange, device->device_code, ret_response);
    } while (plan_next(polling, ret_response));
    return true;
}

/* There is no device endpoint, or none that may be used. */
static void refuse_without(const struct client *client,
                           struct failure *ret_refusal)
{
    const char *refused = client->metadata.refused;

    failure_set(ret_refusal, ANSWER_NO_DEVICE_FLOW, "no_device_endpoint");
    if (!text_has_word(refused, "device_authorization_endpoint"))
        return;
    failure_set(ret_refusal, ANSWER_NO_DEVICE_FLOW, "device_endpoint_refused");
    text_copy(ret_refusal->detail, NAME_SIZE, refused);
}

bool device_flow_run(const struct exchange *exchange,
                     struct token_response *ret_response)
{
    struct device_response device = {.device_code = ""};
    struct polling polling = {0};
    struct failure *refusal = &ret_response->failure;
    char host[NAME_SIZE];
    bool alive = true;

    if (exchange->client->metadata.device_endpoint[0] == '\0')
        refuse_without(exchange->client, refusal);
    else if (device_endpoint_ask(exchange, &device, refusal) &&
             find_host(exchange->client, device.verification_uri, host,
                       refusal))
        alive = invite(exchange, &device, host, &polling.end) &&
                poll_until_final(exchange, &device, &polling, ret_response);
    explicit_bzero(&device, sizeof(device));
    return alive;
}
