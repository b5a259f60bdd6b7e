/* journal/writer.c: see writer.h. */
#include "journal/writer.h"

#include <assert.h>
#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

static uint64_t now_usec(void)
{
        struct timespec ts;

        (void)clock_gettime(CLOCK_MONOTONIC, &ts);
        return (uint64_t)ts.tv_sec * 1000000 + (uint64_t)ts.tv_nsec / 1000;
}

static void lock(struct writer *writer)
{
        int r = pthread_mutex_lock(&writer->lock);

        assert(r == 0);
}

static void unlock(struct writer *writer)
{
        int r = pthread_mutex_unlock(&writer->lock);

        assert(r == 0);
}

static void tell(struct writer *writer)
{
        uint64_t one = 1;
        ssize_t n = write(writer->event_fd, &one, sizeof one);

        assert(n == sizeof one || errno == EAGAIN); /* full: it is readable already */
}

/* Says what failed, once, in the words of who did it. */
static int explain(struct writer *writer, const char *what, int r)
{
        lock(writer);
        (void)why_say(&writer->why, 0,
                      "%s/%012" PRIu64 ".seg at byte %" PRIu64 ", position %" PRIu64
                      ": %s failed: %s. What was not acknowledged may be on disk or not; the next start will "
                      "see. Nothing more is written.",
                      writer->folder->path, writer->segment.first, writer->offset, writer->written_last + 1,
                      what, strerror(-r));
        unlock(writer);
        return r;
}

static int timed_sync(struct writer *writer, int (*sync)(void *context, int fd), int fd)
{
        uint64_t begin = now_usec(), took;
        int r = sync(writer->disk->context, fd);

        took = now_usec() - begin;
        lock(writer);
        writer->stats.syncs++;
        writer->stats.sync_usec += took;
        if (took > writer->stats.sync_usec_max)
                writer->stats.sync_usec_max = took;
        unlock(writer);
        return r;
}

/* Ends the last segment and begins the next one. The old one is complete on disk before the new
 * one has a name, so only the last segment can have a torn tail. */
static int roll(struct writer *writer)
{
        struct segment_header header = writer->segment;
        int fd, r;

        /* A complete segment has nothing behind its entries, no closing mark either. */
        r = writer->disk->truncate(writer->disk->context, writer->fd, writer->offset);
        if (r < 0)
                return explain(writer, "cutting the closing mark", r);
        r = timed_sync(writer, writer->disk->sync, writer->fd);
        if (r < 0)
                return explain(writer, "the sync of the complete segment", r);

        randombytes_buf(header.mark, sizeof header.mark);
        header.epoch = writer->identity.epoch;
        memcpy(header.epoch_name, writer->identity.epoch_name, JOURNAL_ID_BYTES);
        header.run = writer->identity.run;
        header.first = writer->written_last + 1;
        header.before_first = writer->segment.first;
        header.before_bytes = writer->offset;
        memcpy(header.chain, writer->written_chain, JOURNAL_HASH_BYTES);
        fd = folder_segment_create(writer->folder, &header);
        if (fd < 0)
                return explain(writer, "beginning the next segment", fd);

        (void)close(writer->fd);
        writer->fd = fd;
        writer->segment = header;
        writer->offset = SEGMENT_HEADER_BYTES;
        writer->closed_at = 0;
        lock(writer);
        writer->stats.syncs += 2; /* of the file and of the folder */
        writer->stats.segments++;
        r = folder_segment_add(writer->folder, &header);
        unlock(writer);
        return r < 0 ? explain(writer, "listing the next segment", r) : 0;
}

static int write_group(struct writer *writer, struct group *group)
{
        int r;

        assert(group->first == writer->written_last + 1);
        if (writer->offset > SEGMENT_HEADER_BYTES &&
            writer->offset + group->length > writer->options.segment_bytes) {
                r = roll(writer);
                if (r < 0)
                        return r;
        }
        group_seal(group, &writer->segment);
        r = disk_write(writer->disk, writer->fd, group->data, group->length, writer->offset);
        if (r < 0)
                return explain(writer, "the write", r);
        r = timed_sync(writer, writer->disk->sync, writer->fd);
        if (r < 0)
                return explain(writer, "the sync", r);
        return 0;
}

/* Without a sync: it costs two microseconds and protects what is settled from being taken for a
 * torn tail, should the last entries be damaged later. */
static int write_closing(struct writer *writer)
{
        uint8_t data[ENTRY_HEADER_BYTES];
        struct entry_header header = {
                .kind = KIND_CLOSING,
                .position = writer->written_last + 1,
                .settled_through = writer->written_last,
                .epoch = writer->identity.epoch,
                .run = writer->identity.run,
        };
        int r;

        memcpy(header.chain_before, writer->written_chain, JOURNAL_HASH_BYTES);
        format_entry_write(&writer->segment, &header, data);
        r = disk_write(writer->disk, writer->fd, data, sizeof data, writer->offset);
        if (r < 0)
                return explain(writer, "the write of the closing mark", r);
        writer->closed_at = writer->offset;
        return 0;
}

