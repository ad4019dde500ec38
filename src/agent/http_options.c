/* SPDX-License-Identifier: BSD-2-Clause */

#include "agent/http_options.h"

#include <curl/curl.h>

/* What can be no directory of certificates: an empty text is an error to
 * OpenSSL, and NULL the system's directory to libcurl from 8.21 on. */
#define NOWHERE "/dev/null"

/* No redirect is followed but by us, nothing of the user's files is read, and
 * the certificate is of this host or there is no connection. */
static const struct {
    CURLoption option;
    long value;
} numbers[] = {
    {CURLOPT_FOLLOWLOCATION, 0},
    {CURLOPT_NETRC, CURL_NETRC_IGNORED},
    {CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1},
    {CURLOPT_HTTP09_ALLOWED, 0},
    {CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_2},
    {CURLOPT_SSL_VERIFYPEER, 1},
    {CURLOPT_SSL_VERIFYHOST, 2},
    {CURLOPT_NOSIGNAL, 1},
    {CURLOPT_TCP_NODELAY, 1},
    {CURLOPT_DNS_CACHE_TIMEOUT, -1},
    {CURLOPT_SUPPRESS_CONNECT_HEADERS, 1},
};

/* Whom a server's certificate has to be signed by: those of one file, or of a
 * directory, never of both. */
struct anchors {
    const char *file;
    const char *directory;
};

static struct anchors anchors_of(const struct network *network)
{
    if (network->ca_file[0] != '\0')
        return (struct anchors){network->ca_file, NOWHERE};
    if (CA_BUNDLE[0] != '\0')
        return (struct anchors){CA_BUNDLE, NOWHERE};
    return (struct anchors){NULL, CA_PATH};
}

/* What holds for every request.  An option that this library does not know
 * would leave its default, which may be laxer: there is no connection then. */
bool http_options_set(void *handle, const struct network *network)
{
    struct anchors anchors = anchors_of(network);
    const struct {
        CURLoption option;
        const void *value;
    } pointers[] = {
        {CURLOPT_PROTOCOLS_STR, "https"},
        {CURLOPT_USERAGENT, "pam_claims/" PACKAGE_VERSION},
        {CURLOPT_NOPROXY, ""}, /* NULL would mean the environment's */
        {CURLOPT_PROXY, network->proxy},
        /* Both, so that the library's own defaults add nothing to a file. */
        {CURLOPT_CAINFO, anchors.file},
        {CURLOPT_CAPATH, anchors.directory},
    };
    CURL *curl = handle;
    bool good = true;

    for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
        good &= curl_easy_setopt(curl, numbers[i].option, numbers[i].value) ==
                CURLE_OK;
    for (size_t i = 0; i < sizeof(pointers) / sizeof(pointers[0]); i++)
        good &= curl_easy_setopt(curl, pointers[i].option,
                                 pointers[i].value) == CURLE_OK;
    return good;
}
