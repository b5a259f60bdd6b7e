/* store/reclaim.c: space back. A segment that is more dead than alive has its living statements
 * appended again and is left out; its file is deleted when the checkpoint that says so is the one
 * that everybody reads. One segment for a checkpoint, so that none of them takes long; what is written
 * for it is at most as much as what it gives back. */
#include <errno.h>

#include "store/log_inside.h"
#include "store/scan.h"

/* The segment that gives most; the last one is still being filled. */
static bool choose(const struct view *view, size_t *ret)
{
        uint64_t most = 0;

        for (size_t i = 0; i + 1 < view->segments_count; i++) {
                const struct view_segment *segment = &view->segments[i];

                if (segment->dead * 100 < segment->bytes * LOG_DEAD_PERCENT || segment->dead <= most)
                        continue;
                most = segment->dead;
                *ret = i;
        }
        return most > 0;
}

/* Whether it is what a lookup finds: the newest card that leads to this record leads to this place. */
static int lives(struct log *log, const struct record *record, uint64_t place, bool *ret)
{
        uint64_t bits = card_bits(record->hash, log->hash_bits);
        struct lookup *lookup = &log->sealer.lookup;
        int r = lookup_cards(lookup, log->next, &bits, 1);

        *ret = false;
        if (r < 0)
                return r;
        arena_reset(&log->sealer.arena);
        for (uint32_t i = lookup->first[0]; i != LOOKUP_END; i = lookup->candidates[i].next) {
                struct record newer;

                *ret = lookup->candidates[i].place == place;
                if (*ret)
                        return 0;
                r = view_read(log->next, log->files.disk, lookup->candidates[i].place, false,
                              &log->sealer.arena, &newer);
                if (r < 0)
                        return r;
                if (r == 0 && layout_hash_compare(newer.hash, record->hash) == 0)
                        return 0;
        }
        return -EBADMSG; /* no card leads to it or to a newer one */
}

static int move_one(struct log *log, struct appender *appender, const struct record *record, uint64_t place)
{
        struct fresh *fresh;
        bool alive;
        int r = lives(log, record, place, &alive);

        if (r < 0 || !alive)
                return r;
        fresh = log_fresh(log);
        if (!fresh)
                return -ENOMEM;
        *fresh = (struct fresh){.hash = record->hash,
                                .bytes = (uint32_t)log_record_bytes(record->value.length)};
        log->stats.moved_bytes += fresh->bytes;
        return appender_add(appender, record->hash, record->value, &fresh->place);
}

static int move_living(struct log *log, struct appender *appender, const struct view_segment *segment)
{
        struct scan scan;
        struct record record;
        uint64_t place;
        int r;

        log->fresh_count = 0;
        scan_begin(&scan, log->files.disk, segment);
        while ((r = scan_next(&scan, &record, &place)) == SCAN_OK) {
                r = move_one(log, appender, &record, place);
                if (r < 0)
                        break;
        }
        scan_done(&scan);
        return r < 0 ? r : 0;
}

int log_reclaim(struct log *log, struct appender *appender)
{
        size_t i;
        int r;

        if (!choose(log->next, &i))
                return 0;
        r = move_living(log, appender, &log->next->segments[i]);
        if (r == 0)
                r = appender_sync(appender);
        if (r == 0 && log->fresh_count > 0) {
                fresh_sort(log->fresh, log->fresh_count);
                r = seal_run(&log->sealer, log->next, log->fresh, log->fresh_count);
        }
        if (r < 0)
                return log_write_failed(log, r, "move living statements out of a segment");
        view_drop_segment(log->next, i, &log->files);
        log->stats.segments_reclaimed++;
        return 0;
}