/* A file system that cannot say how much is free is taken for full. */
static bool space_is_low(struct writer *writer)
{
        uint64_t bytes;

        if (writer->options.free_floor_bytes == 0)
                return false;
        if (writer->disk->free_bytes(writer->disk->context, writer->folder->fd, &bytes) < 0)
                return true;
        return bytes < writer->options.free_floor_bytes;
}

/* The group is on disk: under the lock it leaves the queue and enters the index. */
static void settle(struct writer *writer, struct group *group, bool low_space)
{
        struct segment *segment = &writer->folder->segments[writer->folder->segments_count - 1];

        for (size_t i = 0; i < group->count; i++)
                segment_learn(segment, group->first + i, writer->offset + group->entries[i].offset);
        segment->bytes = writer->offset + group->length;
        writer->settled = group_last(group);
        writer->low_space = low_space;

        writer->stats.groups++;
        writer->stats.bytes += group->length;
        writer->stats.pending_bytes -= group->length;
        if (group->count > writer->stats.group_entries_max)
                writer->stats.group_entries_max = group->count;

        writer->head = group->next;
        if (!writer->head)
                writer->tail = NULL;
        writer->taken = false;
        if (writer->spare)
                (void)group_free(group);
        else
                writer->spare = group;
}

/* What comes next for the thread: a group, or the closing mark, or nothing more. */
static struct group *take(struct writer *writer, bool *ret_stop)
{
        while (!writer->head && !writer->stop && writer->closed_at == writer->offset)
                (void)pthread_cond_wait(&writer->wake, &writer->lock);
        writer->taken = writer->head != NULL;
        *ret_stop = !writer->head && writer->stop && writer->closed_at == writer->offset;
        return writer->head;
}

/* One group, and everything that belongs to it. */
static int process(struct writer *writer, struct group *group)
{
        uint8_t chain[JOURNAL_HASH_BYTES];
        uint64_t last = group_last(group);
        bool low_space;
        size_t length;
        int r;

        r = write_group(writer, group);
        if (r < 0)
                return r;
        low_space = space_is_low(writer);
        group_chain(group, chain);
        length = group->length;
        lock(writer);
        settle(writer, group, low_space);
        unlock(writer);
        writer->offset += length;
        writer->closed_at = 0;
        writer->written_last = last;
        memcpy(writer->written_chain, chain, sizeof chain);
        tell(writer);
        return 0;
}

static void *run(void *userdata)
{
        struct writer *writer = userdata;
        int r = 0;

        for (;;) {
                struct group *group;
                bool stop;

                lock(writer);
                group = take(writer, &stop);
                unlock(writer);
                if (stop)
                        break;
                r = group ? process(writer, group) : write_closing(writer);
                if (r < 0)
                        break;
        }
        /* What closes a clean stop shall be there after it. */
        if (r == 0) {
                r = timed_sync(writer, writer->disk->sync, writer->fd);
                if (r < 0)
                        (void)explain(writer, "the last sync", r);
        }
        if (r < 0) {
                lock(writer);
                writer->failed = r;
                unlock(writer);
                tell(writer);
        }
        return NULL;
}

int writer_init(struct writer *writer, struct folder *folder, const struct journal_options *options,
                const struct journal_identity *identity, int fd, const struct tail *tail)
{
        const struct segment *last = &folder->segments[folder->segments_count - 1];
        sigset_t all, old;
        int r;

        *writer = (struct writer){
                .folder = folder,
                .disk = folder->disk,
                .options = *options,
                .identity = *identity,
                .event_fd = -1,
                .settled = tail->last,
                .fd = fd,
                .segment = last->header,
                .offset = tail->bytes,
                .written_last = tail->last,
        };
        memcpy(writer->written_chain, tail->chain, JOURNAL_HASH_BYTES);
        writer->stats.segments = folder->segments_count;
        writer->stats.cut_bytes = tail->torn_bytes;
        (void)pthread_mutex_init(&writer->lock, NULL);
        (void)pthread_cond_init(&writer->wake, NULL);
        writer->event_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
        if (writer->event_fd < 0)
                return -errno;
        writer->low_space = space_is_low(writer);

        /* Signals are for the main thread. */
        (void)sigfillset(&all);
        (void)pthread_sigmask(SIG_SETMASK, &all, &old);
        r = pthread_create(&writer->thread, NULL, run, writer);
        (void)pthread_sigmask(SIG_SETMASK, &old, NULL);
        if (r != 0)
                return -r;
        writer->running = true;
        (void)pthread_setname_np(writer->thread, "journal-sync");
        return 0;
}

