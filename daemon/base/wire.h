/* base/wire.h: bytes of our own formats, written and read without a surprise.
 *
 * The bodies of journal entries, statements and rows of a checkpoint are made of these, little
 * endian, on every machine the same:
 *     u8 u16 u32 u64   fixed width
 *     i32 i64 wide     two's complement, fixed width (4, 8, 16)
 *     varint           LEB128, unsigned: 7 bits a byte, the low ones first, the high bit set on
 *                      all but the last; 1 to 10 bytes, only the shortest form is read
 *     zigzag           varint of (n << 1) ^ (n >> 63)
 *     bytes, text      u32 length, then the bytes
 *     raw              the bytes alone
 * One value has one encoding, so equal contents are equal bytes and can be hashed.
 *
 * Both ends are sticky: after the first failure nothing more is written or read, reads give
 * zero and empty, and it is enough to ask once at the end. */
#pragma once
#include "base/scoped.h"
#include "base/text.h"
#include "base/wide.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define WIRE_VARINT_MAX 10

/* Owns `data`. All zero is an empty one; done by wire_out_done(). */
struct wire_out {
        uint8_t *data;
        size_t length;
        size_t capacity;
        bool failed; /* there was no memory */
};

/* Frees the bytes; the writer is empty and can be used again. */
void wire_out_done(struct wire_out *out);
/* Empties it, keeps its memory, forgets a failure. */
void wire_out_clear(struct wire_out *out);
/* Makes room where there is none; wire_out_reserve() asks first. */
int wire_out_grow(struct wire_out *out, size_t more);
/* Room for so many more bytes: 0 or -ENOMEM, which sticks. */
static inline int wire_out_reserve(struct wire_out *out, size_t more)
{
        return !out->failed && more <= out->capacity - out->length ? 0 : wire_out_grow(out, more);
}

static inline void wire_u8(struct wire_out *out, uint8_t value)
{
        if (wire_out_reserve(out, 1) == 0)
                out->data[out->length++] = value;
}
void wire_u16(struct wire_out *out, uint16_t value);
void wire_u32(struct wire_out *out, uint32_t value);
void wire_u64(struct wire_out *out, uint64_t value);
void wire_i32(struct wire_out *out, int32_t value);
void wire_i64(struct wire_out *out, int64_t value);
void wire_wide(struct wire_out *out, wide value);
void wire_varint(struct wire_out *out, uint64_t value);
void wire_zigzag(struct wire_out *out, int64_t value);
/* At most UINT32_MAX bytes, else it fails. */
void wire_bytes(struct wire_out *out, const void *data, size_t length);
void wire_text(struct wire_out *out, struct text text);
void wire_raw(struct wire_out *out, const void *data, size_t length);

/* Overwrites four bytes that are there already: a length or count that is known afterwards. */
void wire_patch_u32(struct wire_out *out, size_t at, uint32_t value);

/* Borrows `data`. */
struct wire_in {
        const uint8_t *data;
        size_t length;
        size_t position;
        bool failed; /* cut off, or not of the form */
};

struct wire_in wire_in_of(const void *data, size_t length);

uint8_t wire_in_u8(struct wire_in *in);
uint16_t wire_in_u16(struct wire_in *in);
uint32_t wire_in_u32(struct wire_in *in);
uint64_t wire_in_u64(struct wire_in *in);
int32_t wire_in_i32(struct wire_in *in);
int64_t wire_in_i64(struct wire_in *in);
wide wire_in_wide(struct wire_in *in);
uint64_t wire_in_varint(struct wire_in *in);
int64_t wire_in_zigzag(struct wire_in *in);
/* The view borrows the bytes of the reader. What it says is not looked at: see text_is_plain(). */
struct text wire_in_text(struct wire_in *in);
/* The same bytes as wire_in_text(); NULL and 0 on failure. */
const uint8_t *wire_in_bytes(struct wire_in *in, size_t *ret_length);
/* `length` bytes, NULL on failure (and only then). */
const uint8_t *wire_in_raw(struct wire_in *in, size_t length);

/* To be called by who finds a value that cannot be. */
void wire_in_fail(struct wire_in *in);
size_t wire_in_left(const struct wire_in *in);
/* Everything was read, nothing failed, nothing is left over. */
bool wire_in_complete(const struct wire_in *in);
