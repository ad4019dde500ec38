/* SPDX-License-Identifier: BSD-2-Clause */

#include "relay/http.h"

#include "process/clock.h"
#include "relay/certificate.h"
#include "relay/exchange.h"

#include <microhttpd.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <unistd.h>

enum { IDLE_MAX = 30 /* seconds that a connection may do nothing */ };

/* Not constant, since the library takes it as a pointer of any kind. */
static char priorities[] = "NORMAL:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2";

struct http {
    struct watch watch; /* of the library's epoll */
    struct timer timer; /* when it wants to run anyway */
    struct loop *loop;
    struct MHD_Daemon *daemon;
    struct http_options options;
    int64_t due;
    bool resumed; /* a connection is to be gone on with at once */
};

/* What the library wants to do next it says itself, but for a connection that
 * was resumed while it ran. */
static void run(struct http *http)
{
    MHD_UNSIGNED_LONG_LONG left = 0;

    do {
        http->resumed = false;
        (void) MHD_run(http->daemon);
    } while (http->resumed);
    if (MHD_get_timeout(http->daemon, &left) == MHD_YES)
        loop_set(http->loop, &http->timer, clock_monotonic() + (int64_t) left);
    else
        loop_clear(http->loop, &http->timer);
}

/* Which of its descriptors is ready the library finds out itself. */
static void run_ready(struct watch *watch, uint32_t events)
{
    (void) events;
    run((struct http *) watch);
}

/* A connection has been idle for too long, or was just resumed. */
static void run_due(struct timer *timer)
{
    run(OWNER_OF(timer, struct http, timer));
}

/* Called for the first line of a request, before its header fields are there.
 * */
static void *begin_exchange(void *context, const char *target,
                            struct MHD_Connection *connection)
{
    struct exchange *exchange = exchange_new(target, connection);
    struct http *http = context;

    if (exchange == NULL)
        return NULL;
    exchange->http = http;
    exchange->options = &http->options;
    return exchange;
}

/* Called once for each, however it came to its end. */
static void end_exchange(void *context, struct MHD_Connection *connection,
                         void **state, enum MHD_RequestTerminationCode code)
{
    (void) context;
    (void) connection;
    (void) code;
    if (*state != NULL)
        exchange_free(*state);
    *state = NULL;
}

/* Once: a connection that is gone says so as long as it is asked. */
static void hang_up(struct watch *watch, uint32_t events)
{
    struct exchange *exchange = OWNER_OF(watch, struct exchange, watch);

    (void) events;
    loop_forget(exchange->http->loop, watch);
    if (exchange->call.hung_up != NULL)
        exchange->call.hung_up(&exchange->call);
}

/* The library does not look at it meanwhile, so that we do. */
static void wait_for_answer(struct exchange *exchange)
{
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(
        exchange->connection, MHD_CONNECTION_INFO_CONNECTION_FD);

    exchange->suspended = true;
    exchange->http->due++;
    /* In front of our own watch: the library takes its off. */
    MHD_suspend_connection(exchange->connection);
    exchange->watch.fd = info->connect_fd;
    exchange->watch.ready = hang_up;
    (void) loop_watch(exchange->http->loop, &exchange->watch, EPOLLRDHUP);
}

/* Called for the head, for each piece of the body and at its end; and once
 * more when the connection goes on behind the answer. */
static enum MHD_Result handle(void *context, struct MHD_Connection *connection,
                              const char *decoded, const char *method,
                              const char *version, const char *data,
                              size_t *size, void **state)
{
    struct http *http = context;
    struct exchange *exchange = *state;
    size_t length = *size;

    (void) connection;
    (void) decoded;
    (void) version;
    /* Taken, whatever becomes of it: what is left would be offered again. */
    *size = 0;
    if (exchange == NULL)
        return MHD_NO;
    if (!exchange->begun)
        return exchange_take_head(exchange, method);
    if (length > 0)
        return exchange_take_body(exchange, data, length);
    if (!exchange->asked) {
        exchange->asked = true;
        http->options.answer(http->options.context, &exchange->call);
    }
    if (exchange->finished)
        return exchange_send(exchange);
    if (!exchange->suspended)
        wait_for_answer(exchange);
    return MHD_YES;
}

/* A call that is answered while it is asked goes on from there; one that
 * waited is taken up by the library at its next turn, which is made due at
 * once. */
