/* journal/recover.c: see recover.h. The order of the steps matters:
 *
 *     read headers and identity      nothing is written before all of it makes sense
 *     read the last segment          every entry in it; the others were complete when it began
 *     write the last group again,    what we read may be in the page cache alone: of a process that was
 *     cut the torn tail, sync        killed, or whose sync failed; before the new run has a number that it
 *                                    may write with
 *     write the identity             run + 1, and a new epoch if one is asked for
 *
 * A new journal has its first segment before its identity: an identity without segments means
 * that they are missing, a first segment without entries and identity that we died here. */
#include "journal/recover.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <sodium.h>
#include <string.h>
#include <unistd.h>

static void name_epoch(struct journal_identity *identity)
{
        identity->epoch++;
        randombytes_buf(identity->epoch_name, sizeof identity->epoch_name);
}

/* The first segment of a new journal. */
static int create(struct folder *folder, struct journal_identity *ret, struct why *why)
{
        struct segment_header header = {.first = 1}; /* made before the first run */
        int fd, r;

        *ret = (struct journal_identity){0};
        randombytes_buf(ret->id, sizeof ret->id);
        name_epoch(ret);

        randombytes_buf(header.mark, sizeof header.mark);
        memcpy(header.id, ret->id, sizeof header.id);
        header.epoch = ret->epoch;
        memcpy(header.epoch_name, ret->epoch_name, sizeof header.epoch_name);
        fd = folder_segment_create(folder, &header);
        if (fd < 0)
                return why_say(why, fd, "%s: the first segment cannot be made: %s.", folder->path,
                               strerror(-fd));
        (void)close(fd);

        folder->segments_count = 0; /* one that we left behind ourselves was replaced */
        r = folder_segment_add(folder, &header);
        return r;
}

/* What an unfinished creation leaves: nothing, or a first segment with nothing in it. */
static bool is_blank(struct folder *folder)
{
        return folder->segments_count == 0 ||
               (folder->segments_count == 1 && folder->segments[0].bytes == SEGMENT_HEADER_BYTES);
}

/* The identity from the last segment's header; its run and epoch are mended by its entries. */
static void identity_of_segment(const struct segment_header *header, struct journal_identity *ret)
{
        *ret = (struct journal_identity){.epoch = header->epoch, .run = header->run};
        memcpy(ret->id, header->id, sizeof ret->id);
        memcpy(ret->epoch_name, header->epoch_name, sizeof ret->epoch_name);
}

/* Who the journal was before this run; makes a new one where there was none. */
static int identify(struct folder *folder, const struct journal_options *options,
                    struct journal_identity *ret, struct why *why)
{
        const struct segment *last = NULL;
        int r;

        if (folder->segments_count > 0)
                last = &folder->segments[folder->segments_count - 1];
        r = folder_identity_read(folder, ret, why);
        if (r == 0 && !last)
                return why_say(
                        why, JOURNAL_DAMAGED,
                        "%s has the identity of a journal, but no segments. Put them back from a backup or a "
                        "replica, or take the whole folder away to begin with an empty journal.",
                        folder->path);
        if (r == 0 && memcmp(ret->id, last->header.id, JOURNAL_ID_BYTES) != 0)
                return why_say(
                        why, JOURNAL_DAMAGED,
                        "%s: identity and segments belong to different journals. Put back what belongs "
                        "together.",
                        folder->path);
        if (r == JOURNAL_ABSENT && is_blank(folder) && options->settled_known == 0)
                return create(folder, ret, why);
        if (r == JOURNAL_ABSENT && last && options->new_epoch) {
                identity_of_segment(&last->header, ret);
                return 0;
        }
        if (r == JOURNAL_ABSENT)
                return why_say(
                        why, JOURNAL_DAMAGED,
                        "%s: %s. Put the folder back from a backup or a replica, or begin a new epoch with "
                        "what is there.",
                        folder->path, last ? "the identity is missing" : "the journal is missing");
        return r;
}

