/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The module's part of a scenario, and the person's.
 */

#ifndef KEEPER_MODULE_H
#define KEEPER_MODULE_H

#include "wire/message.h"

/* The login of [login], which is alice's where it says nothing else. */
const struct login *module_login(void);

/*
 * Send that login to the keeper at this socket, be the person of
 * [person] and compare with [verdict].  The socket is closed then.
 */
void module_play(int socket);

#endif
