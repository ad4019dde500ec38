/* SPDX-License-Identifier: BSD-2-Clause */

#include "relay/exchange.h"

#include "relay/address.h"
#include "shared/text.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* A body that is too large is read to its end, so that its sender sees the
 * answer; not for ever. */
enum { BODY_BEARABLE = 1024 * 1024 };

/* The library's own copy is decoded, in which "%2F" is a slash. */
struct exchange *exchange_new(const char *target,
                              struct MHD_Connection *connection)
{
    struct exchange *exchange = calloc(1, sizeof(*exchange));
    struct request *request;
    char *query;

    if (exchange == NULL)
        return NULL;
    exchange->connection = connection;
    /* The library's is gone before the answer is. */
    exchange->target = strdup(target);
    if (exchange->target == NULL) {
        free(exchange);
        return NULL;
    }
    request = &exchange->call.request;
    query = exchange->target;
    request->path = strsep(&query, "?");
    request->query = query == NULL ? "" : query;
    request->authorization = request->cookie = "";
    request->languages = request->origin = "";
    return exchange;
}

static void wipe(char *text, size_t length)
{
    if (text != NULL)
        explicit_bzero(text, length);
    free(text);
}

/* What was sent may be a code, and what was answered too. */
void exchange_free(struct exchange *exchange)
{
    struct request *request = &exchange->call.request;
    struct response *response = &exchange->call.response;

    wipe(exchange->target, strlen(exchange->target));
    wipe(request->body, request->too_large ? 0 : request->length);
    wipe(response->body, response->length);
    for (size_t i = 0; i < response->field_count; i++)
        free(response->fields[i].value);
    free(exchange);
}

/* The client that the last front has seen; what others wrote in front of it
 * is hearsay. */
static void take_forwarded(struct exchange *exchange, const char *value)
{
    char *address = exchange->call.request.address;
    const char *comma = strrchr(value, ',');
    const char *last = comma == NULL ? value : comma + 1;

    last += strspn(last, " \t");
    /* A front that writes a port or a name there names nobody to us. */
    if (text_has_word(exchange->options->trusted_proxies, address) &&
        address_is_ip(last))
        text_format(address, CALL_ADDRESS_SIZE, "%s", last);
}

/* One that stands there twice could be read as either. */
static enum MHD_Result take_field(void *context, enum MHD_ValueKind kind,
                                  const char *name, const char *value)
{
    struct exchange *exchange = context;
    struct request *request = &exchange->call.request;
    const struct {
        const char *name;
        const char **value;
    } fields[] = {
        {"Authorization", &request->authorization},
        {"Cookie", &request->cookie},
        {"Accept-Language", &request->languages},
        {"Origin", &request->origin},
    };

    (void) kind;
    for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++) {
        if (strcasecmp(name, fields[i].name) != 0)
            continue;
        *fields[i].value = value == NULL ? "" : value;
        exchange->fields[i]++;
        if (exchange->fields[i] > 1)
            request->twice = true;
    }
    return MHD_YES;
}

