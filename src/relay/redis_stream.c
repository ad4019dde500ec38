/* SPDX-License-Identifier: BSD-2-Clause */

#include "relay/redis_stream.h"

#include "process/clock.h"
#include "relay/resolution.h"
#include "shared/text.h"

#include <errno.h>
#include <gnutls/gnutls.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

enum {
    PIECE = 16 * 1024,            /* bytes that are read at a time */
    UNSENT_MAX = 8 * 1024 * 1024, /* bytes that Redis does not take */
};

struct redis_stream {
    struct watch watch;
    struct timer start;
    struct loop *loop;
    const struct redis_url *url;
    const char *ca_file;
    struct redis_stream_owner owner;
    struct resolution *resolution; /* while it is under way */
    struct addrinfo *addresses;    /* of the host, */
    struct addrinfo *next;         /* and the one to be tried next */
    gnutls_certificate_credentials_t credentials;
    gnutls_session_t session; /* NULL without TLS */
    bool connected, open, broken;
    char *unsent;
    size_t unsent_length;
};

/* An event that cannot be waited for would be missed; the beat of the
 * connection ends it then. */
static void wait_for(struct redis_stream *stream, uint32_t events)
{
    (void) loop_watch(stream->loop, &stream->watch, events);
}

/* Told once; the owner closes it when nobody is at work in it. */
static void tear(struct redis_stream *stream, const char *why)
{
    if (stream->broken)
        return;
    stream->broken = true;
    if (stream->watch.fd >= 0)
        loop_forget(stream->loop, &stream->watch);
    stream->owner.broke(stream->owner.context, why);
}

/* 0 for would-block, as read(2) has no end of file here. */
static ssize_t receive(struct redis_stream *stream, char *bytes)
{
    ssize_t count;

    if (stream->session != NULL) {
        count = gnutls_record_recv(stream->session, bytes, PIECE);
        if (count == GNUTLS_E_AGAIN || count == GNUTLS_E_INTERRUPTED)
            return 0;
        return count <= 0 ? -1 : count;
    }
    count = recv(stream->watch.fd, bytes, PIECE, 0);
    if (count < 0 && (errno == EAGAIN || errno == EINTR))
        return 0;
    return count <= 0 ? -1 : count;
}

/* As much as is taken at once: the rest waits until there is room. */
static ssize_t transmit(struct redis_stream *stream)
{
    ssize_t count;

    if (stream->session != NULL) {
        count = gnutls_record_send(stream->session, stream->unsent,
                                   stream->unsent_length);
        if (count == GNUTLS_E_AGAIN || count == GNUTLS_E_INTERRUPTED)
            return 0;
        return count;
    }
    count = send(stream->watch.fd, stream->unsent, stream->unsent_length,
                 MSG_NOSIGNAL);
    if (count < 0 && (errno == EAGAIN || errno == EINTR))
        return 0;
    return count;
}

/* A record that TLS has begun is sent on from the same place. */
static void send_unsent(struct redis_stream *stream)
{
    while (stream->unsent_length > 0) {
        ssize_t count = transmit(stream);

        if (count < 0) {
            tear(stream, "the connection is gone");
            return;
        }
        if (count == 0)
            break;
        stream->unsent_length -= (size_t) count;
        memmove(stream->unsent, stream->unsent + count, stream->unsent_length);
        explicit_bzero(stream->unsent + stream->unsent_length, (size_t) count);
    }
    wait_for(stream, stream->unsent_length > 0 ? EPOLLIN | EPOLLOUT : EPOLLIN);
}

/* All of it: TLS may hold bytes back that epoll(7) knows nothing of. */
static void receive_all(struct redis_stream *stream)
{
    char bytes[PIECE];
    ssize_t count = 1;

    while (count > 0 && !stream->broken) {
        count = receive(stream, bytes);
        if (count > 0)
            stream->owner.received(stream->owner.context, bytes,
                                   (size_t) count);
    }
    explicit_bzero(bytes, sizeof(bytes));
    if (count < 0)
        tear(stream, "the connection is gone");
}