static int read_tail(struct folder *folder, uint64_t settled_known, int fd, struct tail *ret, struct why *why)
{
        struct segment *last = &folder->segments[folder->segments_count - 1];
        struct walk walk = {.window = WALK_WINDOW_LARGE};
        uint64_t bytes;
        int r;

        r = folder->disk->size(folder->disk->context, fd, &bytes);
        if (r < 0)
                return why_say(why, r, "%s: the size of the last segment is not told: %s.", folder->path,
                               strerror(-r));
        walk_begin(&walk, folder->disk, &last->header, fd, bytes, last->header.first, SEGMENT_HEADER_BYTES);
        r = tail_read(folder, last, &walk, settled_known, NULL, NULL, ret, why);
        walk_done(&walk);
        if (r == 0)
                last->bytes = ret->bytes;
        return r;
}

/* What the caller knows of another journal says nothing of this one. */
static uint64_t known_of(const struct journal_options *options, const struct journal_identity *identity)
{
        bool other = options->settled_of && memcmp(options->settled_of, identity->id, JOURNAL_ID_BYTES) != 0;

        return other ? 0 : options->settled_known;
}

/* Reading back proves nothing: after a sync that failed the cache shows what the disk does not have, and
 * the next sync says 0 without writing it. So the entries of which nobody says that they are on disk (one
 * group) are written once more. */
static int write_again(const struct disk *disk, int fd, uint64_t from, uint64_t to)
{
        uint8_t data[16 * 1024];
        int r = 0;

        while (from < to && r == 0) {
                size_t length = to - from < sizeof data ? (size_t)(to - from) : sizeof data;
                ssize_t n = disk_read(disk, fd, data, length, from, false);

                if (n < (ssize_t)length)
                        return n < 0 ? (int)n : -EIO;
                r = disk_write(disk, fd, data, length, from);
                from += length;
        }
        return r;
}

/* From here on everything that was read is on disk, and the torn tail is not. */
static int settle(struct folder *folder, int fd, const struct tail *tail, struct why *why)
{
        const struct disk *disk = folder->disk;
        int r = 0;

        if (tail->torn_bytes == 0 && tail->settled_bytes == tail->bytes)
                return 0;
        if (tail->torn_bytes > 0)
                r = disk->truncate(disk->context, fd, tail->bytes);
        if (r >= 0)
                r = write_again(disk, fd, tail->settled_bytes, tail->bytes);
        if (r >= 0)
                r = disk->sync(disk->context, fd);
        if (r < 0)
                return why_say(why, r,
                               "%s: the last entries up to position %" PRIu64
                               " cannot be written again, or the torn tail behind them not be cut: %s.",
                               folder->path, tail->last, strerror(-r));
        return 0;
}

int recover(struct folder *folder, const struct journal_options *options, struct recovered *ret,
            struct why *why)
{
        SCOPED(closep) int fd = -1;
        uint64_t bad;
        int r;

        r = folder_load(folder, &bad, why);
        if (r != 0)
                return r;
        r = identify(folder, options, &ret->identity, why);
        if (r != 0)
                return r;

        fd = folder_segment_open(folder, folder->segments[folder->segments_count - 1].header.first, O_RDWR);
        if (fd < 0)
                return why_say(why, fd, "%s: the last segment cannot be opened for writing: %s.",
                               folder->path, strerror(-fd));
        r = read_tail(folder, known_of(options, &ret->identity), fd, &ret->tail, why);
        if (r != 0)
                return r;
        r = settle(folder, fd, &ret->tail, why);
        if (r < 0)
                return r;

        if (ret->identity.run < ret->tail.run)
                ret->identity.run = ret->tail.run;
        if (ret->identity.epoch < ret->tail.epoch)
                ret->identity.epoch = ret->tail.epoch;
        ret->identity.run++;
        if (options->new_epoch)
                name_epoch(&ret->identity);
        r = folder_identity_write(folder, &ret->identity);
        if (r < 0)
                return why_say(why, r, "%s: the identity of this run cannot be written: %s.", folder->path,
                               strerror(-r));
        ret->fd = fd;
        fd = -1;
        return 0;
}
