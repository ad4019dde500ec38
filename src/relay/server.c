/* SPDX-License-Identifier: BSD-2-Clause */

#include "relay/server.h"

#include "process/clock.h"
#include "relay/arrivals.h"
#include "relay/certificate.h"
#include "relay/http.h"
#include "relay/listener.h"
#include "relay/log.h"
#include "relay/monitor.h"
#include "relay/page.h"
#include "shared/text.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <syslog.h>
#include <unistd.h>

enum {
    KEYS_PAUSE = 2 * 1000,    /* ms between two looks at the keys' file */
    END_PAUSE = 50,           /* ms between two looks whether all have gone */
    END_MAX = 5 * 1000,       /* ms for those who are slow */
    SPARE = 256,              /* connections beside those of hosts that wait */
    HOST_HEAD = 5 * 1024,     /* bytes: tens of thousands of them wait */
    BROWSER_HEAD = 32 * 1024, /* a callback with a long code */
    MONITORS = 64,
};

struct server {
    struct relay relay;
    struct http *http;         /* of browsers; by TLS of hosts, too */
    struct http *hosts;        /* of hosts; NULL by TLS */
    struct arrivals *arrivals; /* for these two; NULL by TLS */
    struct http *monitor;      /* NULL for none */
    struct watch signals;
    struct timer keys_timer;
    struct timer end_timer;
    int64_t end;          /* at the latest */
    char told[LINE_SIZE]; /* what was wrong with the keys last */
    char policy[POLICY_SIZE];
};

/* There is one, and its timers have no room for a context. */
static struct server server;

/* Who was let in goes on: a file that is half-written must not lock out a
 * fleet.  One that cannot be read is tried at each look, and told of once. */
static void refresh_keys(bool always)
{
    char error[LINE_SIZE] = "";

    (void) keys_refresh(server.relay.keys, always, error);
    if (error[0] != '\0' && (always || strcmp(error, server.told) != 0))
        log_line(LOG_ERR, "%s; the keys are as they were", error);
    text_format(server.told, LINE_SIZE, "%s", error);
}

/* A key that was added counts without a signal, which an administrator in a
 * hurry forgets. */
static void look_at_keys(struct timer *timer)
{
    refresh_keys(false);
    loop_set(server.relay.loop, timer, clock_monotonic() + KEYS_PAUSE);
}

/* Both are tried: one that is spoilt is no reason to leave the other. */
static void reload(void)
{
    const struct relay_settings *settings = server.relay.settings;
    char error[LINE_SIZE];

    refresh_keys(true);
    if (settings->tls_certificate[0] == '\0')
        return;
    if (certificate_read(settings->tls_certificate, settings->tls_key, error))
        log_line(LOG_NOTICE, "certificate and keys were read anew");
    else
        log_line(LOG_ERR, "%s; the certificate is as it was", error);
}

static int64_t count_due(void)
{
    int64_t due = http_due(server.http);

    if (server.hosts != NULL)
        due += http_due(server.hosts);
    return due;
}

/* Until every answer is out, or has had its time. */
static void look_at_end(struct timer *timer)
{
    int64_t now = clock_monotonic();

    if (count_due() == 0 || now >= server.end)
        loop_stop(server.relay.loop);
    else
        loop_set(server.relay.loop, timer, now + END_PAUSE);
}

/* Hosts that wait are told first, and ask the next node; browsers come again
 * by themselves. */
static void begin_end(void)
{
    arrivals_close(server.arrivals);
    server.arrivals = NULL;
    http_quiet(server.http);
    relay_end(&server.relay);
    server.end = clock_monotonic() + END_MAX;
    loop_set(server.relay.loop, &server.end_timer,
             clock_monotonic() + END_PAUSE);
}

/* A second signal changes nothing: the end is under way. */
static void take_signal(struct watch *watch, uint32_t events)
{
    struct signalfd_siginfo info;

    (void) events;
    if (read(watch->fd, &info, sizeof(info)) != sizeof(info))
        return;
    if (info.ssi_signo == SIGHUP)
        reload();
    else if (server.end == 0)
        begin_end();
}

/* As descriptors, so that a signal is one event among others, and interrupts
 * nothing. */
static bool watch_signals(void)
{
    sigset_t set;

    (void) signal(SIGPIPE, SIG_IGN);
    (void) sigemptyset(&set);
    (void) sigaddset(&set, SIGHUP);
    (void) sigaddset(&set, SIGINT);
    (void) sigaddset(&set, SIGTERM);
    (void) sigprocmask(SIG_BLOCK, &set, NULL);
    server.signals.fd = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
    server.signals.ready = take_signal;
    return server.signals.fd >= 0 &&
           loop_watch(server.relay.loop, &server.signals, EPOLLIN);
}

/* As many as hosts may wait, and some; fewer where the system has no more
 * descriptors for us. */
static int64_t count_connections(const struct relay_settings *settings)
{
    struct rlimit limit = {0, 0};
    int64_t most = settings->waiting + SPARE;

    if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
        return most;
    limit.rlim_cur = limit.rlim_max;
    (void) setrlimit(RLIMIT_NOFILE, &limit);
    if (limit.rlim_max == RLIM_INFINITY ||
        (int64_t) limit.rlim_max > most + SPARE)
        return most;
    log_line(LOG_WARNING,
             "there are descriptors for %d connections, fewer than waiting "
             "may be: raise LimitNOFILE=",
             (int) limit.rlim_max - SPARE / 4);
    return (int64_t) limit.rlim_max - SPARE / 4;
}

