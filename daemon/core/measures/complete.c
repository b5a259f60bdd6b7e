/* core/measures/complete.c: is all that a value looks at complete? Each operand is asked for its own window
 * and its own sources (rule 17). */
#include <assert.h>
#include <errno.h>
#include <stdlib.h>

#include "base/civil.h"
#include "core/measures/inside.h"

/* ---- runs ---- */

void runs_done(struct runs *runs)
{
        free(runs->runs);
        *runs = (struct runs){0};
}

static int runs_reserve(struct runs *runs, size_t count)
{
        size_t capacity = runs->capacity ? runs->capacity * 2 : 8;
        struct complete_run *grown;

        if (count <= runs->capacity)
                return 0;
        if (capacity < count)
                capacity = count;
        grown = realloc(runs->runs, capacity * sizeof(*grown));
        if (!grown)
                return -ENOMEM;
        runs->runs = grown;
        runs->capacity = capacity;
        return 0;
}

/* Runs come in rising order; one that follows without a hole joins the last. */
int runs_add(struct runs *runs, int32_t first_day, int32_t last_day)
{
        struct complete_run *last = runs->count ? &runs->runs[runs->count - 1] : NULL;
        int r;

        if (last && (last->last_day == INT32_MAX || last->last_day + 1 >= first_day)) {
                if (last_day > last->last_day)
                        last->last_day = last_day;
                return 0;
        }
        r = runs_reserve(runs, runs->count + 1);
        if (r < 0)
                return r;
        runs->runs[runs->count++] = (struct complete_run){first_day, last_day};
        return 0;
}

void runs_cut(struct runs *runs, int32_t day)
{
        while (runs->count > 0 && runs->runs[runs->count - 1].first_day >= day)
                runs->count--;
        if (runs->count > 0 && runs->runs[runs->count - 1].last_day >= day)
                runs->runs[runs->count - 1].last_day = day - 1;
}

bool runs_contain(const struct runs *runs, int32_t first_day, int32_t last_day)
{
        if (first_day > last_day)
                return true;
        for (size_t i = runs->count; i-- > 0;)
                if (runs->runs[i].first_day <= first_day)
                        return runs->runs[i].last_day >= last_day;
        return false;
}

/* The first day that lies in one of the two only, where both are equal before place `i`. */
static int32_t first_difference(const struct runs *kept, const struct complete_run *now, size_t count, size_t i)
{
        const struct complete_run *a = i < kept->count ? &kept->runs[i] : NULL, *b = i < count ? &now[i] : NULL;

        if (a && b && a->first_day == b->first_day)
                return 1 + (a->last_day < b->last_day ? a->last_day : b->last_day);
        if (a && (!b || a->first_day < b->first_day))
                return a->first_day;
        return b->first_day;
}

int runs_take(struct runs *kept, const struct complete_run *now, size_t count, int32_t *ret_day)
{
        size_t i = 0;
        int r;

        while (i < count && i < kept->count && now[i].first_day == kept->runs[i].first_day &&
               now[i].last_day == kept->runs[i].last_day)
                i++;
        *ret_day = INT32_MAX;
        if (i == count && i == kept->count)
                return 0;

        *ret_day = first_difference(kept, now, count, i);
        r = runs_reserve(kept, count);
        if (r < 0)
                return r;
        for (size_t j = i; j < count; j++)
                kept->runs[j] = now[j];
        kept->count = count;
        return 0;
}

/* ---- of a measure ---- */

