/* core/tallies/series.c: lanes of a series, series of a breakdown. */
#include "core/tallies/series.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define SLOTS_FIRST 16

void series_done(struct series *series)
{
        for (int kind = 0; kind < LANE_FIXED; kind++)
                lane_done(&series->lanes[kind]);
        while (series->foreign) {
                struct foreign *foreign = series->foreign;

                series->foreign = foreign->next;
                foreign_free(foreign);
        }
}

int series_lane(struct series *series, enum lane_kind kind, struct currency currency, uint8_t period,
                struct lane **ret, struct foreign **ret_foreign)
{
        int r;

        assert(kind < LANE_KINDS);

        *ret_foreign = NULL;
        if (kind < LANE_FIXED) {
                *ret = &series->lanes[kind];
                return 0;
        }
        r = foreign_find(&series->foreign, currency, period, ret_foreign);
        if (r == 0)
                *ret = &(*ret_foreign)->lanes[kind - LANE_FOREIGN];
        return r;
}

int series_lanes(struct series *series, lane_visitor visitor, void *context)
{
        int r;

        for (int kind = 0; kind < LANE_FIXED; kind++) {
                r = visitor(context, (enum lane_kind)kind, NULL, &series->lanes[kind]);
                if (r != 0)
                        return r;
        }
        for (struct foreign *foreign = series->foreign; foreign; foreign = foreign->next)
                for (int i = 0; i < FOREIGN_LANES; i++) {
                        r = visitor(context, (enum lane_kind)(LANE_FOREIGN + i), foreign, &foreign->lanes[i]);
                        if (r != 0)
                                return r;
                }
        return 0;
}

static int add(struct lane *lane, bool days, const struct change *change, int64_t amount)
{
        struct page *page;
        int r;

        r = lane_page(lane, change->month, days, &page);
        if (r < 0)
                return r;
        page_add(page, change->mday, change->sign * amount);
        page->dirty = true;
        return 0;
}

static int add_foreign(struct series *series, const struct change *change)
{
        struct foreign *foreign;
        int r;

        r = foreign_find(&series->foreign, change->currency, change->period, &foreign);
        if (r == 0)
                r = add(&foreign->lanes[FOREIGN_AMOUNT], foreign->days, change, change->amount);
        if (r == 0 && change->provisional)
                r = add(&foreign->lanes[FOREIGN_PROVISIONAL], foreign->days, change, 1);
        if (r == 0)
                r = add(&foreign->lanes[FOREIGN_RECORDS], foreign->days, change, 1);
        if (r == 0)
                (void)foreign_mark_stale(foreign, change->month, change->month, STALE_RECORDS);
        return r;
}

static int add_amount(struct series *series, const struct change *change)
{
        if (!change->known)
                return add(&series->lanes[LANE_UNKNOWN], series->days, change, 1);
        if (change->foreign)
                return add_foreign(series, change);
        return add(&series->lanes[LANE_AMOUNT], series->days, change, change->amount);
}

int series_count(struct series *series, const struct change *change)
{
        int r;

        assert(change->sign == 1 || change->sign == -1);

        r = add_amount(series, change);
        if (r < 0)
                return r;
        if (change->provisional) {
                r = add(&series->lanes[LANE_PROVISIONAL], series->days, change, 1);
                if (r < 0)
                        return r;
        }
        r = add(&series->lanes[LANE_RECORDS], series->days, change, 1);
        if (r < 0)
                return r;
        series->records += change->sign;
        return 0;
}

bool series_is_empty(const struct series *series)
{
        for (int kind = 0; kind < LANE_FIXED; kind++)
                if (series->lanes[kind].count > 0)
                        return false;
        return !series->foreign;
}

void series_sweep(struct series *series)
{
        struct foreign **at = &series->foreign;

        for (int kind = 0; kind < LANE_FIXED; kind++)
                lane_sweep(&series->lanes[kind]);
        while (*at) {
                struct foreign *foreign = *at;

                for (int i = 0; i < FOREIGN_LANES; i++)
                        lane_sweep(&foreign->lanes[i]);
                if (!foreign_is_empty(foreign)) {
                        at = &foreign->next;
                        continue;
                }
                *at = foreign->next;
                foreign_free(foreign);
        }
}

static int clear(void *context, enum lane_kind kind, const struct foreign *foreign, struct lane *lane)
{
        (void)context, (void)kind, (void)foreign;
        lane_clear(lane);
        return 0;
}

void series_clear(struct series *series)
{
        (void)series_lanes(series, clear, NULL);
        series->records = 0;
}

