/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The socket to the module that started us.
 */

#ifndef KEEPER_MODULE_LINK_H
#define KEEPER_MODULE_LINK_H

#include "shared/message.h"

/* Wait for the one message that starts an attempt; false if none comes. */
bool module_read_login(int module, struct login *ret_login);

/* Why the module gives up; CANCEL_DISCONNECTED when it is gone. */
int module_read_cancel(int module);

/* Send a message; false if the module is gone. */
bool module_send(int module, enum message_type, const void *message);

#endif
