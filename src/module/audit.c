/* SPDX-License-Identifier: BSD-2-Clause */

#include "module/audit.h"

#include "wire/audit_line.h"

#include <security/pam_ext.h>
#include <syslog.h>

/* pam_syslog(3) puts module, service and phase in front, and logs to
 * LOG_AUTHPRIV. */
void audit_decision(struct pam_handle *pamh, const struct login *login,
                    const struct verdict *verdict, int64_t elapsed)
{
    char line[AUDIT_SIZE];

    /* By a format of our own: the line has names in it that the caller chose.
     */
    audit_line(login, verdict, elapsed, line);
    pam_syslog(pamh, audit_priority(verdict), "%s", line);
}

/* Steps only: no name, no address and nothing of a message is in them. */
void audit_trace(struct pam_handle *pamh, bool debug, const char *what)
{
    if (debug)
        pam_syslog(pamh, LOG_DEBUG, "%s", what);
}
