/* SPDX-License-Identifier: BSD-2-Clause */

#include "wire/field.h"

/* One byte below `count`.  What is not is never made to fit: a number without
 * a meaning on this side may have one on the other. */
static unsigned int get_choice(struct frame *frame, size_t count)
{
    unsigned int value = (unsigned int) frame_get(frame, 1);

    if (value < count)
        return value;
    frame->bad = true;
    return 0;
}

/* FIELD() and its like took each kind from the type of the member, so that
 * what the casts here and below make of a place is what stands there. */
void fields_put(const struct field *field, const void *record,
                struct frame *frame)
{
    for (;; field++) {
        const void *place = (const char *) record + field->offset;

        switch (field->kind) {
        case FIELD_END:
            return;
        case FIELD_TEXT:
            /* Up to its NUL: what stood in the array before, and may have been
             * longer, is none of the peer's business. */
            frame_put_text(frame, place);
            break;
        case FIELD_BYTES:
            frame_put_bytes(frame, place, field->size);
            break;
        case FIELD_NUMBER:
            frame_put(frame, (uint64_t) * (const int64_t *) place, 8);
            break;
        case FIELD_CHOICE:
            frame_put(frame, (uint64_t) * (const int *) place, 1);
            break;
        case FIELD_FLAG:
            frame_put(frame, *(const bool *) place, 1);
            break;
        case FIELD_RECORD:
            fields_put(field->fields, place, frame);
            break;
        }
    }
}

/* It does not end at a flaw: what is got from a bad frame is nothing, and
 * whoever decodes asks once for all fields. */
void fields_get(const struct field *field, struct frame *frame,
                void *ret_record)
{
    for (;; field++) {
        void *place = (char *) ret_record + field->offset;

        switch (field->kind) {
        case FIELD_END:
            return;
        case FIELD_TEXT:
            frame_get_text(frame, place, field->size);
            break;
        case FIELD_BYTES:
            frame_get_bytes(frame, place, field->size);
            break;
        case FIELD_NUMBER:
            /* What is above INT64_MAX becomes negative in two's complement, as
             * gcc and clang define it: -1 comes back as it went. */
            *(int64_t *) place = (int64_t) frame_get(frame, 8);
            break;
        case FIELD_CHOICE:
            *(int *) place = (int) get_choice(frame, field->size);
            break;
        case FIELD_FLAG:
            /* A bool that is neither 0 nor 1 is undefined behaviour in C; it
             * never gets that far. */
            *(bool *) place = get_choice(frame, 2) == 1;
            break;
        case FIELD_RECORD:
            fields_get(field->fields, frame, place);
            break;
        }
    }
}
