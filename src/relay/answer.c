/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Which address and method is answered by whom.
 */

#include "relay/browser_calls.h"
#include "relay/browser_page.h"
#include "relay/events.h"
#include "relay/expiry.h"
#include "relay/guesses.h"
#include "relay/host_answer.h"
#include "relay/host_calls.h"
#include "relay/waiters.h"

#include <string.h>

#define HOSTS "/v1/sign-ins"

enum { ID_LENGTH = SIGN_IN_ID_SIZE - 1 };

/* Each is a line of the log: hosts do not err often. */
static void refuse_host(struct relay *relay, struct call *call, int status,
                        const char *word, const char *detail)
{
    event_refused(relay, call, NULL, word);
    host_refuse(call, status, word, detail);
}

/* The methods that would do are named (RFC 9110 section 15.5.6). */
static void refuse_host_method(struct relay *relay, struct call *call,
                               const char *allowed)
{
    call_add_field(call, "Allow", "%s", allowed);
    refuse_host(relay, call, 405, "method", "use another method");
}

static void refuse_browser_method(struct relay *relay, struct call *call,
                                  const char *allowed)
{
    call_add_field(call, "Allow", "%s", allowed);
    browser_refuse(relay, call, PAGE_METHOD);
}

/*
 * Take an id from the beginning of a path, in upper case: somebody may have
 * typed it.  What follows, or NULL where there is none.
 */
static const char *take_id(const char *path, char ret_id[SIGN_IN_ID_SIZE])
{
    size_t length = strcspn(path, "/");

    if (length != ID_LENGTH)
        return NULL;
    for (size_t i = 0; i < length; i++) {
        char byte = path[i];

        if (byte >= 'a' && byte <= 'z')
            byte = (char) (byte - 'a' + 'A');
        if (!(byte >= '0' && byte <= '9') && !(byte >= 'A' && byte <= 'Z'))
            return NULL;
        ret_id[i] = byte;
    }
    ret_id[length] = '\0';
    return path + length;
}

/* Behind /v1/sign-ins. */
static void answer_host(struct relay *relay, struct call *call,
                        const char *path)
{
    enum method method = call->request.method;
    char id[SIGN_IN_ID_SIZE];
    const char *rest = NULL;

    if (path[0] == '/')
        rest = take_id(path + 1, id);
    if (path[0] == '\0' && method == METHOD_POST)
        host_start(relay, call);
    else if (path[0] == '\0')
        refuse_host_method(relay, call, "POST");
    else if (rest == NULL || (rest[0] != '\0' && strcmp(rest, "/result") != 0))
        refuse_host(relay, call, 404, "unknown", "there is no such address");
    else if (rest[0] == '\0' && method == METHOD_DELETE)
        host_give_up(relay, call, id);
    else if (rest[0] == '\0')
        refuse_host_method(relay, call, "DELETE");
    else if (method == METHOD_POST)
        host_result(relay, call, id);
    else
        refuse_host_method(relay, call, "POST");
}

/* The one thing that a cache may keep. */
static void send_style(struct call *call)
{
    const char *style = page_style();

    call->response.status = 200;
    call_add_field(call, "Content-Type", "text/css; charset=utf-8");
    call_add_field(call, "Cache-Control", "public, max-age=86400");
    call_set_body(call, style, strlen(style));
    call_finish(call);
}

/* What is no address of ours is no guess either: browsers look for icons. */
static void answer_browser(struct relay *relay, struct call *call)
{
    const char *path = call->request.path;
    enum method method = call->request.method;
    char id[SIGN_IN_ID_SIZE];
    const char *rest = take_id(path + 1, id);
    bool callback = strcmp(path, "/callback") == 0;
    bool style = strcmp(path, PAGE_STYLE_PATH) == 0;
    bool done = rest != NULL && strcmp(rest, "/done") == 0;

    if (rest != NULL && rest[0] == '\0' && method == METHOD_GET)
        browser_ask(relay, call, id);
    else if (rest != NULL && rest[0] == '\0' && method == METHOD_POST)
        browser_decide(relay, call, id);
    else if (rest != NULL && rest[0] == '\0')
        refuse_browser_method(relay, call, "GET, HEAD, POST");
    else if (!callback && !style && !done)
        browser_refuse(relay, call, PAGE_UNKNOWN);
    else if (method != METHOD_GET)
        refuse_browser_method(relay, call, "GET, HEAD");
    else if (callback)
        browser_return(relay, call);
    else if (done)
        browser_done(relay, call, id);
    else
        send_style(call);
}

/* The next node, or the one that follows, knows what there is to know; the
 * connection is not of this one's any more. */
static void refuse_all(struct relay *relay, struct call *call, bool host)
{
    call_add_field(call, "Connection", "close");
    if (!host) {
        browser_refuse(relay, call, PAGE_AWAY);
        return;
    }
    call_add_field(call, "Retry-After", "2");
    refuse_host(relay, call, 503, "away", "this node ends");
}

/* A call of which two parties could see different ones is nobody's. */
void relay_answer(struct relay *relay, struct call *call)
{
    const char *path = call->request.path;
    bool host = strncmp(path, "/v1/", strlen("/v1/")) == 0;

    if (relay->ending)
        refuse_all(relay, call, host);
    else if (path[0] != '/')
        browser_refuse(relay, call, PAGE_MALFORMED);
    else if (call->request.twice && host)
        refuse_host(relay, call, 400, "malformed",
                    "send each header field once");
    else if (call->request.twice)
        browser_refuse(relay, call, PAGE_MALFORMED);
    else if (call->request.too_large && host)
        refuse_host(relay, call, 413, "large", "send 16 KiB at most");
    else if (call->request.too_large)
        browser_refuse(relay, call, PAGE_TOO_LARGE);
    else if (strncmp(path, HOSTS, strlen(HOSTS)) == 0)
        answer_host(relay, call, path + strlen(HOSTS));
    else if (host)
        refuse_host(relay, call, 404, "unknown", "there is no such address");
    else if (!browser_is_refused(relay, call))
        answer_browser(relay, call);
}

/* The store tells of changes from now on, those of this node too: whoever
 * waits learns of both in one way. */
bool relay_open(struct relay *relay)
{
    relay->guesses = guesses_open();
    relay->waiters = NULL;
    relay->expiries = NULL;
    relay->ending = false;
    memset(relay->counts, 0, sizeof(relay->counts));
    if (relay->guesses == NULL)
        return false;
    store_listen(relay->store, waiters_look, relay);
    return true;
}

/* Hosts whose calls end ask again, of a node that is there. */
void relay_end(struct relay *relay)
{
    relay->ending = true;
    waiters_end(relay);
}

/* The store and the loop are whose they were before. */
void relay_close(struct relay *relay)
{
    expiry_close(relay);
    guesses_close(relay->guesses);
}
