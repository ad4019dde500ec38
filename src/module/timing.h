/* SPDX-License-Identifier: BSD-2-Clause
 *
 * How long the module waits for others.  The deadline of an attempt is the
 * keeper's; these are the bounds for when it does not keep it.
 */

#pragma once

struct timing {
    int attempt;   /* for the whole attempt, in ms, as are the others */
    int cancelled; /* for the verdict after cancelling */
    int ended;     /* for the keeper to end after its verdict */
    int refusal;   /* from the start to a refusal that nothing was shown for */
    int human;     /* a reply within this was not made by a person who read */
};

/* Tests link another. */
extern const struct timing timing;
