/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Loads the configuration "conf" of the scratch folder.
 */

#ifndef TESTS_UNIT_CONFIGURATION_H
#define TESTS_UNIT_CONFIGURATION_H

#include "keeper/settings.h"

#include "scratch.h"

#define ISSUER "https://idp.example/realm"
#define HEAD "[global]\nissuer = " ISSUER "\nclient_id = app\n"

static struct settings settings;
static char error[LINE_SIZE];

static inline bool load(const char *service, bool drop_ins)
{
    error[0] = '\0';
    return settings_load(scratch_path("conf"), drop_ins, service, &settings,
                         error);
}

static inline void assert_loads(const char *service, bool drop_ins)
{
    if (!load(service, drop_ins))
        fail_msg("%s", error);
    assert_string_equal(error, "");
}

/* The complaint names the file and then reads `rest`. */
static inline void assert_refused(const char *service, const char *rest)
{
    struct settings before;
    char expected[LINE_SIZE];

    memset(&settings, 0x55, sizeof(settings));
    before = settings;
    assert_false(load(service, true));
    assert_memory_equal(&settings, &before, sizeof(before));
    snprintf(expected, sizeof(expected), "%s%s", scratch_path("conf"), rest);
    assert_string_equal(error, expected);
}

#endif