void call_finish(struct call *call)
{
    struct exchange *exchange = (struct exchange *) call;
    struct http *http = exchange->http;

    exchange->finished = true;
    /* handle() is still to see that it is. */
    if (!exchange->suspended)
        return;
    exchange->suspended = false;
    http->due--;
    loop_forget(http->loop, &exchange->watch);
    MHD_resume_connection(exchange->connection);
    http->resumed = true;
    loop_set(http->loop, &http->timer, clock_monotonic());
}

/* A client that has closed its half counts as gone: it would have to wait for
 * an answer, and ours close only when they are ended. */
bool call_is_dead(struct call *call)
{
    struct exchange *exchange = (struct exchange *) call;
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(
        exchange->connection, MHD_CONNECTION_INFO_CONNECTION_FD);
    struct pollfd connection = {.events = POLLRDHUP};

    if (info == NULL)
        return true;
    connection.fd = info->connect_fd;
    return poll(&connection, 1, 0) > 0 && connection.revents != 0;
}

/* No thread and no polling of its own; a connection that does nothing is
 * ended, so that slow senders do not take all the places (CWE-400). */
static struct MHD_Daemon *start(struct http *http)
{
    const struct http_options *options = &http->options;
    struct MHD_OptionItem tls[] = {
        {MHD_OPTION_HTTPS_CERT_CALLBACK, 0, certificate_retriever()},
        {MHD_OPTION_HTTPS_PRIORITIES, 0, priorities},
        {MHD_OPTION_END, 0, NULL},
    };
    struct MHD_OptionItem listener[] = {
        {MHD_OPTION_LISTEN_SOCKET, options->listener, NULL},
        {MHD_OPTION_END, 0, NULL},
    };
    unsigned int flags =
        MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ITC;

    if (options->tls)
        flags |= MHD_USE_TLS;
    else
        tls[0].option = MHD_OPTION_END;
    if (options->listener < 0) {
        flags |= MHD_USE_NO_LISTEN_SOCKET;
        listener[0].option = MHD_OPTION_END;
    }
    return MHD_start_daemon(
        flags, 0, NULL, NULL, handle, http, MHD_OPTION_ARRAY, listener,
        MHD_OPTION_ARRAY, tls, MHD_OPTION_URI_LOG_CALLBACK, begin_exchange,
        http, MHD_OPTION_NOTIFY_COMPLETED, end_exchange, NULL,
        MHD_OPTION_CONNECTION_LIMIT, (unsigned int) options->connections,
        MHD_OPTION_CONNECTION_TIMEOUT, (unsigned int) IDLE_MAX,
        MHD_OPTION_CONNECTION_MEMORY_LIMIT, options->head, MHD_OPTION_END);
}

static void close_listener(const struct http_options *options)
{
    if (options->listener >= 0)
        (void) close(options->listener);
}

/* The listener is the library's from its start; before that it is closed here.
 * */
struct http *http_open(struct loop *loop, const struct http_options *options)
{
    struct http *http = calloc(1, sizeof(*http));
    const union MHD_DaemonInfo *info;

    if (http == NULL) {
        close_listener(options);
        return NULL;
    }
    http->loop = loop;
    http->options = *options;
    http->timer.fire = run_due;
    http->watch.ready = run_ready;
    http->daemon = start(http);
    if (http->daemon == NULL) {
        close_listener(options);
        free(http);
        return NULL;
    }
    /* An epoll(7) in ours: it is ready while anything in it is. */
    info = MHD_get_daemon_info(http->daemon, MHD_DAEMON_INFO_EPOLL_FD);
    http->watch.fd = info->epoll_fd;
    if (!loop_watch(loop, &http->watch, EPOLLIN)) {
        http_close(http);
        return NULL;
    }
    return http;
}

/* The library closes it, also where it has no room for it. */
void http_take(struct http *http, int connection,
               const struct sockaddr *address, socklen_t length)
{
    (void) MHD_add_connection(http->daemon, connection, address, length);
    run(http);
}

/* Connections that are there go on: their answers are still due. */
void http_quiet(struct http *http)
{
    int listener = MHD_quiesce_daemon(http->daemon);

    if (listener >= 0)
        (void) close(listener);
    run(http);
}

/* For whoever waits for the end. */
int64_t http_due(const struct http *http)
{
    return http->due;
}

/* Answers that were given behind the loop's end go out here. */
void http_close(struct http *http)
{
    (void) MHD_run(http->daemon);
    loop_clear(http->loop, &http->timer);
    loop_forget(http->loop, &http->watch);
    MHD_stop_daemon(http->daemon);
    free(http);
}
