/* journal/walk.c: see walk.h. */
#include "journal/walk.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define MIN(a, b) ((a) < (b) ? (a) : (b))

void walk_begin(struct walk *walk, const struct disk *disk, const struct segment_header *segment,
                int fd, uint64_t end, uint64_t position, uint64_t offset)
{
        uint8_t *data = walk->data;
        size_t capacity = walk->capacity;
        size_t window = walk->window ? walk->window : WALK_WINDOW_SMALL;

        assert(offset >= SEGMENT_HEADER_BYTES && offset % FORMAT_ALIGN == 0);
        *walk = (struct walk){
                .disk = disk,
                .segment = *segment,
                .fd = fd,
                .end = end,
                .offset = offset,
                .position = position,
                .settled_bytes = offset,
                .window = window,
                .data = data,
                .capacity = capacity,
        };
        if (offset == SEGMENT_HEADER_BYTES) {
                assert(position == segment->first);
                memcpy(walk->chain, segment->chain, JOURNAL_HASH_BYTES);
                walk->chained = true;
                walk->run = segment->run;
        }
}

void walk_done(struct walk *walk)
{
        free(walk->data);
        *walk = (struct walk){.fd = -1};
}

/* `length` bytes at `offset`, or fewer at the end: how many, or -errno. */
static ssize_t look(struct walk *walk, uint64_t offset, size_t length, const uint8_t **ret)
{
        uint64_t left = offset < walk->end ? walk->end - offset : 0;
        size_t window;
        ssize_t n;

        length = (size_t)MIN(left, (uint64_t)length);
        if (offset >= walk->data_offset && offset + length <= walk->data_offset + walk->filled) {
                *ret = walk->data + (offset - walk->data_offset);
                return (ssize_t)length;
        }

        window = length > walk->window ? length : walk->window;
        if (walk->capacity < window) {
                uint8_t *grown = realloc(walk->data, window);

                if (!grown)
                        return -ENOMEM;
                walk->data = grown;
                walk->capacity = window;
        }
        walk->filled = 0;
        n = disk_read(walk->disk, walk->fd, walk->data, (size_t)MIN(left, (uint64_t)walk->capacity),
                      offset, false);
        if (n < 0)
                return n;
        walk->filled = (size_t)n;
        walk->data_offset = offset;
        *ret = walk->data;
        return MIN(n, (ssize_t)length);
}

static int bad(struct walk *walk, const char *reason)
{
        walk->reason = reason;
        return WALK_BAD;
}

/* Whether a whole header is the one of the next entry. */
static int check_header(struct walk *walk, const struct entry_header *header)
{
        if (header->position != walk->position)
                return bad(walk, "it is an entry of another position");
        if (header->run < walk->run)
                return bad(walk, "it is left over from an earlier run");
        if (walk->chained && memcmp(header->chain_before, walk->chain, JOURNAL_HASH_BYTES) != 0)
                return bad(walk, "it does not follow from the entry before: the chain of hashes is broken");
        return 0;
}

static int check_body(struct walk *walk, const struct entry_header *header, const uint8_t *body)
{
        uint8_t hash[JOURNAL_HASH_BYTES];

        if (header->flags & ENTRY_ERASED) {
                for (size_t i = 0; i < header->length; i++)
                        if (body[i] != 0)
                                return bad(walk, "its body is said to be erased, but is there");
                return 0;
        }
        format_body_hash(body, header->length, hash);
        if (memcmp(hash, header->body_hash, sizeof hash) != 0)
                return bad(walk, "its body does not have the hash that its header names");
        return 0;
}

/* The whole entry is in memory: hands it out and moves behind it. */
static void take(struct walk *walk, const struct entry_header *header, const uint8_t *body,
                 struct journal_record *ret)
{
        bool erased = header->flags & ENTRY_ERASED;

        *ret = (struct journal_record){
                .position = header->position,
                .epoch = header->epoch,
                .run = header->run,
                .kind = header->kind,
                .erased = erased,
                .body = erased ? NULL : body,
                .body_length = erased ? 0 : header->length,
        };
        memcpy(ret->body_hash, header->body_hash, JOURNAL_HASH_BYTES);
        format_chain(header->chain_before, header->position, header->kind, header->body_hash, walk->chain);
        memcpy(ret->chain, walk->chain, JOURNAL_HASH_BYTES);
        walk->chained = true;
        walk->run = header->run;
        walk->position++;
        walk->offset += format_entry_bytes(header->length);
}

int walk_next(struct walk *walk, struct journal_record *ret)
{
        struct entry_header header;
        const uint8_t *data;
        ssize_t n;
        size_t bytes;
        int r;

        if (walk->offset == walk->end)
                return WALK_END;
        n = look(walk, walk->offset, ENTRY_HEADER_BYTES, &data);
        if (n < 0)
                return (int)n;
        if (n < ENTRY_HEADER_BYTES)
                return bad(walk, "the file ends within its header");
        r = format_entry_read(&walk->segment, data, &header);
        if (r == FORMAT_NOT_OURS)
                return bad(walk, "no entry begins here");
        if (r == FORMAT_BAD_CHECKSUM)
                return bad(walk, "the checksum of its header does not fit");
        if (r == FORMAT_BAD_VALUE)
                return bad(walk, "its header says what cannot be");
        r = check_header(walk, &header);
        if (r != 0)
                return r;
        if (header.settled_through + 1 == header.position)
                walk->settled_bytes = walk->offset;
        if (header.kind == KIND_CLOSING)
                return WALK_END;

        bytes = format_entry_bytes(header.length);
        n = look(walk, walk->offset, bytes, &data);
        if (n < 0)
                return (int)n;
        if ((size_t)n < bytes)
                return bad(walk, "the file ends within its body");
        r = check_body(walk, &header, data + ENTRY_HEADER_BYTES);
        if (r != 0)
                return r;

        take(walk, &header, data + ENTRY_HEADER_BYTES, ret);
        return 0;
}

int walk_search(struct walk *walk, uint64_t *ret_settled)
{
        uint64_t settled = 0;

        for (uint64_t at = walk->offset; at + ENTRY_HEADER_BYTES <= walk->end; at += FORMAT_ALIGN) {
                struct entry_header header;
                const uint8_t *data;
                ssize_t n = look(walk, at, ENTRY_HEADER_BYTES, &data);

                if (n < 0)
                        return (int)n;
                if (n < ENTRY_HEADER_BYTES)
                        break;
                if (format_entry_read(&walk->segment, data, &header) == 0 && header.settled_through > settled)
                        settled = header.settled_through;
        }
        *ret_settled = settled;
        return 0;
}
