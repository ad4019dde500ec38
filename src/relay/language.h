/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Which language a browser's person reads.
 */

#pragma once

enum language { ENGLISH, GERMAN, JAPANESE, LANGUAGE_COUNT };

/*
 * The best of ours by an Accept-Language (RFC 9110 section 12.5.4): the one
 * with the highest weight, the first of equals, English for all others and
 * for what is not well-formed.
 */
enum language language_of(const char *accepted);
