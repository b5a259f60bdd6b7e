/* decode/shape.h: what each message of the protocol may hold, as tables by field number.
 *
 * Made from the descriptors that protobuf-c generates, so the .proto files stay the only place
 * where a field, its type and its name are written down. */
#pragma once
#include <stdbool.h>
#include <stdint.h>

#define SHAPE_NUMBER_MAX 20 /* the highest field number in use */

enum field_type {
        FIELD_NONE, /* no field of this number: unknown */
        FIELD_UINT32,
        FIELD_UINT64,
        FIELD_SINT64,
        FIELD_BOOL,
        FIELD_ENUM,
        FIELD_BYTES, /* text too */
        FIELD_MESSAGE,
};

struct shape_field {
        uint8_t type; /* enum field_type */
        bool repeated;
        uint64_t values; /* ENUM: the known ones, as bits */
        const char *name;
};

struct shape {
        struct shape_field fields[SHAPE_NUMBER_MAX + 1]; /* [0] is none */
};

enum shape_id {
        SHAPE_QUANTITY,
        SHAPE_LEVELS,
        SHAPE_TRADE,
        SHAPE_FREIGHT,
        SHAPE_PROJECT,
        SHAPE_RATE,
        SHAPE_WITHDRAWAL,
        SHAPE_EVENT,
        SHAPE_VINTAGE,
        SHAPE_CONTROL,
        SHAPE_END,
        SHAPE_ABORT,
        SHAPE_SENDER,
        SHAPE_BATCH,
        SHAPE_COUNT,
};

void shapes_init(struct shape shapes[SHAPE_COUNT]);
