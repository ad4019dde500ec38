/* SPDX-License-Identifier: BSD-2-Clause */

#include "keeper/discovery.h"
#include "keeper/metadata_cache.h"
#include "shared/text.h"

#include <string.h>
#include <time.h>

enum { FRESH = 24 * 60 * 60 /* seconds */ };

bool
discovery_load(struct attempt *attempt)
{
    int64_t now = time(NULL);

    if (metadata_cache_read(&attempt->store, attempt->settings.issuer,
                            &attempt->metadata) &&
        attempt->metadata.fetched <= now &&
        now - attempt->metadata.fetched < FRESH)
        return true;
    return discovery_fetch(attempt);
}

bool
discovery_fetch(struct attempt *attempt)
{
    struct discover discover = {0};
    struct agent agent = {0};
    struct demand unused;
    bool fetched = false;

    attempt_network(attempt, &discover.network);
    text_copy(discover.issuer, sizeof(discover.issuer),
              attempt->settings.issuer);
    if (!agent_start(&agent, attempt->agent_uid, attempt->agent_gid) ||
        !agent_send(&agent, MESSAGE_DISCOVER, &discover))
        attempt_refuse(attempt, OUTCOME_ERROR, "agent_start");
    else if (!attempt_receive(attempt, &agent, READING_METADATA))
        fetched = false;
    else if (attempt->type == MESSAGE_FAILURE)
        attempt_failed(attempt, &unused);
    else if (strcmp(attempt->message.discovered.metadata.issuer,
                    discover.issuer) != 0)
        attempt_refuse(attempt, OUTCOME_UNTRUSTED, "metadata_issuer");
    else
        fetched = true;
    attempt_stop(attempt, &agent);
    if (!fetched)
        return false;
    attempt->metadata = attempt->message.discovered.metadata;
    attempt->metadata.fetched = time(NULL);
    /* Without the cache the next login only fetches again. */
    (void) metadata_cache_write(&attempt->store, &attempt->metadata);
    return true;
}
