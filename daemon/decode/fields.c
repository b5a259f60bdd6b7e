/* decode/fields.c: the wire format of protocol buffers.
 *
 * A message is a row of fields, each a tag (varint: number << 3 | wire type) and a value: wire
 * type 0 is a varint, 1 eight bytes, 2 a varint length and so many bytes, 5 four bytes. Our
 * own fields are of types 0 and 2 only; the others occur in unknown fields. Types 3 and 4 are
 * the groups of old, which protobuf-c does not read either. */
#include "decode/fields.h"

#include <assert.h>

#define VARINT_BYTES_MAX 10
#define NUMBER_MAX       ((UINT64_C(1) << 29) - 1) /* of a field, by the format */

enum { WIRE_VARINT, WIRE_64, WIRE_BYTES, WIRE_GROUP, WIRE_GROUP_END, WIRE_32 };

struct cursor {
        const uint8_t *at, *end;
};

static struct cursor cursor_of(struct text bytes)
{
        const uint8_t *at = (const uint8_t *)bytes.data;

        return (struct cursor){at, bytes.length ? at + bytes.length : at};
}

static bool read_varint(struct cursor *c, uint64_t *ret)
{
        uint64_t value = 0;

        if (c->at < c->end && *c->at < 0x80) { /* tags, lengths and most numbers */
                *ret = *c->at++;
                return true;
        }
        for (unsigned i = 0; i < VARINT_BYTES_MAX && c->at < c->end; i++) {
                uint8_t byte = *c->at++;

                value |= (uint64_t)(byte & 0x7f) << (7 * i);
                if (byte < 0x80) {
                        *ret = value;
                        return i < VARINT_BYTES_MAX - 1 || byte <= 1;
                }
        }
        return false;
}

static bool skip(struct cursor *c, uint64_t length)
{
        if (length > (uint64_t)(c->end - c->at))
                return false;
        c->at += length;
        return true;
}

static bool read_bytes(struct cursor *c, struct text *ret)
{
        uint64_t length;

        if (!read_varint(c, &length))
                return false;
        *ret = (struct text){(const char *)c->at, (size_t)length};
        return skip(c, length);
}

static const char *skip_unknown(struct cursor *c, unsigned wire)
{
        uint64_t number;
        struct text bytes;
        bool good;

        switch (wire) {
        case WIRE_VARINT:
                good = read_varint(c, &number);
                break;
        case WIRE_64:
                good = skip(c, 8);
                break;
        case WIRE_BYTES:
                good = read_bytes(c, &bytes);
                break;
        case WIRE_32:
                good = skip(c, 4);
                break;
        default:
                return "a group, which this protocol has none of";
        }
        return good ? NULL : "a field cut off";
}

static const char *read_field(struct cursor *c, struct fields *f, unsigned number, unsigned wire)
{
        const struct shape_field *field = &f->shape->fields[number];
        struct cell *cell = &f->cells[number];
        bool again = fields_has(f, number);

        if (again && !field->repeated)
                return "a field twice that can be there once";

        if (field->type >= FIELD_BYTES) {
                if (wire != WIRE_BYTES)
                        return "a field of another type than its own";
                if (!read_bytes(c, &cell->bytes))
                        return "a field cut off";
                cell->number = again ? cell->number + 1 : 1;
        } else {
                if (wire != WIRE_VARINT)
                        return "a field of another type than its own";
                if (!read_varint(c, &cell->number))
                        return "a number cut off or of more than 64 bits";
                if (field->type == FIELD_SINT64)
                        cell->number = (cell->number >> 1) ^ -(cell->number & 1);
        }

        f->present |= UINT32_C(1) << number;
        return NULL;
}

static const char *read_one(struct cursor *c, struct fields *f)
{
        const uint8_t *start = c->at;
        const char *wrong;
        uint64_t tag, number;

        if (!read_varint(c, &tag))
                return "a tag cut off";
        number = tag >> 3;
        if (number == 0 || number > NUMBER_MAX)
                return "a field of a number that cannot be";

        if (number <= SHAPE_NUMBER_MAX && f->shape->fields[number].type != FIELD_NONE)
                return read_field(c, f, (unsigned)number, tag & 7);

        wrong = skip_unknown(c, tag & 7);
        if (!wrong)
                f->unknown_bytes += (size_t)(c->at - start);
        return wrong;
}

int fields_take(struct fields *ret, const struct shape *shape, const char *prefix, struct text bytes)
{
        struct cursor c = cursor_of(bytes);

        assert(ret && shape && prefix);

        ret->shape = shape;
        ret->prefix = prefix;
        ret->bytes = bytes;
        ret->present = 0;
        ret->unknown_bytes = 0;
        ret->malformed = NULL;

        while (c.at < c.end) {
                const uint8_t *start = c.at;

                ret->malformed = read_one(&c, ret);
                if (ret->malformed) {
                        ret->malformed_at = (size_t)(start - (const uint8_t *)bytes.data);
                        return FIELDS_MALFORMED;
                }
        }
        return 0;
}

bool fields_next(struct text *rest, unsigned number, struct text *ret)
{
        struct cursor c = cursor_of(*rest);
        uint64_t tag = 0;
        bool found = false, good = true;

        while (!found && c.at < c.end) {
                good = read_varint(&c, &tag);
                if (good && tag == ((uint64_t)number << 3 | WIRE_BYTES))
                        found = good = read_bytes(&c, ret);
                else if (good)
                        good = skip_unknown(&c, tag & 7) == NULL;
                assert(good); /* fields_take() has been here */
        }

        *rest = (struct text){(const char *)c.at, (size_t)(c.end - c.at)};
        return found;
}
