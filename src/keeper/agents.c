/* SPDX-License-Identifier: BSD-2-Clause */

#include "keeper/agents.h"
#include "keeper/event.h"
#include "keeper/peer.h"
#include "process/clock.h"

enum { REQUESTS_MAX = 10000 /* that an agent is believed to have made */ };

bool agents_start(const struct context *context, struct ports *ports,
                  struct agent *agent, const struct order *role,
                  struct ending *ret_ending)
{
    struct network *network = role->message; /* as message.c makes sure */
    const char *failed = agent_start(agent, ret_ending->detail);

    *network = context->settings.client.network;
    /* What is left and not when it ends: the agent may have another clock, and
     * gives up by itself. */
    network->remaining = ports->clock.deadline - clock_boottime();
    if (failed == NULL && !peer_send(agent->socket, role->type, role->message))
        failed = "agent_start";
    if (failed == NULL)
        return true;
    ending_set(ret_ending, OUTCOME_ERROR, failed);
    return false;
}

/* An agent can claim anything; what is plainly wrong is left out of the
 * log. */
static void count_requests(struct agent *agent, int64_t requests)
{
    if (requests >= agent->requests && requests <= REQUESTS_MAX)
        agent->requests = requests;
}

bool agents_receive(struct ports *ports, struct agent *agent,
                    enum reading reading, struct heard *ret_heard,
                    struct ending *ret_ending)
{
    enum event event;

    /* What the person types while nothing was asked is read, so that it is not
     * taken for the answer to a later question, and forgotten. */
    do
        event = event_wait(ports, agent, INT64_MAX, ret_heard, ret_ending);
    while (event == EVENT_REPLY);
    if (event != EVENT_AGENT)
        return false;
    if (!peer_receive(agent->socket, reading, &ret_heard->type,
                      &ret_heard->message)) {
        ending_set(ret_ending, OUTCOME_ERROR, "agent_gone");
        return false;
    }
    count_requests(agent, ret_heard->message.requests);
    /* Before anybody judges them: a refusal of somebody else's tokens has to
     * name whose they were. */
    if (ret_heard->type == MESSAGE_TOKENS)
        remarks_name(&ports->remarks, &ret_heard->message.tokens.claims);
    return true;
}

void agents_stop(struct agents *agents, struct agent *agent)
{
    /* The log counts what all agents of a login have sent. */
    agents->requests += agent->requests;
    agent_stop(agent);
}

/* What it says from now on, nobody hears: one that was taken over can still do
 * what it could anyway, for two seconds. */
void agents_dismiss(struct agents *agents)
{
    if (!agents->parts) {
        agents_stop(agents, &agents->client);
        return;
    }
    agents->requests += agents->client.requests;
    agent_hang_up(&agents->client);
}

void agents_end(struct agents *agents)
{
    agent_part(&agents->client);
}

bool agents_ask(const struct context *context, struct ports *ports,
                const struct order *role, struct heard *ret_heard,
                struct ending *ret_ending)
{
    struct agent agent = {0};
    bool answered =
        agents_start(context, ports, &agent, role, ret_ending) &&
        agents_receive(ports, &agent, role->reading, ret_heard, ret_ending);

    agents_stop(&ports->agents, &agent);
    return answered;
}
