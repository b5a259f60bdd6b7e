/* core/measures/days.c: the days on which a measure's value can become another one, and its windows. */
#include <assert.h>

#include "base/civil.h"
#include "core/measures/inside.h"
#include "core/measures/window.h"

static int32_t earlier(int32_t a, int32_t b)
{
        return a < b ? a : b;
}

/* CIVIL_NONE is below all days: the later of two that may be none. */
static int32_t later(int32_t a, int32_t b)
{
        return a > b ? a : b;
}

static int operands_of(const struct measures *measures, uint32_t measure)
{
        const struct plan_measure *plan = &measures->plan->measures[measure];

        return plan_has_sums(plan) ? 0 : plan->operands_count;
}

static bool lets_go(const struct plan_window *window)
{
        return window->kind == WINDOW_LAST_DAYS || window->kind == WINDOW_LAST_MONTHS;
}

/* ---- days with records ---- */

int32_t scope_day_until(const struct measures *measures, uint32_t measure, const struct scope *scope, int32_t day)
{
        int32_t last = CIVIL_NONE;

        if (!scope->keys)
                return tallies_day_until(measures->tallies, measure, NULL, day);
        for (size_t i = 0; i < scope->count; i++)
                last = later(last, tallies_day_until(measures->tallies, measure, &scope->keys[i], day));
        return last;
}

/* The first day from `day` on that has records in the measure or in an operand. */
static int32_t day_from(const struct measures *measures, uint32_t measure, const struct key *key, int32_t day)
{
        const struct plan_measure *plan = &measures->plan->measures[measure];
        int32_t first = CIVIL_NONE;

        if (plan_has_sums(plan))
                return tallies_day_from(measures->tallies, measure, key, day);
        for (int i = 0; i < plan->operands_count; i++) {
                int32_t next = day_from(measures, plan->operands[i], key, day);

                if (next != CIVIL_NONE)
                        first = first == CIVIL_NONE ? next : earlier(first, next);
        }
        return first;
}

int32_t measures_newest_day(const struct measures *measures, uint32_t measure, const struct key *key)
{
        const struct plan_measure *plan = &measures->plan->measures[measure];
        int32_t newest = CIVIL_NONE;

        assert(measure < measures->plan->measures_count);

        if (plan_has_sums(plan))
                return tallies_day_until(measures->tallies, measure, key, CIVIL_MAX);
        if (plan->form == FORM_PREFERENCE)
                return choices_newest_day(measures, measure, key);
        for (int i = 0; i < plan->operands_count; i++)
                newest = later(newest, measures_newest_day(measures, plan->operands[i], key));
        return newest;
}

int32_t measures_oldest_day(const struct measures *measures, uint32_t measure, const struct key *key)
{
        assert(measure < measures->plan->measures_count);
        return day_from(measures, measure, key, CIVIL_MIN);
}

int32_t measures_next_day(const struct measures *measures, uint32_t measure, const struct key *key,
                          int32_t from_day, int32_t to_day)
{
        const struct plan_measure *plan = &measures->plan->measures[measure];
        int32_t next = day_from(measures, measure, key, from_day), first, border;

        if (measures->nodes[measure].falls) {
                /* Nothing has a value before the first day that has anything. */
                first = measures_oldest_day(measures, measure, key);
                if (first == CIVIL_NONE)
                        return CIVIL_NONE;
                border = window_border(&plan->window, plan->resolution, later(from_day, first));
                if (border != CIVIL_NONE && (next == CIVIL_NONE || border < next))
                        next = border;
        }
        return next != CIVIL_NONE && next <= to_day ? next : CIVIL_NONE;
}

/* ---- the last day on which anything changes ---- */

static int32_t clip(int32_t day)
{
        return day == CIVIL_NONE || day > CIVIL_MAX ? CIVIL_MAX : day;
}

