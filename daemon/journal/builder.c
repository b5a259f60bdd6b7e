/* journal/builder.c: see builder.h. Entries are gathered and written a window at a time; a segment is
 * synced when it is left, and the last one at the end. */
#include "journal/builder.h"

#include <assert.h>
#include <errno.h>
#include <inttypes.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "journal/folder.h"

#define WINDOW_BYTES (1024u * 1024)

struct journal_builder {
        struct folder folder;
        struct journal_identity identity;
        uint64_t segment_bytes;
        struct segment_header segment; /* of the open file */
        int fd;                        /* -1: no segment yet */
        uint64_t offset;               /* of what waits in `data` */
        uint64_t last;                 /* position */
        uint8_t chain[JOURNAL_HASH_BYTES];
        uint8_t *data;
        size_t filled, capacity;
        struct why why;
};

struct journal_identity journal_next_epoch(const struct journal_identity *identity, uint64_t number)
{
        struct journal_identity next = *identity;

        next.epoch = number > identity->epoch ? number : identity->epoch + 1;
        randombytes_buf(next.epoch_name, sizeof(next.epoch_name));
        return next;
}

int journal_identify(const char *path, const struct disk *disk, const struct journal_identity *identity)
{
        struct folder folder;
        int r = folder_init(&folder, path, disk ? disk : &disk_real);

        if (r == 0)
                r = folder_identity_write(&folder, identity);
        folder_done(&folder);
        return r;
}

int journal_builder_new(const char *path, const struct disk *disk, const struct journal_identity *identity,
                        uint64_t segment_bytes, struct journal_builder **ret)
{
        struct journal_builder *builder;
        int r;

        assert(path && identity && ret);
        if (sodium_init() < 0)
                return -ENOSYS;
        builder = calloc(1, sizeof(*builder));
        if (!builder)
                return -ENOMEM;
        builder->fd = -1;
        builder->identity = *identity;
        builder->segment_bytes = segment_bytes ? segment_bytes : JOURNAL_SEGMENT_BYTES;
        r = folder_init(&builder->folder, path, disk ? disk : &disk_real);
        if (r < 0) {
                (void)journal_builder_free(builder);
                return r;
        }
        *ret = builder;
        return 0;
}

struct journal_builder *journal_builder_free(struct journal_builder *builder)
{
        if (builder) {
                closep(&builder->fd);
                folder_done(&builder->folder);
                free(builder->data);
                free(builder);
        }
        return NULL;
}

const char *journal_builder_why(const struct journal_builder *builder)
{
        return builder->why.text;
}

static int failed(struct journal_builder *builder, int r)
{
        return why_say(&builder->why, r, "%s/%012" PRIu64 ".seg cannot be written at byte %" PRIu64 ": %s.",
                       builder->folder.path, builder->segment.first, builder->offset, strerror(-r));
}

static int flush(struct journal_builder *builder)
{
        int r = disk_write(builder->folder.disk, builder->fd, builder->data, builder->filled,
                           builder->offset);

        if (r < 0)
                return failed(builder, r);
        builder->offset += builder->filled;
        builder->filled = 0;
        return 0;
}

/* What the segment holds is on disk. */
static int seal(struct journal_builder *builder)
{
        const struct disk *disk = builder->folder.disk;
        int r = flush(builder);

        if (r == 0)
                r = disk->sync(disk->context, builder->fd);
        return r < 0 && builder->why.text[0] == '\0' ? failed(builder, r) : r;
}

/* A segment that begins with the next position, made when its first entry is there: it cannot be of a
 * later run or epoch than that. */
static int begin_segment(struct journal_builder *builder, uint64_t epoch, uint64_t run)
{
        struct segment_header header = {.epoch = epoch, .run = run, .first = builder->last + 1};
        int fd, r;

        if (builder->fd >= 0) {
                r = seal(builder);
                if (r < 0)
                        return r;
                header.before_first = builder->segment.first;
                header.before_bytes = builder->offset;
                closep(&builder->fd);
        }
        randombytes_buf(header.mark, sizeof(header.mark));
        memcpy(header.id, builder->identity.id, sizeof(header.id));
        memcpy(header.chain, builder->chain, sizeof(header.chain));
        if (epoch == builder->identity.epoch)
                memcpy(header.epoch_name, builder->identity.epoch_name, sizeof(header.epoch_name));
        builder->segment = header;
        builder->offset = SEGMENT_HEADER_BYTES;
        fd = folder_segment_create(&builder->folder, &header);
        if (fd < 0)
                return failed(builder, fd);
        builder->fd = fd;
        return 0;
}

static int reserve(struct journal_builder *builder, size_t bytes)
{
        size_t capacity = bytes > WINDOW_BYTES ? bytes : WINDOW_BYTES;
        uint8_t *data;
        int r;

        if (builder->filled + bytes <= builder->capacity)
                return 0;
        r = flush(builder);
        if (r < 0 || bytes <= builder->capacity)
                return r;
        data = realloc(builder->data, capacity);
        if (!data)
                return -ENOMEM;
        builder->data = data;
        builder->capacity = capacity;
        return 0;
}

int journal_builder_add(struct journal_builder *builder, const struct journal_record *record,
                        uint8_t ret_chain[JOURNAL_HASH_BYTES])
{
        struct entry_header header = {
                .kind = record->kind,
                .flags = record->erased ? ENTRY_ERASED : 0,
                .length = (uint32_t)record->body_length,
                .position = builder->last + 1,
                .settled_through = builder->last, /* the whole is settled before it is a journal */
                .epoch = record->epoch,
                .run = record->run,
        };
        size_t bytes = format_entry_bytes(record->body_length);
        int r = 0;

        assert(record->position == builder->last + 1 && record->body_length <= JOURNAL_BODY_MAX);
        if (builder->fd < 0 || builder->offset + builder->filled + bytes > builder->segment_bytes)
                r = begin_segment(builder, record->epoch, record->run);
        if (r == 0)
                r = reserve(builder, bytes);
        if (r < 0)
                return r;

        if (record->erased)
                memcpy(header.body_hash, record->body_hash, JOURNAL_HASH_BYTES);
        else
                format_body_hash(record->body, record->body_length, header.body_hash);
        memcpy(header.chain_before, builder->chain, JOURNAL_HASH_BYTES);
        memset(builder->data + builder->filled, 0, bytes);
        format_entry_write(&builder->segment, &header, builder->data + builder->filled);
        if (record->body_length > 0)
                memcpy(builder->data + builder->filled + ENTRY_HEADER_BYTES, record->body, record->body_length);
        builder->filled += bytes;
        builder->last++;
        format_chain(builder->chain, header.position, header.kind, header.body_hash, builder->chain);
        memcpy(ret_chain, builder->chain, JOURNAL_HASH_BYTES);
        return 0;
}

int journal_builder_finish(struct journal_builder *builder)
{
        int r = 0;

        if (builder->fd < 0)
                r = begin_segment(builder, builder->identity.epoch, 0);
        return r == 0 ? seal(builder) : r;
}
