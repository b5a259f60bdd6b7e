/* journal/reader.c: see reader.h. */
#include "journal/reader.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <string.h>
#include <unistd.h>

void reader_init(struct reader *reader, struct writer *writer, size_t window)
{
        *reader = (struct reader){.writer = writer, .fd = -1};
        reader->walk.window = window;
}

void reader_done(struct reader *reader)
{
        walk_done(&reader->walk);
        if (reader->fd >= 0)
                (void)close(reader->fd);
        reader->fd = -1;
}

/* Puts the walk at `position` or at the nearest place before it that is known. */
static int aim(struct reader *reader, uint64_t position)
{
        struct folder *folder = reader->writer->folder;
        struct walk *walk = &reader->walk;
        struct segment_header header;
        struct index_step nearest;
        struct segment *segment;
        uint64_t bytes;
        bool same;
        int fd;

        (void)pthread_mutex_lock(&reader->writer->lock);
        segment = folder_segment_of(folder, position);
        header = segment->header;
        bytes = segment->bytes;
        nearest = segment_nearest(segment, position);
        (void)pthread_mutex_unlock(&reader->writer->lock);

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

        (void)pthread_mutex_lock(&reader->writer->lock);
        segment = folder_segment_of(reader->writer->folder, reader->walk.position);
        if (segment->header.first == reader->walk.segment.first && reader->walk.offset < segment->bytes)
                segment_learn(segment, reader->walk.position, reader->walk.offset);
        (void)pthread_mutex_unlock(&reader->writer->lock);
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
                reader->writer->folder->path, walk->segment.first, walk->offset, walk->position,
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
                               position, reader->writer->folder->path, strerror(-r));
        do {
                r = walk_next(&reader->walk, &record);
                if (r > 0)
                        return damaged(reader, r, why);
                if (r < 0) {
                        reader->walk.position = 0;
                        return why_say(why, r, "position %" PRIu64 " in %s cannot be read: %s.", position,
                                       reader->writer->folder->path, strerror(-r));
                }
                learn(reader);
        } while (record.position < position);
        assert(record.position == position);
        *ret = record;
        return 0;
}
