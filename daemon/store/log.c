/* store/log.c: what the store's thread reads of the log. See log.h. */
#include "store/log.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/log_inside.h"

static struct log *log_of(struct ledger *ledger)
{
        return (struct log *)ledger; /* its first member */
}

/* Which says more than errno does. */
static int read_failed(struct log *log, int r)
{
        if (r < 0)
                (void)snprintf(log->ledger.read_why, LEDGER_WHY, "%s",
                               r == -EBADMSG ? "a statement in the log is damaged" : "the statement log");
        return r;
}

struct ledger *ledger_close(struct ledger *ledger)
{
        return ledger ? ledger->kind->close(ledger) : NULL;
}

/* ---- a second process ---- */

static int refresh(struct ledger *ledger)
{
        struct log *log = log_of(ledger);
        struct view *view = NULL;
        struct bytes list;
        int r = log_get_list(log, &list);

        if (r == LMDB_NOTHING)
                return LEDGER_OK; /* no checkpoint yet: the view that it began with is empty */
        if (r != 0)
                return r;
        if (list.length == log->list.length && memcmp(list.data, log->list.data, list.length) == 0)
                return LEDGER_OK;
        r = view_read_list(list, &log->files, log->now, &view, NULL);
        if (r != 0)
                return r == VIEW_GONE ? LEDGER_GONE : read_failed(log, r);
        wire_out_clear(&log->list);
        wire_raw(&log->list, list.data, list.length);
        view_free(log->now, &log->files);
        log->now = view;
        return log->list.failed ? -ENOMEM : LEDGER_OK;
}

/* ---- reads ---- */

static int find(struct ledger *ledger, const struct hash128 *hashes, size_t count, bool wait, struct arena *arena,
                struct bytes *ret)
{
        struct log *log = log_of(ledger);

        return read_failed(log, lookup_statements(&log->lookup, log->now, log->files.disk, log->hash_bits,
                                                  hashes, count, wait, arena, ret));
}

static int seek(struct ledger *ledger, struct hash128 from)
{
        struct log *log = log_of(ledger);

        log->walk_from = from;
        log->walked.count = log->walked.at = 0;
        return card_walk_begin(&log->walk, log->now->runs, log->now->runs_count,
                               card_bits(from, log->hash_bits));
}

/* In its place by hash, unless a newer version of it is there. */
static int walked_add(struct walked *walked, const struct record *record)
{
        size_t i = walked->count;

        if (walked->count == walked->capacity) {
                size_t more = walked->capacity ? 2 * walked->capacity : 16;
                struct record *records = reallocarray(walked->records, more, sizeof *records);

                if (!records)
                        return -ENOMEM;
                walked->records = records;
                walked->capacity = more;
        }
        while (i > 0 && layout_hash_compare(walked->records[i - 1].hash, record->hash) > 0)
                i--;
        if (i > 0 && layout_hash_compare(walked->records[i - 1].hash, record->hash) == 0)
                return 0;
        memmove(&walked->records[i + 1], &walked->records[i],
                (walked->count - i) * sizeof walked->records[0]);
        walked->records[i] = *record;
        walked->count++;
        return 0;
}

/* What the cards at hand lead to, the newest first. */
static int read_group(struct log *log)
{
        log->walked.count = log->walked.at = 0;
        arena_reset(&log->walk_arena);
        for (size_t i = log->walk.cards_count; i > 0; i--) {
                struct record record;
                int r = view_read(log->now, log->files.disk, card_place(log->walk.cards[i - 1]), false,
                                  &log->walk_arena, &record);

                if (r == VIEW_GONE)
                        continue;
                if (r == 0)
                        r = walked_add(&log->walked, &record);
                if (r != 0)
                        return r;
        }
        return 0;
}

static int next(struct ledger *ledger, struct hash128 *ret_hash, struct bytes *ret_value)
{
        struct log *log = log_of(ledger);

        for (;;) {
                int r;

                while (log->walked.at < log->walked.count) {
                        const struct record *record = &log->walked.records[log->walked.at++];

                        if (layout_hash_compare(record->hash, log->walk_from) < 0)
                                continue;
                        *ret_hash = record->hash;
                        *ret_value = record->value;
                        return 0;
                }
                r = card_walk_next(&log->walk);
                if (r == 0 && log->walk.cards_count == 0)
                        return LEDGER_END;
                if (r == 0)
                        r = read_group(log);
                if (r != 0)
                        return read_failed(log, r);
        }
}

/* ---- what a checkpoint leads to ---- */

static int adopt(struct ledger *ledger)
{
        struct log *log = log_of(ledger);

        if (log->next) {
                view_free(log->now, &log->files);
                log->now = log->next;
                log->next = NULL;
        }
        return 0;
}

static int figures(struct ledger *ledger, struct ledger_figures *ret)
{
        struct log *log = log_of(ledger);
        const struct view *now = log->now;
        struct merger_report report = {0};

        *ret = (struct ledger_figures){.statements = now->statements, .log = log->stats};
        for (size_t i = 0; i < now->segments_count; i++) {
                ret->disk_bytes += now->segments[i].bytes;
                ret->log.dead_bytes += now->segments[i].dead;
        }
        for (size_t i = 0; i < now->runs_count; i++)
                ret->disk_bytes += now->runs[i]->map_bytes;
        ret->log.segments = now->segments_count;
        ret->log.runs = now->runs_count;
        ret->log.places_left = LOG_PLACES_MAX - now->end;
        if (log->merger) {
                merger_report(log->merger, &report);
                ret->log.merges = report.merges;
                ret->log.merged_bytes = report.bytes;
                ret->log.merge_usec = report.usec;
                ret->log.merge_waits = report.waits;
        }
        return 0;
}

const struct ledger_kind log_kind = {
        .open = log_open,
        .close = log_close,
        .refresh = refresh,
        .find = find,
        .seek = seek,
        .next = next,
        .figures = figures,
        .adopt = adopt,
        .prepare = log_prepare,
        .put = log_put,
};