/* IPv4 in IPv6 is written as IPv4, as it is in the configuration. */
static void take_address(struct exchange *exchange)
{
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(
        exchange->connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    char *address = exchange->call.request.address;
    const void *client;
    const struct sockaddr_in *ipv4;
    const struct sockaddr_in6 *ipv6;

    /* Whoever connects there has no address, and one place among those who
     * guess, unless a trusted front names the client. */
    text_format(address, CALL_ADDRESS_SIZE, "unix");
    if (info == NULL || info->client_addr == NULL)
        return;
    client = info->client_addr;
    ipv4 = client;
    ipv6 = client;
    if (info->client_addr->sa_family == AF_INET)
        (void) inet_ntop(AF_INET, &ipv4->sin_addr, address, CALL_ADDRESS_SIZE);
    else if (info->client_addr->sa_family != AF_INET6)
        return;
    else if (IN6_IS_ADDR_V4MAPPED(&ipv6->sin6_addr))
        (void) inet_ntop(AF_INET, &ipv6->sin6_addr.s6_addr[12], address,
                         CALL_ADDRESS_SIZE);
    else
        (void) inet_ntop(AF_INET6, &ipv6->sin6_addr, address,
                         CALL_ADDRESS_SIZE);
}

/* HEAD is answered as GET is: the library leaves out the body (RFC 9110
 * section 9.3.2). */
static enum method method_of(const char *name)
{
    if (strcmp(name, "GET") == 0 || strcmp(name, "HEAD") == 0)
        return METHOD_GET;
    if (strcmp(name, "POST") == 0)
        return METHOD_POST;
    return strcmp(name, "DELETE") == 0 ? METHOD_DELETE : METHOD_OTHER;
}

/* What names the client is a front's word only if that is one of ours. */
enum MHD_Result exchange_take_head(struct exchange *exchange,
                                   const char *method)
{
    const char *forwarded;

    exchange->begun = true;
    exchange->call.request.method = method_of(method);
    exchange->call.request.body = calloc(1, 1);
    if (exchange->call.request.body == NULL)
        return MHD_NO;
    take_address(exchange);
    (void) MHD_get_connection_values(exchange->connection, MHD_HEADER_KIND,
                                     take_field, exchange);
    forwarded = MHD_lookup_connection_value(
        exchange->connection, MHD_HEADER_KIND, "X-Forwarded-For");
    if (forwarded != NULL)
        take_forwarded(exchange, forwarded);
    return MHD_YES;
}

/* With a NUL behind it, so that it can be read as text. */
enum MHD_Result exchange_take_body(struct exchange *exchange, const char *data,
                                   size_t size)
{
    struct request *request = &exchange->call.request;
    size_t length = request->length + size;
    char *body;

    if (length > BODY_MAX) {
        request->too_large = true;
        request->length = length;
        return length > BODY_BEARABLE ? MHD_NO : MHD_YES;
    }
    body = realloc(request->body, length + 1);
    if (body == NULL)
        return MHD_NO;
    memcpy(body + request->length, data, size);
    body[length] = '\0';
    request->body = body;
    request->length = length;
    return MHD_YES;
}

static void free_body(void *body)
{
    explicit_bzero(body, strlen(body));
    free(body);
}

/* What every answer says to browsers and to caches; style and figures have no
 * secret, and say what they are themselves. */
static void add_fields(const struct exchange *exchange,
                       struct MHD_Response *response)
{
    const struct response *answer = &exchange->call.response;
    const char *type = "application/json";
    bool typed = false;

    if (exchange->options->closes)
        (void) MHD_add_response_header(response, "Connection", "close");
    for (size_t i = 0; i < answer->field_count; i++) {
        const struct header_field *field = &answer->fields[i];

        if (strcmp(field->name, "Content-Type") == 0)
            typed = true;
        (void) MHD_add_response_header(response, field->name, field->value);
    }
    /* No browser is to guess that JSON or a style sheet is a page. */
    (void) MHD_add_response_header(response, "X-Content-Type-Options",
                                   "nosniff");
    if (answer->page) {
        type = "text/html; charset=utf-8";
        (void) MHD_add_response_header(response, "Content-Security-Policy",
                                       exchange->options->policy);
        (void) MHD_add_response_header(response, "Referrer-Policy",
                                       "no-referrer");
        (void) MHD_add_response_header(response, "X-Frame-Options", "DENY");
    }
    /* What has a type of its own says itself how long it is good for. */
    if (typed)
        return;
    (void) MHD_add_response_header(response, "Cache-Control", "no-store");
    if (answer->length > 0)
        (void) MHD_add_response_header(response, "Content-Type", type);
}

/* The body is the library's from then on, and wiped when it has gone out. */
enum MHD_Result exchange_send(struct exchange *exchange)
{
    struct response *answer = &exchange->call.response;
    struct MHD_Response *response;
    enum MHD_Result queued;

    /* The library frees it, and a redirect has none. */
    if (answer->body == NULL)
        answer->body = calloc(1, 1);
    if (answer->body == NULL)
        return MHD_NO;
    response = MHD_create_response_from_buffer_with_free_callback(
        answer->length, answer->body, free_body);
    if (response == NULL)
        return MHD_NO;
    answer->body = NULL;
    add_fields(exchange, response);
    queued = MHD_queue_response(exchange->connection,
                                (unsigned int) answer->status, response);
    MHD_destroy_response(response);
    return queued;
}
