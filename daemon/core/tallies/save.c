/* core/tallies/save.c: rows of a checkpoint, and a series from them.
 *
 * Table ROW_TALLIES: pages.
 *     key    u32 index of the measure in the plan
 *            u8 number of key texts: 0 for the total, else all of the breakdown's; text each
 *            u8 enum lane_kind, text currency (empty for lanes that are of none), and then u8 enum
 *            period_kind
 *            i32 month
 *     value  month resolution: wide total
 *            day cells: u32 mask of the days that are not zero, the 1st the lowest bit; wide each
 * Table ROW_TALLIES + 1: closed breakdowns.
 *     key    u32 index of the measure
 *     value  u8 1
 * Tables ROW_TALLIES + 2 and + 3: control_save.c.
 *
 * A page of zeros is deleted and forgotten, so that what is loaded is what was saved. */
#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/civil.h"
#include "base/limits.h"
#include "base/scoped.h"
#include "base/wire.h"
#include "core/tallies/inside.h"

#define TABLE_PAGES  ROW_TALLIES
#define TABLE_CLOSED (ROW_TALLIES + 1)

/* measure, count, texts, lane, currency, kind of period, month */
_Static_assert(4 + 1 + KEY_NAMES_MAX * (4 + NAME_BYTES_MAX) + PLAN_BY_MAX * (4 + KEY_TEXT_MAX) + 1 + 4 + 3 + 1 + 4 <=
                       ROW_KEY_MAX,
               "a key fits its row");
_Static_assert(PAGE_DAYS < 32, "a month's days fit the mask");

struct writer {
        struct tallies *tallies;
        struct series *series;
        row_sink sink;
        void *context;
        struct wire_out key, value;
};

void save_lane(struct wire_out *key, enum lane_kind kind, const struct foreign *foreign)
{
        wire_u8(key, (uint8_t)kind);
        if (foreign) {
                wire_text(key, text_of(foreign->currency.code));
                wire_u8(key, foreign->kind);
        } else {
                wire_text(key, TEXT(""));
        }
}

static void write_key(struct writer *writer, enum lane_kind kind, const struct foreign *foreign, int32_t month)
{
        const struct series *series = writer->series;
        const struct tallies *tallies = writer->tallies;
        const struct plan_measure *measure = tallies->tallies[series->measure].measure;
        uint8_t keys_count = series->is_total ? 0 : measure->by_count;
        char buf[KEY_TEXT_MAX];

        wire_out_clear(&writer->key);
        wire_u32(&writer->key, series->measure);
        wire_u8(&writer->key, keys_count);
        for (int i = 0; i < keys_count; i++)
                wire_text(&writer->key,
                          key_text(tallies->plan, &tallies->names, measure->by[i], series->key.part[i], buf));
        save_lane(&writer->key, kind, foreign);
        wire_i32(&writer->key, month);
}

void save_page(struct wire_out *value, const struct page *page)
{
        uint32_t mask = 0;

        wire_out_clear(value);
        if (page_is_zero(page))
                return;
        if (!page->day) {
                wire_wide(value, page->total);
                return;
        }
        for (int i = 0; i < PAGE_DAYS; i++)
                mask |= (uint32_t)(page->day[i] != 0) << i;
        wire_u32(value, mask);
        for (int i = 0; i < PAGE_DAYS; i++)
                if (page->day[i] != 0)
                        wire_wide(value, page->day[i]);
}

static int put(struct writer *writer, uint8_t table)
{
        struct row row = {
                .table = table,
                .key = writer->key.data,
                .key_length = writer->key.length,
                .value = writer->value.data,
                .value_length = writer->value.length,
        };

        if (writer->key.failed || writer->value.failed)
                return -ENOMEM;
        return writer->sink(writer->context, &row);
}

static int write_lane(void *context, enum lane_kind kind, const struct foreign *foreign, struct lane *lane)
{
        struct writer *writer = context;
        int r;

        if (!lane_is_saved(kind))
                return 0;
        for (uint32_t i = 0; i < lane->count; i++) {
                const struct page *page = &lane->pages[i];

                if (!page->dirty)
                        continue;
                write_key(writer, kind, foreign, page->month);
                save_page(&writer->value, page);
                r = put(writer, TABLE_PAGES);
                if (r != 0)
                        return r;
        }
        return 0;
}

static int write_series(struct writer *writer, struct series *series)
{
        writer->series = series;
        return series_lanes(series, write_lane, writer);
}

static int write_closed(struct writer *writer)
{
        struct tallies *tallies = writer->tallies;
        int r;

        for (uint32_t m = 0; m < tallies->plan->measures_count; m++) {
                if (!tallies->tallies[m].breakdown.closed_dirty)
                        continue;
                wire_out_clear(&writer->key);
                wire_out_clear(&writer->value);
                wire_u32(&writer->key, m);
                wire_u8(&writer->value, 1);
                r = put(writer, TABLE_CLOSED);
                if (r != 0)
                        return r;
        }
        return 0;
}

static int clean_lane(void *context, enum lane_kind kind, const struct foreign *foreign, struct lane *lane)
{
        (void)context, (void)kind, (void)foreign;
        for (uint32_t i = 0; i < lane->count; i++)
                lane->pages[i].dirty = false;
        return 0;
}

