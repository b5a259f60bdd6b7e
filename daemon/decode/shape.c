/* decode/shape.c: from protobuf-c's descriptors to tables. That every type, number and enum
 * value of the .proto fits them is asserted here, once, when a decoder is made. */
#include "decode/shape.h"

#include <assert.h>
#include <string.h>

#include "milestone/v1/event.pb-c.h"

static const ProtobufCMessageDescriptor *const descriptors[SHAPE_COUNT] = {
        [SHAPE_QUANTITY] = &milestone__v1__quantity__descriptor,
        [SHAPE_LEVELS] = &milestone__v1__levels__descriptor,
        [SHAPE_TRADE] = &milestone__v1__trade__descriptor,
        [SHAPE_FREIGHT] = &milestone__v1__freight__descriptor,
        [SHAPE_PROJECT] = &milestone__v1__project__descriptor,
        [SHAPE_RATE] = &milestone__v1__exchange_rate__descriptor,
        [SHAPE_WITHDRAWAL] = &milestone__v1__withdrawal__descriptor,
        [SHAPE_EVENT] = &milestone__v1__event__descriptor,
        [SHAPE_VINTAGE] = &milestone__v1__vintage__descriptor,
        [SHAPE_CONTROL] = &milestone__v1__control_total__descriptor,
        [SHAPE_END] = &milestone__v1__release_end__descriptor,
        [SHAPE_ABORT] = &milestone__v1__release_abort__descriptor,
        [SHAPE_SENDER] = &milestone__v1__sender__descriptor,
        [SHAPE_BATCH] = &milestone__v1__event_batch__descriptor,
};

static enum field_type type_of(ProtobufCType type)
{
        switch (type) {
        case PROTOBUF_C_TYPE_UINT32:
                return FIELD_UINT32;
        case PROTOBUF_C_TYPE_UINT64:
                return FIELD_UINT64;
        case PROTOBUF_C_TYPE_SINT64:
                return FIELD_SINT64;
        case PROTOBUF_C_TYPE_BOOL:
                return FIELD_BOOL;
        case PROTOBUF_C_TYPE_ENUM:
                return FIELD_ENUM;
        case PROTOBUF_C_TYPE_STRING:
        case PROTOBUF_C_TYPE_BYTES:
                return FIELD_BYTES;
        case PROTOBUF_C_TYPE_MESSAGE:
                return FIELD_MESSAGE;
        default:
                return FIELD_NONE;
        }
}

static uint64_t values_of(const ProtobufCEnumDescriptor *descriptor)
{
        uint64_t values = 0;

        for (unsigned i = 0; i < descriptor->n_values; i++) {
                assert(descriptor->values[i].value >= 0 && descriptor->values[i].value < 64);
                values |= UINT64_C(1) << descriptor->values[i].value;
        }
        return values;
}

void shapes_init(struct shape shapes[SHAPE_COUNT])
{
        memset(shapes, 0, SHAPE_COUNT * sizeof(*shapes));

        for (size_t i = 0; i < SHAPE_COUNT; i++)
                for (unsigned n = 0; n < descriptors[i]->n_fields; n++) {
                        const ProtobufCFieldDescriptor *from = &descriptors[i]->fields[n];
                        struct shape_field *to;

                        assert(from->id >= 1 && from->id <= SHAPE_NUMBER_MAX);
                        to = &shapes[i].fields[from->id];
                        to->type = (uint8_t)type_of(from->type);
                        to->repeated = from->label == PROTOBUF_C_LABEL_REPEATED;
                        to->name = from->name;
                        if (to->type == FIELD_ENUM)
                                to->values = values_of(from->descriptor);
                        assert(to->type != FIELD_NONE);
                        /* no packed numbers in this protocol: fields_take() knows none */
                        assert(!to->repeated || to->type == FIELD_BYTES || to->type == FIELD_MESSAGE);
                }
}