int writer_stop(struct writer *writer)
{
        if (writer->running) {
                lock(writer);
                writer->stop = true;
                (void)pthread_cond_signal(&writer->wake);
                unlock(writer);
                (void)pthread_join(writer->thread, NULL);
                writer->running = false;
        }
        return writer->failed;
}

void writer_done(struct writer *writer)
{
        (void)writer_stop(writer);
        while (writer->head) {
                struct group *group = writer->head;

                writer->head = group->next;
                (void)group_free(group);
        }
        (void)group_free(writer->spare);
        if (writer->fd >= 0)
                (void)close(writer->fd);
        if (writer->event_fd >= 0)
                (void)close(writer->event_fd);
        (void)pthread_mutex_destroy(&writer->lock);
        (void)pthread_cond_destroy(&writer->wake);
}

/* The group that fills: the last one if it has room and is not being written, or a new one. */
static struct group *filling(struct writer *writer, const struct entry_header *header)
{
        struct group *group = writer->tail;
        bool busy = group && group == writer->head && writer->taken;

        if (group && !busy && group_fits(group, header->length))
                return group;
        group = writer->spare ? TAKE(writer->spare) : group_new(writer->options.group_bytes);
        if (!group)
                return NULL;
        group_begin(group, header->position, now_usec());
        return group;
}

/* Whether anything speaks against one more entry of `bytes`. A lone one is always let in. */
static int admit(struct writer *writer, size_t bytes)
{
        if (writer->failed < 0)
                return writer->failed;
        if (writer->low_space) /* no group would come to look again */
                writer->low_space = space_is_low(writer);
        if (writer->low_space) {
                writer->stats.no_space++;
                return JOURNAL_NO_SPACE;
        }
        if (writer->head && writer->stats.pending_bytes + bytes > writer->options.pending_bytes_max) {
                writer->stats.busy++;
                return JOURNAL_BUSY;
        }
        return 0;
}

static int append_locked(struct writer *writer, const struct entry_header *header, const void *body)
{
        size_t bytes = format_entry_bytes(header->length);
        struct group *group;
        int r;

        r = admit(writer, bytes);
        if (r != 0)
                return r;
        group = filling(writer, header);
        if (!group)
                return -ENOMEM;
        r = group_add(group, header, body);
        if (r < 0) {
                if (group != writer->tail)
                        (void)group_free(group);
                return r;
        }
        if (group != writer->tail) {
                if (writer->tail)
                        writer->tail->next = group;
                else
                        writer->head = group;
                writer->tail = group;
        }
        writer->stats.pending_bytes += bytes;
        writer->stats.entries++;
        (void)pthread_cond_signal(&writer->wake);
        return 0;
}

int writer_append(struct writer *writer, const struct entry_header *header, const void *body)
{
        int r;

        lock(writer);
        r = append_locked(writer, header, body);
        unlock(writer);
        return r;
}

static int read_locked(struct writer *writer, uint64_t position, struct journal_buffer *buffer,
                       struct journal_record *ret)
{
        const struct group *group = writer->head;
        struct journal_record record;

        if (!group || position < group->first)
                return JOURNAL_ABSENT;
        while (position > group_last(group)) {
                group = group->next;
                assert(group); /* the caller asks for positions that were given out only */
        }
        group_record(group, position, &record);
        if (buffer->capacity < record.body_length || !buffer->data) {
                size_t more = record.body_length > 4096 ? record.body_length : 4096;
                uint8_t *grown = realloc(buffer->data, more);

                if (!grown)
                        return -ENOMEM;
                buffer->data = grown;
                buffer->capacity = more;
        }
        memcpy(buffer->data, record.body, record.body_length);
        record.body = buffer->data;
        *ret = record;
        return 0;
}

int writer_read(struct writer *writer, uint64_t position, struct journal_buffer *buffer,
                struct journal_record *ret)
{
        int r;

        lock(writer);
        r = read_locked(writer, position, buffer, ret);
        unlock(writer);
        return r;
}

int writer_state(struct writer *writer, uint64_t *ret_settled, struct why *ret_why)
{
        int r;

        lock(writer);
        *ret_settled = writer->settled;
        r = writer->failed;
        if (r < 0)
                *ret_why = writer->why;
        unlock(writer);
        return r;
}

void writer_stats(struct writer *writer, struct journal_stats *ret)
{
        lock(writer);
        *ret = writer->stats;
        ret->pending_usec = writer->head ? now_usec() - writer->head->born_usec : 0;
        unlock(writer);
}
