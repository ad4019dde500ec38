/* SPDX-License-Identifier: BSD-2-Clause
 *
 * claims-relay, the service and its administrator's command.
 */

#include "relay/certificate.h"
#include "relay/keys_command.h"
#include "relay/server.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { USAGE = 2 };

/* Asked for, it is the output; otherwise it is a complaint. */
static int usage(FILE *stream, int status)
{
    fputs("usage: claims-relay serve [--config FILE]\n"
          "       claims-relay check [--config FILE]\n"
          "       claims-relay keys [--config FILE] add NAME\n"
          "       claims-relay keys [--config FILE] list\n"
          "       claims-relay keys [--config FILE] revoke NAME\n"
          "       claims-relay --help | --version\n"
          "\n"
          "serve   stays in the foreground and answers hosts and browsers\n"
          "check   says whether the configuration and certificate are right\n"
          "keys    adds a host's key and shows it once, lists all, or ends\n"
          "        one; a '*' in NAME stands for anything, as in 'web*'\n"
          "\n"
          "The configuration is " RELAY_CONF_PATH " without --config.\n",
          stream);
    return fflush(stream) == 0 ? status : EXIT_FAILURE;
}

static int complain(const char *what)
{
    fprintf(stderr, "claims-relay: %s\n", what);
    return EXIT_FAILURE;
}

/* What `serve` would refuse at its start is refused here, while the service
 * that runs goes on. */
static int check(const struct relay_settings *settings)
{
    char error[LINE_SIZE];
    bool right = true;

    if (settings->tls_certificate[0] != '\0')
        right = certificate_read(settings->tls_certificate, settings->tls_key,
                                 error);
    certificate_close();
    if (!right)
        return complain(error);
    return puts("the configuration is right") < 0;
}

/* The word was judged before. */
static int run(const char *word, const struct relay_settings *settings,
               int count, char **arguments)
{
    if (strcmp(word, "serve") == 0)
        return server_run(settings);
    if (strcmp(word, "keys") == 0)
        return keys_command_run(settings, count, arguments);
    return check(settings);
}

/* What is wrong with what stands behind the word; NULL for nothing. */
static const char *flaw_of(const char *word, int count, char **arguments)
{
    if (strcmp(word, "keys") == 0)
        return keys_command_flaw(count, arguments);
    if (strcmp(word, "serve") != 0 && strcmp(word, "check") != 0)
        return "say serve, check or keys";
    return count == 0 ? NULL : "nothing may stand behind it but --config FILE";
}

/* --help is understood wherever it stands: whoever types it is lost. */
static bool asks_for_help(int argc, char **argv)
{
    for (int i = 1; i < argc; i++)
        if (strcmp(argv[i], "--help") == 0)
            return true;
    return false;
}

/* The configuration is read for every word: a host key that is added to the
 * wrong file would be looked for in vain. */
int main(int argc, char **argv)
{
    static struct relay_settings settings;
    const char *file = RELAY_CONF_PATH;
    const char *word = argc > 1 ? argv[1] : "";
    const char *flaw;
    char error[LINE_SIZE];
    int first = 2;

    /* What is made is nobody else's; the socket gets its own mode. */
    (void) umask(077);
    if (asks_for_help(argc, argv))
        return usage(stdout, EXIT_SUCCESS);
    if (argc == 2 && strcmp(word, "--version") == 0)
        return puts("claims-relay " PACKAGE_VERSION) < 0;
    if (argc > 3 && strcmp(argv[2], "--config") == 0) {
        file = argv[3];
        first = 4;
    }
    /* Without a word there is nothing behind it either. */
    if (first > argc)
        first = argc;
    flaw = flaw_of(word, argc - first, argv + first);
    if (flaw != NULL) {
        (void) complain(flaw);
        return usage(stderr, USAGE);
    }
    if (!relay_settings_load(file, &settings, error))
        return complain(error);
    return run(word, &settings, argc - first, argv + first);
}
