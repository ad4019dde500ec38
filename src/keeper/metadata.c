/* SPDX-License-Identifier: BSD-2-Clause */

#include "keeper/metadata.h"
#include "shared/text.h"
#include "shared/url.h"

#include <string.h>
#include <time.h>

enum { FRESH = 24 * 60 * 60 /* seconds */ };

/*
 * Every user's tokens go to these endpoints: none is used that is neither
 * the issuer's nor at a host that the configuration names, whoever reported
 * or kept it.  One that a login can do without is dropped.  NULL, or the word
 * for the one that it cannot.
 */
static const char *check_endpoints(struct attempt *attempt,
                                   struct metadata *metadata)
{
    const struct settings *settings = &attempt->settings;
    const struct {
        char *url;
        const char *refusal; /* NULL where it may be missing */
    } endpoints[] = {
        {metadata->token_endpoint, "token_endpoint_refused"},
        {metadata->jwks_uri, "jwks_uri_refused"},
        {metadata->device_endpoint, NULL},
        {metadata->authorization_endpoint, NULL},
        {metadata->userinfo_endpoint, NULL},
    };

    if (strcmp(metadata->issuer, settings->issuer) != 0)
        return "metadata_issuer";
    for (size_t i = 0; i < sizeof(endpoints) / sizeof(endpoints[0]); i++) {
        if (url_is_endpoint(endpoints[i].url, settings->issuer,
                            settings->client.endpoint_hosts))
            continue;
        if (endpoints[i].refusal != NULL) {
            text_format(attempt->facts.detail, LINE_SIZE,
                        "%s is neither the issuer's nor at one of "
                        "endpoint_hosts",
                        endpoints[i].url);
            return endpoints[i].refusal;
        }
        endpoints[i].url[0] = '\0';
    }
    return NULL;
}

/* What is stored and still good. */
static bool load(struct attempt *attempt)
{
    struct metadata *metadata = &attempt->metadata;
    int64_t now = time(NULL);

    return token_store_read_metadata(&attempt->store, metadata) &&
           metadata->fetched <= now && now - metadata->fetched < FRESH &&
           check_endpoints(attempt, metadata) == NULL;
}

bool metadata_load(struct attempt *attempt)
{
    return load(attempt) || metadata_fetch(attempt);
}

bool metadata_fetch(struct attempt *attempt)
{
    struct metadata *found = &attempt->message.fetched.metadata;
    struct fetch fetch = {0};
    const char *refusal;

    attempt->fetched = true;
    attempt->facts.detail[0] = '\0';
    text_copy(fetch.issuer, URL_SIZE, attempt->settings.issuer);
    text_copy(fetch.endpoint_hosts, URL_SIZE,
              attempt->settings.client.endpoint_hosts);
    if (!attempt_ask(attempt, MESSAGE_FETCH, &fetch, READING_METADATA))
        return false;
    if (attempt->type == MESSAGE_FAILURE) {
        attempt_failed(attempt);
        return false;
    }
    refusal = check_endpoints(attempt, found);
    if (refusal != NULL)
        return attempt_end(attempt, OUTCOME_UNTRUSTED, refusal);
    attempt->metadata = *found;
    attempt->metadata.fetched = time(NULL);
    /* Without the cache the next login only fetches again. */
    (void) token_store_write_metadata(&attempt->store, &attempt->metadata);
    return true;
}
