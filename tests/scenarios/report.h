/* SPDX-License-Identifier: BSD-2-Clause
 *
 * What a scripted keeper writes down, in a file beside its script: what is
 * not as it should be, and at last "done".
 */

#ifndef SCENARIOS_REPORT_H
#define SCENARIOS_REPORT_H

/* Note something that is not as it should be. */
void report_fault(const char *format, ...)
    __attribute__((format(printf, 1, 2)));

/* Write what was noted, and that this keeper is done. */
void report_write(const char *script);

/* How many keepers of this script are done. */
int report_count(const char *script);

#endif
