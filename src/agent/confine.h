/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The confinement of an agent: what the kernel refuses it from then on.
 */

#pragma once

#include <stdbool.h>

/* What stays possible. */
struct confinement {
    const char *ca_file; /* stays readable unless it is empty */
    /* TCP connections to the ports of these URLs, besides that of the name
     * service; NULL: none */
    const char *servers[5];
};

/*
 * Both layers, after privileges_limit().  A layer that the kernel does not
 * have is left out; false if one that it has cannot be put on, and then the
 * process must end.
 */
bool confine(const struct confinement *);

/*
 * Landlock, as far as this kernel has it: of all files only those that name
 * resolution and trust anchors need, read-only; no TCP service, connections
 * to no other TCP port, no signals and no abstract sockets to others
 * (landlock(7)).
 */
bool confine_files(const struct confinement *);

/*
 * seccomp: system calls that a TLS client needs, and accept() on a listener
 * that is there already; everything else answers ENOSYS as an older kernel
 * would, so that libraries which try it go on.
 */
bool confine_calls(void);
