/* decode/fields.h: one protobuf message, read where it lies: a cell for each field number.
 *
 * In come the bytes of a message and its shape, out go numbers and views into the same bytes.
 * Nothing is allocated, nothing is nested: a sub-message is a view, to be read in its turn, so
 * neither depth nor the number of empty sub-messages costs memory.
 *
 * Stricter than protobuf asks of a reader, where leniency would be a guess: a field of another
 * wire type than its own, a group, a number of more than 64 bits, and a singular field that
 * comes twice are malformed. What is taken here, protobuf-c takes too (the fuzzer compares). */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/text.h"
#include "decode/shape.h"

enum { FIELDS_MALFORMED = 1 };

struct cell {
        uint64_t number; /* of a number (zigzag undone); of a repeated field: how many there are */
        struct text bytes;
};

struct fields {
        const struct shape *shape;
        const char *prefix;                      /* for the names of refusals: "trade." */
        struct text bytes;                       /* the message */
        uint32_t present;                        /* bits of field numbers */
        size_t unknown_bytes;                    /* of fields that the shape does not have, tags included */
        const char *malformed;                   /* what is wrong, when it is */
        size_t malformed_at;                     /* at which byte of the message */
        struct cell cells[SHAPE_NUMBER_MAX + 1]; /* good where `present` says so */
};

/* 0, or MALFORMED: what came before it can be looked at. The message is borrowed. */
int fields_take(struct fields *ret, const struct shape *shape, const char *prefix, struct text bytes);

static inline bool fields_has(const struct fields *fields, unsigned number)
{
        return fields->present >> number & 1;
}

/* Zero, or the empty text, where the field is absent. */
static inline uint64_t fields_number(const struct fields *fields, unsigned number)
{
        return fields_has(fields, number) ? fields->cells[number].number : 0;
}

static inline struct text fields_bytes(const struct fields *fields, unsigned number)
{
        return fields_has(fields, number) ? fields->cells[number].bytes : (struct text){0};
}

/* Cuts the next occurrence of a repeated field off the front of `*rest`, which begins as the
 * bytes of a message that fields_take() took. False when there is none. */
bool fields_next(struct text *rest, unsigned number, struct text *ret);
