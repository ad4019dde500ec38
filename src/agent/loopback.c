/* SPDX-License-Identifier: BSD-2-Clause */

#include "agent/loopback.h"
#include "shared/text.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
    CONNECTIONS = 32,
    WAITING = 1024,         /* connections that the kernel keeps for us */
    FIRST_BYTES = 5,        /* seconds that it waits for them */
    REQUEST_MAX = 8 * 1024, /* bytes of a request's head */
    ANSWER_SIZE = 2 * LINE_SIZE,
    HOST_LENGTH = sizeof("http://127.0.0.1") - 1, /* http://localhost, too */
};

/* Whoever connects can only push out others who connect. */
static struct {
    size_t length;
    char request[REQUEST_MAX + 1]; /* a secret, when it is the right one */
} connections[CONNECTIONS];

/* What is polled: one for each connection, the listener, another's. */
enum { LISTENER = CONNECTIONS, OTHER, POLLED };

static struct pollfd polled[POLLED] = {
    [0 ... POLLED - 1] = {.fd = -1, .events = POLLIN}};
static size_t newest;

/* -1 where the port is taken.  The address is that of this machine alone
 * (RFC 8252 section 8.3). */
static int open_listener(struct sockaddr_in *address)
{
    struct sockaddr *any = (struct sockaddr *) address;
    socklen_t size = sizeof(*address);
    int listener =
        socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

    /* The connections of the login before may still be fading away. */
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &(int){1}, sizeof(int));
    /* One that says nothing never gets to us (tcp(7)). */
    setsockopt(listener, IPPROTO_TCP, TCP_DEFER_ACCEPT, &(int){FIRST_BYTES},
               sizeof(int));
    if (bind(listener, any, size) == 0 && listen(listener, WAITING) == 0 &&
        getsockname(listener, any, &size) == 0)
        return listener;
    close(listener);
    return -1;
}

/* RFC 8252 section 7.3: an address of this machine, whose port may be left to
 * the kernel; the provider is to take any.  The name is for providers that
 * take no numbers. */
bool loopback_listen(char redirect_uri[URL_SIZE])
{
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    char uri[URL_SIZE];
    char *rest;
    unsigned long port = 0;

    if (strncmp(redirect_uri, "http://127.0.0.1", HOST_LENGTH) != 0 &&
        strncmp(redirect_uri, "http://localhost", HOST_LENGTH) != 0)
        return false;
    rest = redirect_uri + HOST_LENGTH;
    if (*rest == ':')
        port = strtoul(rest + 1, &rest, 10);
    if ((*rest != '\0' && *rest != '/') || port > UINT16_MAX)
        return false;
    address.sin_port = htons((in_port_t) port);
    polled[LISTENER].fd = open_listener(&address);
    if (polled[LISTENER].fd < 0)
        return false;
    text_format(uri, sizeof(uri), "%.*s:%d%s", HOST_LENGTH, redirect_uri,
                ntohs(address.sin_port), rest);
    return text_copy(redirect_uri, URL_SIZE, uri);
}

/* Its request may have held the code: it is wiped. */
static void drop(size_t i)
{
    if (polled[i].fd >= 0)
        close(polled[i].fd);
    polled[i].fd = -1;
    explicit_bzero(&connections[i], sizeof(connections[i]));
}

/* A browser connects in advance, and others may: the oldest makes room.
 * False if nobody is there. */
static bool admit(void)
{
    int connection =
        accept4(polled[LISTENER].fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);

    if (connection < 0)
        return false;
    newest = (newest + 1) % CONNECTIONS;
    drop(newest);
    polled[newest].fd = connection;
    return true;
}

/* The status for a request, whose target is made a text of its own.  Only the
 * path of redirect_uri is known here: a browser also asks for a favicon.ico,
 * and whatever else runs on this machine may ask for anything. */
static const char *answer_of(char *request, const struct redirect_rules *rules,
                             struct redirect *ret_redirect)
{
    const char *path = strchr(rules->client->redirect_uri + HOST_LENGTH, '/');
    char *target = request + strlen("GET ");
    size_t length;

    if (path == NULL)
        path = "/";
    length = strcspn(path, "?");
    target[strcspn(target, " \r\n")] = '\0';
    if (strncmp(request, "GET ", strlen("GET ")) != 0 ||
        strcspn(target, "?") != length || strncmp(target, path, length) != 0)
        return "404 Not Found";
    redirect_read(target + length, rules, ret_redirect);
    if (!redirect_is_final(ret_redirect->kind))
        return "400 Bad Request";
    return "200 OK";
}

/*
 * Take what has come, and answer a whole request, one that is too long or one
 * that ended early; the connection is closed behind an answer.  Nothing is
 * waited for: what does not fit into the peer's window is lost, to that peer
 * alone.  The page, which says that the login goes on, is only for whoever
 * brought the provider's answer.
 */
static void serve(size_t i, const struct redirect_rules *rules,
                  const char *page, struct redirect *ret_redirect)
{
    char *request = connections[i].request;
    size_t *length = &connections[i].length;
    char answer[ANSWER_SIZE];
    const char *status = "400 Bad Request";
    ssize_t more =
        recv(polled[i].fd, request + *length, REQUEST_MAX - *length, 0);

    if (more < 0 && errno == EAGAIN)
        return;
    if (more > 0)
        *length += (size_t) more;
    if (strstr(request, "\r\n\r\n") != NULL)
        status = answer_of(request, rules, ret_redirect);
    else if (more > 0 && *length < REQUEST_MAX)
        return;
    if (!redirect_is_final(ret_redirect->kind))
        page = "";
    text_format(answer, sizeof(answer),
                "HTTP/1.1 %s\r\n"
                "Content-Type: text/plain; charset=utf-8\r\n"
                "Content-Length: %zu\r\n"
                "Cache-Control: no-store\r\n"
                "Connection: close\r\n\r\n%s",
                status, strlen(page), page);
    (void) send(polled[i].fd, answer, strlen(answer), MSG_NOSIGNAL);
    drop(i);
}

/* Those that are connected and have sent something, or have gone. */
static void serve_connected(const struct redirect_rules *rules,
                            const char *page, struct redirect *ret_redirect)
{
    for (size_t i = 0; i < CONNECTIONS; i++)
        if (polled[i].revents != 0 && !redirect_is_final(ret_redirect->kind))
            serve(i, rules, page, ret_redirect);
}

/* Those that want to connect.  Each is read at once: whoever comes next must
 * not push it out.  As many as the kernel keeps are enough for one round, or
 * somebody who connects without end would keep us from the keeper. */
static void serve_new(const struct redirect_rules *rules, const char *page,
                      struct redirect *ret_redirect)
{
    for (int i = 0; i < WAITING; i++) {
        if (redirect_is_final(ret_redirect->kind))
            return;
        if (!admit())
            return;
        serve(newest, rules, page, ret_redirect);
    }
}

bool loopback_wait(int other, int64_t milliseconds,
                   const struct redirect_rules *rules, const char *page,
                   struct redirect *ret_redirect)
{
    polled[OTHER].fd = other;
    ret_redirect->kind = REDIRECT_FOREIGN;
    if (poll(polled, POLLED, (int) milliseconds) <= 0)
        return false;
    serve_connected(rules, page, ret_redirect);
    if (polled[LISTENER].revents != 0)
        serve_new(rules, page, ret_redirect);
    return polled[OTHER].revents != 0 &&
           !redirect_is_final(ret_redirect->kind);
}
