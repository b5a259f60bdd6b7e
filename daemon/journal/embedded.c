/* journal/embedded.c: the journal in segment files of our own, put together:
 *
 *     append ─> writer (groups, sync thread) ─> segments in a folder
 *     next, read <─ writer, while the entry waits for the disk; else reader, from the segments */
#include "journal/cargo.h"
#include "journal/folder.h"
#include "journal/port.h"
#include "journal/reader.h"
#include "journal/recover.h"
#include "journal/writer.h"

#include <assert.h>
#include <errno.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct embedded {
        struct journal journal; /* first */
        struct folder folder;
        struct writer writer;
        bool writer_ready;
        uint64_t last;
        uint8_t chain[JOURNAL_HASH_BYTES]; /* after it */
        uint64_t settled;                  /* as of the last dispatch */
        uint64_t cursor;                   /* handed out up to here */
        struct cargo cargo;
        struct journal_buffer next_buffer;
        struct reader next_reader, read_reader;
        uint64_t oversized;
        struct why why;
};

static struct embedded *embedded_of(struct journal *journal)
{
        return (struct embedded *)journal;
}

static const struct embedded *embedded_of_const(const struct journal *journal)
{
        return (const struct embedded *)journal;
}

static int embedded_close(struct journal *journal)
{
        struct embedded *embedded = embedded_of(journal);
        int r = 0;

        if (embedded->writer_ready) {
                reader_done(&embedded->next_reader);
                reader_done(&embedded->read_reader);
                r = writer_stop(&embedded->writer);
                writer_done(&embedded->writer);
        }
        folder_done(&embedded->folder);
        cargo_done(&embedded->cargo);
        journal_buffer_done(&embedded->next_buffer);
        free(embedded);
        return r;
}

/* Whoever gives cargo need not be handed the body again: it was read back from the disk, hashed anew and
 * thrown away for each batch once. */
static void keep(struct embedded *embedded, const struct entry_header *header, void *cargo)
{
        struct journal_record record = {
                .position = header->position,
                .epoch = header->epoch,
                .run = header->run,
                .kind = header->kind,
                .body_length = header->length,
                .cargo = cargo,
        };

        memcpy(record.body_hash, header->body_hash, JOURNAL_HASH_BYTES);
        memcpy(record.chain, embedded->chain, JOURNAL_HASH_BYTES);
        cargo_put(&embedded->cargo, &record);
}

static int embedded_append(struct journal *journal, uint8_t kind, const void *body, size_t length,
                           void *cargo, uint64_t *ret_position)
{
        struct embedded *embedded = embedded_of(journal);
        struct entry_header header = {
                .kind = kind,
                .length = (uint32_t)length,
                .position = embedded->last + 1,
                .epoch = embedded->writer.identity.epoch,
                .run = embedded->writer.identity.run,
        };
        int r;

        if (length > JOURNAL_BODY_MAX) {
                embedded->oversized++;
                return JOURNAL_OVERSIZED;
        }
        if (cargo) {
                r = cargo_reserve(&embedded->cargo);
                if (r < 0)
                        return r;
        }
        format_body_hash(body, length, header.body_hash);
        memcpy(header.chain_before, embedded->chain, JOURNAL_HASH_BYTES);
        r = writer_append(&embedded->writer, &header, body);
        if (r != 0) {
                uint64_t settled;

                (void)writer_state(&embedded->writer, &settled, &embedded->why);
                return r;
        }

        format_chain(header.chain_before, header.position, kind, header.body_hash, embedded->chain);
        embedded->last = header.position;
        if (cargo)
                keep(embedded, &header, cargo);
        *ret_position = header.position;
        return 0;
}

static int embedded_next(struct journal *journal, struct journal_record *ret)
{
        struct embedded *embedded = embedded_of(journal);
        uint64_t position = embedded->cursor + 1;
        const struct journal_record *kept;
        int r = 0;

        if (position > embedded->last)
                return JOURNAL_EMPTY;
        kept = cargo_take(&embedded->cargo, position);
        if (kept)
                *ret = *kept;
        else
                r = writer_read(&embedded->writer, position, &embedded->next_buffer, ret);
        if (r == JOURNAL_ABSENT)
                r = reader_read(&embedded->next_reader, position, ret, &embedded->why);
        if (r == 0)
                embedded->cursor = position;
        return r;
}

static int embedded_seek(struct journal *journal, uint64_t after_position)
{
        struct embedded *embedded = embedded_of(journal);

        if (after_position > embedded->last)
                return JOURNAL_ABSENT;
        (void)cargo_take(&embedded->cargo, after_position);
        embedded->cursor = after_position;
        return 0;
}

static int embedded_read(struct journal *journal, uint64_t position, struct journal_buffer *buffer,
                         struct journal_record *ret)
{
        struct embedded *embedded = embedded_of(journal);
        struct journal_record record;
        int r;

        if (position == 0 || position > embedded->last)
                return JOURNAL_ABSENT;
        r = writer_read(&embedded->writer, position, buffer, ret);
        if (r != JOURNAL_ABSENT)
                return r;
        r = reader_read(&embedded->read_reader, position, &record, &embedded->why);
        if (r != 0)
                return r;
        r = reader_copy(&record, buffer);
        if (r < 0)
                return r;
        *ret = record;
        return 0;
}

static int embedded_dispatch(struct journal *journal)
{
        struct embedded *embedded = embedded_of(journal);
        uint64_t count;
        ssize_t n;

        n = read(embedded->writer.event_fd, &count, sizeof count);
        assert(n == sizeof count || errno == EAGAIN || errno == EINTR);
        return writer_state(&embedded->writer, &embedded->settled, &embedded->why);
}

