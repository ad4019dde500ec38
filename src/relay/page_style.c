/* SPDX-License-Identifier: BSD-2-Clause
 *
 * How pages look, and what a browser may load and send for them.
 */

#include "relay/page.h"

#include "shared/text.h"
#include "shared/url.h"

#include <string.h>

static const char style[] =
#include "src/relay/style.rows"
    ;

/* It is linked in: a service without files has none to lose. */
const char *page_style(void)
{
    return style;
}

/* What stands there twice says nothing more. */
static void add_origin(char policy[POLICY_SIZE], const char *endpoint)
{
    const char *path = strchr(endpoint + strlen("https://"), '/');
    size_t length = strlen(endpoint);
    char origin[URL_SIZE];

    if (path != NULL)
        length = (size_t) (path - endpoint);
    text_format(origin, sizeof(origin), "%.*s", (int) length, endpoint);
    if (!text_has_word(policy, origin))
        text_append(policy, POLICY_SIZE, " %s", origin);
}

/* Chromium holds form-action against the redirect behind a form, too, and
 * other browsers do not (Content Security Policy, section 6.4.2). */
void page_policy(const char *authorization_endpoints,
                 char ret_policy[POLICY_SIZE])
{
    char endpoint[LIST_SIZE];
    struct url url;

    text_format(ret_policy, POLICY_SIZE,
                "default-src 'none'; style-src 'self'; base-uri 'none'; "
                "frame-ancestors 'none'; form-action 'self'");
    while (
        text_next_word(&authorization_endpoints, endpoint, sizeof(endpoint)))
        if (url_parse(endpoint, &url))
            add_origin(ret_policy, endpoint);
}
