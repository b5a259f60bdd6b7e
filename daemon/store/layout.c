/* store/layout.c: see layout.h. */
#include "store/layout.h"

#include <assert.h>
#include <errno.h>
#include <string.h>

#include "base/bytes.h"
#include "base/civil.h"
#include "base/limits.h"

#define STATEMENT_HEAD_BYTES 8 /* scope day, two lengths */

/* Room for a source, a zero byte and an id with whatever the core puts before or behind it. */
#define HASHED_BYTES_MAX (NAME_BYTES_MAX + 1 + 4 * ID_BYTES_MAX)

/* ---- keys ---- */

struct hash128 layout_hash(const uint64_t secret[2], struct text source, struct text id)
{
        uint8_t joined[HASHED_BYTES_MAX];

        assert(source.length + 1 + id.length <= sizeof joined);
        if (source.length > 0)
                memcpy(joined, source.data, source.length);
        joined[source.length] = 0;
        if (id.length > 0)
                memcpy(joined + source.length + 1, id.data, id.length);
        return hash128(joined, source.length + 1 + id.length, secret);
}

uint64_t layout_source_hash(const uint64_t secret[2], struct text source)
{
        return hash64(source.data, source.length, secret);
}

int layout_hash_compare(struct hash128 a, struct hash128 b)
{
        if (a.high != b.high)
                return a.high < b.high ? -1 : 1;
        return a.low < b.low ? -1 : a.low > b.low;
}

int layout_spot_compare(const struct spot *a, const struct spot *b)
{
        if (a->source_hash != b->source_hash)
                return a->source_hash < b->source_hash ? -1 : 1;
        if (a->day != b->day)
                return a->day < b->day ? -1 : 1;
        return layout_hash_compare(a->hash, b->hash);
}

void layout_hash_write(struct hash128 hash, uint8_t ret[LAYOUT_HASH_BYTES])
{
        put_be64(ret, hash.high);
        put_be64(ret + 8, hash.low);
}

struct hash128 layout_hash_read(const uint8_t bytes[LAYOUT_HASH_BYTES])
{
        return (struct hash128){.high = get_be64(bytes), .low = get_be64(bytes + 8)};
}

/* With the sign turned, days before 1970 come before those after it. */
#define SIGN UINT32_C(0x80000000)

void layout_spot_write(const struct spot *spot, uint8_t ret[LAYOUT_SCOPE_BYTES])
{
        put_be64(ret, spot->source_hash);
        put_be32(ret + 8, (uint32_t)spot->day ^ SIGN);
        layout_hash_write(spot->hash, ret + 12);
}

struct spot layout_spot_read(const uint8_t bytes[LAYOUT_SCOPE_BYTES])
{
        return (struct spot){
                .source_hash = get_be64(bytes),
                .day = (int32_t)(get_be32(bytes + 8) ^ SIGN),
                .hash = layout_hash_read(bytes + 12),
        };
}

void layout_sequence_write(uint64_t sequence, uint8_t ret[LAYOUT_SEQUENCE_BYTES])
{
        put_be64(ret, sequence);
}

uint64_t layout_sequence_read(const uint8_t bytes[LAYOUT_SEQUENCE_BYTES])
{
        return get_be64(bytes);
}

void layout_line_key_write(uint64_t position, uint32_t index, uint8_t ret[LAYOUT_LINE_BYTES])
{
        put_be64(ret, position);
        put_be32(ret + 8, index);
}

/* ---- values ---- */

size_t layout_statement_bytes(const struct statement_put *put)
{
        return STATEMENT_HEAD_BYTES + put->source.length + put->id.length + put->body_length;
}

void layout_statement_write(const struct statement_put *put, uint8_t *ret)
{
        int32_t day = put->scope.kind == PERIOD_NONE ? CIVIL_NONE : put->scope.last;

        assert(put->body && put->body_length > 0);
        put_le32(ret, (uint32_t)day);
        put_le16(ret + 4, (uint16_t)put->source.length);
        put_le16(ret + 6, (uint16_t)put->id.length);
        ret += STATEMENT_HEAD_BYTES;
        if (put->source.length > 0)
                memcpy(ret, put->source.data, put->source.length);
        ret += put->source.length;
        if (put->id.length > 0)
                memcpy(ret, put->id.data, put->id.length);
        ret += put->id.length;
        memcpy(ret, put->body, put->body_length);
}

int layout_statement_read(struct bytes value, struct kept_statement *ret)
{
        struct wire_in in = wire_in_of(value.data, value.length);
        struct kept_statement statement;
        size_t source_length, id_length;

        statement.scope_day = wire_in_i32(&in);
        source_length = wire_in_u16(&in);
        id_length = wire_in_u16(&in);
        statement.source = (struct text){(const char *)wire_in_raw(&in, source_length), source_length};
        statement.id = (struct text){(const char *)wire_in_raw(&in, id_length), id_length};
        statement.body.length = wire_in_left(&in);
        statement.body.data = wire_in_raw(&in, statement.body.length);
        if (!wire_in_complete(&in) || statement.body.length == 0)
                return -EBADMSG;
        *ret = statement;
        return 0;
}

void layout_line_write(const struct quarantined *line, struct wire_out *out)
{
        wire_u8(out, line->reason);
        wire_i64(out, line->received_usec);
        wire_text(out, line->source);
        wire_text(out, line->id);
        wire_text(out, line->field);
        wire_text(out, line->message);
        wire_text(out, line->sender);
}

int layout_line_read(const uint8_t *key, struct bytes value, struct quarantined *ret)
{
        struct wire_in in = wire_in_of(value.data, value.length);
        struct quarantined line = {.position = get_be64(key), .index = get_be32(key + 8)};

        line.reason = wire_in_u8(&in);
        line.received_usec = wire_in_i64(&in);
        line.source = wire_in_text(&in);
        line.id = wire_in_text(&in);
        line.field = wire_in_text(&in);
        line.message = wire_in_text(&in);
        line.sender = wire_in_text(&in);
        if (!wire_in_complete(&in))
                return -EBADMSG;
        *ret = line;
        return 0;
}

void layout_checkpoint_write(const struct checkpoint_mark *mark, uint8_t ret[LAYOUT_CHECKPOINT_BYTES])
{
        put_le64(ret, mark->position);
        put_le64(ret + 8, mark->last_told);
        put_le64(ret + 16, mark->oldest_told);
        put_le64(ret + 24, mark->quarantined);
}

int layout_checkpoint_read(struct bytes value, struct checkpoint_mark *ret)
{
        struct wire_in in = wire_in_of(value.data, value.length);
        struct checkpoint_mark mark;

        mark.position = wire_in_u64(&in);
        mark.last_told = wire_in_u64(&in);
        mark.oldest_told = wire_in_u64(&in);
        mark.quarantined = wire_in_u64(&in);
        if (!wire_in_complete(&in))
                return -EBADMSG;
        *ret = mark;
        return 0;
}
