/* base/wire.c: the writer into growing memory and the bounded reader. */
#include "base/wire.h"
#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define CAPACITY_FIRST 256

void wire_out_done(struct wire_out *out)
{
        assert(out);
        free(out->data);
        *out = (struct wire_out){0};
}

void wire_out_clear(struct wire_out *out)
{
        assert(out);
        out->length = 0;
        out->failed = false;
}

int wire_out_grow(struct wire_out *out, size_t more)
{
        size_t needed, capacity;
        uint8_t *data;

        assert(out);

        if (out->failed)
                return -ENOMEM;
        if (__builtin_add_overflow(out->length, more, &needed))
                goto failed;

        capacity = out->capacity > 0 ? out->capacity : CAPACITY_FIRST;
        while (capacity < needed)
                if (__builtin_mul_overflow(capacity, 2, &capacity))
                        goto failed;

        data = realloc(out->data, capacity);
        if (!data)
                goto failed;
        out->data = data;
        out->capacity = capacity;
        return 0;

failed:
        out->failed = true;
        return -ENOMEM;
}

/* The lowest `n` bytes of the value, low ones first. */
static void put(struct wire_out *out, uint64_t value, size_t n)
{
        if (wire_out_reserve(out, n) < 0)
                return;
        for (size_t i = 0; i < n; i++, value >>= 8)
                out->data[out->length++] = (uint8_t)value;
}

void wire_u16(struct wire_out *out, uint16_t value)
{
        put(out, value, 2);
}

void wire_u32(struct wire_out *out, uint32_t value)
{
        put(out, value, 4);
}

void wire_u64(struct wire_out *out, uint64_t value)
{
        put(out, value, 8);
}

void wire_i32(struct wire_out *out, int32_t value)
{
        put(out, (uint32_t)value, 4);
}

void wire_i64(struct wire_out *out, int64_t value)
{
        put(out, (uint64_t)value, 8);
}

void wire_wide(struct wire_out *out, wide value)
{
        wide_magnitude bits = (wide_magnitude)value;

        if (wire_out_reserve(out, 16) < 0)
                return;
        put(out, (uint64_t)bits, 8);
        put(out, (uint64_t)(bits >> 64), 8);
}

void wire_varint(struct wire_out *out, uint64_t value)
{
        if (wire_out_reserve(out, WIRE_VARINT_MAX) < 0)
                return;
        for (; value >= 0x80; value >>= 7)
                out->data[out->length++] = (uint8_t)(value | 0x80);
        out->data[out->length++] = (uint8_t)value;
}

void wire_zigzag(struct wire_out *out, int64_t value)
{
        wire_varint(out, ((uint64_t)value << 1) ^ (value < 0 ? UINT64_MAX : 0));
}

void wire_raw(struct wire_out *out, const void *data, size_t length)
{
        assert(data || length == 0);

        if (wire_out_reserve(out, length) < 0 || length == 0)
                return;
        memcpy(out->data + out->length, data, length);
        out->length += length;
}

void wire_bytes(struct wire_out *out, const void *data, size_t length)
{
        assert(out);

        if (length > UINT32_MAX) {
                out->failed = true;
                return;
        }
        if (wire_out_reserve(out, 4 + length) < 0)
                return;
        wire_u32(out, (uint32_t)length);
        wire_raw(out, data, length);
}

void wire_text(struct wire_out *out, struct text text)
{
        wire_bytes(out, text.data, text.length);
}

void wire_patch_u32(struct wire_out *out, size_t at, uint32_t value)
{
        assert(out);

        if (out->failed)
                return;
        assert(at <= out->length && out->length - at >= 4);
        for (size_t i = 0; i < 4; i++, value >>= 8)
                out->data[at + i] = (uint8_t)value;
}

struct wire_in wire_in_of(const void *data, size_t length)
{
        assert(data || length == 0);
        return (struct wire_in){.data = data, .length = length};
}

void wire_in_fail(struct wire_in *in)
{
        assert(in);
        in->failed = true;
}

size_t wire_in_left(const struct wire_in *in)
{
        assert(in);
        return in->failed ? 0 : in->length - in->position;
}

bool wire_in_complete(const struct wire_in *in)
{
        assert(in);
        return !in->failed && in->position == in->length;
}

const uint8_t *wire_in_raw(struct wire_in *in, size_t length)
{
        const uint8_t *data;

        assert(in);

        if (in->failed || length > in->length - in->position) {
                in->failed = true;
                return NULL;
        }
        /* Nothing of nothing is there, too: NULL is for failures. */
        data = in->data ? in->data + in->position : (const uint8_t *)"";
        in->position += length;
        return data;
}

static uint64_t get(struct wire_in *in, size_t n)
{
        const uint8_t *data = wire_in_raw(in, n);
        uint64_t value = 0;

        if (!data)
                return 0;
        for (size_t i = n; i > 0; i--)
                value = value << 8 | data[i - 1];
        return value;
}

uint8_t wire_in_u8(struct wire_in *in)
{
        return (uint8_t)get(in, 1);
}

uint16_t wire_in_u16(struct wire_in *in)
{
        return (uint16_t)get(in, 2);
}

uint32_t wire_in_u32(struct wire_in *in)
{
        return (uint32_t)get(in, 4);
}

uint64_t wire_in_u64(struct wire_in *in)
{
        return get(in, 8);
}

int32_t wire_in_i32(struct wire_in *in)
{
        return (int32_t)(uint32_t)get(in, 4);
}

int64_t wire_in_i64(struct wire_in *in)
{
        return (int64_t)get(in, 8);
}

wide wire_in_wide(struct wire_in *in)
{
        uint64_t low = get(in, 8), high = get(in, 8);

        if (in->failed)
                return 0;
        return (wide)((wide_magnitude)high << 64 | low);
}

uint64_t wire_in_varint(struct wire_in *in)
{
        uint64_t value = 0;

        for (unsigned int shift = 0; shift < 7 * WIRE_VARINT_MAX; shift += 7) {
                uint8_t byte = wire_in_u8(in);

                if (in->failed)
                        return 0;
                /* The tenth byte has room for one bit; a last byte of zero is not the shortest
                 * form. */
                if ((shift == 63 && byte > 1) || (shift > 0 && byte == 0))
                        break;
                value |= (uint64_t)(byte & 0x7F) << shift;
                if (!(byte & 0x80))
                        return value;
        }
        in->failed = true;
        return 0;
}

int64_t wire_in_zigzag(struct wire_in *in)
{
        uint64_t value = wire_in_varint(in);

        return (int64_t)(value >> 1 ^ (value & 1 ? UINT64_MAX : 0));
}

const uint8_t *wire_in_bytes(struct wire_in *in, size_t *ret_length)
{
        size_t length = wire_in_u32(in);
        const uint8_t *data = wire_in_raw(in, length);

        assert(ret_length);
        *ret_length = data ? length : 0;
        return data;
}

struct text wire_in_text(struct wire_in *in)
{
        size_t length;
        const uint8_t *data = wire_in_bytes(in, &length);

        return (struct text){(const char *)data, length};
}
