/* SPDX-License-Identifier: BSD-2-Clause */

#include "relay/host_answer.h"

#include <string.h>
#include <strings.h>

enum { ANSWER_SIZE = 32 * 1024 }; /* a code in escapes, and all else */

/* What does not fit is our own fault: every text in it has a ceiling. */
void host_answer(struct call *call, int status, struct json *object)
{
    char text[ANSWER_SIZE];

    call->response.status = 500;
    if (object != NULL && json_print(object, text, sizeof(text))) {
        call->response.status = status;
        call_set_body(call, text, strlen(text));
        explicit_bzero(text, sizeof(text));
    }
    json_free(&object);
    call_finish(call);
}

/* Only where a key or a secret is missing is there a scheme to name (RFC 9110
 * section 11.6.1). */
void host_refuse(struct call *call, int status, const char *word,
                 const char *detail)
{
    struct json *object = json_of("{}");

    json_build(&object, "error", json_new_text(word));
    json_build(&object, "detail", json_new_text(detail));
    if (status == 401)
        call_add_field(call, "WWW-Authenticate", "Bearer");
    host_answer(call, status, object);
}

/* The scheme is the same in any case, the token is not (RFC 6750 section 2.1).
 * */
const char *host_bearer(const struct call *call)
{
    static const char scheme[] = "Bearer ";
    const char *authorization = call->request.authorization;

    if (strncasecmp(authorization, scheme, strlen(scheme)) != 0)
        return "";
    return authorization + strlen(scheme);
}
