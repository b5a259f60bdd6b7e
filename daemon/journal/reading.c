/* journal/reading.c: the embedded journal for a second reader: the same segments, nobody's lock.
 *
 * The writer goes on meanwhile. What it adds behind the tail that was found here is not looked at;
 * what it has made complete it never changes. */
#include "journal/folder.h"
#include "journal/port.h"
#include "journal/reader.h"
#include "journal/tail.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

struct reading {
        struct journal journal; /* first */
        struct journal_identity identity;
        struct folder folder;
        struct reader next_reader, read_reader;
        struct tail tail;
        uint64_t cursor;
        struct why why;
};

static struct reading *reading_of(struct journal *journal)
{
        return (struct reading *)journal;
}

static const struct reading *reading_of_const(const struct journal *journal)
{
        return (const struct reading *)journal;
}

static int reading_close(struct journal *journal)
{
        struct reading *reading = reading_of(journal);

        reader_done(&reading->next_reader);
        reader_done(&reading->read_reader);
        folder_done(&reading->folder);
        free(reading);
        return 0;
}

static int reading_append(struct journal *journal, uint8_t kind, const void *body, size_t length, void *cargo,
                          uint64_t *ret_position)
{
        (void)kind;
        (void)body;
        (void)length;
        (void)cargo;
        (void)ret_position;
        return why_say(&reading_of(journal)->why, -EROFS, "%s is open for reading only.",
                       reading_of(journal)->folder.path);
}

static int reading_next(struct journal *journal, struct journal_record *ret)
{
        struct reading *reading = reading_of(journal);
        int r;

        if (reading->cursor >= reading->tail.last)
                return JOURNAL_EMPTY;
        r = reader_read(&reading->next_reader, reading->cursor + 1, ret, &reading->why);
        if (r == 0)
                reading->cursor++;
        return r;
}

static int reading_seek(struct journal *journal, uint64_t after_position)
{
        struct reading *reading = reading_of(journal);

        if (after_position > reading->tail.last)
                return JOURNAL_ABSENT;
        reading->cursor = after_position;
        return 0;
}

static int reading_read(struct journal *journal, uint64_t position, struct journal_buffer *buffer,
                        struct journal_record *ret)
{
        struct reading *reading = reading_of(journal);
        struct journal_record record;
        int r;

        if (position == 0 || position > reading->tail.last)
                return JOURNAL_ABSENT;
        r = reader_read(&reading->read_reader, position, &record, &reading->why);
        if (r == 0)
                r = reader_copy(&record, buffer);
        if (r == 0)
                *ret = record;
        return r;
}

static int reading_dispatch(struct journal *journal)
{
        (void)journal;
        return 0;
}

static int reading_fd(const struct journal *journal)
{
        (void)journal;
        return -1;
}

static uint64_t reading_last(const struct journal *journal)
{
        return reading_of_const(journal)->tail.last;
}

static int reading_chain_at(struct journal *journal, uint64_t position, uint8_t ret[JOURNAL_HASH_BYTES])
{
        struct reading *reading = reading_of(journal);
        struct journal_record record;
        int r;

        if (position == 0) {
                memset(ret, 0, JOURNAL_HASH_BYTES);
                return 0;
        }
        if (position > reading->tail.last)
                return JOURNAL_ABSENT;
        r = reader_read(&reading->read_reader, position, &record, &reading->why);
        if (r == 0)
                memcpy(ret, record.chain, JOURNAL_HASH_BYTES);
        return r;
}

static const struct journal_identity *reading_identity(const struct journal *journal)
{
        return &reading_of_const(journal)->identity;
}

static const char *reading_why(const struct journal *journal)
{
        return reading_of_const(journal)->why.text;
}

static void reading_stats(const struct journal *journal, struct journal_stats *ret)
{
        *ret = (struct journal_stats){.segments = reading_of_const(journal)->folder.segments_count};
}

static const struct journal_port reading_port = {
        .close = reading_close,
        .append = reading_append,
        .next = reading_next,
        .seek = reading_seek,
        .read = reading_read,
        .dispatch = reading_dispatch,
        .fd = reading_fd,
        .settled = reading_last,
        .last = reading_last,
        .chain_at = reading_chain_at,
        .identity = reading_identity,
        .why = reading_why,
        .stats = reading_stats,
};

/* Where the last segment's entries end now. */
static int find_tail(struct reading *reading)
{
        struct folder *folder = &reading->folder;
        struct segment *segment;
        SCOPED(closep) int fd = -1;
        struct walk walk = {.window = WALK_WINDOW_LARGE};
        int r;

        if (folder->segments_count == 0)
                return 0;
        segment = &folder->segments[folder->segments_count - 1];
        fd = folder_segment_open(folder, segment->header.first, O_RDONLY);
        if (fd < 0)
                return why_say(&reading->why, fd, "%s/%012" PRIu64 ".seg cannot be opened: %s.", folder->path,
                               segment->header.first, strerror(-fd));
        walk_begin(&walk, folder->disk, &segment->header, fd, segment->bytes, segment->header.first,
                   SEGMENT_HEADER_BYTES);
        r = tail_read(folder, segment, &walk, 0, NULL, NULL, &reading->tail, &reading->why);
        segment->bytes = reading->tail.bytes;
        walk_done(&walk);
        return r;
}

static int open_folder(struct reading *reading, const char *path, const struct disk *disk)
{
        uint64_t bad;
        int r;

        r = folder_init(&reading->folder, path, disk);
        if (r < 0)
                return why_say(&reading->why, r, "%s cannot be opened: %s.", path, strerror(-r));
        r = folder_identity_read(&reading->folder, &reading->identity, &reading->why);
        if (r == JOURNAL_ABSENT)
                return why_say(&reading->why, JOURNAL_FOREIGN, "%s has no identity: it is no journal.", path);
        if (r == 0)
                r = folder_load(&reading->folder, &bad, &reading->why);
        return r == 0 ? find_tail(reading) : r;
}

int journal_open_reading(const char *folder, const struct disk *disk, struct journal **ret,
                         char **ret_why)
{
        struct reading *reading;
        int r;

        assert(folder && ret && ret_why);
        *ret_why = NULL;
        if (sodium_init() < 0)
                return -ENOSYS;
        reading = calloc(1, sizeof *reading);
        if (!reading)
                return -ENOMEM;
        reading->journal.port = &reading_port;
        reading->folder.fd = -1;
        reading->folder.lock_fd = -1;
        reader_init(&reading->next_reader, &reading->folder, NULL, WALK_WINDOW_LARGE);
        reader_init(&reading->read_reader, &reading->folder, NULL, WALK_WINDOW_SMALL);

        r = open_folder(reading, folder, disk ? disk : &disk_real);
        if (r != 0) {
                if (reading->why.text[0] != '\0')
                        *ret_why = strdup(reading->why.text);
                (void)reading_close(&reading->journal);
                return r;
        }
        *ret = &reading->journal;
        return 0;
}
