/* SPDX-License-Identifier: BSD-2-Clause */

#include "keeper/module_link.h"

#include <sys/socket.h>

enum { MODULE_FRAME_MAX = 24 * 1024 };

static bool
module_read(int module, enum reading reading, union message *ret_message)
{
    unsigned char bytes[MODULE_FRAME_MAX];
    ssize_t length = recv(module, bytes, sizeof(bytes), MSG_TRUNC);
    enum message_type type;
    struct frame frame;

    if (length <= 0 || (size_t) length > sizeof(bytes))
        return false;
    frame = frame_of(bytes, (size_t) length);
    return message_decode(reading, &frame, &type, ret_message);
}

bool
module_read_login(int module, struct login *ret_login)
{
    static union message message;

    if (!module_read(module, READING_LOGIN, &message))
        return false;
    *ret_login = message.login;
    return true;
}

int
module_read_cancel(int module)
{
    static union message message;

    if (!module_read(module, READING_CANCEL, &message))
        return CANCEL_DISCONNECTED;
    return message.cancel.reason;
}

bool
module_send(int module, enum message_type type, const void *message)
{
    unsigned char bytes[MODULE_FRAME_MAX];
    struct frame frame = frame_over(bytes, sizeof(bytes));

    return message_encode(type, message, &frame) &&
           send(module, bytes, frame.length, MSG_NOSIGNAL) ==
               (ssize_t) frame.length;
}