/* The day on which nothing of `last_day` is left in the window. */
static int32_t emptied(const struct plan_measure *plan, int32_t last_day)
{
        const struct plan_window *window = &plan->window;
        struct period period;

        switch (window->kind) {
        case WINDOW_LAST_DAYS:
                return clip(last_day + window->count);
        case WINDOW_LAST_MONTHS:
                return clip(civil_add_months(last_day, window->count));
        case WINDOW_CALENDAR:
                if (plan->form == FORM_LATEST)
                        return last_day;
                /* At the first border of the period that follows. */
                if (window_end(window, plan->resolution, last_day, &period) >= CIVIL_MAX)
                        return CIVIL_MAX;
                return clip(window_border(window, plan->resolution, period.last + 1));
        default:
                return last_day;
        }
}

/* The last day on which an operand may be another one than the day before: when its window is empty. */
static int32_t operand_last_day(const struct measures *measures, uint32_t operand, const struct key *key)
{
        const struct plan_measure *plan = &measures->plan->measures[operand];
        int32_t last;

        if (!plan_has_sums(plan) && plan->form != FORM_PREFERENCE)
                return measures_last_day(measures, operand, key);
        last = measures_newest_day(measures, operand, key);
        return last == CIVIL_NONE ? CIVIL_NONE : emptied(plan, last);
}

/* The last day whose day a year before is `day`, or a little behind it. */
static int32_t year_after(int32_t day)
{
        int32_t after = civil_add_months(day, 12);

        return after == CIVIL_NONE ? CIVIL_MAX : civil_month_last(civil_month(after));
}

int32_t measures_last_day(const struct measures *measures, uint32_t measure, const struct key *key)
{
        const struct plan_measure *plan = &measures->plan->measures[measure];
        int32_t last = CIVIL_NONE;
        bool falls;

        assert(measure < measures->plan->measures_count);

        if (plan_has_sums(plan) || plan->form == FORM_PREFERENCE) {
                last = measures_newest_day(measures, measure, key);
                /* A mean is compared at each border while its window has something, as of parts it would be. */
                falls = lets_go(&plan->window) || plan->form == FORM_AVERAGE;
                return last != CIVIL_NONE && falls ? emptied(plan, last) : last;
        }
        for (int i = 0; i < plan->operands_count; i++)
                last = later(last, operand_last_day(measures, plan->operands[i], key));
        /* A count is 0 then, and goes on being compared with what it was. */
        if (last != CIVIL_NONE && plan->form == FORM_GROWTH)
                last = year_after(last);
        return last;
}

/* ---- windows ---- */

/* The newest report is looked at, and all the days since then on which there could be another one. */
static int32_t latest_first(const struct measures *measures, uint32_t measure, int32_t day)
{
        int32_t report = tallies_day_until(measures->tallies, measure, NULL, day);

        return report == CIVIL_NONE ? day : report;
}

int32_t measures_window_first(const struct measures *measures, uint32_t measure, int32_t day)
{
        const struct plan_measure *plan = &measures->plan->measures[measure];
        int32_t first = INT32_MAX, before;

        assert(measure < measures->plan->measures_count);

        if (plan->form == FORM_LATEST)
                return latest_first(measures, measure, day);
        if (plan_has_sums(plan) || plan->form == FORM_PREFERENCE)
                return window_first(&plan->window, day);

        for (int i = 0; i < operands_of(measures, measure); i++)
                first = earlier(first, measures_window_first(measures, plan->operands[i], day));
        if (plan->form == FORM_GROWTH) {
                before = growth_before(measures, measure, day);
                if (before != CIVIL_NONE)
                        first = earlier(first, measures_window_first(measures, plan->operands[0], before));
        }
        return first;
}

const struct plan_measure *measures_shape(const struct measures *measures, uint32_t measure)
{
        return &measures->plan->measures[measures->nodes[measure].shape];
}

int32_t measures_window_end(const struct measures *measures, uint32_t measure, int32_t day, struct period *ret)
{
        const struct plan_measure *plan = &measures->plan->measures[measure];
        const struct plan_measure *shape = measures_shape(measures, measure);

        *ret = period_none();
        if (shape->form == FORM_LATEST || shape->window.kind != WINDOW_CALENDAR)
                return window_border(&shape->window, plan->resolution, day);
        return window_end(&shape->window, plan->resolution, day, ret);
}
