/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Loads the configuration "conf" of the scratch directory.
 */

#ifndef TESTS_UNIT_CONFIGURATION_H
#define TESTS_UNIT_CONFIGURATION_H

#include "keeper/settings.h"

#include "scratch.h"

#define ISSUER "https://idp.example/realm"
#define HEAD "[global]\nissuer = " ISSUER "\nclient_id = app\n"

static struct settings settings;
static char error[LINE_SIZE];

/* A login of one service that reads a section, on a host whose PAM files are
 * those in the scratch directory's "pam.d", among them one of cron. */
static inline bool load_section(const char *service, const char *section,
                                bool drop_ins)
{
    static char file[512], directory[512];
    const char *const directories[] = {directory, NULL};
    const struct settings_source source = {.file = file,
                                           .drop_ins = drop_ins,
                                           .service = service,
                                           .section = section,
                                           .pam_directories = directories};

    snprintf(file, sizeof(file), "%s", scratch_path("conf"));
    snprintf(directory, sizeof(directory), "%s", scratch_path("pam.d"));
    (void) mkdir(directory, 0755);
    scratch_write("pam.d/cron", "account required pam_unix.so\n");
    error[0] = '\0';
    return settings_load(&source, &settings, error);
}

static inline bool load(const char *service, bool drop_ins)
{
    return load_section(service, service, drop_ins);
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

    memset(&settings, 0x55, sizeof(settings));
    before = settings;
    assert_false(load(service, true));
    assert_memory_equal(&settings, &before, sizeof(before));
    assert_string_equal(error, scratch_complaint(scratch_path("conf"), rest));
}

#endif
