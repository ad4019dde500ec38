/* SPDX-License-Identifier: BSD-2-Clause
 *
 * What happens next while a login waits: for an agent, for the person, and
 * for the end of its time.
 */

#pragma once

#include "keeper/step.h"

enum event {
    EVENT_END = 0, /* the login ends */
    EVENT_AGENT,   /* the agent has something to say */
    EVENT_REPLY,   /* the person has, and it was received */
    EVENT_TIME,    /* it is time to remind the person */
};

/* The deadline is over: nothing is granted any more.  Sets the ending then. */
bool event_is_late(const struct ports *, struct ending *ret_ending);

/* The terminal that sudo speaks to was hung up: nobody gets in.  Sets the
 * ending then. */
bool event_has_left(const struct ports *, struct ending *ret_ending);

/*
 * Receive what the module has to say, of which something can be read:
 * EVENT_REPLY, or EVENT_END because it gives up or is gone, as ret_ending
 * says then.
 */
enum event event_hear_module(struct person *, struct heard *ret_heard,
                             struct ending *ret_ending);

/* Wait for an agent, the person or `remind`, on clock_boottime()'s scale.
 * ret_ending is set for EVENT_END, ret_heard for EVENT_REPLY. */
enum event event_wait(struct ports *, const struct agent *, int64_t remind,
                      struct heard *ret_heard, struct ending *ret_ending);
