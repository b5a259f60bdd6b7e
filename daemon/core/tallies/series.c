/* core/tallies/series.c: lanes of a series, series of a breakdown. */
#include "core/tallies/series.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define SLOTS_FIRST 16

static void foreign_free(struct foreign *foreign)
{
        lane_done(&foreign->amounts);
        lane_done(&foreign->records);
        free(foreign);
}

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

/* There are few: a list by code will do. */
static int find_foreign(struct series *series, struct currency currency, struct foreign **ret)
{
        struct foreign **at = &series->foreign, *foreign;

        while (*at && memcmp((*at)->currency.code, currency.code, sizeof(currency.code)) < 0)
                at = &(*at)->next;
        if (!*at || memcmp((*at)->currency.code, currency.code, sizeof(currency.code)) != 0) {
                foreign = calloc(1, sizeof(*foreign));
                if (!foreign)
                        return -ENOMEM;
                foreign->currency = currency;
                foreign->next = *at;
                *at = foreign;
        }
        *ret = *at;
        return 0;
}

int series_lane(struct series *series, enum lane_kind kind, struct currency currency, struct lane **ret)
{
        struct foreign *foreign;
        int r;

        assert(kind < LANE_KINDS);

        if (kind < LANE_FIXED) {
                *ret = &series->lanes[kind];
                return 0;
        }
        r = find_foreign(series, currency, &foreign);
        if (r < 0)
                return r;
        *ret = kind == LANE_WAITING ? &foreign->amounts : &foreign->records;
        return 0;
}

int series_lanes(struct series *series, lane_visitor visitor, void *context)
{
        int r;

        for (int kind = 0; kind < LANE_FIXED; kind++) {
                r = visitor(context, (enum lane_kind)kind, (struct currency){{0}}, &series->lanes[kind]);
                if (r != 0)
                        return r;
        }
        for (struct foreign *foreign = series->foreign; foreign; foreign = foreign->next) {
                r = visitor(context, LANE_WAITING, foreign->currency, &foreign->amounts);
                if (r == 0)
                        r = visitor(context, LANE_WAITING_RECORDS, foreign->currency, &foreign->records);
                if (r != 0)
                        return r;
        }
        return 0;
}

static int add(struct series *series, struct lane *lane, const struct change *change, int64_t amount)
{
        struct page *page;
        int r;

        r = lane_page(lane, change->month, series->days, &page);
        if (r < 0)
                return r;
        page_add(page, change->mday, change->sign * amount);
        page->dirty = true;
        return 0;
}

static int add_amount(struct series *series, const struct change *change)
{
        struct foreign *foreign;
        int r;

        if (!change->known)
                return add(series, &series->lanes[LANE_UNKNOWN], change, 1);
        if (!change->waits)
                return add(series, &series->lanes[LANE_AMOUNT], change, change->amount);

        r = find_foreign(series, change->currency, &foreign);
        if (r < 0)
                return r;
        r = add(series, &foreign->amounts, change, change->amount);
        if (r < 0)
                return r;
        return add(series, &foreign->records, change, 1);
}

int series_count(struct series *series, const struct change *change)
{
        int r;

        assert(change->sign == 1 || change->sign == -1);

        r = add_amount(series, change);
        if (r < 0)
                return r;
        if (change->provisional) {
                r = add(series, &series->lanes[LANE_PROVISIONAL], change, 1);
                if (r < 0)
                        return r;
        }
        r = add(series, &series->lanes[LANE_RECORDS], change, 1);
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

                lane_sweep(&foreign->amounts);
                lane_sweep(&foreign->records);
                if (foreign->amounts.count > 0 || foreign->records.count > 0) {
                        at = &foreign->next;
                        continue;
                }
                *at = foreign->next;
                foreign_free(foreign);
        }
}

static int clear(void *context, enum lane_kind kind, struct currency currency, struct lane *lane)
{
        (void)context, (void)kind, (void)currency;
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
        for (const struct foreign *foreign = series->foreign; foreign; foreign = foreign->next)
                sums->waiting += lane_sum(&foreign->records, first_day, last_day);
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

        if (!wide_fits64(sums->amount)) {
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