/* Several turns, for each of which one side has to hear from the other;
 * without TLS there are none. */
static void shake_hands(struct redis_stream *stream)
{
    int error = 0;

    if (stream->session != NULL)
        error = gnutls_handshake(stream->session);
    if (error == 0) {
        stream->open = true;
        wait_for(stream, EPOLLIN);
        stream->owner.opened(stream->owner.context);
    } else if (gnutls_error_is_fatal(error) != 0) {
        tear(stream, gnutls_strerror(error));
    } else if (gnutls_record_get_direction(stream->session) == 1) {
        wait_for(stream, EPOLLOUT);
    } else {
        wait_for(stream, EPOLLIN);
    }
}

static void try_next(struct redis_stream *stream);

/* What became of connect(2) is asked for where it did not block (connect(2),
 * EINPROGRESS). */
static void finish_connecting(struct redis_stream *stream)
{
    socklen_t size = sizeof(int);
    int error = 0;

    (void) getsockopt(stream->watch.fd, SOL_SOCKET, SO_ERROR, &error, &size);
    if (error != 0) {
        errno = error;
        loop_forget(stream->loop, &stream->watch);
        try_next(stream);
        return;
    }
    /* TLS begins where there is somebody to begin it with. */
    stream->connected = true;
    if (stream->session != NULL)
        gnutls_transport_set_int(stream->session, stream->watch.fd);
    shake_hands(stream);
}

/* One thing at a time, by how far the connection has come. */
static void ready(struct watch *watch, uint32_t events)
{
    struct redis_stream *stream = (struct redis_stream *) watch;

    if (!stream->connected)
        finish_connecting(stream);
    else if (!stream->open)
        shake_hands(stream);
    else if ((events & EPOLLOUT) != 0)
        send_unsent(stream);
    else
        receive_all(stream);
}

