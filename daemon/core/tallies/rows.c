/* core/tallies/rows.c: a measure by windows and keys, for those who ask.
 *
 * Series lie in tables by hash; here they are sorted by their texts first, and series that agree
 * in the coordinates that were asked for are summed up. */
#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/civil.h"
#include "base/scoped.h"
#include "core/tallies/inside.h"
#include "core/tallies/window.h"

/* A series and its texts in the coordinates that were asked for. */
struct member {
        const struct series *series;
        size_t keys_count;
        struct series_key keys[PLAN_BY_MAX];
        char buf[PLAN_BY_MAX][KEY_TEXT_MAX];
};

struct walk {
        const struct tally *tally;
        struct member **members; /* sorted */
        size_t members_count;
        measure_visitor visitor;
        void *context;
};

static int compare_members(const struct member *a, const struct member *b)
{
        for (size_t i = 0; i < a->keys_count; i++) {
                int order = text_compare(a->keys[i].value, b->keys[i].value);

                if (order != 0)
                        return order;
        }
        return 0;
}

static int compare(const void *a, const void *b)
{
        return compare_members(*(struct member *const *)a, *(struct member *const *)b);
}

/* Where the coordinates that were asked for lie in the measure's breakdown. */
static int places_of(const struct plan_measure *measure, const uint8_t *by, size_t by_count,
                     int places[PLAN_BY_MAX])
{
        if (by_count > measure->by_count)
                return -EINVAL;
        for (size_t i = 0; i < by_count; i++) {
                places[i] = -1;
                for (int j = 0; j < measure->by_count; j++)
                        if (measure->by[j] == by[i])
                                places[i] = j;
                for (size_t j = 0; j < i; j++)
                        if (by[j] == by[i])
                                return -EINVAL;
                if (places[i] < 0)
                        return -EINVAL;
        }
        return 0;
}

static void member_init(struct member *member, const struct tallies *tallies, const struct series *series,
                        const uint8_t *by, size_t by_count, const int *places)
{
        member->series = series;
        member->keys_count = by_count;
        for (size_t i = 0; i < by_count; i++)
                member->keys[i] = (struct series_key){
                        .coordinate = by[i],
                        .value = key_text(tallies->plan, &tallies->names, by[i], series->key.part[places[i]],
                                          member->buf[i]),
                };
}

static int visit(const struct walk *walk, size_t first, size_t end, int32_t last_day, struct period period)
{
        struct measure_row row = {
                .first_day = window_first(&walk->tally->measure->window, last_day),
                .last_day = last_day,
                .period = period,
        };
        struct sums sums = {0};

        for (size_t i = first; i < end; i++)
                series_sum(walk->members[i]->series, row.first_day, last_day, &sums);
        row.keys_count = walk->members[first]->keys_count;
        row.keys = walk->members[first]->keys;
        row.value = sums_value(&sums);
        if (row.keys_count > 0 && row.value.state == VALUE_NO_DATA)
                return 0;
        return walk->visitor(walk->context, &row);
}

static int visit_window(const struct walk *walk, int32_t last_day, struct period period)
{
        int r;

        for (size_t first = 0, end; first < walk->members_count; first = end) {
                for (end = first + 1; end < walk->members_count; end++)
                        if (compare_members(walk->members[first], walk->members[end]) != 0)
                                break;
                r = visit(walk, first, end, last_day, period);
                if (r != 0)
                        return r;
        }
        return 0;
}

static int visit_windows(const struct walk *walk, int32_t first_day, int32_t last_day)
{
        const struct plan_measure *measure = walk->tally->measure;
        const struct lane *records = &walk->tally->total.lanes[LANE_RECORDS];
        struct period period;
        int32_t day;
        int r;

        if (first_day == CIVIL_NONE)
                first_day = lane_next_day(records, CIVIL_MIN);
        if (last_day == CIVIL_NONE) {
                last_day = lane_last_day(records);
                if (last_day != CIVIL_NONE)
                        last_day = window_end(&measure->window, measure->resolution, last_day, &period);
        }
        if (first_day == CIVIL_NONE || last_day == CIVIL_NONE)
                return 0;

        for (; first_day <= last_day; first_day = day + 1) {
                day = window_end(&measure->window, measure->resolution, first_day, &period);
                if (day == CIVIL_NONE || day > last_day)
                        return 0;
                r = visit_window(walk, day, period);
                if (r != 0)
                        return r;
        }
        return 0;
}

