/* core/tallies/control_save.c: control totals and bases as rows of a checkpoint.
 *
 * Table ROW_TALLIES + 2: control totals.
 *     key    u32 index of the measure in the plan: how many were left out
 *            .. 6 bytes of levels: these levels are there
 *            .. a lane as in save.c, i32 month: a page of them
 *     value  u64; u8 1; of a page as in save.c
 * Table ROW_TALLIES + 3: records by valuation and basis.
 *     key    u32 index of the measure
 *     value  u8 valuation, u8 basis, i64 records; again for each that is not zero */
#include <errno.h>
#include <string.h>

#include "base/civil.h"
#include "core/tallies/inside.h"

#define TABLE_CONTROL (ROW_TALLIES + 2)
#define TABLE_BASES   (ROW_TALLIES + 3)

struct writer {
        uint32_t measure;
        const struct control_series *of;
        row_sink sink;
        void *context;
        struct wire_out key, value;
};

static int put(struct writer *writer, uint8_t table)
{
        if (writer->key.failed || writer->value.failed)
                return -ENOMEM;
        return writer->sink(writer->context, &(struct row){table, writer->key.data, writer->key.length,
                                                           writer->value.data, writer->value.length});
}

static void begin(struct writer *writer, bool levels)
{
        wire_out_clear(&writer->key);
        wire_out_clear(&writer->value);
        wire_u32(&writer->key, writer->measure);
        if (levels)
                wire_raw(&writer->key, &writer->of->levels, sizeof(writer->of->levels));
}

static int write_lane(void *context, enum lane_kind kind, const struct foreign *foreign, struct lane *lane)
{
        struct writer *writer = context;

        if (!lane_is_saved(kind))
                return 0;
        for (uint32_t i = 0; i < lane->count; i++) {
                struct page *page = &lane->pages[i];
                int r;

                if (!page->dirty)
                        continue;
                begin(writer, true);
                save_lane(&writer->key, kind, foreign);
                wire_i32(&writer->key, page->month);
                save_page(&writer->value, page);
                r = put(writer, TABLE_CONTROL);
                if (r != 0)
                        return r;
                page->dirty = false;
        }
        return 0;
}

static int write_series(struct writer *writer, struct control_series *of)
{
        int r = 0;

        writer->of = of;
        if (of->is_new) {
                begin(writer, true);
                wire_u8(&writer->value, 1);
                r = put(writer, TABLE_CONTROL);
        }
        if (r == 0 && of->dirty)
                r = series_lanes(&of->series, write_lane, writer);
        if (r == 0) {
                of->is_new = of->dirty = false;
                if (!of->series.stale)
                        series_sweep(&of->series);
        }
        return r;
}

static int write_control(struct writer *writer, struct control *control)
{
        int r = 0;

        if (control->left_out_dirty) {
                begin(writer, false);
                wire_u64(&writer->value, control->left_out);
                r = put(writer, TABLE_CONTROL);
                control->left_out_dirty = r != 0;
        }
        for (size_t i = 0; i < control->count && r == 0; i++)
                if (control->of[i]->is_new || control->of[i]->dirty)
                        r = write_series(writer, control->of[i]);
        return r;
}

static int write_bases(struct writer *writer, struct bases *bases)
{
        int r;

        begin(writer, false);
        for (uint8_t valuation = 0; valuation < BASES_MAX; valuation++)
                for (uint8_t basis = 0; basis < BASES_MAX; basis++) {
                        if (bases->records[valuation][basis] == 0)
                                continue;
                        wire_u8(&writer->value, valuation);
                        wire_u8(&writer->value, basis);
                        wire_i64(&writer->value, bases->records[valuation][basis]);
                }
        r = put(writer, TABLE_BASES);
        bases->dirty = r != 0;
        return r;
}

int control_save(struct tallies *tallies, row_sink sink, void *context)
{
        struct writer writer = {.sink = sink, .context = context};
        int r = 0;

        for (uint32_t m = 0; m < tallies->plan->measures_count && r == 0; m++) {
                writer.measure = m;
                r = write_control(&writer, &tallies->tallies[m].control);
                if (r == 0 && tallies->tallies[m].bases.dirty)
                        r = write_bases(&writer, &tallies->tallies[m].bases);
        }
        wire_out_done(&writer.key);
        wire_out_done(&writer.value);
        return r;
}

/* ---- loading ---- */

static int load_bases(struct bases *bases, struct wire_in *value)
{
        while (wire_in_left(value) > 0 && !value->failed) {
                uint8_t valuation = wire_in_u8(value), basis = wire_in_u8(value);

                if (valuation >= BASES_MAX || basis >= BASES_MAX)
                        return -EBADMSG;
                bases->records[valuation][basis] = wire_in_i64(value);
        }
        return wire_in_complete(value) ? 0 : -EBADMSG;
}

static int load_page(struct tallies *tallies, struct control_series *of, struct wire_in *key, struct wire_in *value)
{
        struct foreign *foreign;
        enum lane_kind kind;
        struct lane *lane;
        struct page *page;
        int32_t month;
        int r;

        r = load_lane(key, &of->series, &kind, &lane, &foreign);
        if (r < 0)
                return r;
        month = wire_in_i32(key);
        if (!wire_in_complete(key) || month < civil_month(CIVIL_MIN) || month > civil_month(CIVIL_MAX))
                return -EBADMSG;
        r = lane_page(lane, month, foreign ? foreign->days : of->series.days, &page);
        if (r == 0)
                r = load_page_value(value, page);
        if (r == 0 && foreign && foreign_mark_stale(foreign, month, month, STALE_RATES))
                tallies_mark_stale(tallies, &of->series);
        return r;
}

static int load_control(struct tallies *tallies, uint32_t measure, struct wire_in *key, struct wire_in *value)
{
        struct control *control = &tallies->tallies[measure].control;
        struct control_series *of;
        struct control_levels levels;
        const uint8_t *bytes;
        int r;

        if (wire_in_complete(key)) {
                control->left_out = wire_in_u64(value);
                return wire_in_complete(value) ? 0 : -EBADMSG;
        }
        bytes = wire_in_raw(key, sizeof(levels));
        if (!bytes)
                return -EBADMSG;
        memcpy(&levels, bytes, sizeof(levels));
        r = control_series(control, measure, &levels, &of);
        if (r < 0)
                return r;
        if (!of)
                return -EBADMSG;
        of->is_new = false;
        if (wire_in_complete(key))
                return wire_in_u8(value) == 1 && wire_in_complete(value) ? 0 : -EBADMSG;
        return load_page(tallies, of, key, value);
}

int control_load(struct tallies *tallies, const struct row *row)
{
        struct wire_in key = wire_in_of(row->key, row->key_length);
        struct wire_in value = wire_in_of(row->value, row->value_length);
        uint32_t measure = wire_in_u32(&key);

        if (key.failed || measure >= tallies->plan->measures_count)
                return -EBADMSG;
        if (row->table == TABLE_CONTROL)
                return load_control(tallies, measure, &key, &value);
        if (!wire_in_complete(&key))
                return -EBADMSG;
        return load_bases(&tallies->tallies[measure].bases, &value);
}
