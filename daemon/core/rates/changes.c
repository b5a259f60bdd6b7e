/* core/rates/changes.c: which days may have another rate than at the last judgement. A few days too
 * many do no harm: who values by them tells a change only where the amount is another. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/civil.h"
#include "core/rates/inside.h"

static bool runs_equal(const struct complete_run *a, const struct complete_run *b)
{
        return a->first_day == b->first_day && a->last_day == b->last_day;
}

/* The first and the last day that is in one of the two and not in the other. False: there is none. */
static bool differ(const struct complete_run *a, size_t a_count, const struct complete_run *b, size_t b_count,
                   int32_t *ret_first, int32_t *ret_last)
{
        size_t same = 0;

        while (same < a_count && same < b_count && runs_equal(&a[same], &b[same]))
                same++;
        a += same;
        b += same;
        a_count -= same;
        b_count -= same;
        while (a_count > 0 && b_count > 0 && runs_equal(&a[a_count - 1], &b[b_count - 1])) {
                a_count--;
                b_count--;
        }
        if (a_count == 0 && b_count == 0)
                return false;
        if (a_count == 0 || b_count == 0) {
                const struct complete_run *all = a_count ? a : b;

                *ret_first = all[0].first_day;
                *ret_last = all[a_count + b_count - 1].last_day;
                return true;
        }
        if (a->first_day != b->first_day)
                *ret_first = a->first_day < b->first_day ? a->first_day : b->first_day;
        else
                *ret_first = (a->last_day < b->last_day ? a->last_day : b->last_day) + 1;
        a += a_count - 1;
        b += b_count - 1;
        if (a->last_day != b->last_day)
                *ret_last = a->last_day > b->last_day ? a->last_day : b->last_day;
        else
                *ret_last = (a->first_day > b->first_day ? a->first_day : b->first_day) - 1;
        return true;
}

static int look(struct rates *rates, uint32_t source)
{
        struct publisher *publisher = &rates->publishers[source];
        const struct complete_run *runs;
        struct complete_run *kept;
        int32_t first, last;
        size_t count;
        int r;

        r = coverage_runs(rates->coverage, &source, 1, &runs, &count);
        if (r < 0)
                return r;
        if (!differ(publisher->runs, publisher->runs_count, runs, count, &first, &last))
                return 0;

        rates->changed = true;
        kept = malloc((count + 1) * sizeof(*kept));
        if (!kept)
                return -ENOMEM;
        if (count > 0)
                memcpy(kept, runs, count * sizeof(*kept));
        free(publisher->runs);
        publisher->runs = kept;
        publisher->runs_count = count;
        if (first < publisher->completed_first)
                publisher->completed_first = first;
        if (last > publisher->completed_last)
                publisher->completed_last = last;
        return 0;
}

int rates_look(struct rates *rates)
{
        for (uint32_t i = 0; i < rates->plan->sources_count; i++) {
                struct publisher *publisher = &rates->publishers[i];
                int r;

                if (!publisher->in_chain || (publisher->looked && !coverage_changed(rates->coverage, i)))
                        continue;
                r = look(rates, i);
                if (r < 0)
                        return r;
                publisher->looked = true;
        }
        return 0;
}

bool rates_have_changed(const struct rates *rates)
{
        return rates->changed;
}

void rates_judged(struct rates *rates)
{
        if (!rates->changed)
                return;
        rates->changed = false;
        for (size_t i = 0; i < rates->plan->sources_count; i++) {
                struct publisher *publisher = &rates->publishers[i];

                publisher->completed_first = INT32_MAX;
                publisher->completed_last = INT32_MIN;
                for (size_t j = 0; j < publisher->pairs_count; j++) {
                        publisher->pairs[j].changed_first = INT32_MAX;
                        publisher->pairs[j].changed_last = INT32_MIN;
                }
        }
        for (size_t i = 0; i < rates->scales_count; i++)
                rates->scales[i].changed = false;
}

static int add(struct rates *rates, struct currency from, int32_t first_day, int32_t last_day)
{
        int r;

        r = rates_grow((void **)&rates->changes, &rates->changes_capacity, rates->changes_count,
                       sizeof(*rates->changes));
        if (r < 0)
                return r;
        rates->changes[rates->changes_count++] = (struct rate_change){
                .from = from,
                .first_day = first_day < CIVIL_MIN ? CIVIL_MIN : first_day,
                .last_day = last_day > CIVIL_MAX ? CIVIL_MAX : last_day,
        };
        return 0;
}

/* Whatever is valued in `to` may come by way of a pair that has `to`; else only by a pair of its own. */
static int add_pair(struct rates *rates, const struct pair *pair, struct currency to)
{
        static const struct currency any;
        int r;

        if (pair->changed_first > pair->changed_last)
                return 0;
        if (currency_compare(pair->base, to) == 0 || currency_compare(pair->quote, to) == 0)
                return add(rates, any, pair->changed_first, pair->changed_last);
        r = add(rates, pair->base, pair->changed_first, pair->changed_last);
        return r < 0 ? r : add(rates, pair->quote, pair->changed_first, pair->changed_last);
}

static int add_source(struct rates *rates, uint32_t source, struct currency to)
{
        static const struct currency any;
        const struct publisher *publisher = &rates->publishers[source];
        int r = 0;

        if (publisher->completed_first <= publisher->completed_last)
                r = add(rates, any, publisher->completed_first, publisher->completed_last);
        for (size_t i = 0; i < publisher->pairs_count && r == 0; i++)
                r = add_pair(rates, &publisher->pairs[i], to);
        return r;
}

int rates_changes(struct rates *rates, uint32_t chain, struct currency to, const struct rate_change **ret,
                  size_t *ret_count)
{
        struct currency current = family_current(&rates->families, to);
        int r = 0;

        rates->changes_count = 0;
        for (size_t i = 0; i < rates->scales_count && r == 0; i++)
                if (rates->scales[i].changed)
                        r = add(rates, family_current(&rates->families, rates->scales[i].currency), CIVIL_MIN,
                                CIVIL_MAX);
        if (chain < rates->plan->rates_count)
                for (size_t i = 0; i < rates->plan->rates[chain].sources_count && r == 0; i++)
                        r = add_source(rates, rates->plan->rates[chain].sources[i], current);
        if (r < 0)
                return r;

        *ret = rates->changes;
        *ret_count = rates->changes_count;
        return 0;
}

bool rates_change_is_of(const struct rates *rates, const struct rate_change *change, struct currency from)
{
        return change->from.code[0] == '\0' ||
               currency_compare(change->from, family_current(&rates->families, from)) == 0;
}

int32_t rates_reach(const struct rates *rates, uint32_t chain, enum period_kind kind)
{
        static const int32_t days[PERIOD_KINDS] = {
                [PERIOD_WEEK] = 6, [PERIOD_MONTH] = 30, [PERIOD_QUARTER] = 91, [PERIOD_HALF] = 183, [PERIOD_YEAR] = 365,
        };

        if (kind == PERIOD_DAY)
                return chain < rates->plan->rates_count ? rates->plan->rates[chain].at_most_days : 0;
        return days[kind];
}
