/* SPDX-License-Identifier: BSD-2-Clause
 *
 * What a monitoring system asks, at an address of its own.
 */

#pragma once

#include "relay/relay.h"

/* Answer /healthz, which is 503 while the store is away, and /metrics, in the
 * text format of Prometheus. */
void monitor_answer(void *relay, struct call *);
