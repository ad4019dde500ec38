/* SPDX-License-Identifier: BSD-2-Clause */

#include "wire/frame.h"

#include <string.h>

struct frame frame_over(void *data, size_t capacity)
{
    return (struct frame){.data = data, .capacity = capacity};
}

struct frame frame_of(const void *data, size_t length)
{
    return (struct frame){.bytes = data, .capacity = length, .length = length};
}

/* Move *place by `count` bytes, to `end` at most.  Returns where it was, or
 * NULL and a bad frame. */
static unsigned char *take(struct frame *frame, size_t *place, size_t end,
                           size_t count)
{
    unsigned char *taken = frame->data + *place;

    /* One flag for all that can be wrong: whoever reads or writes a message
     * looks once, at its end, and cannot forget a step of it.  The difference
     * cannot wrap, as *place is `end` at most; a sum with a length that a peer
     * sent could. */
    if (frame->bad || count > end - *place) {
        frame->bad = true;
        return NULL;
    }
    *place += count;
    return taken;
}

/* Byte by byte: behind a text of any length a number stands at an address that
 * is not aligned for it. */
void frame_put(struct frame *frame, uint64_t value, size_t width)
{
    unsigned char *place = take(frame, &frame->length, frame->capacity, width);

    /* The most significant byte first, whatever the processor likes. */
    for (size_t i = 0; place != NULL && i < width; i++)
        place[i] = (unsigned char) (value >> (8 * (width - 1 - i)));
}

/* The length goes in front, so that a reader refuses a text that does not fit
 * before it copies a byte of it. */
void frame_put_text(struct frame *frame, const char *text)
{
    size_t length = strlen(text);

    frame_put(frame, length, 4);
    frame_put_bytes(frame, text, length);
}

void frame_put_bytes(struct frame *frame, const void *bytes, size_t count)
{
    unsigned char *place = take(frame, &frame->length, frame->capacity, count);

    if (place != NULL)
        memcpy(place, bytes, count);
}

/* The 0 of a bad frame may well mean something: nobody may act on a value
 * before frame_complete() has said that all of them are good. */
uint64_t frame_get(struct frame *frame, size_t width)
{
    const unsigned char *place =
        take(frame, &frame->position, frame->length, width);
    uint64_t value = 0;

    for (size_t i = 0; place != NULL && i < width; i++)
        value = value << 8 | place[i];
    return value;
}

/* The length is the peer's word.  It is held against the bytes that came, and
 * only then against the room for them. */
void frame_get_text(struct frame *frame, char *ret_text, size_t size)
{
    size_t length = frame_get(frame, 4);
    const unsigned char *place =
        take(frame, &frame->position, frame->length, length);

    if (place == NULL)
        return;
    /* With a NUL inside, what is compared is not all that was sent. */
    if (length >= size || memchr(place, '\0', length) != NULL) {
        frame->bad = true;
        return;
    }
    memcpy(ret_text, place, length);
    ret_text[length] = '\0';
}

void frame_get_bytes(struct frame *frame, void *ret_bytes, size_t count)
{
    const unsigned char *place =
        take(frame, &frame->position, frame->length, count);

    if (place != NULL)
        memcpy(ret_bytes, place, count);
}

bool frame_complete(const struct frame *frame)
{
    /* Bytes that are left over are a message that we do not understand. */
    return !frame->bad && frame->position == frame->length;
}
