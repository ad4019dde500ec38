/* SPDX-License-Identifier: BSD-2-Clause */

#include "agent/http.h"

#include "agent/http_head.h"
#include "agent/http_options.h"
#include "agent/resolver.h"
#include "process/clock.h"
#include "shared/text.h"

#include <curl/curl.h>
#include <openssl/crypto.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

enum { HEAD_MAX = 64 * 1024, CONNECT_MIN = 1000 /* ms */ };

struct http {
    CURL *curl;
    int64_t connect_timeout; /* ms, as are the next two */
    int64_t request_timeout;
    int64_t end; /* of the login, on CLOCK_BOOTTIME */
    int64_t requests;
    char proxy[URL_SIZE]; /* empty: none */
    struct resolver resolver;
    char *body;
    size_t length;
    size_t max;
    char head[HEAD_MAX + 1];
    size_t head_length;
    size_t head_total; /* all heads of this answer */
    bool head_ended;
};

/* Whatever is not listed is not HTTP as we accept it. */
static const struct fault {
    CURLcode code;
    enum answer_class transport;
    const char *reason;
} faults[] = {
    {CURLE_OK, ANSWER_OK, ""},
    {CURLE_COULDNT_RESOLVE_HOST, ANSWER_TRANSIENT, "resolve"},
    {CURLE_COULDNT_RESOLVE_PROXY, ANSWER_TRANSIENT, "resolve_proxy"},
    {CURLE_COULDNT_CONNECT, ANSWER_TRANSIENT, "connect"},
    {CURLE_PROXY, ANSWER_TRANSIENT, "proxy"},
    {CURLE_OPERATION_TIMEDOUT, ANSWER_TRANSIENT, "timeout"},
    {CURLE_SEND_ERROR, ANSWER_TRANSIENT, "broken_off"},
    {CURLE_RECV_ERROR, ANSWER_TRANSIENT, "broken_off"},
    {CURLE_GOT_NOTHING, ANSWER_TRANSIENT, "broken_off"},
    {CURLE_PARTIAL_FILE, ANSWER_TRANSIENT, "broken_off"},
    {CURLE_PEER_FAILED_VERIFICATION, ANSWER_UNTRUSTED, "certificate"},
    {CURLE_SSL_CACERT_BADFILE, ANSWER_CONFIG, "ca_file"},
    {CURLE_SSL_CONNECT_ERROR, ANSWER_UNTRUSTED, "tls"},
    {CURLE_WRITE_ERROR, ANSWER_MALFORMED, "too_large"},
    {CURLE_FILESIZE_EXCEEDED, ANSWER_MALFORMED, "too_large"},
    {CURLE_OUT_OF_MEMORY, ANSWER_MALFORMED, "memory"},
    {CURLE_ABORTED_BY_CALLBACK, ANSWER_TRANSIENT, "hung_up"},
};

/* Less than what was offered ends the transfer (CURLOPT_WRITEFUNCTION(3)). */
static size_t take_body(char *data, size_t size, size_t count, void *context)
{
    struct http *http = context;
    size_t length = size * count;

    if (length > http->max - http->length)
        return 0;
    memcpy(http->body + http->length, data, length);
    http->length += length;
    return length;
}

/* One whole line of a head, or of a trailer, which is not kept.  A line that
 * begins with a status begins another head: that of an interim answer (RFC
 * 9110 section 15.2) goes. */
static size_t take_head(char *line, size_t size, size_t count, void *context)
{
    struct http *http = context;
    size_t length = size * count;

    if (length > HEAD_MAX - http->head_total)
        return 0;
    http->head_total += length;
    if (length > 5 && memcmp(line, "HTTP/", 5) == 0) {
        http->head_length = 0;
        http->head_ended = false;
    }
    if (http->head_ended)
        return length;
    memcpy(http->head + http->head_length, line, length);
    http->head_length += length;
    http->head_ended = length > 0 && (line[0] == '\r' || line[0] == '\n');
    return length;
}

/* libcurl asks once a second at least, and ends the transfer for anything but
 * 0 (CURLOPT_XFERINFOFUNCTION(3)). */
static int look_at_link(void *context, curl_off_t total, curl_off_t now,
                        curl_off_t upload_total, curl_off_t upload_now)
{
    struct pollfd link = {.fd = *(const int *) context, .events = POLLRDHUP};

    (void) total;
    (void) now;
    (void) upload_total;
    (void) upload_now;
    return poll(&link, 1, 0) > 0 && link.revents != 0;
}

