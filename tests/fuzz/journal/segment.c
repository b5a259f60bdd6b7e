/* tests/fuzz/journal/segment.c: any bytes behind the header of a segment, as a crash, a disk or a
 * person may have left them. Reading must end, stay within them, and give a beginning of whole
 * entries; the same bytes cut at the end that it names must read the same again, without a tail.
 *
 * No search finds a checksum or a hash by chance. So a header may ask to be mended: where the
 * bytes have the mark, bits of byte 14 (which is zero in a journal) say what is put right: 1 the
 * hash of the body, 2 the chain before, 4 the position; then the checksum. */
#include "fuzz/harness.h"
#include "journal/tail.h"
#include <assert.h>
#include <errno.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

enum { MEND_BODY = 1, MEND_CHAIN = 2, MEND_POSITION = 4 };

struct memory {
        const uint8_t *data;
        size_t length;
};

static ssize_t memory_pread(void *context, int fd, void *data, size_t length, uint64_t offset, bool cached)
{
        const struct memory *memory = context;

        (void)fd;
        (void)cached;
        if (offset >= memory->length)
                return 0;
        if (length > memory->length - offset)
                length = memory->length - (size_t)offset;
        memcpy(data, memory->data + offset, length);
        return (ssize_t)length;
}

static struct segment_header header_of_all(void)
{
        struct segment_header header = {.first = 7, .epoch = 1, .run = 2};

        memcpy(header.mark, "fuzzmark", MARK_BYTES);
        return header;
}

/* Mends the headers that ask for it, from front to back. */
static void mend(const struct segment_header *segment, uint8_t *data, size_t length)
{
        uint8_t chain[JOURNAL_HASH_BYTES];
        uint64_t position = segment->first;
        size_t at = SEGMENT_HEADER_BYTES;

        memcpy(chain, segment->chain, sizeof chain);
        while (at + ENTRY_HEADER_BYTES <= length) {
                struct entry_header header = {0};
                uint8_t *entry = data + at, wish;
                uint32_t body;

                if (memcmp(entry, segment->mark, MARK_BYTES) != 0) {
                        at += FORMAT_ALIGN;
                        continue;
                }
                wish = entry[14];
                header.kind = entry[12];
                header.flags = entry[13];
                memcpy(&body, entry + 16, sizeof body);
                header.length = body <= JOURNAL_BODY_MAX ? body : 0;
                memcpy(&header.position, entry + 24, 8);
                memcpy(&header.settled_through, entry + 32, 8);
                memcpy(&header.epoch, entry + 40, 8);
                memcpy(&header.run, entry + 48, 8);
                memcpy(header.body_hash, entry + 72, JOURNAL_HASH_BYTES);
                memcpy(header.chain_before, entry + 104, JOURNAL_HASH_BYTES);
                if (wish & MEND_POSITION)
                        header.position = position;
                if (wish & MEND_CHAIN)
                        memcpy(header.chain_before, chain, sizeof chain);
                if (wish & MEND_BODY && header.length <= length - at - ENTRY_HEADER_BYTES)
                        format_body_hash(entry + ENTRY_HEADER_BYTES, header.length, header.body_hash);
                if (wish == 0 || header.settled_through >= header.position) {
                        at += FORMAT_ALIGN;
                        continue;
                }
                format_entry_write(segment, &header, entry);
                format_chain(header.chain_before, header.position, header.kind, header.body_hash, chain);
                position = header.position + 1;
                at += format_entry_bytes(header.length);
        }
}

/* Each entry is the next one, and its body lies within the bytes. */
static int look(void *userdata, const struct journal_record *record)
{
        uint64_t *next = userdata;
        uint8_t hash[JOURNAL_HASH_BYTES];

        assert(record->position == *next);
        assert(record->kind != KIND_CLOSING);
        assert(record->erased == (record->body == NULL));
        if (!record->erased) {
                format_body_hash(record->body, record->body_length, hash);
                assert(memcmp(hash, record->body_hash, sizeof hash) == 0);
        }
        (*next)++;
        return 0;
}

static int read_all(const uint8_t *data, size_t length, struct tail *ret)
{
        struct memory memory = {data, length};
        struct disk disk = {.context = &memory, .pread = memory_pread};
        char path[] = "fuzz";
        struct folder folder = {.fd = -1, .lock_fd = -1, .path = path, .disk = &disk};
        struct segment segment = {.header = header_of_all(), .bytes = length};
        struct walk walk = {0};
        struct why why = {0};
        uint64_t next = segment.header.first;
        int r;

        walk_begin(&walk, &disk, &segment.header, -1, length, next, SEGMENT_HEADER_BYTES);
        r = tail_read(&folder, &segment, &walk, 0, look, &next, ret, &why);
        assert(r == 0 || (r == JOURNAL_DAMAGED && why.text[0] != '\0') || r == -ENOMEM);
        assert(ret->last == next - 1);
        assert(ret->bytes >= SEGMENT_HEADER_BYTES && ret->bytes <= length);
        assert(ret->bytes + ret->torn_bytes <= length);
        walk_done(&walk);
        free(segment.steps);
        return r;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t length)
{
        struct segment_header header = header_of_all();
        struct tail tail, again;
        uint8_t *file;
        int r;

        r = sodium_init();
        assert(r >= 0);
        file = malloc(SEGMENT_HEADER_BYTES + length);
        assert(file);
        format_segment_write(&header, file);
        if (length > 0)
                memcpy(file + SEGMENT_HEADER_BYTES, data, length);
        mend(&header, file, SEGMENT_HEADER_BYTES + length);

        if (read_all(file, SEGMENT_HEADER_BYTES + length, &tail) == 0) {
                r = read_all(file, (size_t)tail.bytes, &again);
                assert(r == 0 && again.last == tail.last && again.bytes == tail.bytes &&
                       again.torn_bytes == 0);
                assert(memcmp(again.chain, tail.chain, sizeof tail.chain) == 0);
        }
        free(file);
        return 0;
}