/* The service cannot begin: its last line says why. */
static bool complain(const char *what)
{
    log_line(LOG_ERR, "%s", what);
    return false;
}

/* The context is of any kind to the HTTP library. */
static void answer(void *context, struct call *call)
{
    relay_answer(context, call);
}

static void sort_out(void *context, int connection, bool host,
                     const struct sockaddr *address, socklen_t length)
{
    (void) context;
    http_take(host ? server.hosts : server.http, connection, address, length);
}

/* By TLS nobody can see who is there before hands are shaken, and its sessions
 * are the largest part anyway.  Behind a front connections are one call's:
 * the front uses them for hosts and browsers in turn. */
static bool serve(struct http_options *options, const char *trusted_proxies)
{
    int listener = options->listener;

    options->head = BROWSER_HEAD;
    if (!options->tls)
        options->listener = -1;
    server.http = http_open(server.relay.loop, options);
    if (server.http == NULL)
        return false;
    if (options->tls)
        return true;
    options->head = HOST_HEAD;
    options->closes = trusted_proxies[0] != '\0';
    server.hosts = http_open(server.relay.loop, options);
    server.arrivals =
        arrivals_open(server.relay.loop, listener, SPARE, sort_out, NULL);
    return server.hosts != NULL && server.arrivals != NULL;
}

/* In front of anything that takes a while: systemd's socket is the first. */
static bool listen_to_all(const struct relay_settings *settings)
{
    char error[LINE_SIZE];
    struct http_options options = {
        .tls = settings->tls_certificate[0] != '\0',
        .connections = count_connections(settings),
        .trusted_proxies = settings->trusted_proxies,
        .policy = server.policy,
        .answer = answer,
        .context = &server.relay,
    };

    options.listener = listener_open(settings->listen, error);
    if (options.listener < 0)
        return complain(error);
    /* systemd's unit may say something else than `listen`, which was judged
     * with the configuration. */
    if (!options.tls && !listener_is_local(options.listener))
        return complain("systemd's socket is open to other machines: set "
                        "tls_certificate and tls_key, or ListenStream= to a "
                        "path or a loopback address");
    if (!serve(&options, settings->trusted_proxies))
        return complain("the HTTP library cannot serve");
    if (settings->metrics_listen[0] == '\0')
        return true;
    /* Monitoring systems are inside, and see no secret. */
    options.tls = false;
    options.closes = false;
    options.connections = MONITORS;
    options.answer = monitor_answer;
    options.listener = listener_open(settings->metrics_listen, error);
    if (options.listener < 0)
        return complain(error);
    server.monitor = http_open(server.relay.loop, &options);
    if (server.monitor == NULL)
        return complain("the HTTP library cannot serve");
    return true;
}

/* Each kind knows the loop alone. */
static struct store *open_store(const struct relay_settings *settings)
{
    if (strcmp(settings->store, "memory") == 0)
        return store_open_memory(server.relay.loop, settings->waiting);
    return store_open_redis(server.relay.loop, settings->store,
                            settings->store_ca_file, settings->waiting);
}

/* All that is there before the first call. */
static bool prepare(const struct relay_settings *settings)
{
    struct relay *relay = &server.relay;
    char error[LINE_SIZE];

    relay->settings = settings;
    /* Signals first, so that one that comes early is not lost. */
    relay->loop = loop_open();
    if (relay->loop == NULL || !watch_signals())
        return complain("there is no descriptor or memory left");
    relay->keys = keys_open(settings->keys_file);
    relay->store = open_store(settings);
    if (relay->keys == NULL || relay->store == NULL || !relay_open(relay))
        return complain("there is no memory left");
    /* A service that knows no key refuses every host: better it does not
     * begin, while somebody is looking. */
    if (!keys_refresh(relay->keys, true, error))
        return complain(error);
    if (settings->tls_certificate[0] != '\0' &&
        !certificate_read(settings->tls_certificate, settings->tls_key, error))
        return complain(error);
    page_policy(settings->authorization_endpoints, server.policy);
    return listen_to_all(settings);
}

/* The store first: its answers that are due end the calls that wait for them,
 * and the HTTP library cannot end with one that is open. */
static void clean_up(void)
{
    struct relay *relay = &server.relay;

    if (relay->store != NULL)
        store_close(relay->store);
    arrivals_close(server.arrivals);
    if (server.http != NULL)
        http_close(server.http);
    if (server.hosts != NULL)
        http_close(server.hosts);
    if (server.monitor != NULL)
        http_close(server.monitor);
    if (relay->guesses != NULL)
        relay_close(relay);
    keys_close(relay->keys);
    certificate_close();
    if (server.signals.fd > 0)
        (void) close(server.signals.fd);
    loop_close(relay->loop);
}

/* systemd takes the status: what cannot be begun is told in the log, and not
 * tried again and again without a word. */
int server_run(const struct relay_settings *settings)
{
    bool prepared = prepare(settings);

    if (prepared) {
        server.keys_timer.fire = look_at_keys;
        server.end_timer.fire = look_at_end;
        look_at_keys(&server.keys_timer);
        log_line(LOG_NOTICE, "answers at %s for %s", settings->listen,
                 settings->public_url);
        loop_run(server.relay.loop);
        log_line(LOG_NOTICE, "ends");
    }
    clean_up();
    return prepared ? EXIT_SUCCESS : EXIT_FAILURE;
}
