/* SPDX-License-Identifier: BSD-2-Clause */

#include "relay/guesses.h"

#include "relay/digest.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

/* A table that does not grow, however many addresses there are.  Two that fall
 * into one place count together, and nobody can tell which do. */
enum { PLACES = 16 * 1024, SEED_SIZE = 16 };

struct place {
    int64_t began; /* its minute */
    int64_t count;
};

struct guesses {
    unsigned char seed[SEED_SIZE];
    struct place places[PLACES];
};

/* The seed is random, so that nobody can choose addresses that fall into the
 * place of somebody else. */
struct guesses *guesses_open(void)
{
    struct guesses *guesses = calloc(1, sizeof(*guesses));

    if (guesses == NULL)
        return NULL;
    if (digest_random(guesses->seed, SEED_SIZE))
        return guesses;
    free(guesses);
    return NULL;
}

/* Addresses are not kept anywhere else. */
void guesses_close(struct guesses *guesses)
{
    free(guesses);
}

/* Of IPv6 the network counts: each of its hosts has as many addresses as it
 * likes (RFC 6177). */
static size_t place_of(const struct guesses *guesses, const char *address)
{
    unsigned char hash[32];
    struct in6_addr network;
    const void *counted = address;
    size_t length = strlen(address);
    size_t place;

    if (inet_pton(AF_INET6, address, &network) == 1) {
        counted = &network;
        length = sizeof(network);
        if (!IN6_IS_ADDR_V4MAPPED(&network))
            length /= 2;
    }
    digest_hmac(guesses->seed, SEED_SIZE, counted, length, hash);
    memcpy(&place, hash, sizeof(place));
    return place % PLACES;
}

/* A minute begins with the first guess in it, so that nobody can wait for the
 * clock. */
void guesses_add(struct guesses *guesses, const char *address, int64_t now)
{
    struct place *place = &guesses->places[place_of(guesses, address)];

    if (place->count == 0 || now - place->began >= GUESSES_MINUTE)
        *place = (struct place){.began = now};
    place->count++;
}

/* Rounded up: who comes again then is answered. */
int64_t guesses_wait(const struct guesses *guesses, const char *address,
                     int64_t now)
{
    const struct place *place = &guesses->places[place_of(guesses, address)];
    int64_t left = place->began + GUESSES_MINUTE - now;

    if (place->count < GUESSES_MAX || left <= 0)
        return 0;
    return (left + 999) / 1000;
}
