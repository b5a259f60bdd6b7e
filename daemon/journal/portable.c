/* journal/portable.c: writes an export; portable_read.c reads it. */
#include "journal/portable.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zstd.h>

#include "journal/pieces.h"
#include "journal/portable_format.h"
#include "journal/verify.h"
#include "journal/why.h"

#define ENOUGH 1 /* of a walk: everything that is on disk was seen */

struct exporting {
        int fd;
        ZSTD_CCtx *zstd;
        uint8_t *out;
        size_t out_bytes;
        uint64_t last; /* position to stop at */
        journal_progress *progress;
        void *context;
        struct portable_report *report;
};

static int write_all(struct exporting *exporting, size_t bytes)
{
        for (size_t done = 0; done < bytes;) {
                ssize_t n = write(exporting->fd, exporting->out + done, bytes - done);

                if (n < 0 && errno != EINTR)
                        return -errno;
                done += n > 0 ? (size_t)n : 0;
        }
        exporting->report->bytes += bytes;
        return 0;
}

static int put(struct exporting *exporting, const void *data, size_t length, ZSTD_EndDirective directive)
{
        ZSTD_inBuffer in = {data, length, 0};
        size_t left = 0;

        do {
                ZSTD_outBuffer out = {exporting->out, exporting->out_bytes, 0};
                int r;

                left = ZSTD_compressStream2(exporting->zstd, &out, &in, directive);
                if (ZSTD_isError(left))
                        return -ENOMEM; /* the only thing that can fail on the way in */
                r = write_all(exporting, out.pos);
                if (r < 0)
                        return r;
        } while (in.pos < in.size || (directive == ZSTD_e_end && left > 0));
        return 0;
}

static int put_entry(struct exporting *exporting, const struct portable_entry *entry, const void *body)
{
        uint8_t data[PORTABLE_ENTRY_BYTES];
        int r;

        portable_entry_write(entry, data);
        r = put(exporting, data, sizeof(data), ZSTD_e_continue);
        return r == 0 && entry->length > 0 ? put(exporting, body, entry->length, ZSTD_e_continue) : r;
}

static int visit(void *context, const struct journal_record *record)
{
        struct exporting *exporting = context;
        struct portable_report *report = exporting->report;
        struct portable_entry entry = {
                .kind = record->kind,
                .erased = record->erased,
                .length = (uint32_t)record->body_length,
                .position = record->position,
                .epoch = record->epoch,
                .run = record->run,
        };
        int r;

        if (record->position > exporting->last)
                return ENOUGH;
        memcpy(entry.hash, record->body_hash, sizeof(entry.hash));
        r = put_entry(exporting, &entry, record->body);
        if (r < 0)
                return r;
        report->entries++;
        report->erased += record->erased;
        report->identity.run = record->run;
        memcpy(report->chain, record->chain, sizeof(report->chain));
        return exporting->progress ? exporting->progress(exporting->context, record->position, exporting->last) : 0;
}

static int put_end(struct exporting *exporting)
{
        const struct portable_report *report = exporting->report;
        struct portable_entry end = {
                .kind = PORTABLE_END,
                .position = report->entries,
                .epoch = report->identity.epoch,
                .run = report->identity.run,
        };
        int r;

        memcpy(end.hash, report->chain, sizeof(end.hash));
        r = put_entry(exporting, &end, NULL);
        return r == 0 ? put(exporting, NULL, 0, ZSTD_e_end) : r;
}

static int export(struct exporting *exporting, const char *folder, char **ret_why)
{
        uint8_t header[PORTABLE_HEADER_BYTES];
        struct journal_report report;
        int r;

        (void)ZSTD_CCtx_setParameter(exporting->zstd, ZSTD_c_checksumFlag, 1);
        portable_header_write(&exporting->report->identity, header);
        r = put(exporting, header, sizeof(header), ZSTD_e_continue);
        if (r == 0)
                r = journal_verify(folder, NULL, visit, exporting, &report, ret_why);
        if (r == ENOUGH)
                r = 0;
        if (r == 0 && exporting->report->entries < exporting->last)
                r = -EBADMSG; /* it became shorter under our hands */
        return r == 0 ? put_end(exporting) : r;
}

int journal_export(const char *folder, int fd, journal_progress *progress, void *context,
                   struct portable_report *ret, char **ret_why)
{
        struct exporting exporting = {.fd = fd, .progress = progress, .context = context, .report = ret};
        struct journal_pieces pieces;
        int r;

        *ret = (struct portable_report){0};
        r = journal_pieces(folder, NULL, 0, &pieces, ret_why);
        if (r != 0)
                return r;
        ret->identity = pieces.identity;
        exporting.last = pieces.position;
        journal_pieces_done(&pieces);

        exporting.zstd = ZSTD_createCCtx();
        exporting.out_bytes = ZSTD_CStreamOutSize();
        exporting.out = malloc(exporting.out_bytes);
        r = exporting.zstd && exporting.out ? export(&exporting, folder, ret_why) : -ENOMEM;
        if (r < 0 && !*ret_why && asprintf(ret_why, "the export cannot be written: %s.", strerror(-r)) < 0)
                *ret_why = NULL;
        free(exporting.out);
        (void)ZSTD_freeCCtx(exporting.zstd);
        return r;
}
