/* store/log_format.c: see log_format.h. */
#include "store/log_format.h"

#include <assert.h>
#include <inttypes.h>
#include <libdeflate.h>
#include <stdio.h>
#include <string.h>

#include "base/bytes.h"

#define PLACE_MASK (LOG_PLACES_MAX - 1)
#define TAIL_MASK  ((UINT64_C(1) << CARD_TAIL_BITS) - 1)
#define REPLACES   LOG_PLACES_MAX

static const uint8_t run_magic[8] = {'M', 'S', 'T', 'N', 'R', 'U', 'N', '1'};

/* ---- records ---- */

size_t log_record_bytes(size_t value_length)
{
        return (LOG_HEAD_BYTES + value_length + LOG_PLACE_BYTES - 1) & ~(size_t)(LOG_PLACE_BYTES - 1);
}

/* Of hash, length and value. */
static uint32_t record_checksum(const uint8_t *head, const uint8_t *value, size_t length)
{
        uint32_t crc = libdeflate_crc32(0, head, 20);

        return libdeflate_crc32(crc, value, length);
}

void log_record_write(struct hash128 hash, const void *value, size_t length, uint8_t *ret)
{
        size_t total = log_record_bytes(length);

        assert(length <= LOG_VALUE_MAX);
        put_le64(ret, hash.high);
        put_le64(ret + 8, hash.low);
        put_le32(ret + 16, (uint32_t)length);
        memcpy(ret + LOG_HEAD_BYTES, value, length);
        memset(ret + LOG_HEAD_BYTES + length, 0, total - LOG_HEAD_BYTES - length);
        put_le32(ret + 20, record_checksum(ret, ret + LOG_HEAD_BYTES, length));
}

struct log_head log_head_read(const uint8_t bytes[LOG_HEAD_BYTES])
{
        return (struct log_head){
                .hash = {.high = get_le64(bytes), .low = get_le64(bytes + 8)},
                .length = get_le32(bytes + 16),
                .checksum = get_le32(bytes + 20),
        };
}

bool log_record_is_whole(const uint8_t head[LOG_HEAD_BYTES], const uint8_t *value)
{
        return record_checksum(head, value, get_le32(head + 16)) == get_le32(head + 20);
}

/* ---- cards ---- */

uint64_t card_bits(struct hash128 hash, unsigned hash_bits)
{
        uint64_t bits = hash.high >> (64 - CARD_HASH_BITS);

        assert(hash_bits >= CARD_IMPLIED_BITS && hash_bits <= CARD_HASH_BITS);
        return bits >> (CARD_HASH_BITS - hash_bits) << (CARD_HASH_BITS - hash_bits);
}

uint64_t card_make(uint64_t bits, bool replaces, uint64_t place)
{
        assert(place > 0 && place < LOG_PLACES_MAX);
        return (bits & TAIL_MASK) << (LOG_PLACE_BITS + 1) | (replaces ? REPLACES : 0) | place;
}

uint64_t card_tail(uint64_t card)
{
        return card >> (LOG_PLACE_BITS + 1);
}

bool card_replaces(uint64_t card)
{
        return card & REPLACES;
}

uint64_t card_place(uint64_t card)
{
        return card & PLACE_MASK;
}

/* ---- runs ---- */

unsigned run_prefix_bits(uint64_t count)
{
        unsigned bits = RUN_PREFIX_BITS_MIN;

        while (bits < RUN_PREFIX_BITS_MAX && count >> bits >= RUN_CARDS_A_PREFIX)
                bits++;
        return bits;
}

uint64_t run_cards_offset(unsigned prefix_bits)
{
        uint64_t prefixes = ((UINT64_C(1) << prefix_bits) + 1) * sizeof(uint32_t);

        return RUN_HEAD_BYTES + ((prefixes + 7) & ~UINT64_C(7));
}

void run_head_write(const struct run_head *head, uint8_t ret[RUN_HEAD_BYTES])
{
        memset(ret, 0, RUN_HEAD_BYTES);
        memcpy(ret, run_magic, sizeof run_magic);
        put_le32(ret + 8, LOG_VERSION);
        put_le32(ret + 12, head->prefix_bits);
        put_le64(ret + 16, head->count);
        put_le64(ret + 24, head->first_place);
        put_le64(ret + 32, head->last_place);
        put_le32(ret + 40, head->prefixes_checksum);
        put_le32(ret + 44, head->cards_checksum);
        put_le32(ret + 60, libdeflate_crc32(0, ret, 60));
}

bool run_head_read(const uint8_t bytes[RUN_HEAD_BYTES], struct run_head *ret)
{
        if (memcmp(bytes, run_magic, sizeof run_magic) != 0 || get_le32(bytes + 8) != LOG_VERSION ||
            get_le32(bytes + 60) != libdeflate_crc32(0, bytes, 60))
                return false;
        *ret = (struct run_head){
                .prefix_bits = get_le32(bytes + 12),
                .count = get_le64(bytes + 16),
                .first_place = get_le64(bytes + 24),
                .last_place = get_le64(bytes + 32),
                .prefixes_checksum = get_le32(bytes + 40),
                .cards_checksum = get_le32(bytes + 44),
        };
        return ret->prefix_bits >= RUN_PREFIX_BITS_MIN && ret->prefix_bits <= RUN_PREFIX_BITS_MAX &&
               ret->count > 0 && ret->count <= UINT32_MAX;
}

/* ---- the list ---- */

void log_segment_name(uint64_t number, char ret[LOG_NAME_MAX])
{
        (void)snprintf(ret, LOG_NAME_MAX, "%08" PRIu64 ".log", number);
}

void log_run_name(uint64_t number, char ret[LOG_NAME_MAX])
{
        (void)snprintf(ret, LOG_NAME_MAX, "%08" PRIu64 ".run", number);
}

void log_list_write(const struct log_list *list, struct wire_out *out)
{
        wire_u32(out, LOG_VERSION);
        wire_u64(out, list->next_number);
        wire_u64(out, list->end);
        wire_u64(out, list->statements);
        wire_u32(out, list->segments_count);
        wire_u32(out, list->runs_count);
}

void log_listed_segment_write(const struct listed_segment *segment, struct wire_out *out)
{
        wire_u64(out, segment->number);
        wire_u64(out, segment->first);
        wire_u64(out, segment->bytes);
        wire_u64(out, segment->dead);
}

void log_listed_run_write(const struct listed_run *run, struct wire_out *out)
{
        wire_u64(out, run->number);
        wire_u64(out, run->count);
}

struct log_list log_list_read(struct wire_in *in)
{
        struct log_list list;

        if (wire_in_u32(in) != LOG_VERSION)
                wire_in_fail(in);
        list.next_number = wire_in_u64(in);
        list.end = wire_in_u64(in);
        list.statements = wire_in_u64(in);
        list.segments_count = wire_in_u32(in);
        list.runs_count = wire_in_u32(in);
        return list;
}

struct listed_segment log_listed_segment_read(struct wire_in *in)
{
        struct listed_segment segment;

        segment.number = wire_in_u64(in);
        segment.first = wire_in_u64(in);
        segment.bytes = wire_in_u64(in);
        segment.dead = wire_in_u64(in);
        return segment;
}

struct listed_run log_listed_run_read(struct wire_in *in)
{
        struct listed_run run;

        run.number = wire_in_u64(in);
        run.count = wire_in_u64(in);
        return run;
}
