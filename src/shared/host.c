/* SPDX-License-Identifier: BSD-2-Clause */

#include "shared/host.h"

#include <stddef.h>
#include <string.h>

static const struct {
    const char *service;
    enum host host;
} table[] = {
    {"sshd", HOST_SSHD},   {"login", HOST_LOGIN}, {"sudo", HOST_SUDO},
    {"sudo-i", HOST_SUDO}, {"su", HOST_SU},       {"su-l", HOST_SU},
};

enum host host_of_service(const char *service)
{
    for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++)
        if (strcmp(service, table[i].service) == 0)
            return table[i].host;
    return HOST_OTHER;
}