static int embedded_fd(const struct journal *journal)
{
        return embedded_of_const(journal)->writer.event_fd;
}

static uint64_t embedded_settled(const struct journal *journal)
{
        return embedded_of_const(journal)->settled;
}

static uint64_t embedded_last(const struct journal *journal)
{
        return embedded_of_const(journal)->last;
}

static int embedded_chain_at(struct journal *journal, uint64_t position, uint8_t ret[JOURNAL_HASH_BYTES])
{
        struct embedded *embedded = embedded_of(journal);
        struct journal_buffer buffer = {0};
        struct journal_record record;
        int r = 0;

        if (position == 0) {
                memset(ret, 0, JOURNAL_HASH_BYTES);
        } else if (position == embedded->last) {
                memcpy(ret, embedded->chain, JOURNAL_HASH_BYTES);
        } else {
                r = embedded_read(journal, position, &buffer, &record);
                if (r == 0)
                        memcpy(ret, record.chain, JOURNAL_HASH_BYTES);
                journal_buffer_done(&buffer);
        }
        return r;
}

static const struct journal_identity *embedded_identity(const struct journal *journal)
{
        return &embedded_of_const(journal)->writer.identity;
}

static const char *embedded_why(const struct journal *journal)
{
        return embedded_of_const(journal)->why.text;
}

static void embedded_stats(const struct journal *journal, struct journal_stats *ret)
{
        const struct embedded *embedded = embedded_of_const(journal);

        /* The lock is taken, nothing else is written. */
        writer_stats((struct writer *)(uintptr_t)&embedded->writer, ret);
        ret->oversized = embedded->oversized;
}

static const struct journal_port embedded_port = {
        .close = embedded_close,
        .append = embedded_append,
        .next = embedded_next,
        .seek = embedded_seek,
        .read = embedded_read,
        .dispatch = embedded_dispatch,
        .fd = embedded_fd,
        .settled = embedded_settled,
        .last = embedded_last,
        .chain_at = embedded_chain_at,
        .identity = embedded_identity,
        .why = embedded_why,
        .stats = embedded_stats,
};

/* Zero means the default, except for the floor. */
static struct journal_options with_defaults(const struct journal_options *options)
{
        struct journal_options ret = options ? *options
                                             : (struct journal_options){
                                                       .free_floor_bytes = JOURNAL_FREE_FLOOR_BYTES,
                                               };

        if (ret.segment_bytes == 0)
                ret.segment_bytes = JOURNAL_SEGMENT_BYTES;
        if (ret.group_bytes == 0)
                ret.group_bytes = JOURNAL_GROUP_BYTES;
        if (ret.pending_bytes_max == 0)
                ret.pending_bytes_max = JOURNAL_PENDING_BYTES;
        if (!ret.disk)
                ret.disk = &disk_real;
        return ret;
}

/* Everything of journal_open() that can fail; `embedded` can be closed after each step. */
static int embedded_open(struct embedded *embedded, const char *path, const struct journal_options *options)
{
        struct recovered recovered;
        int r;

        r = folder_create(path, options->disk);
        if (r < 0)
                return why_say(&embedded->why, r, "%s cannot be made: %s.", path, strerror(-r));
        r = folder_init(&embedded->folder, path, options->disk);
        if (r < 0)
                return why_say(&embedded->why, r, "%s cannot be opened: %s.", path, strerror(-r));
        r = folder_lock(&embedded->folder);
        if (r == JOURNAL_LOCKED)
                return why_say(&embedded->why, r, "%s is open in another process. Only one may write it.",
                               path);
        if (r < 0)
                return why_say(&embedded->why, r, "%s/lock cannot be had: %s.", path, strerror(-r));
        r = recover(&embedded->folder, options, &recovered, &embedded->why);
        if (r != 0)
                return r;

        embedded->last = recovered.tail.last;
        embedded->settled = recovered.tail.last;
        memcpy(embedded->chain, recovered.tail.chain, JOURNAL_HASH_BYTES);
        r = writer_init(&embedded->writer, &embedded->folder, options, &recovered.identity, recovered.fd,
                        &recovered.tail);
        embedded->writer_ready = true;
        reader_init(&embedded->next_reader, &embedded->folder, &embedded->writer.lock, WALK_WINDOW_LARGE);
        reader_init(&embedded->read_reader, &embedded->folder, &embedded->writer.lock, WALK_WINDOW_SMALL);
        if (r < 0)
                return why_say(&embedded->why, r, "%s: the sync thread cannot be started: %s.", path,
                               strerror(-r));
        return 0;
}

int journal_open(const char *folder, const struct journal_options *options, struct journal **ret,
                 char **ret_why)
{
        struct journal_options complete = with_defaults(options);
        struct embedded *embedded;
        int r;

        assert(folder && ret && ret_why);
        *ret_why = NULL;
        if (sodium_init() < 0)
                return -ENOSYS;
        embedded = calloc(1, sizeof *embedded);
        if (!embedded)
                return -ENOMEM;
        embedded->journal.port = &embedded_port;
        embedded->folder.fd = -1;
        embedded->folder.lock_fd = -1;

        r = embedded_open(embedded, folder, &complete);
        if (r != 0) {
                if (embedded->why.text[0] == '\0')
                        (void)why_say(&embedded->why, 0, "%s cannot be opened: %s.", folder, strerror(-r));
                *ret_why = strdup(embedded->why.text);
                (void)embedded_close(&embedded->journal);
                return r;
        }
        *ret = &embedded->journal;
        return 0;
}
