/* SPDX-License-Identifier: BSD-2-Clause */

#include "keeper/client.h"
#include "keeper/link.h"
#include "keeper/metadata.h"
#include "shared/text.h"

#include <string.h>

static bool start(struct attempt *attempt)
{
    static struct client client;
    bool started;

    if (attempt->client.pid != 0)
        return true;
    client = attempt->settings.client;
    client.metadata = attempt->metadata;
    client.listen = attempt->listen;
    if (settings_read_secret(&attempt->settings, client.client_secret,
                             attempt->facts.detail))
        started =
            attempt_start(attempt, &attempt->client, MESSAGE_CLIENT, &client);
    else
        started = attempt_end(attempt, OUTCOME_CONFIGURATION, "client_secret");
    explicit_bzero(&client, sizeof(client));
    return started;
}

static bool send_order(struct attempt *attempt, enum message_type type,
                       const void *order, enum reading reading)
{
    if (!start(attempt))
        return false;
    if (!link_send(attempt->client.socket, type, order))
        return attempt_end(attempt, OUTCOME_ERROR, "agent_gone");
    return client_receive(attempt, reading);
}

bool client_order(struct attempt *attempt, enum message_type type,
                  const void *order, enum reading reading)
{
    if (!send_order(attempt, type, order, reading))
        return false;
    return !client_is_outdated(attempt) ||
           (client_renew(attempt) &&
            send_order(attempt, type, order, reading));
}

/* The stored token is spent.  What cannot take its place leaves none. */
static void keep(struct attempt *attempt)
{
    struct keep *kept = &attempt->message.keep;

    text_copy(attempt->record.refresh_token, TOKEN_SIZE, kept->refresh_token);
    explicit_bzero(kept->refresh_token, TOKEN_SIZE);
    if (attempt->record.refresh_token[0] == '\0' ||
        !token_store_commit(&attempt->store, &attempt->record))
        token_store_drop(&attempt->store);
}

bool client_receive(struct attempt *attempt, enum reading reading)
{
    static struct keys keys;

    if (!attempt_receive(attempt, &attempt->client, reading))
        return false;
    if (attempt->type == MESSAGE_KEEP) {
        keep(attempt);
        return client_receive(attempt, READING_KEPT);
    }
    if (attempt->type != MESSAGE_STALE_KEYS)
        return true;
    if (!attempt->fetched && !metadata_fetch(attempt))
        return false;
    text_copy(keys.keys, KEYS_SIZE, attempt->metadata.keys);
    return send_order(attempt, MESSAGE_KEYS, &keys, READING_VERIFIED);
}

bool client_is_outdated(const struct attempt *attempt)
{
    return attempt->type == MESSAGE_FAILURE && !attempt->fetched &&
           attempt->message.failure.answer == ANSWER_MOVED;
}

bool client_renew(struct attempt *attempt)
{
    attempt_stop(attempt, &attempt->client);
    return metadata_fetch(attempt);
}
