/* SPDX-License-Identifier: BSD-2-Clause
 *
 * A frame is the bytes of one message or one stored record: big-endian
 * integers and length-prefixed text in memory that the caller owns.
 *
 * A put that does not fit and a get that finds too little set `bad`; every
 * later call is then a no-op, so that a chain is checked once at its end.
 */

#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct frame {
    union {
        unsigned char *data;        /* to put into */
        const unsigned char *bytes; /* to get from */
    };
    size_t capacity;
    size_t length;   /* bytes that are filled */
    size_t position; /* next byte to get */
    bool bad;
};

/* An empty frame to put into, over `capacity` bytes at `data`. */
struct frame frame_over(void *data, size_t capacity);

/* A frame to get from, over the `length` filled bytes at `data`. */
struct frame frame_of(const void *data, size_t length);

/* Append an integer of `width` bytes (1 to 8), the highest byte first. */
void frame_put(struct frame *, uint64_t value, size_t width);

/* Append a four-byte length and the text without its NUL. */
void frame_put_text(struct frame *, const char *text);

/* Append `count` bytes as they are. */
void frame_put_bytes(struct frame *, const void *bytes, size_t count);

/* Take an integer of `width` bytes; 0 where the frame is bad. */
uint64_t frame_get(struct frame *, size_t width);

/*
 * Take a text into ret_text, of `size` bytes with the NUL.  A text that is
 * longer or holds a NUL makes the frame bad and leaves ret_text alone.
 */
void frame_get_text(struct frame *, char *ret_text, size_t size);

/* Take `count` bytes into ret_bytes, which a bad frame leaves alone. */
void frame_get_bytes(struct frame *, void *ret_bytes, size_t count);

/* Nothing went wrong and nothing is left over. */
bool frame_complete(const struct frame *);