bool measures_complete_days(const struct measures *measures, uint32_t measure, int32_t first_day,
                            int32_t last_day, uint32_t *ret_held_back_by)
{
        const struct plan_measure *plan = &measures->plan->measures[measure];

        assert(measure < measures->plan->measures_count);

        *ret_held_back_by = UINT32_MAX;
        if (plan_has_sums(plan))
                return coverage_complete(measures->coverage, plan->sources, plan->sources_count, first_day,
                                         last_day, ret_held_back_by);
        if (plan->form == FORM_PREFERENCE) {
                if (runs_contain(&measures->nodes[measure].complete, first_day, last_day))
                        return true;
                for (int i = 0; i < plan->operands_count; i++) /* the first that is not names who holds back */
                        if (!measures_complete_days(measures, plan->operands[i], first_day, last_day,
                                                    ret_held_back_by))
                                break;
                return false;
        }

        for (int i = 0; i < plan->operands_count; i++)
                if (!measures_complete_days(measures, plan->operands[i], first_day, last_day, ret_held_back_by))
                        return false;
        /* A growth over a base looks at it on every day, wherever it lies. */
        return plan->form != FORM_GROWTH || plan->base.kind == PERIOD_NONE ||
               measures_complete(measures, plan->operands[0], plan->base.last, ret_held_back_by);
}

bool measures_complete(const struct measures *measures, uint32_t measure, int32_t day, uint32_t *ret_held_back_by)
{
        const struct plan_measure *plan = &measures->plan->measures[measure];
        int32_t before;

        if (plan_has_sums(plan) || plan->form == FORM_PREFERENCE)
                return measures_complete_days(measures, measure, measures_window_first(measures, measure, day), day,
                                              ret_held_back_by);

        *ret_held_back_by = UINT32_MAX;
        for (int i = 0; i < plan->operands_count; i++)
                if (!measures_complete(measures, plan->operands[i], day, ret_held_back_by))
                        return false;
        if (plan->form != FORM_GROWTH)
                return true;
        before = growth_before(measures, measure, day);
        return before == CIVIL_NONE || measures_complete(measures, plan->operands[0], before, ret_held_back_by);
}

int measures_runs(const struct measures *measures, uint32_t measure, const struct complete_run **ret,
                  size_t *ret_count)
{
        const struct plan_measure *plan = &measures->plan->measures[measure];

        assert(measure < measures->plan->measures_count && (plan_has_sums(plan) || plan->form == FORM_PREFERENCE));

        if (plan_has_sums(plan))
                return coverage_runs(measures->coverage, plan->sources, plan->sources_count, ret, ret_count);
        *ret = measures->nodes[measure].complete.runs;
        *ret_count = measures->nodes[measure].complete.count;
        return 0;
}

/* The end of the first run. */
static int32_t preference_until(const struct runs *complete)
{
        if (complete->count == 0)
                return CIVIL_NONE;
        return complete->runs[0].last_day < CIVIL_MAX ? complete->runs[0].last_day : CIVIL_MAX;
}

/* The least of what it is made of; and whose it is. */
static int32_t until(const struct measures *measures, uint32_t measure, uint32_t *ret_held_back_by)
{
        const struct plan_measure *plan = &measures->plan->measures[measure];
        size_t count = plan_has_sums(plan) ? plan->sources_count : plan->operands_count;
        int32_t least = CIVIL_NONE;

        if (plan->form == FORM_PREFERENCE) {
                (void)until(measures, plan->operands[0], ret_held_back_by);
                return preference_until(&measures->nodes[measure].complete);
        }
        for (size_t i = 0; i < count; i++) {
                uint32_t held_back_by = plan_has_sums(plan) ? plan->sources[i] : UINT32_MAX;
                int32_t one = plan_has_sums(plan) ? coverage_until(measures->coverage, held_back_by) :
                                                    until(measures, plan->operands[i], &held_back_by);

                if (i == 0 || one < least) {
                        least = one;
                        *ret_held_back_by = held_back_by;
                }
        }
        return least;
}

int32_t measures_complete_until(const struct measures *measures, uint32_t measure, uint32_t *ret_held_back_by)
{
        int32_t least;

        assert(measure < measures->plan->measures_count);

        *ret_held_back_by = UINT32_MAX;
        least = until(measures, measure, ret_held_back_by);
        /* Nobody holds back what has figures for no later day. */
        if (least != CIVIL_NONE && least >= measures_newest_day(measures, measure, NULL))
                *ret_held_back_by = UINT32_MAX;
        return least;
}