int tallies_rows(const struct tallies *tallies, uint32_t measure, int32_t first_day, int32_t last_day,
                 const uint8_t *by, size_t by_count, measure_visitor visitor, void *context)
{
        const struct tally *tally = &tallies->tallies[measure];
        const struct breakdown *breakdown = &tally->breakdown;
        SCOPED(freep) struct member *members = NULL;
        SCOPED(freep) struct member **sorted = NULL;
        struct walk walk = {.tally = tally, .visitor = visitor, .context = context};
        int places[PLAN_BY_MAX] = {0};
        int r;

        assert(measure < tallies->plan->measures_count);

        r = places_of(tally->measure, by, by_count, places);
        if (r < 0)
                return r;
        members = calloc(breakdown->count + 1, sizeof(*members));
        sorted = calloc(breakdown->count + 1, sizeof(struct member *));
        if (!members || !sorted)
                return -ENOMEM;

        if (by_count == 0)
                member_init(&members[walk.members_count++], tallies, &tally->total, by, 0, places);
        for (size_t i = 0; by_count > 0 && i < breakdown->slots_count; i++)
                if (breakdown->slots[i])
                        member_init(&members[walk.members_count++], tallies, breakdown->slots[i], by,
                                    by_count, places);
        for (size_t i = 0; i < walk.members_count; i++)
                sorted[i] = &members[i];
        qsort(sorted, walk.members_count, sizeof(struct member *), compare);

        walk.members = sorted;
        return visit_windows(&walk, first_day, last_day);
}

/* ---- what waits ---- */

/* The first month from `month` on in which a record of this currency waits; INT32_MAX: none does. */
static int32_t next_waiting(const struct foreign *foreign, struct currency currency, int32_t month)
{
        int32_t next = INT32_MAX;

        for (; foreign && memcmp(&foreign->currency, &currency, sizeof(currency)) == 0; foreign = foreign->next) {
                const struct lane *waiting = &foreign->lanes[FOREIGN_WAITING];

                for (uint32_t i = lane_find(waiting, month); i < waiting->count; i++)
                        if (!page_is_zero(&waiting->pages[i])) {
                                if (waiting->pages[i].month < next)
                                        next = waiting->pages[i].month;
                                break;
                        }
        }
        return next;
}

/* Of one month, cell by cell: others of the month may have a rate. */
static void add_waiting(const struct foreign *foreign, struct waiting_row *row)
{
        int length = civil_days_in_month(row->month / 12, row->month % 12 + 1);

        for (int mday = foreign->days ? 1 : length; mday <= length; mday++) {
                wide records = lane_cell(&foreign->lanes[FOREIGN_WAITING], row->month, mday);

                if (records <= 0)
                        continue;
                row->records += (uint64_t)records;
                row->units += lane_cell(&foreign->lanes[FOREIGN_AMOUNT], row->month, mday);
        }
}

int tallies_waiting(const struct tallies *tallies, uint32_t measure, waiting_visitor visitor, void *context)
{
        const struct foreign *foreign = tallies->tallies[measure].total.foreign, *same;

        assert(measure < tallies->plan->measures_count);

        for (; foreign; foreign = same) {
                struct waiting_row row = {.currency = foreign->currency};
                int32_t month = civil_month(CIVIL_MIN);

                while ((month = next_waiting(foreign, row.currency, month)) != INT32_MAX) {
                        int r = 0;

                        row.month = month++;
                        row.units = 0;
                        row.records = 0;
                        for (same = foreign; same && memcmp(&same->currency, &row.currency, sizeof(row.currency)) == 0;
                             same = same->next)
                                add_waiting(same, &row);
                        if (row.records > 0)
                                r = visitor(context, &row);
                        if (r != 0)
                                return r;
                }
                for (same = foreign; same && memcmp(&same->currency, &row.currency, sizeof(row.currency)) == 0;)
                        same = same->next;
        }
        return 0;
}