/* What holds for every request, and where its answer goes. */
static bool set_options(struct http *http, const struct network *network)
{
    CURL *curl = http->curl;

    return http_options_set(curl, network) &&
           curl_easy_setopt(curl, CURLOPT_WRITEDATA, http) == CURLE_OK &&
           curl_easy_setopt(curl, CURLOPT_HEADERDATA, http) == CURLE_OK &&
           curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take_body) ==
               CURLE_OK &&
           curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, take_head) ==
               CURLE_OK;
}

struct http *http_new(const struct network *network)
{
    struct http *http = calloc(1, sizeof(*http));

    if (http == NULL)
        return NULL;
    http->end = clock_boottime() + network->remaining;
    http->connect_timeout = network->connect_timeout * 1000;
    http->request_timeout = network->request_timeout * 1000;
    http->resolver.patience = (int) (network->connect_timeout + 1) / 2;
    text_copy(http->proxy, URL_SIZE, network->proxy);
    /* First, or the TLS library would read its configuration file. */
    OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG, NULL);
    if (curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK)
        http->curl = curl_easy_init();
    if (http->curl == NULL || !set_options(http, network))
        http_free(&http);
    return http;
}

/* Wipe and forget the last answer. */
static void drop_answer(struct http *http)
{
    if (http->body != NULL)
        explicit_bzero(http->body, http->length);
    free(http->body);
    http->body = NULL;
    http->length = 0;
    http->head_length = 0;
    http->head_total = 0;
    http->head_ended = false;
}

void http_free(struct http **http)
{
    if (*http == NULL)
        return;
    curl_easy_cleanup((*http)->curl);
    drop_answer(*http);
    free(*http);
    *http = NULL;
}

static long at_most(int64_t timeout, int64_t left)
{
    if (timeout > 0 && timeout < left)
        return (long) timeout;
    return (long) left;
}

/* The port of a proxy that names none (CURLOPT_PROXY). */
static const char *proxy_port(const char *proxy)
{
    return strncasecmp(proxy, "https:", 6) == 0 ? "443" : "1080";
}

/* Find the addresses of the host that this URL names, as libcurl reads it,
 * which refuses what it cannot read.  False where there are none. */
static bool find_addresses(struct http *http, const char *text, bool proxy,
                           char ret_entry[ENTRY_SIZE])
{
    unsigned int standard = proxy ? 0 : CURLU_DEFAULT_PORT;
    CURLU *url = curl_url();
    char *host = NULL, *port = NULL;
    bool found = true;

    ret_entry[0] = '\0';
    if (curl_url_set(url, CURLUPART_URL, text, 0) == CURLUE_OK) {
        (void) curl_url_get(url, CURLUPART_HOST, &host, 0);
        (void) curl_url_get(url, CURLUPART_PORT, &port, standard);
    }
    if (host != NULL)
        found =
            resolver_find(&http->resolver, host,
                          port == NULL ? proxy_port(text) : port, ret_entry);
    curl_free(host);
    curl_free(port);
    curl_url_cleanup(url);
    return found;
}

/* libcurl is told the addresses of each host: it would start a thread to find
 * them, which an agent cannot (confine.h). */
static CURLcode resolve(struct http *http, const struct http_request *request,
                        char ret_entry[ENTRY_SIZE])
{
    if (http->proxy[0] == '\0') {
        if (!find_addresses(http, request->url, false, ret_entry))
            return CURLE_COULDNT_RESOLVE_HOST;
    } else if (!find_addresses(http, http->proxy, true, ret_entry)) {
        return CURLE_COULDNT_RESOLVE_PROXY;
    }
    return CURLE_OK;
}

static int64_t timeout_of(const struct http *http,
                          const struct http_request *request)
{
    if (request->patience > 0)
        return request->patience;
    return http->request_timeout;
}

/* What is of this request alone.  The last one's method stays set otherwise,
 * and its form with it: GET is said each time. */
static void set_request(struct http *http, const struct http_request *request,
                        int64_t spent)
{
    int64_t left = http_remaining(http);
    int64_t connect = http->connect_timeout - spent;
    int64_t timeout = timeout_of(http, request);
    CURL *curl = http->curl;

    /* The name has taken its part of both; a connection needs some, too. */
    if (http->connect_timeout > 0 && connect < CONNECT_MIN)
        connect = CONNECT_MIN;
    http->max = request->max;
    curl_easy_setopt(curl, CURLOPT_MAXFILESIZE, (long) request->max);
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, at_most(connect, left));
    curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, at_most(timeout - spent, left));
    curl_easy_setopt(curl, CURLOPT_FRESH_CONNECT, (long) request->once);
    curl_easy_setopt(curl, CURLOPT_NOPROGRESS, (long) (request->link == 0));
    curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, look_at_link);
    curl_easy_setopt(curl, CURLOPT_XFERINFODATA, &request->link);
    curl_easy_setopt(curl, CURLOPT_HTTPGET, 1L);
    curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST,
                     request->remove ? "DELETE" : NULL);
    if (request->form == NULL)
        return;
    curl_easy_setopt(curl, CURLOPT_POST, 1L);
    curl_easy_setopt(curl, CURLOPT_POSTFIELDS, request->form);
    curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE,
                     (long) strlen(request->form));
}