/* False with errno set. */
static bool connect_to(struct redis_stream *stream,
                       const struct sockaddr *address, socklen_t length)
{
    int on = 1;

    if (stream->watch.fd >= 0)
        (void) close(stream->watch.fd);
    stream->watch.fd = socket(address->sa_family,
                              SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (stream->watch.fd < 0)
        return false;
    if (connect(stream->watch.fd, address, length) != 0 &&
        errno != EINPROGRESS)
        return false;
    /* Commands are short, and somebody waits for each. */
    (void) setsockopt(stream->watch.fd, IPPROTO_TCP, TCP_NODELAY, &on,
                      sizeof(on));
    wait_for(stream, EPOLLOUT);
    return true;
}

/* The next address of the host; behind the last one the error of that. */
static void try_next(struct redis_stream *stream)
{
    while (stream->next != NULL) {
        const struct addrinfo *address = stream->next;

        stream->next = address->ai_next;
        if (connect_to(stream, address->ai_addr, address->ai_addrlen))
            return;
    }
    tear(stream, strerror(errno));
}

/* The addresses are tried one after the other, in the order of the system's
 * choice (RFC 6724). */
static void resolved(void *context, struct addrinfo *addresses, int error)
{
    struct redis_stream *stream = context;

    stream->resolution = NULL;
    stream->addresses = stream->next = addresses;
    errno = EHOSTUNREACH;
    if (addresses == NULL)
        tear(stream, gai_strerror(error));
    else
        try_next(stream);
}

/* By name, which the certificate has to have, from the system's anchors or
 * from ours alone. */
static bool prepare_tls(struct redis_stream *stream)
{
    int count;

    if (gnutls_certificate_allocate_credentials(&stream->credentials) != 0 ||
        gnutls_init(&stream->session, GNUTLS_CLIENT | GNUTLS_NONBLOCK) != 0)
        return false;
    if (stream->ca_file[0] == '\0')
        count = gnutls_certificate_set_x509_system_trust(stream->credentials);
    else
        count = gnutls_certificate_set_x509_trust_file(
            stream->credentials, stream->ca_file, GNUTLS_X509_FMT_PEM);
    gnutls_session_set_verify_cert(stream->session, stream->url->host, 0);
    return count > 0 && gnutls_set_default_priority(stream->session) == 0 &&
           gnutls_credentials_set(stream->session, GNUTLS_CRD_CERTIFICATE,
                                  stream->credentials) == 0 &&
           gnutls_server_name_set(stream->session, GNUTLS_NAME_DNS,
                                  stream->url->host,
                                  strlen(stream->url->host)) == 0;
}

/* From the loop, so that an owner is never told while it opens. */
static void begin(struct timer *timer)
{
    struct redis_stream *stream = OWNER_OF(timer, struct redis_stream, start);
    const struct redis_url *url = stream->url;
    struct sockaddr_un address = {.sun_family = AF_UNIX};

    if (url->path[0] != '\0') {
        text_format(address.sun_path, sizeof(address.sun_path), "%s",
                    url->path);
        if (!connect_to(stream, (struct sockaddr *) &address, sizeof(address)))
            tear(stream, strerror(errno));
        return;
    }
    if (url->tls && !prepare_tls(stream)) {
        tear(stream, "store_ca_file, or the system's anchors, cannot be read");
        return;
    }
    stream->resolution =
        resolution_begin(stream->loop, url->host, url->port, resolved, stream);
    if (stream->resolution == NULL)
        tear(stream, "there is no memory left");
}

/* It begins with the loop's next turn. */
struct redis_stream *redis_stream_open(struct loop *loop,
                                       const struct redis_url *url,
                                       const char *ca_file,
                                       const struct redis_stream_owner *owner)
{
    struct redis_stream *stream = calloc(1, sizeof(*stream));

    if (stream == NULL)
        return NULL;
    stream->watch.fd = -1;
    stream->watch.ready = ready;
    stream->loop = loop;
    stream->url = url;
    stream->ca_file = ca_file;
    stream->owner = *owner;
    stream->start.fire = begin;
    loop_set(loop, &stream->start, clock_monotonic());
    return stream;
}

/* Appended to what is unsent: the order is that of the calls. */
void redis_stream_send(struct redis_stream *stream, const char *bytes,
                       size_t length)
{
    size_t whole = stream->unsent_length + length;
    char *unsent;

    if (stream->broken)
        return;
    unsent = whole > UNSENT_MAX ? NULL : malloc(whole);
    if (unsent == NULL) {
        tear(stream, "more was sent than Redis takes");
        return;
    }
    if (stream->unsent_length > 0)
        memcpy(unsent, stream->unsent, stream->unsent_length);
    memcpy(unsent + stream->unsent_length, bytes, length);
    if (stream->unsent != NULL)
        explicit_bzero(stream->unsent, stream->unsent_length);
    free(stream->unsent);
    stream->unsent = unsent;
    stream->unsent_length = whole;
    if (stream->open)
        send_unsent(stream);
}

/* In the order in which they hold each other. */
void redis_stream_close(struct redis_stream *stream)
{
    if (stream == NULL)
        return;
    loop_clear(stream->loop, &stream->start);
    if (stream->resolution != NULL)
        resolution_end(stream->resolution);
    if (stream->addresses != NULL)
        freeaddrinfo(stream->addresses);
    if (stream->session != NULL)
        gnutls_deinit(stream->session);
    if (stream->credentials != NULL)
        gnutls_certificate_free_credentials(stream->credentials);
    if (stream->watch.fd >= 0) {
        loop_forget(stream->loop, &stream->watch);
        (void) close(stream->watch.fd);
    }
    if (stream->unsent != NULL)
        explicit_bzero(stream->unsent, stream->unsent_length);
    free(stream->unsent);
    free(stream);
}
