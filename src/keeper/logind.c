/* SPDX-License-Identifier: BSD-2-Clause */

#include "keeper/logind.h"

#include <dlfcn.h>
#include <string.h>

/* dlsym(3) gives functions as objects, which C does not convert. */
static bool look_up(void *library, const char *name, void *ret_function)
{
    void *symbol = dlsym(library, name);

    memcpy(ret_function, &symbol, sizeof(symbol));
    return symbol != NULL;
}

/* A host without systemd has no such library: then nobody knows of sessions,
 * which is no error. */
bool logind_load(struct logind *ret_logind)
{
    void *library = dlopen("libsystemd.so.0", RTLD_NOW | RTLD_LOCAL);

    return library != NULL &&
           look_up(library, "sd_pid_get_session",
                   &ret_logind->pid_get_session) &&
           look_up(library, "sd_session_is_remote",
                   &ret_logind->session_is_remote) &&
           look_up(library, "sd_session_get_seat",
                   &ret_logind->session_get_seat);
}
