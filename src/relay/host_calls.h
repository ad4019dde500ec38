/* SPDX-License-Identifier: BSD-2-Clause
 *
 * What hosts ask of the relay.
 */

#pragma once

#include "relay/relay.h"

/* POST /v1/sign-ins: start a sign-in. */
void host_start(struct relay *, struct call *);

/* POST /v1/sign-ins/ID/result: how it is going. */
void host_result(struct relay *, struct call *, const char *id);

/* DELETE /v1/sign-ins/ID: give it up. */
void host_give_up(struct relay *, struct call *, const char *id);
