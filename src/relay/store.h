/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Where sign-ins are kept, as bytes under keys that expire by themselves: in
 * this process, or in Redis for several nodes.  What is in the bytes is not
 * known here; what belongs together is changed together, and only if nobody
 * else has changed it since it was read.
 *
 * Answers come by a call back: from within the function, or later from the
 * loop.  Each is called exactly once.
 */

#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    STORE_NAME_SIZE = 65,        /* with the NUL; 64 hexadecimal digits fit */
    STORE_VALUE_MAX = 24 * 1024, /* bytes */
    STORE_KEYS_MAX = 4,          /* that are read or changed together */
};

enum store_kind {
    STORE_SIGN_IN, /* by its id */
    STORE_STATE,   /* which sign-in has this state */
    STORE_USER,    /* the sign-ins of one user at one host */
    STORE_STARTS,  /* how often a host key has started one */
};

struct store_key {
    enum store_kind kind;
    char name[STORE_NAME_SIZE]; /* letters, digits, '-' and '_' */
};

struct store_value {
    const void *bytes;
    size_t size; /* 0 for what is not there */
};

enum store_result {
    STORE_DONE,
    STORE_CONFLICT, /* somebody was faster: nothing is changed, read anew */
    STORE_FULL,     /* as many wait as may: nothing is changed */
    STORE_AWAY,     /* no answer: it may be changed or not */
};

/* What happens to the number of sign-ins that wait, with a change of one. */
enum store_count { COUNT_SAME, COUNT_ENTER, COUNT_LEAVE };

struct store_change {
    struct store_key key;
    struct store_value old; /* as it was read */
    struct store_value new; /* size 0 takes it away */
    int64_t lasts;          /* milliseconds from now until it expires */
    enum store_count count; /* of a STORE_SIGN_IN */
};

/* The values, in the order of the keys, are good during the call; each is
 * empty where the result is not STORE_DONE. */
typedef void store_read_done(void *context, enum store_result,
                             const struct store_value values[]);
typedef void store_change_done(void *context, enum store_result);

/* A STORE_SIGN_IN of this id was changed, here or at another node. */
typedef void store_changed(void *context, const char *id);

struct store;
struct loop;

/* In memory; at most `waiting` sign-ins.  NULL without memory. */
struct store *store_open_memory(struct loop *, int64_t waiting);

/*
 * In Redis at redis://[:PASSWORD@]HOST[:PORT][/DB], rediss:// or
 * redis+unix:///PATH, as redis_url_flaw() takes it; ca_file is for rediss,
 * empty for the system's own.  It is connected to from the loop, again and
 * again while it is away.  NULL without memory.
 */
struct store *store_open_redis(struct loop *, const char *url,
                               const char *ca_file, int64_t waiting);

/* What is wrong with such a URL, as an advice; NULL for nothing. */
const char *redis_url_flaw(const char *url);

/* Give it back; answers that are due are STORE_AWAY. */
void store_close(struct store *);

/* Tell of changes from now on. */
void store_listen(struct store *, store_changed *, void *context);

/* Read 1 to STORE_KEYS_MAX keys. */
void store_read(struct store *, const struct store_key *, size_t count,
                store_read_done *, void *context);

/*
 * Change 1 to STORE_KEYS_MAX keys, all or none.  A change to COUNT_ENTER is
 * refused with STORE_FULL where `waiting` sign-ins wait, over all nodes; one
 * that expires waits no more.  The values are copied.
 */
void store_change(struct store *, const struct store_change *, size_t count,
                  store_change_done *, void *context);

/* It answered last time it was asked, for /healthz. */
bool store_is_there(const struct store *);

/* Sign-ins that wait, as far as this node knows; for /metrics. */
int64_t store_waiting(const struct store *);
