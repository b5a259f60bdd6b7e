/* journal/portable_read.c: reads an export into the segments of a journal. What is read was written by
 * others: nothing in it is believed before the chain at its end. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zstd.h>

#include "journal/builder.h"
#include "journal/format.h"
#include "journal/portable.h"
#include "journal/portable_format.h"
#include "journal/why.h"

struct importing {
        int fd;
        ZSTD_DCtx *zstd;
        uint8_t *in;
        size_t in_bytes;
        ZSTD_inBuffer buffer;
        size_t hint; /* of zstd: 0 at the end of a frame */
        bool ended;  /* the file is */
        uint8_t *body;
        struct journal_builder *builder;
        journal_progress *progress;
        void *context;
        struct portable_report *report;
        struct why why;
};

static int damaged(struct importing *importing, const char *what)
{
        return why_say(&importing->why, JOURNAL_DAMAGED,
                       "The export is damaged behind position %" PRIu64 ": %s. Nothing of it was put to use.",
                       importing->report->entries, what);
}

static int refill(struct importing *importing)
{
        ssize_t n;

        do
                n = read(importing->fd, importing->in, importing->in_bytes);
        while (n < 0 && errno == EINTR);
        if (n < 0)
                return why_say(&importing->why, -errno, "The export cannot be read: %s.", strerror(errno));
        importing->ended = n == 0;
        importing->report->bytes += (uint64_t)n;
        importing->buffer = (ZSTD_inBuffer){importing->in, (size_t)n, 0};
        return 0;
}

/* Exactly so many bytes. 0, DAMAGED or -errno. */
static int take(struct importing *importing, void *data, size_t length)
{
        ZSTD_outBuffer out = {data, length, 0};

        while (out.pos < out.size) {
                if (importing->buffer.pos == importing->buffer.size && !importing->ended) {
                        int r = refill(importing);

                        if (r != 0)
                                return r;
                }
                if (importing->ended)
                        return damaged(importing, "the file ends here");
                importing->hint = ZSTD_decompressStream(importing->zstd, &out, &importing->buffer);
                if (ZSTD_isError(importing->hint))
                        return damaged(importing, ZSTD_getErrorName(importing->hint));
        }
        return 0;
}

/* Behind the end nothing may follow, and the compression's own checksum has to be there. */
static int take_nothing(struct importing *importing)
{
        uint8_t byte;
        int r = 0;

        while (r == 0 && !importing->ended) {
                ZSTD_outBuffer out = {&byte, 1, 0};

                if (importing->buffer.pos == importing->buffer.size)
                        r = refill(importing);
                if (r != 0 || importing->ended)
                        break;
                importing->hint = ZSTD_decompressStream(importing->zstd, &out, &importing->buffer);
                if (ZSTD_isError(importing->hint))
                        return damaged(importing, ZSTD_getErrorName(importing->hint));
                if (out.pos > 0)
                        return damaged(importing, "something follows its end");
        }
        if (r == 0 && importing->hint != 0)
                return damaged(importing, "the file ends within its compression");
        return r;
}

static int take_entry(struct importing *importing, const struct portable_entry *entry)
{
        struct portable_report *report = importing->report;
        struct journal_record record = {
                .position = entry->position,
                .epoch = entry->epoch,
                .run = entry->run,
                .kind = entry->kind,
                .erased = entry->erased,
                .body = importing->body,
                .body_length = entry->length,
        };
        uint8_t hash[JOURNAL_HASH_BYTES];
        int r;

        if (entry->position != report->entries + 1 || entry->run < report->identity.run)
                return damaged(importing, "the next entry does not follow");
        r = take(importing, importing->body, entry->length);
        if (r != 0)
                return r;
        format_body_hash(importing->body, entry->length, hash);
        if (!entry->erased && memcmp(hash, entry->hash, sizeof(hash)) != 0)
                return damaged(importing, "the body of the next entry does not have its hash");
        memcpy(record.body_hash, entry->hash, sizeof(record.body_hash));
        r = journal_builder_add(importing->builder, &record, report->chain);
        if (r < 0)
                return why_say(&importing->why, r, "%s", journal_builder_why(importing->builder));
        report->entries++;
        report->erased += entry->erased;
        report->identity.run = entry->run;
        return importing->progress ? importing->progress(importing->context, report->entries, 0) : 0;
}

static int take_end(struct importing *importing, const struct portable_entry *end)
{
        const struct portable_report *report = importing->report;
        int r;

        if (end->position != report->entries)
                return damaged(importing, "it ends early");
        if (memcmp(end->hash, report->chain, sizeof(report->chain)) != 0)
                return damaged(importing, "its entries do not lead to the chain of hashes that it ends with");
        r = take_nothing(importing);
        if (r != 0)
                return r;
        r = journal_builder_finish(importing->builder);
        return r < 0 ? why_say(&importing->why, r, "%s", journal_builder_why(importing->builder)) : 0;
}

static int import(struct importing *importing, const char *folder, uint64_t segment_bytes)
{
        uint8_t data[PORTABLE_HEADER_BYTES];
        struct portable_entry entry;
        int r;

        r = take(importing, data, PORTABLE_HEADER_BYTES);
        if (r == 0 && portable_header_read(data, &importing->report->identity) != 0)
                r = why_say(&importing->why, JOURNAL_FOREIGN,
                            "This is no export of a journal, or of a format that this program does not know.");
        if (r == 0) {
                r = journal_builder_new(folder, NULL, &importing->report->identity, segment_bytes,
                                        &importing->builder);
                if (r < 0)
                        return why_say(&importing->why, r, "%s cannot be opened: %s.", folder, strerror(-r));
        }
        while (r == 0) {
                r = take(importing, data, PORTABLE_ENTRY_BYTES);
                if (r == 0 && portable_entry_read(data, &entry) != 0)
                        return damaged(importing, "what follows is no entry");
                if (r == 0 && entry.kind == PORTABLE_END)
                        return take_end(importing, &entry);
                if (r == 0)
                        r = take_entry(importing, &entry);
        }
        return r;
}

int journal_import(int fd, const char *folder, uint64_t segment_bytes, journal_progress *progress, void *context,
                   struct portable_report *ret, char **ret_why)
{
        struct importing importing = {.fd = fd, .progress = progress, .context = context, .report = ret};
        int r;

        *ret = (struct portable_report){0};
        *ret_why = NULL;
        importing.zstd = ZSTD_createDCtx();
        importing.in_bytes = ZSTD_DStreamInSize();
        importing.in = malloc(importing.in_bytes);
        importing.body = malloc(JOURNAL_BODY_MAX);
        r = -ENOMEM;
        if (importing.zstd && importing.in && importing.body)
                r = import(&importing, folder, segment_bytes);
        if (r != 0)
                *ret_why = strdup(importing.why.text[0] ? importing.why.text : strerror(r < 0 ? -r : EINVAL));
        (void)journal_builder_free(importing.builder);
        free(importing.body);
        free(importing.in);
        (void)ZSTD_freeDCtx(importing.zstd);
        return r;
}
