/* SPDX-License-Identifier: BSD-2-Clause */

#include "keeper/success.h"
#include "keeper/deadline.h"
#include "shared/text.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* What no two different configurations have in common (FNV-1a, 64 bits); they
 * are the administrator's, and nobody forges them. */
static uint64_t digest(const struct settings *settings)
{
    const unsigned char *bytes = (const unsigned char *) settings;
    uint64_t sum = 0xcbf29ce484222325;

    for (size_t i = 0; i < sizeof(*settings); i++)
        sum = (sum ^ bytes[i]) * 0x100000001b3;
    return sum;
}

/* Clocks begin anew when the system does. */
static void read_boot(char ret_boot[WORD_SIZE])
{
    FILE *file = fopen("/proc/sys/kernel/random/boot_id", "re");

    if (file == NULL || fscanf(file, "%63s", ret_boot) != 1)
        ret_boot[0] = '\0';
    if (file != NULL)
        fclose(file);
}

static void describe(const struct attempt *attempt, int64_t began,
                     struct success *ret_success)
{
    *ret_success = (struct success){.began = began};
    read_boot(ret_success->boot);
    text_copy(ret_success->conf, PATH_SIZE, attempt->login.conf);
    text_copy(ret_success->section, WORD_SIZE, attempt->login.section);
    text_format(ret_success->settings, WORD_SIZE, "%" PRIx64,
                digest(&attempt->settings));
}

/* Nothing is asked for but what the settings ask for, and no age of a
 * sign-in that goes on growing. */
static bool is_plain(const struct attempt *attempt)
{
    const struct demand *demand = &attempt->demand;

    return demand->claims[0] == '\0' && demand->acr_values[0] == '\0' &&
           demand->max_age < 0 &&
           attempt->settings.client.required.max_age < 0 && !attempt->shown;
}

bool success_serves(struct attempt *attempt)
{
    struct success found, wanted;

    if (!attempt->store.waited || !is_plain(attempt) ||
        attempt->record.binding != BINDING_KNOWN ||
        !token_store_read_success(&attempt->store, &found))
        return false;
    describe(attempt, found.began, &wanted);
    if (wanted.boot[0] == '\0' || strcmp(found.boot, wanted.boot) != 0 ||
        strcmp(found.conf, wanted.conf) != 0 ||
        strcmp(found.section, wanted.section) != 0 ||
        strcmp(found.settings, wanted.settings) != 0)
        return false;
    if (found.began < attempt->started || found.began > deadline_now())
        return false;
    attempt_note(attempt, "shared",
                 "checked for another login of this user at this moment");
    return true;
}

void success_note(const struct attempt *attempt, int64_t began)
{
    struct success success;

    if (!is_plain(attempt))
        return;
    describe(attempt, began, &success);
    token_store_write_success(&attempt->store, &success);
}
