/* SPDX-License-Identifier: BSD-2-Clause */

#include "keeper/settings_sections.h"
#include "keeper/pam_files.h"
#include "shared/host.h"
#include "shared/nearest.h"
#include "shared/text.h"

#include <string.h>

#define GLOBAL "global"

/* Files in PAM's directories that services include; no login has their name.
 */
static const char fragments[] =
    "common-auth common-account common-password common-session "
    "common-session-noninteractive common-auth-pc common-account-pc "
    "common-password-pc common-session-pc system-auth system-auth-ac "
    "system-account system-login system-local-login system-remote-login "
    "system-services password-auth password-auth-ac fingerprint-auth "
    "smartcard-auth postlogin base-auth base-account base-password "
    "base-session base-session-noninteractive";

/* What a walk through the PAM files looks for. */
struct search {
    const char *section;
    bool asked; /* a service= names it */
    struct nearest nearest;
};

/* sudo -i and su - are programs of their own to PAM, and the same to people:
 * what is written for sudo holds for both. */
enum level section_level(const char *section, const char *asked)
{
    if (strcmp(section, asked) == 0)
        return LEVEL_SERVICE;
    if (strcmp(section, GLOBAL) == 0)
        return LEVEL_GLOBAL;
    if ((strcmp(asked, "sudo-i") == 0 && strcmp(section, "sudo") == 0) ||
        (strcmp(asked, "su-l") == 0 && strcmp(section, "su") == 0))
        return LEVEL_SHORT_NAME;
    return LEVEL_NONE;
}

/* Somebody who names such a file means all services that include it, which a
 * login cannot know. */
static bool is_fragment(const char *name)
{
    return text_has_word(fragments, name);
}

/* For pam_files_names. */
static void look_at(void *context, const char *name, bool asked)
{
    struct search *search = context;

    search->asked |= asked && strcmp(name, search->section) == 0;
    if (asked || !is_fragment(name))
        nearest_try(&search->nearest, name);
}

/* A service that is not installed (yet) is no misspelt one. */
static bool is_known_host(const char *service)
{
    enum host host = host_of_service(service);

    return host != HOST_OTHER && host_row((int) host)->shows;
}

/* Known without a look into any file. */
static bool is_known(const struct settings_source *source, const char *section)
{
    return strcmp(section, GLOBAL) == 0 || is_known_host(section) ||
           strcmp(section, source->service) == 0 ||
           strcmp(section, source->section) == 0;
}

/* Files are looked into last, as a misspelt name is rare. */
const char *section_flaw(const struct settings_source *source,
                         const char *section)
{
    static const char *const known_hosts[] = {"sshd",   "sudo", "su",
                                              "sudo-i", "su-l", "login"};
    static char flaw[LINE_SIZE];
    struct search search = {section, false, nearest_to(section)};

    if (is_known(source, section) ||
        (!is_fragment(section) &&
         pam_files_have(source->pam_directories, section)))
        return NULL;
    nearest_try(&search.nearest, GLOBAL);
    nearest_try(&search.nearest, source->service);
    for (size_t i = 0; i < sizeof(known_hosts) / sizeof(known_hosts[0]); i++)
        nearest_try(&search.nearest, known_hosts[i]);
    pam_files_names(source->pam_directories, look_at, &search);
    if (search.asked)
        return NULL;
    if (is_fragment(section))
        return "is a file that services include: name the service";
    text_format(flaw, sizeof(flaw),
                "no PAM service and no service= argument has this name");
    if (search.nearest.word[0] != '\0')
        text_append(flaw, sizeof(flaw), "; did you mean [%s]?",
                    search.nearest.word);
    return flaw;
}
