/* SPDX-License-Identifier: BSD-2-Clause */

#include "keeper/metadata.h"
#include "keeper/agents.h"
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
static const char *check_endpoints(const struct settings *settings,
                                   struct metadata *metadata,
                                   char ret_detail[LINE_SIZE])
{
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

    /* It is compared as it is, byte for byte (OpenID Connect Discovery 1.0
     * section 4.3). */
    if (strcmp(metadata->issuer, settings->issuer) != 0)
        return "metadata_issuer";
    for (size_t i = 0; i < sizeof(endpoints) / sizeof(endpoints[0]); i++) {
        if (url_is_endpoint(endpoints[i].url, settings->issuer,
                            settings->client.endpoint_hosts))
            continue;
        if (endpoints[i].refusal != NULL) {
            text_format(ret_detail, LINE_SIZE,
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
static bool is_stored(const struct settings *settings,
                      const struct token_store *store,
                      struct metadata *ret_metadata)
{
    char unused[LINE_SIZE];
    int64_t now = time(NULL);

    return token_store_read_metadata(store, ret_metadata) &&
           ret_metadata->fetched <= now &&
           now - ret_metadata->fetched < FRESH &&
           check_endpoints(settings, ret_metadata, unused) == NULL;
}

struct result metadata_load(const struct context *context, struct ports *ports,
                            struct progress *progress)
{
    struct result result = {.came = CAME_PASSED};

    if (!is_stored(&context->settings, &ports->store, &progress->metadata) &&
        !metadata_fetch(context, ports, progress, &result.ending))
        result.came = CAME_ENDED;
    return result;
}

bool metadata_fetch(const struct context *context, struct ports *ports,
                    struct progress *progress, struct ending *ret_ending)
{
    const struct settings *settings = &context->settings;
    struct heard *heard = &progress->heard;
    struct metadata *found = &heard->message.fetched.metadata;
    struct fetch fetch = {0};
    const struct order role = {MESSAGE_FETCH, &fetch, READING_METADATA};
    const char *refusal;

    /* Also if it fails: nobody makes us fetch for ever. */
    progress->fetched = true;
    text_copy(fetch.issuer, URL_SIZE, settings->issuer);
    text_copy(fetch.endpoint_hosts, URL_SIZE, settings->client.endpoint_hosts);
    if (!agents_ask(context, ports, &role, heard, ret_ending))
        return false;
    if (heard->type == MESSAGE_FAILURE) {
        ending_fail(ret_ending, &heard->message.failure);
        return false;
    }
    refusal = check_endpoints(settings, found, ret_ending->detail);
    if (refusal != NULL) {
        ending_set(ret_ending, OUTCOME_UNTRUSTED, refusal);
        return false;
    }
    progress->metadata = *found;
    progress->metadata.fetched = time(NULL);
    /* Without the cache the next login only fetches again. */
    (void) token_store_write_metadata(&ports->store, &progress->metadata);
    return true;
}
