/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The configuration: pam_claims.conf and its drop-ins, as they hold for one
 * PAM service.  What is not understood is refused, never skipped.
 */

#pragma once

#include "wire/message.h"

enum subject { SUBJECT_USER, SUBJECT_CALLER };
enum first_factor {
    FIRST_FACTOR_EVIDENCE,
    FIRST_FACTOR_STACK,
    FIRST_FACTOR_NONE
};
enum account { ACCOUNT_AUTO, ACCOUNT_CHECK, ACCOUNT_PASS };
enum mode { MODE_ENFORCE, MODE_REPORT };
enum fresh { FRESH_AUTO, FRESH_REQUIRED };
enum rebind { REBIND_LOG, REBIND_DENY };
enum flow_choice { ALLOW_AUTO, ALLOW_DEVICE, ALLOW_CODE, ALLOW_RELAY };
enum relay_number { NUMBER_AUTO, NUMBER_ALWAYS, NUMBER_NEVER };

/* One member per key; a text that is not set is empty, max_age then -1. */
struct settings {
    struct client client; /* what comes from keys */
    char issuer[URL_SIZE];
    char client_secret_file[PATH_SIZE];
    char relay_key_file[PATH_SIZE];
    int relay_number; /* enum relay_number */
    char resource_url[URL_SIZE];
    char username_domain[NAME_SIZE]; /* blank-separated */
    char user_map[PATH_SIZE];
    int subject; /* enum subject */
    int64_t min_uid;
    int first_factor;             /* enum first_factor */
    char ssh_methods[NAME_SIZE];  /* blank-separated */
    int fresh;                    /* enum fresh */
    int rebind;                   /* enum rebind */
    int account;                  /* enum account */
    char exempt_users[LINE_SIZE]; /* blank-separated */
    int mode;                     /* enum mode */
    int flow;                     /* enum flow_choice */
    int display;                  /* enum display_choice */
    int qr;                       /* enum qr */
    int language;                 /* 0 en, 1 de, 2 ja */
    int64_t deadline;             /* seconds, 0 for the host's own */
    char state_dir[PATH_SIZE];
    char key_file[PATH_SIZE]; /* never empty: "key" in state_dir */
};

/* Where a configuration is read, and for which login. */
struct settings_source {
    const char *file;    /* its absolute path */
    bool drop_ins;       /* read the .conf files in "FILE.d" too, by name */
    const char *service; /* the PAM service of the login */
    const char *section; /* to read: that service, or one that somebody asked
                            for, which must exist then */
    const char *const *pam_directories; /* as pam_files_directories */
};

/*
 * Load what holds for one login: a later file wins over an earlier one;
 * within the result, [global] < [sudo] or [su] for sudo-i and su-l < the
 * section of the source.  False, with ret_settings untouched and
 * "file:line: key: what to do" in ret_error, for a file that is missing or
 * unsafe (drop-ins may be missing), for an unknown or repeated key or section
 * anywhere, for a ca_file that others can write, for a value out of its range
 * and for values that contradict each other.
 */
bool settings_load(const struct settings_source *,
                   struct settings *ret_settings, char ret_error[LINE_SIZE]);

/*
 * Look into the files that a login needs late, so that nothing is found out
 * half-way through it.  NULL where each can be used; else a word for the log,
 * "client_secret", "relay_key" or "user_map", and what to do in ret_error, for
 * one that settings_read_secret would not take or with a line that is not
 * understood.
 */
const char *settings_check_files(const struct settings *,
                                 char ret_error[LINE_SIZE]);

/*
 * Read client_secret_file, a file that only we can read, without its last
 * line end; empty where none is set.  The caller wipes ret_secret.
 */
bool settings_read_secret(const struct settings *,
                          char ret_secret[SECRET_SIZE],
                          char ret_error[LINE_SIZE]);

/* The same for relay_key_file. */
bool settings_read_relay_key(const struct settings *,
                             char ret_key[SECRET_SIZE],
                             char ret_error[LINE_SIZE]);
