/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Where the relay listens, as its configuration writes it: "ADDRESS:PORT",
 * "[ADDRESS]:PORT" for IPv6, or "unix:/PATH".
 */

#pragma once

#include <stdbool.h>
#include <sys/socket.h>

/* The text is an IPv4 or IPv6 address as inet_ntop(3) writes it. */
bool address_is_ip(const char *text);

/* It names a place to listen. */
bool address_fits(const char *text);

/* The place can be reached from this machine alone: a Unix socket, or the
 * loopback interface. */
bool address_is_local(const char *text);

/* The same of the address that a socket has. */
bool address_stays_here(const struct sockaddr_storage *);

/* The socket address of such a text, and its length; 0 for one that does not
 * fit. */
socklen_t address_parse(const char *text, struct sockaddr_storage *ret);
