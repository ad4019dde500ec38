/* SPDX-License-Identifier: BSD-2-Clause */

#include "keeper/client.h"
#include "keeper/metadata.h"
#include "keeper/peer.h"
#include "shared/text.h"

#include <string.h>

/* The agent stays for the whole login: what it learnt of a code flow is in its
 * memory alone.  The secret is read late, and not kept here. */
static bool start(const struct context *context, struct ports *ports,
                  const struct metadata *metadata, struct ending *ret_ending)
{
    static struct client client;
    const struct order role = {MESSAGE_CLIENT, &client, READING_COUNT};
    struct agents *agents = &ports->agents;
    bool started = false;

    /* It goes on with the connection that it has. */
    if (agents->client.pid != 0)
        return true;
    client = context->settings.client;
    /* The keys that this one is given are from an agent that knew nothing of
     * the login, never from an agent that holds its tokens. */
    client.metadata = *metadata;
    client.listen = agents->listening;
    if (!settings_read_secret(&context->settings, client.client_secret,
                              ret_ending->detail))
        ending_set(ret_ending, OUTCOME_CONFIGURATION, "client_secret");
    else if (!settings_read_relay_key(&context->settings, client.relay_key,
                                      ret_ending->detail))
        ending_set(ret_ending, OUTCOME_CONFIGURATION, "relay_key");
    else
        started =
            agents_start(context, ports, &agents->client, &role, ret_ending);
    /* It holds the client's secret. */
    explicit_bzero(&client, sizeof(client));
    return started;
}

/* An agent that has ended is no reason to send the order to another: what
 * became of a token that it had is not known. */
static bool send_order(const struct context *context, struct ports *ports,
                       struct progress *progress, const struct order *order,
                       struct ending *ret_ending)
{
    if (!start(context, ports, &progress->metadata, ret_ending))
        return false;
    if (!peer_send(ports->agents.client.socket, order->type, order->message)) {
        ending_set(ret_ending, OUTCOME_ERROR, "agent_gone");
        return false;
    }
    return client_receive(context, ports, progress, order->reading,
                          ret_ending);
}

bool client_order(const struct context *context, struct ports *ports,
                  struct progress *progress, const struct order *order,
                  struct ending *ret_ending)
{
    if (!send_order(context, ports, progress, order, ret_ending))
        return false;
    /* An endpoint that the metadata of yesterday names, and that is not there
     * (404, 405), has moved. */
    if (!client_is_outdated(progress))
        return true;
    return client_renew(context, ports, progress, ret_ending) &&
           send_order(context, ports, progress, order, ret_ending);
}

/* The stored token is spent.  What cannot take its place leaves none. */
static void keep(struct token_store *store, struct record *record,
                 struct keep *kept)
{
    text_copy(record->refresh_token, TOKEN_SIZE, kept->refresh_token);
    explicit_bzero(kept->refresh_token, TOKEN_SIZE);
    /* The answer that had it is still to be judged; whatever comes of that,
     * the provider may have retired the old one (RFC 6749 section 10.4). */
    if (record->refresh_token[0] == '\0' || !token_store_commit(store, record))
        token_store_drop(store);
}

bool client_receive(const struct context *context, struct ports *ports,
                    struct progress *progress, enum reading reading,
                    struct ending *ret_ending)
{
    static struct keys keys;
    const struct order order = {MESSAGE_KEYS, &keys, READING_VERIFIED};
    struct heard *heard = &progress->heard;

    if (!agents_receive(ports, &ports->agents.client, reading, heard,
                        ret_ending))
        return false;
    /* Once: READING_KEPT takes no second one, so that an agent that lies
     * cannot fill the disk. */
    if (heard->type == MESSAGE_KEEP) {
        keep(&ports->store, &progress->record, &heard->message.keep);
        return client_receive(context, ports, progress, READING_KEPT,
                              ret_ending);
    }
    if (heard->type != MESSAGE_STALE_KEYS)
        return true;
    /* A key that nobody knows may be a new one (OpenID Connect Core 1.0
     * section 10.1.1). Only the issuer can cause this, and once in a login. */
    if (!progress->fetched &&
        !metadata_fetch(context, ports, progress, ret_ending))
        return false;
    text_copy(keys.keys, KEYS_SIZE, progress->metadata.keys);
    return send_order(context, ports, progress, &order, ret_ending);
}

bool client_is_outdated(const struct progress *progress)
{
    const struct heard *heard = &progress->heard;

    return heard->type == MESSAGE_FAILURE && !progress->fetched &&
           heard->message.failure.answer == ANSWER_MOVED;
}

bool client_renew(const struct context *context, struct ports *ports,
                  struct progress *progress, struct ending *ret_ending)
{
    agents_stop(&ports->agents, &ports->agents.client);
    return metadata_fetch(context, ports, progress, ret_ending);
}
