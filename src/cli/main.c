/* SPDX-License-Identifier: BSD-2-Clause
 *
 * pam-claims, the administrator's command.
 */

#include "cli/explain.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Asked for, it is the output; otherwise it is a complaint. */
static int usage(FILE *stream, int status)
{
    fputs("usage: pam-claims explain MESSAGE [--json] [options] < message\n"
          "       pam-claims --help | --version\n"
          "\n"
          "What is understood of a message, with exit status 0 if it is\n"
          "usable, 1 if it is not, 2 for wrong usage:\n",
          stream);
    explain_list(stream);
    /* What did not get out, as to a full disk, has helped nobody. */
    return fflush(stream) == 0 ? status : EXIT_FAILURE;
}

/* --help is understood wherever it stands: whoever types it is lost. */
int main(int argc, char **argv)
{
    for (int i = 1; i < argc; i++)
        if (strcmp(argv[i], "--help") == 0)
            return usage(stdout, EXIT_SUCCESS);
    if (argc == 2 && strcmp(argv[1], "--version") == 0)
        return puts("pam-claims " PACKAGE_VERSION) < 0;
    if (argc > 1 && strcmp(argv[1], "explain") == 0)
        return explain_run(argc - 1, argv + 1);
    return usage(stderr, EXPLAIN_USAGE);
}
