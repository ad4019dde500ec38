/* SPDX-License-Identifier: BSD-2-Clause
 *
 * A scenario: the sections of one text file, as README.md describes them.
 */

#ifndef SCENARIOS_SCENARIO_H
#define SCENARIOS_SCENARIO_H

#include <stdbool.h>
#include <stddef.h>

enum section_name {
    SECTION_OPTIONS, /* arguments of the module */
    SECTION_HOST,    /* the process that loads it */
    SECTION_KEEPER,  /* what the keeper does */
    SECTION_RUN,     /* calls and their codes */
    SECTION_PROMPTS, /* what the person sees, and does */
    SECTION_LOG,     /* what is logged */
    SECTION_COUNT
};

enum { LINES_MAX = 48 };

struct section {
    char *lines[LINES_MAX];
    size_t count;
};

struct scenario {
    const char *path;
    char *text;
    struct section sections[SECTION_COUNT];
};

/* Read a file; false, after a complaint, for one that is none.  The caller
 * frees what was read with scenario_free() either way. */
bool scenario_read(const char *path, struct scenario *ret_scenario);

void scenario_free(struct scenario *);

/* Say what is not as it should be; the scenario has then failed. */
void complain(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* The text of a file, empty where there is none; the caller frees it. */
char *read_file(const char *path);

/* Make a file of this text, or complain. */
void write_file(const char *path, const char *text);

/* How often that happened since the last call. */
size_t complaints(void);

#endif