/* Have the request sent, of whose time these ms are spent.  The list is on the
 * stack and must not be known to the handle any more when this returns; a
 * large form would wait for leave to be sent (RFC 9110 section 10.1.1). */
static CURLcode transfer(struct http *http, const struct http_request *request,
                         int64_t spent)
{
    char accept[] = "Accept: application/json";
    char expect[] = "Expect:"; /* no such field, please */
    struct curl_slist lines[] = {{accept, NULL},
                                 {expect, NULL},
                                 {request->header, NULL},
                                 {request->authorization, NULL}};
    struct curl_slist *last = &lines[0];
    CURLcode code;

    set_request(http, request, spent);
    for (size_t i = 1; i < sizeof(lines) / sizeof(lines[0]); i++) {
        if (lines[i].data == NULL)
            continue;
        last->next = &lines[i];
        last = last->next;
    }
    curl_easy_setopt(http->curl, CURLOPT_HTTPHEADER, &lines[0]);
    code = curl_easy_setopt(http->curl, CURLOPT_URL, request->url);
    if (code == CURLE_OK)
        code = curl_easy_perform(http->curl);
    curl_easy_setopt(http->curl, CURLOPT_HTTPHEADER, NULL);
    return code;
}

/* Find out where to, and have the request sent. */
static CURLcode perform(struct http *http, const struct http_request *request)
{
    char entry[ENTRY_SIZE];
    struct curl_slist told = {entry, NULL};
    CURLcode code = CURLE_OUT_OF_MEMORY;
    int64_t spent = clock_boottime();

    http->requests++;
    http->body = malloc(request->max + 1);
    if (http->body == NULL)
        return code;
    code = resolve(http, request, entry);
    if (code != CURLE_OK)
        return code;
    spent = clock_boottime() - spent;
    /* What is not sent has spent no token. */
    if (http_remaining(http) == 0 ||
        (http->request_timeout > 0 && spent >= timeout_of(http, request)))
        return CURLE_OPERATION_TIMEDOUT;
    if (entry[0] != '\0')
        curl_easy_setopt(http->curl, CURLOPT_RESOLVE, &told);
    code = transfer(http, request, spent);
    curl_easy_setopt(http->curl, CURLOPT_RESOLVE, NULL);
    return code;
}

/* A redirect that nobody asked for leads to a server that nobody named. */
static struct fault fault_of(CURLcode code, long status)
{
    struct fault fault = {code, ANSWER_MALFORMED, "protocol"};

    if (code == CURLE_OK && status / 100 == 3)
        fault.reason = "redirect";
    else if (code != CURLE_OK || (status >= 200 && status <= 599))
        for (size_t i = 0; i < sizeof(faults) / sizeof(faults[0]); i++)
            if (faults[i].code == code)
                fault = faults[i];
    return fault;
}

void http_send(struct http *http, const struct http_request *request,
               struct http_answer *ret_answer)
{
    CURLcode code = CURLE_OPERATION_TIMEDOUT;
    struct fault fault;

    memset(ret_answer, 0, sizeof(*ret_answer));
    drop_answer(http);
    if (http_remaining(http) > 0)
        code = perform(http, request);
    if (code == CURLE_OK)
        curl_easy_getinfo(http->curl, CURLINFO_RESPONSE_CODE,
                          &ret_answer->status);
    fault = fault_of(code, ret_answer->status);
    text_copy(ret_answer->reason, WORD_SIZE, fault.reason);
    ret_answer->transport = fault.transport;
    if (code != CURLE_OK)
        return;
    http->head[http->head_length] = '\0';
    http_head_read(http->head, time(NULL), ret_answer);
    if (ret_answer->status / 100 != 3)
        ret_answer->location = NULL;
    if (fault.transport != ANSWER_OK)
        return;
    http->body[http->length] = '\0';
    ret_answer->body = http->body;
    ret_answer->length = http->length;
}

int64_t http_requests(const struct http *http)
{
    return http->requests;
}

int64_t http_remaining(const struct http *http)
{
    int64_t left = http->end - clock_boottime();

    return left > 0 ? left : 0;
}
