/* SPDX-License-Identifier: BSD-2-Clause */

#include "keeper/success.h"
#include "process/clock.h"
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

    /* All bytes: the struct is zero where nothing was set. */
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

/* What the success of one login has to have in common with another's. */
static void describe(const struct context *context, int64_t began,
                     struct success *ret_success)
{
    *ret_success = (struct success){.began = began};
    read_boot(ret_success->boot);
    text_copy(ret_success->conf, PATH_SIZE, context->login.conf);
    text_copy(ret_success->section, WORD_SIZE, context->login.section);
    text_format(ret_success->settings, WORD_SIZE, "%" PRIx64,
                digest(&context->settings));
}

/* The other login asked for just what this one asks for. */
static bool is_same(const struct success *found, const struct success *wanted)
{
    return wanted->boot[0] != '\0' && strcmp(found->boot, wanted->boot) == 0 &&
           strcmp(found->conf, wanted->conf) == 0 &&
           strcmp(found->section, wanted->section) == 0 &&
           strcmp(found->settings, wanted->settings) == 0;
}

/* Nothing is asked for but what the settings ask for, and no age of a
 * sign-in that goes on growing. */
static bool is_plain(const struct context *context, const struct ports *ports,
                     const struct demand *demand)
{
    return demand->claims[0] == '\0' && demand->acr_values[0] == '\0' &&
           demand->max_age < 0 &&
           context->settings.client.required.max_age < 0 &&
           !ports->person.shown;
}

bool success_serves(const struct context *context, struct ports *ports,
                    const struct progress *progress)
{
    struct success found, wanted;

    /* Without a wait no other login can have begun its check after ours began.
     */
    if (!ports->store.waited || !is_plain(context, ports, &progress->demand) ||
        progress->record.binding != BINDING_KNOWN ||
        !token_store_read_success(&ports->store, &found))
        return false;
    describe(context, found.began, &wanted);
    /* A success from the future is of another clock. */
    if (!is_same(&found, &wanted) || found.began < ports->clock.started ||
        found.began > clock_boottime())
        return false;
    remarks_note(&ports->remarks, "shared",
                 "checked for another login of this user at this moment");
    return true;
}

struct result success_note(const struct context *context, struct ports *ports,
                           struct progress *progress)
{
    struct success success;

    if (is_plain(context, ports, &progress->demand)) {
        describe(context, progress->began, &success);
        token_store_write_success(&ports->store, &success);
    }
    return result_of(CAME_PASSED);
}
