/* journal/format.c: see format.h and FORMAT.md. Integers are little endian. */
#include "journal/format.h"

#include <assert.h>
#include <errno.h>
#include <inttypes.h>
#include <libdeflate.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"

/* The ends of line and the end of file (26) show what a transfer as text has done to a file. */
static const uint8_t segment_magic[16] = "milestone-seg\r\n\x1a";
static const uint8_t identity_magic[16] = "milestone-jid\r\n\x1a";

/* CRC-32 of everything but the four bytes at `hole`, where it is kept itself. It finds what a
 * disk does to a header; what a person does to a body is found by the hash. */
static uint32_t checksum_around(const uint8_t *data, size_t length, size_t hole)
{
        uint32_t crc = libdeflate_crc32(0, data, hole);

        return libdeflate_crc32(crc, data + hole + 4, length - hole - 4);
}

void format_segment_write(const struct segment_header *header, uint8_t ret[SEGMENT_HEADER_BYTES])
{
        memset(ret, 0, SEGMENT_HEADER_BYTES);
        memcpy(ret, segment_magic, 16);
        put_le32(ret + 16, FORMAT_VERSION);
        memcpy(ret + 24, header->mark, MARK_BYTES);
        memcpy(ret + 32, header->id, JOURNAL_ID_BYTES);
        put_le64(ret + 48, header->epoch);
        memcpy(ret + 56, header->epoch_name, JOURNAL_ID_BYTES);
        put_le64(ret + 72, header->run);
        put_le64(ret + 80, header->first);
        put_le64(ret + 88, header->before_first);
        put_le64(ret + 96, header->before_bytes);
        memcpy(ret + 104, header->chain, JOURNAL_HASH_BYTES);
        put_le32(ret + 20, checksum_around(ret, SEGMENT_HEADER_BYTES, 20));
}

int format_segment_read(const uint8_t data[SEGMENT_HEADER_BYTES], struct segment_header *ret)
{
        if (memcmp(data, segment_magic, 16) != 0 || get_le32(data + 16) != FORMAT_VERSION)
                return FORMAT_NOT_OURS;
        if (get_le32(data + 20) != checksum_around(data, SEGMENT_HEADER_BYTES, 20))
                return FORMAT_BAD_CHECKSUM;
        if (get_le64(data + 80) == 0 || get_le64(data + 136) != 0)
                return FORMAT_BAD_VALUE;

        memcpy(ret->mark, data + 24, MARK_BYTES);
        memcpy(ret->id, data + 32, JOURNAL_ID_BYTES);
        ret->epoch = get_le64(data + 48);
        memcpy(ret->epoch_name, data + 56, JOURNAL_ID_BYTES);
        ret->run = get_le64(data + 72);
        ret->first = get_le64(data + 80);
        ret->before_first = get_le64(data + 88);
        ret->before_bytes = get_le64(data + 96);
        memcpy(ret->chain, data + 104, JOURNAL_HASH_BYTES);
        return 0;
}

void format_entry_write(const struct segment_header *segment, const struct entry_header *header,
                        uint8_t ret[ENTRY_HEADER_BYTES])
{
        assert(header->length <= JOURNAL_BODY_MAX);
        assert(header->position > header->settled_through);

        memcpy(ret, segment->mark, MARK_BYTES);
        ret[12] = header->kind;
        ret[13] = header->flags;
        ret[14] = 0;
        ret[15] = 0;
        put_le32(ret + 16, header->length);
        put_le32(ret + 20, 0);
        put_le64(ret + 24, header->position);
        put_le64(ret + 32, header->settled_through);
        put_le64(ret + 40, header->epoch);
        put_le64(ret + 48, header->run);
        memcpy(ret + 56, segment->id, JOURNAL_ID_BYTES);
        memcpy(ret + 72, header->body_hash, JOURNAL_HASH_BYTES);
        memcpy(ret + 104, header->chain_before, JOURNAL_HASH_BYTES);
        put_le32(ret + 8, checksum_around(ret, ENTRY_HEADER_BYTES, 8));
}