/* Everything is written: nothing is dirty, pages of zeros go, and series without pages. */
static void settle(struct tallies *tallies)
{
        while (tallies->dirty) {
                struct series *series = tallies->dirty;
                struct tally *tally = &tallies->tallies[series->measure];

                tallies->dirty = series->next_dirty;
                series->next_dirty = NULL;
                series->dirty = false;
                (void)series_lanes(series, clean_lane, NULL);
                if (series->stale) /* its zeros may be worth something yet */
                        continue;
                series_sweep(series);
                if (series->is_total || !series_is_empty(series))
                        continue;
                breakdown_remove(&tally->breakdown, series);
                key_drop(tally->measure, &series->key, &tallies->names);
                series_done(series);
                free(series);
        }
        for (size_t m = 0; m < tallies->plan->measures_count; m++)
                tallies->tallies[m].breakdown.closed_dirty = false;
}

int tallies_save(struct tallies *tallies, row_sink sink, void *context)
{
        struct writer writer = {.tallies = tallies, .sink = sink, .context = context};
        int r = 0;

        for (struct series *series = tallies->dirty; series && r == 0; series = series->next_dirty)
                r = write_series(&writer, series);
        if (r == 0)
                r = write_closed(&writer);
        if (r == 0)
                r = control_save(tallies, sink, context);
        if (r == 0)
                settle(tallies);

        wire_out_done(&writer.key);
        wire_out_done(&writer.value);
        return r;
}

/* ---- loading ---- */

static int read_series(struct tallies *tallies, struct wire_in *in, struct series **ret)
{
        uint32_t measure = wire_in_u32(in);
        uint8_t keys_count = wire_in_u8(in);
        struct key key = {{0}};
        struct tally *tally;
        int r;

        if (in->failed || measure >= tallies->plan->measures_count)
                return -EBADMSG;
        tally = &tallies->tallies[measure];
        if (keys_count == 0) {
                *ret = &tally->total;
                return 0;
        }
        if (keys_count != tally->measure->by_count)
                return -EBADMSG;
        for (int i = 0; i < keys_count; i++) {
                struct text text = wire_in_text(in);

                if (in->failed)
                        return -EBADMSG;
                r = key_part(tallies->plan, &tallies->names, tally->measure->by[i], text, &key.part[i]);
                if (r < 0)
                        return r;
        }
        return tallies_series(tallies, tally, &key, ret);
}

int load_lane(struct wire_in *in, struct series *series, enum lane_kind *ret_kind, struct lane **ret,
              struct foreign **ret_foreign)
{
        struct currency currency = {{0}};
        uint8_t kind = wire_in_u8(in), period = PERIOD_NONE;
        struct text text = wire_in_text(in);
        bool is_foreign = kind >= LANE_FOREIGN;

        if (in->failed || !lane_is_saved((enum lane_kind)kind) || text.length >= sizeof(currency.code) ||
            is_foreign != (text.length > 0))
                return -EBADMSG;
        if (is_foreign) {
                memcpy(currency.code, text.data, text.length);
                period = wire_in_u8(in);
                if (period < PERIOD_DAY || period > PERIOD_YEAR)
                        return -EBADMSG;
        }
        *ret_kind = (enum lane_kind)kind;
        return series_lane(series, *ret_kind, currency, period, ret, ret_foreign);
}

int load_page_value(struct wire_in *in, struct page *page)
{
        uint32_t mask;

        if (!page->day) {
                page_set(page, PAGE_DAYS, wire_in_wide(in));
                return wire_in_complete(in) ? 0 : -EBADMSG;
        }
        mask = wire_in_u32(in);
        if (mask >> PAGE_DAYS)
                return -EBADMSG;
        for (int i = 0; i < PAGE_DAYS; i++)
                if (mask >> i & 1)
                        page_set(page, i + 1, wire_in_wide(in));
        return wire_in_complete(in) ? 0 : -EBADMSG;
}

static int load_page(struct tallies *tallies, const struct row *row)
{
        struct wire_in key = wire_in_of(row->key, row->key_length);
        struct wire_in value = wire_in_of(row->value, row->value_length);
        enum lane_kind kind;
        struct series *series;
        struct foreign *foreign;
        struct lane *lane;
        struct page *page;
        int32_t month;
        int64_t before;
        int r;

        r = read_series(tallies, &key, &series);
        if (r < 0)
                return r;
        r = load_lane(&key, series, &kind, &lane, &foreign);
        if (r < 0)
                return r;
        month = wire_in_i32(&key);
        if (!wire_in_complete(&key) || month < civil_month(CIVIL_MIN) || month > civil_month(CIVIL_MAX))
                return -EBADMSG;
        r = lane_page(lane, month, foreign ? foreign->days : series->days, &page);
        if (r < 0)
                return r;
        r = load_page_value(&value, page);
        if (r < 0)
                return r;

        if (kind == LANE_FOREIGN + FOREIGN_RECORDS && foreign_mark_stale(foreign, month, month, STALE_RATES))
                tallies_mark_stale(tallies, series);
        if (kind != LANE_RECORDS)
                return 0;
        before = series->records;
        series->records += (int64_t)page->total;
        if (!series->is_total)
                tallies_recount(&tallies->tallies[series->measure], series, before);
        return 0;
}

static int load_closed(struct tallies *tallies, const struct row *row)
{
        struct wire_in key = wire_in_of(row->key, row->key_length);
        uint32_t measure = wire_in_u32(&key);

        if (!wire_in_complete(&key) || measure >= tallies->plan->measures_count)
                return -EBADMSG;
        tallies->tallies[measure].breakdown.closed = true;
        return 0;
}

int tallies_load(struct tallies *tallies, const struct row *row)
{
        switch (row->table) {
        case TABLE_PAGES:
                return load_page(tallies, row);
        case TABLE_CLOSED:
                return load_closed(tallies, row);
        default:
                return control_load(tallies, row);
        }
}
