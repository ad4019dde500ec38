/* SPDX-License-Identifier: BSD-2-Clause */

#include "keeper/paste.h"

#include <string.h>
#include <strings.h>

/* Scheme and host are the same in any case (RFC 3986 section 6.2.2.1); for
 * the rest the agent will be strict. */
static bool begins_with(const char *text, const char *start)
{
    return strncasecmp(text, start, strlen(start)) == 0;
}

/* A parameter of that name and "=", where one may begin. */
static bool has_parameter(const char *text, const char *name)
{
    for (const char *at = strstr(text, name); at != NULL;
         at = strstr(at + 1, name))
        if (at == text || at[-1] == '?' || at[-1] == '&')
            return true;
    return false;
}

bool paste_is_address(const char *text, const char *redirect_uri)
{
    const char *host = strstr(redirect_uri, "://");

    /* What is marked with a mouse begins where the hand was. */
    text += strspn(text, " \t\r\n");
    return begins_with(text, redirect_uri) ||
           (host != NULL && begins_with(text, host + strlen("://"))) ||
           has_parameter(text, "code=") || has_parameter(text, "error=");
}
