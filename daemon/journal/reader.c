/* journal/reader.c: see reader.h. */
#include "journal/reader.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void reader_init(struct reader *reader, struct folder *folder, pthread_mutex_t *lock, size_t window)
{
        *reader = (struct reader){.folder = folder, .lock = lock, .fd = -1};
        reader->walk.window = window;
}

void reader_done(struct reader *reader)
{
        walk_done(&reader->walk);
        if (reader->fd >= 0)
                (void)close(reader->fd);
        reader->fd = -1;
}

static void lock_folder(struct reader *reader)
{
        if (reader->lock)
                (void)pthread_mutex_lock(reader->lock);
}

static void unlock_folder(struct reader *reader)
{
        if (reader->lock)
                (void)pthread_mutex_unlock(reader->lock);
}

/* Puts the walk at `position` or at the nearest place before it that is known. */
static int aim(struct reader *reader, uint64_t position)
{
        struct folder *folder = reader->folder;
        struct walk *walk = &reader->walk;
        struct segment_header header;
        struct index_step nearest;
        struct segment *segment;
        uint64_t bytes;
        bool same;
        int fd;

        lock_folder(reader);
        segment = folder_segment_of(folder, position);
        header = segment->header;
        bytes = segment->bytes;
        nearest = segment_nearest(segment, position);
        unlock_folder(reader);

        same = walk->position != 0 && reader->fd >= 0 && walk->segment.first == header.first;
        if (same) {
                walk->end = bytes;
                if (walk->position <= position && walk->position >= nearest.position)
                        return 0;
        } else {
                fd = folder_segment_open(folder, header.first, O_RDONLY);
                if (fd < 0)
                        return fd;
                if (reader->fd >= 0)
                        (void)close(reader->fd);
                reader->fd = fd;
        }
        walk_begin(walk, folder->disk, &header, reader->fd, bytes, nearest.position, nearest.offset);
        return 0;
}

static void learn(struct reader *reader)
{
        struct segment *segment;

        lock_folder(reader);
        segment = folder_segment_of(reader->folder, reader->walk.position);
        if (segment->header.first == reader->walk.segment.first && reader->walk.offset < segment->bytes)
                segment_learn(segment, reader->walk.position, reader->walk.offset);
        unlock_folder(reader);
}

/* What is settled cannot be read: says where. */
static int damaged(struct reader *reader, int r, struct why *why)
{
        struct walk *walk = &reader->walk;

        if (r == WALK_END)
                walk->reason = "the entries end before it";
        why_say(why, 0,
                "%s/%012" PRIu64 ".seg at byte %" PRIu64 ", position %" PRIu64
                ": %s, but it was on disk. Put the file back from a backup or a replica.",
                reader->folder->path, walk->segment.first, walk->offset, walk->position,
                walk->reason);
        walk->position = 0; /* the next read aims anew */
        return JOURNAL_DAMAGED;
}

int reader_read(struct reader *reader, uint64_t position, struct journal_record *ret, struct why *why)
{
        struct journal_record record;
        int r;

        r = aim(reader, position);
        if (r < 0)
                return why_say(why, r, "the segment of position %" PRIu64 " in %s cannot be opened: %s.",
                               position, reader->folder->path, strerror(-r));
        do {
                r = walk_next(&reader->walk, &record);
                if (r > 0)
                        return damaged(reader, r, why);
                if (r < 0) {
                        reader->walk.position = 0;
                        return why_say(why, r, "position %" PRIu64 " in %s cannot be read: %s.", position,
                                       reader->folder->path, strerror(-r));
                }
                learn(reader);
        } while (record.position < position);
        assert(record.position == position);
        *ret = record;
        return 0;
}

int reader_copy(struct journal_record *record, struct journal_buffer *buffer)
{
        if (record->erased)
                return 0;
        if (!buffer->data || buffer->capacity < record->body_length) {
                size_t more = record->body_length > 4096 ? record->body_length : 4096;
                uint8_t *grown = realloc(buffer->data, more);

                if (!grown)
                        return -ENOMEM;
                *buffer = (struct journal_buffer){grown, more};
        }
        memcpy(buffer->data, record->body, record->body_length);
        record->body = buffer->data;
        return 0;
}
