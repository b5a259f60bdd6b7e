/* store/rebuild.c: all runs anew from the log, when one is missing or damaged: about a microsecond
 * for a statement. In the order of the log, so that a statement meets the one that it replaced. */
#include <errno.h>

#include "store/log_inside.h"
#include "store/scan.h"

/* Of one record's versions the newest gets a card; the others are dead where they lie. */
static void leave_newest(struct log *log)
{
        size_t count = 0;

        fresh_sort(log->fresh, log->fresh_count);
        for (size_t i = 0; i < log->fresh_count; i++) {
                const struct fresh *fresh = &log->fresh[i];

                if (i + 1 < log->fresh_count &&
                    layout_hash_compare(fresh->hash, log->fresh[i + 1].hash) == 0)
                        view_segment_of(log->next, fresh->place)->dead += fresh->bytes;
                else
                        log->fresh[count++] = *fresh;
        }
        log->fresh_count = count;
}

static int merge_now(struct log *log)
{
        struct view *view = log->next;
        size_t count;

        while (merge_wanted(view, &count)) {
                struct run *run;
                int r = merge_runs(&log->files, &view->runs[view->runs_count - count], count,
                                   view->next_number++, &run);

                if (r < 0)
                        return r;
                view_replace_runs(view, view->runs_count - count, count, run, &log->files);
        }
        return 0;
}

static int seal(struct log *log)
{
        int r;

        if (log->fresh_count == 0)
                return 0;
        leave_newest(log);
        r = seal_run(&log->sealer, log->next, log->fresh, log->fresh_count);
        log->fresh_count = 0;
        return r < 0 ? r : merge_now(log);
}

static int take_segment(struct log *log, const struct view_segment *segment)
{
        struct scan scan;
        struct record record;
        uint64_t place;
        int r;

        scan_begin(&scan, log->files.disk, segment);
        while ((r = scan_next(&scan, &record, &place)) == SCAN_OK) {
                struct fresh *fresh = log_fresh(log);

                if (!fresh)
                        r = -ENOMEM;
                else
                        *fresh = (struct fresh){.hash = record.hash,
                                                .place = place,
                                                .bytes = (uint32_t)log_record_bytes(record.value.length)};
                if (r == 0 && log->fresh_count == LOG_REBUILD_STATEMENTS)
                        r = seal(log);
                if (r < 0)
                        break;
        }
        scan_done(&scan);
        return r < 0 ? r : 0;
}

int log_rebuild(struct log *log)
{
        struct view *view = log->next;
        int r = 0;

        while (view->runs_count > 0)
                view_drop_last_run(view, &log->files);
        view->statements = 0;
        for (size_t i = 0; i < view->segments_count; i++)
                view->segments[i].dead = 0;
        log->fresh_count = 0;
        for (size_t i = 0; r == 0 && i < view->segments_count; i++)
                r = take_segment(log, &view->segments[i]);
        return r == 0 ? seal(log) : r;
}
