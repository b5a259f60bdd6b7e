/* core/tallies/reading.c: what a series holds, for those who ask. Windows are not known here. */
#include <assert.h>

#include "base/civil.h"
#include "core/tallies/inside.h"

const struct series *tallies_find(const struct tallies *tallies, uint32_t measure, const struct key *key)
{
        const struct tally *tally = &tallies->tallies[measure];

        assert(measure < tallies->plan->measures_count);
        return key ? breakdown_find(&tally->breakdown, key) : &tally->total;
}

void tallies_sum(const struct tallies *tallies, uint32_t measure, const struct key *key, int32_t first_day,
                 int32_t last_day, struct sums *sums)
{
        const struct series *series = tallies_find(tallies, measure, key);

        if (series)
                series_sum(series, first_day, last_day, sums);
}

int32_t tallies_day_from(const struct tallies *tallies, uint32_t measure, const struct key *key, int32_t day)
{
        const struct series *series = tallies_find(tallies, measure, key);

        return series ? lane_next_day(&series->lanes[LANE_RECORDS], day) : CIVIL_NONE;
}

int32_t tallies_day_until(const struct tallies *tallies, uint32_t measure, const struct key *key, int32_t day)
{
        const struct series *series = tallies_find(tallies, measure, key);

        return series ? lane_previous_day(&series->lanes[LANE_RECORDS], day) : CIVIL_NONE;
}

int tallies_keys(const struct tallies *tallies, uint32_t measure, key_visitor visitor, void *context)
{
        const struct breakdown *breakdown = &tallies->tallies[measure].breakdown;
        int r = 0;

        assert(measure < tallies->plan->measures_count);
        for (size_t i = 0; i < breakdown->slots_count && r == 0; i++)
                if (breakdown->slots[i])
                        r = visitor(context, &breakdown->slots[i]->key);
        return r;
}

struct text tallies_key_text(const struct tallies *tallies, uint8_t coordinate, uint64_t part,
                             char buf[KEY_TEXT_MAX])
{
        return key_text(tallies->plan, &tallies->names, coordinate, part, buf);
}

int tallies_key_part(struct tallies *tallies, uint8_t coordinate, struct text text, uint64_t *ret)
{
        return key_part(tallies->plan, &tallies->names, coordinate, text, ret);
}

void tallies_key_hold(struct tallies *tallies, uint32_t measure, const struct key *key)
{
        key_hold(&tallies->plan->measures[measure], key, &tallies->names);
}

void tallies_key_drop(struct tallies *tallies, uint32_t measure, const struct key *key)
{
        key_drop(&tallies->plan->measures[measure], key, &tallies->names);
}

bool tallies_closed(const struct tallies *tallies, uint32_t measure)
{
        assert(measure < tallies->plan->measures_count);
        return tallies->tallies[measure].breakdown.closed;
}

static uint64_t pages_of(const struct series *series)
{
        uint64_t pages = 0;

        for (int kind = 0; kind < LANE_FIXED; kind++)
                pages += series->lanes[kind].count;
        for (const struct foreign *foreign = series->foreign; foreign; foreign = foreign->next)
                for (int i = 0; i < FOREIGN_LANES; i++)
                        pages += foreign->lanes[i].count;
        return pages;
}

void tallies_stats(const struct tallies *tallies, struct tallies_stats *ret)
{
        struct tallies_stats stats = {.names = tallies->names.count};

        for (size_t m = 0; m < tallies->plan->measures_count; m++) {
                const struct tally *tally = &tallies->tallies[m];
                const struct breakdown *breakdown = &tally->breakdown;

                stats.series += tally->total.records != 0;
                stats.series += breakdown->live;
                stats.controls_left_out += tally->control.left_out;
                stats.pages += pages_of(&tally->total);
                for (size_t i = 0; i < breakdown->slots_count; i++)
                        if (breakdown->slots[i])
                                stats.pages += pages_of(breakdown->slots[i]);
        }
        *ret = stats;
}
