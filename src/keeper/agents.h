/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The agents of a login: what each is told first, and what it answers.
 */

#pragma once

#include "keeper/step.h"

/* A message to an agent, and what is waited for after it. */
struct order {
    enum message_type type;
    void *message;
    enum reading reading;
};

/*
 * Start an agent with its first message, a struct fetch, probe or client,
 * whose network is filled in here.  False if the login ends instead.  Either
 * way the agent is to be stopped.
 */
bool agents_start(const struct context *, struct ports *, struct agent *,
                  const struct order *role, struct ending *ret_ending);

/*
 * Receive what the agent says, whatever the person types meanwhile.  False if
 * the login ends instead.
 */
bool agents_receive(struct ports *, struct agent *, enum reading,
                    struct heard *ret_heard, struct ending *ret_ending);

/* The login is over for the client's agent: hang up and keep its count of
 * requests.  One that parts ends by agents_end(), all others at once. */
void agents_dismiss(struct agents *);

/* End what agents_dismiss() has left. */
void agents_end(struct agents *);

/* End an agent and keep its count of requests. */
void agents_stop(struct agents *, struct agent *);

/*
 * Receive what an agent of its own answers to this one message, as of
 * agents_start.  False if the login ends instead.
 */
bool agents_ask(const struct context *, struct ports *,
                const struct order *role, struct heard *ret_heard,
                struct ending *ret_ending);