int format_entry_read(const struct segment_header *segment, const uint8_t data[ENTRY_HEADER_BYTES],
                      struct entry_header *ret)
{
        if (memcmp(data, segment->mark, MARK_BYTES) != 0)
                return FORMAT_NOT_OURS;
        if (get_le32(data + 8) != checksum_around(data, ENTRY_HEADER_BYTES, 8))
                return FORMAT_BAD_CHECKSUM;
        if (memcmp(data + 56, segment->id, JOURNAL_ID_BYTES) != 0 || get_le32(data + 16) > JOURNAL_BODY_MAX ||
            get_le64(data + 24) <= get_le64(data + 32))
                return FORMAT_BAD_VALUE;

        ret->kind = data[12];
        ret->flags = data[13];
        ret->length = get_le32(data + 16);
        ret->position = get_le64(data + 24);
        ret->settled_through = get_le64(data + 32);
        ret->epoch = get_le64(data + 40);
        ret->run = get_le64(data + 48);
        memcpy(ret->body_hash, data + 72, JOURNAL_HASH_BYTES);
        memcpy(ret->chain_before, data + 104, JOURNAL_HASH_BYTES);
        return 0;
}

void format_identity_write(const struct journal_identity *identity, uint8_t ret[IDENTITY_BYTES])
{
        memset(ret, 0, IDENTITY_BYTES);
        memcpy(ret, identity_magic, 16);
        put_le32(ret + 16, FORMAT_VERSION);
        memcpy(ret + 24, identity->id, JOURNAL_ID_BYTES);
        put_le64(ret + 40, identity->epoch);
        memcpy(ret + 48, identity->epoch_name, JOURNAL_ID_BYTES);
        put_le64(ret + 64, identity->run);
        put_le32(ret + 20, checksum_around(ret, IDENTITY_BYTES, 20));
}

int format_identity_read(const uint8_t data[IDENTITY_BYTES], struct journal_identity *ret)
{
        if (memcmp(data, identity_magic, 16) != 0 || get_le32(data + 16) != FORMAT_VERSION)
                return FORMAT_NOT_OURS;
        if (get_le32(data + 20) != checksum_around(data, IDENTITY_BYTES, 20))
                return FORMAT_BAD_CHECKSUM;

        memcpy(ret->id, data + 24, JOURNAL_ID_BYTES);
        ret->epoch = get_le64(data + 40);
        memcpy(ret->epoch_name, data + 48, JOURNAL_ID_BYTES);
        ret->run = get_le64(data + 64);
        return 0;
}

size_t format_entry_bytes(size_t body_length)
{
        size_t bytes = ENTRY_HEADER_BYTES + body_length;

        return (bytes + FORMAT_ALIGN - 1) / FORMAT_ALIGN * FORMAT_ALIGN;
}

void format_body_hash(const void *body, size_t length, uint8_t ret[JOURNAL_HASH_BYTES])
{
        int r = crypto_generichash(ret, JOURNAL_HASH_BYTES, body, length, NULL, 0);

        assert(r == 0);
}

void format_chain(const uint8_t before[JOURNAL_HASH_BYTES], uint64_t position, uint8_t kind,
                  const uint8_t body_hash[JOURNAL_HASH_BYTES], uint8_t ret[JOURNAL_HASH_BYTES])
{
        uint8_t data[JOURNAL_HASH_BYTES + 8 + 1 + JOURNAL_HASH_BYTES];
        int r;

        memcpy(data, before, JOURNAL_HASH_BYTES);
        put_le64(data + 32, position);
        data[40] = kind;
        memcpy(data + 41, body_hash, JOURNAL_HASH_BYTES);
        r = crypto_generichash(ret, JOURNAL_HASH_BYTES, data, sizeof data, NULL, 0);
        assert(r == 0);
}

const char *format_segment_name(uint64_t first, char buf[SEGMENT_NAME_MAX])
{
        (void)snprintf(buf, SEGMENT_NAME_MAX, "%012" PRIu64 ".seg", first);
        return buf;
}

uint64_t format_segment_first(const char *name)
{
        char canonical[SEGMENT_NAME_MAX];
        uint64_t first;

        if (name[0] < '0' || name[0] > '9')
                return 0;
        errno = 0;
        first = strtoull(name, NULL, 10);
        if (errno != 0 || strcmp(format_segment_name(first, canonical), name) != 0)
                return 0;
        return first;
}
