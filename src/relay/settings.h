/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The relay's configuration, claims-relay.conf: one section, [relay].  What
 * is not understood is refused, never skipped.
 */

#pragma once

#include "shared/limits.h"

#include <stdbool.h>
#include <stdint.h>

enum { LIST_SIZE = 4096 }; /* a blank-separated list */

/* One member for each key; a text that is not set is empty. */
struct relay_settings {
    char public_url[URL_SIZE]; /* an origin, without a slash at its end */
    char listen[PATH_SIZE];    /* "ADDRESS:PORT" or "unix:/PATH" */
    char tls_certificate[PATH_SIZE];
    char tls_key[PATH_SIZE];
    char trusted_proxies[LIST_SIZE];
    char authorization_endpoints[LIST_SIZE];
    char client_ids[LIST_SIZE];
    char state_dir[PATH_SIZE];
    char keys_file[PATH_SIZE]; /* never empty: "keys" in state_dir */
    char store[URL_SIZE];      /* "memory" or as store_open_redis() */
    char store_ca_file[PATH_SIZE];
    int64_t lifetime;          /* seconds */
    int64_t waiting;           /* sign-ins */
    int64_t starts_per_minute; /* of one host key */
    int64_t waiting_per_user;
    char organisation[NAME_SIZE]; /* UTF-8, as the next one */
    char support[LINE_SIZE];
    char metrics_listen[PATH_SIZE]; /* as listen */
};

/*
 * Load a file, the absolute path of which is given.  False, with
 * ret_settings untouched and "file:line: key: what to do" in ret_error, for a
 * file that is missing or that others can write, an unknown or repeated key or
 * section, a value out of its range and values that contradict each other.
 */
bool relay_settings_load(const char *file, struct relay_settings *ret_settings,
                         char ret_error[LINE_SIZE]);
