/* journal/portable_format.c: see portable_format.h. Integers are little endian. */
#include "journal/portable_format.h"

#include <libdeflate.h>
#include <string.h>

#include "base/bytes.h"
#include "journal/format.h"

static const uint8_t magic[16] = "milestone-exp\r\n\x1a";

static uint32_t checksum(const uint8_t data[PORTABLE_HEADER_BYTES])
{
        return libdeflate_crc32(libdeflate_crc32(0, data, 20), data + 24, PORTABLE_HEADER_BYTES - 24);
}

void portable_header_write(const struct journal_identity *identity, uint8_t ret[PORTABLE_HEADER_BYTES])
{
        memcpy(ret, magic, 16);
        put_le32(ret + 16, PORTABLE_VERSION);
        memcpy(ret + 24, identity->id, JOURNAL_ID_BYTES);
        put_le64(ret + 40, identity->epoch);
        memcpy(ret + 48, identity->epoch_name, JOURNAL_ID_BYTES);
        put_le32(ret + 20, checksum(ret));
}

int portable_header_read(const uint8_t data[PORTABLE_HEADER_BYTES], struct journal_identity *ret)
{
        if (memcmp(data, magic, 16) != 0 || get_le32(data + 16) != PORTABLE_VERSION)
                return FORMAT_NOT_OURS;
        if (get_le32(data + 20) != checksum(data))
                return FORMAT_BAD_CHECKSUM;

        *ret = (struct journal_identity){.epoch = get_le64(data + 40)};
        memcpy(ret->id, data + 24, JOURNAL_ID_BYTES);
        memcpy(ret->epoch_name, data + 48, JOURNAL_ID_BYTES);
        return 0;
}

void portable_entry_write(const struct portable_entry *entry, uint8_t ret[PORTABLE_ENTRY_BYTES])
{
        memset(ret, 0, PORTABLE_ENTRY_BYTES);
        ret[0] = entry->kind;
        ret[1] = entry->erased ? ENTRY_ERASED : 0;
        put_le32(ret + 4, entry->length);
        put_le64(ret + 8, entry->position);
        put_le64(ret + 16, entry->epoch);
        put_le64(ret + 24, entry->run);
        memcpy(ret + 32, entry->hash, JOURNAL_HASH_BYTES);
}

int portable_entry_read(const uint8_t data[PORTABLE_ENTRY_BYTES], struct portable_entry *ret)
{
        *ret = (struct portable_entry){
                .kind = data[0],
                .erased = data[1] & ENTRY_ERASED,
                .length = get_le32(data + 4),
                .position = get_le64(data + 8),
                .epoch = get_le64(data + 16),
                .run = get_le64(data + 24),
        };
        memcpy(ret->hash, data + 32, JOURNAL_HASH_BYTES);
        if ((data[1] & ~ENTRY_ERASED) != 0 || data[2] != 0 || data[3] != 0 || ret->length > JOURNAL_BODY_MAX ||
            (ret->length > 0 && (ret->erased || ret->kind == PORTABLE_END)))
                return FORMAT_BAD_VALUE;
        return 0;
}
