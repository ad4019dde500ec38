/* SPDX-License-Identifier: BSD-2-Clause */

#include "keeper/discovery.h"
#include "shared/text.h"
#include "shared/url.h"

#include <string.h>
#include <time.h>

enum { FRESH = 24 * 60 * 60 /* seconds */ };

bool discovery_load(struct attempt *attempt)
{
    int64_t now = time(NULL);

    return (token_store_read_metadata(&attempt->store, &attempt->metadata) &&
            attempt->metadata.fetched <= now &&
            now - attempt->metadata.fetched < FRESH) ||
           discovery_fetch(attempt);
}

bool discovery_fetch(struct attempt *attempt)
{
    const struct metadata *found = &attempt->message.discovered.metadata;
    struct discover discover = {0};

    text_copy(discover.issuer, URL_SIZE, attempt->settings.issuer);
    text_copy(discover.endpoint_hosts, URL_SIZE,
              attempt->settings.client.endpoint_hosts);
    if (!attempt_ask(attempt, MESSAGE_DISCOVER, &discover, READING_METADATA))
        return false;
    if (attempt->type == MESSAGE_FAILURE) {
        attempt_failed(attempt);
        return false;
    }
    /* The agent checked this, but every user's token would go there. */
    if (strcmp(found->issuer, discover.issuer) != 0 ||
        !url_same_origin(found->token_endpoint, discover.issuer))
        return attempt_end(attempt, OUTCOME_UNTRUSTED, "metadata_issuer");
    attempt->metadata = *found;
    attempt->metadata.fetched = time(NULL);
    /* Without the cache the next login only fetches again. */
    (void) token_store_write_metadata(&attempt->store, &attempt->metadata);
    return true;
}
