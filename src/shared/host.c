/* SPDX-License-Identifier: BSD-2-Clause */

#include "shared/host.h"

#include "shared/text.h"

static const struct {
    const char *services;
    enum host host;
} table[] = {
    {"sshd", HOST_SSHD},
    {"login", HOST_LOGIN},
    {"sudo sudo-i", HOST_SUDO},
    {"su su-l", HOST_SU},
    {"polkit-1 cron crond atd systemd-user gdm-password", HOST_MUTE},
};

enum host host_of_service(const char *service)
{
    for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++)
        if (text_has_word(table[i].services, service))
            return table[i].host;
    return HOST_OTHER;
}