void series_sum(const struct series *series, int32_t first_day, int32_t last_day, struct sums *sums)
{
        const struct lane *lanes = series->lanes;

        sums->amount += lane_sum(&lanes[LANE_AMOUNT], first_day, last_day);
        sums->records += lane_sum(&lanes[LANE_RECORDS], first_day, last_day);
        sums->provisional += lane_sum(&lanes[LANE_PROVISIONAL], first_day, last_day);
        sums->unknown += lane_sum(&lanes[LANE_UNKNOWN], first_day, last_day);
        if (!series->foreign)
                return;
        sums->amount += lane_sum(&lanes[LANE_CONVERTED], first_day, last_day);
        sums->waiting += lane_sum(&lanes[LANE_WAITING], first_day, last_day);
        sums->beyond += lane_sum(&lanes[LANE_BEYOND], first_day, last_day);
        sums->provisional += lane_sum(&lanes[LANE_BY_RATE], first_day, last_day);
}

/* Below zero only as long as something was taken back that was not added yet. */
static uint64_t records_of(wide count)
{
        return count > 0 ? (uint64_t)count : 0;
}

struct value sums_value(const struct sums *sums)
{
        struct value value = {
                .state = VALUE_KNOWN,
                .provisional_records = records_of(sums->provisional),
                .unknown_records = records_of(sums->unknown),
                .waiting_records = records_of(sums->waiting),
        };

        if (sums->beyond != 0 || !wide_fits64(sums->amount)) {
                value.state = VALUE_OUT_OF_RANGE;
                return value;
        }
        value.units = (int64_t)sums->amount;
        if (sums->records == 0)
                value.state = VALUE_NO_DATA;
        else if (sums->unknown != 0 || sums->waiting != 0)
                value.state = VALUE_INCOMPLETE;
        return value;
}

void breakdown_done(struct breakdown *breakdown)
{
        for (size_t i = 0; i < breakdown->slots_count; i++)
                if (breakdown->slots[i]) {
                        series_done(breakdown->slots[i]);
                        free(breakdown->slots[i]);
                }
        free(breakdown->slots);
        *breakdown = (struct breakdown){0};
}

/* The slot of the key, or the empty one where it belongs. */
static size_t find_slot(struct series *const *slots, size_t slots_count, const struct key *key)
{
        size_t mask = slots_count - 1, at = (size_t)key_hash(key) & mask;

        while (slots[at] && memcmp(&slots[at]->key, key, sizeof(*key)) != 0)
                at = (at + 1) & mask;
        return at;
}

struct series *breakdown_find(const struct breakdown *breakdown, const struct key *key)
{
        if (breakdown->slots_count == 0)
                return NULL;
        return breakdown->slots[find_slot(breakdown->slots, breakdown->slots_count, key)];
}

/* Never more than half full. */
static int reserve(struct breakdown *breakdown)
{
        size_t slots_count = breakdown->slots_count ? breakdown->slots_count * 2 : SLOTS_FIRST;
        struct series **slots;

        if ((breakdown->count + 1) * 2 <= breakdown->slots_count)
                return 0;
        slots = calloc(slots_count, sizeof(struct series *));
        if (!slots)
                return -ENOMEM;
        for (size_t i = 0; i < breakdown->slots_count; i++)
                if (breakdown->slots[i])
                        slots[find_slot(slots, slots_count, &breakdown->slots[i]->key)] = breakdown->slots[i];
        free(breakdown->slots);
        breakdown->slots = slots;
        breakdown->slots_count = slots_count;
        return 0;
}

int breakdown_add(struct breakdown *breakdown, struct series *series)
{
        size_t at;
        int r;

        r = reserve(breakdown);
        if (r < 0)
                return r;
        at = find_slot(breakdown->slots, breakdown->slots_count, &series->key);
        assert(!breakdown->slots[at]);
        breakdown->slots[at] = series;
        breakdown->count++;
        return 0;
}

void breakdown_remove(struct breakdown *breakdown, struct series *series)
{
        size_t mask = breakdown->slots_count - 1;
        size_t hole = find_slot(breakdown->slots, breakdown->slots_count, &series->key);

        assert(breakdown->slots[hole] == series);

        /* Who lies behind the hole and would be found from there moves in. */
        for (size_t at = (hole + 1) & mask; breakdown->slots[at]; at = (at + 1) & mask) {
                size_t home = (size_t)key_hash(&breakdown->slots[at]->key) & mask;

                if (((at - home) & mask) >= ((at - hole) & mask)) {
                        breakdown->slots[hole] = breakdown->slots[at];
                        hole = at;
                }
        }
        breakdown->slots[hole] = NULL;
        breakdown->count--;
}
