/* store/log_write.c: a front becomes part of the log. In the writer's thread. */
#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/civil.h"
#include "store/log_inside.h"

#define AHEAD 8 /* statements; about what memory takes while one is copied */

struct fresh *log_fresh(struct log *log)
{
        if (log->fresh_count == log->fresh_capacity) {
                size_t more = log->fresh_capacity ? 2 * log->fresh_capacity : 4096;
                struct fresh *fresh = reallocarray(log->fresh, more, sizeof *fresh);

                if (!fresh)
                        return NULL;
                log->fresh = fresh;
                log->fresh_capacity = more;
        }
        return &log->fresh[log->fresh_count++];
}

int log_write_failed(struct log *log, int r, const char *what)
{
        if (r == -EFBIG)
                what = "the statement log has no places left: stop the daemon and delete the files of the store";
        if (r < 0 && !log->ledger.write_why[0])
                (void)snprintf(log->ledger.write_why, LEDGER_WHY, "%s", what);
        return r;
}

/* ---- prepare ---- */

/* In the order of their hashes. */
static int gather(struct log *log, const struct front *front)
{
        const struct slot *slot = table_after(&front->statements, NULL);

        log->fresh_count = 0;
        for (; slot; slot = table_after(&front->statements, &slot->hash)) {
                struct fresh *fresh = log_fresh(log);

                if (!fresh)
                        return -ENOMEM;
                *fresh = (struct fresh){.hash = slot->hash, .kept = slot->kept};
        }
        return 0;
}

/* Values lie scattered: what is copied soon is fetched now. */
static void prefetch(const struct log *log, size_t i)
{
        if (i + 2 * AHEAD < log->fresh_count)
                __builtin_prefetch(log->fresh[i + 2 * AHEAD].kept);
        if (i + AHEAD < log->fresh_count) {
                const uint8_t *value = log->fresh[i + AHEAD].kept->value;

                __builtin_prefetch(value);
                __builtin_prefetch(value + 64);
                __builtin_prefetch(value + 128);
        }
}

static int append_front(struct log *log, const struct front *front, struct appender *appender)
{
        int r = gather(log, front);

        for (size_t i = 0; r == 0 && i < log->fresh_count; i++) {
                struct fresh *fresh = &log->fresh[i];

                prefetch(log, i);
                fresh->bytes = (uint32_t)log_record_bytes(fresh->kept->length);
                r = appender_add(appender, fresh->hash, (struct bytes){fresh->kept->value, fresh->kept->length},
                                 &fresh->place);
                log->stats.appended_bytes += fresh->bytes;
        }
        if (r == 0)
                r = appender_sync(appender);
        return log_write_failed(log, r, "append to the statement log");
}

static int seal_front(struct log *log)
{
        int r = seal_run(&log->sealer, log->next, log->fresh, log->fresh_count);

        if (r == 0)
                log->stats.sealed_bytes += log->next->runs[log->next->runs_count - 1]->map_bytes;
        return log_write_failed(log, r, "write an index run");
}

/* A merge that is done is taken in; the next one is begun by begin_merge(). */
static int collect_merge(struct log *log, bool wait)
{
        int r = merger_collect(log->merger, log->next, &log->files, wait);

        return r == MERGER_MERGED ? 0 : log_write_failed(log, r, "merge index runs");
}

static int begin_merge(struct log *log)
{
        size_t count;
        int r = 0;

        if (!merger_is_idle(log->merger) && log->next->runs_count >= VIEW_RUNS_MAX)
                r = collect_merge(log, true);
        if (r == 0 && merger_is_idle(log->merger) && merge_wanted(log->next, &count))
                r = merger_give(log->merger, log->next, count, log->next->next_number++);
        return r;
}

static int prepare_files(struct log *log, const struct front *front, struct appender *appender)
{
        int r = appender_begin(appender, &log->files, log->next, log->segment_bytes);

        if (r == 0)
                r = log_reclaim(log, appender);
        if (r == 0 && front->statements.count > 0) {
                r = append_front(log, front, appender);
                if (r == 0)
                        r = seal_front(log);
        } else {
                log->fresh_count = 0;
        }
        return r;
}

/* Names last: what they lead to is whole and synced by then. */
int log_prepare(struct ledger *ledger, const struct front *front)
{
        struct log *log = (struct log *)ledger;
        struct appender appender;
        int r;

        assert(!log->next);
        r = log_write_failed(log, files_delete_unused(&log->files), "delete a file that is not needed");
        log->next = r == 0 ? view_copy(log->now) : NULL;
        if (!log->next)
                return r < 0 ? r : -ENOMEM;
        r = collect_merge(log, false);
        if (r < 0)
                return r;
        r = prepare_files(log, front, &appender);
        appender_done(&appender);
        if (r == 0)
                r = begin_merge(log);
        if (r == 0)
                r = log_write_failed(log,
                                     log->files.disk->sync_folder(log->files.disk->context,
                                                                  log->files.folder_fd),
                                     "sync the store's folder");
        return r;
}

/* ---- put ---- */

int log_put(struct ledger *ledger, const struct front *front)
{
        struct log *log = (struct log *)ledger;

        (void)front;
        for (size_t i = 0; i < log->fresh_count; i++) {
                const struct fresh *fresh = &log->fresh[i];
                uint8_t key[LAYOUT_SCOPE_BYTES];
                struct spot spot;
                int r;

                if (fresh->before_day == CIVIL_NONE || fresh->before_day == fresh->kept->scope_day)
                        continue;
                spot = (struct spot){fresh->kept->source_hash, fresh->before_day, fresh->hash};
                layout_spot_write(&spot, key);
                r = lmdb_delete(log->lmdb, LMDB_SCOPES, (struct bytes){key, sizeof key});
                if (r != 0 && r != LMDB_NOTHING)
                        return r;
        }
        return log_put_list(log, log->next);
}
