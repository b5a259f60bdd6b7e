/* core/tallies/control.c: control totals, and rows of them beside their parts. */
#include "core/tallies/control.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/civil.h"
#include "core/tallies/inside.h"

_Static_assert(sizeof(struct control_levels) == 6, "levels are compared as bytes");

void control_done(struct control *control)
{
        for (size_t i = 0; i < control->count; i++) {
                series_done(&control->of[i]->series);
                free(control->of[i]);
        }
        *control = (struct control){0};
}

/* The first one that is not below. */
static size_t control_at(const struct control *control, const struct control_levels *levels)
{
        size_t at = 0;

        while (at < control->count && memcmp(&control->of[at]->levels, levels, sizeof(*levels)) < 0)
                at++;
        return at;
}

int control_series(struct control *control, uint32_t measure, const struct control_levels *levels,
                   struct control_series **ret)
{
        size_t at = control_at(control, levels);
        struct control_series *made;

        if (at < control->count && memcmp(&control->of[at]->levels, levels, sizeof(*levels)) == 0) {
                *ret = control->of[at];
                return 0;
        }
        *ret = NULL;
        if (control->count == CONTROL_LEVELS_MAX)
                return 0;

        made = calloc(1, sizeof(*made));
        if (!made)
                return -ENOMEM;
        made->levels = *levels;
        made->is_new = true;
        made->series.measure = measure;
        made->series.is_control = true;
        /* Finer than months is only what counts by days anyway. */
        made->series.days = levels->period == PERIOD_DAY || levels->period == PERIOD_WEEK;
        memmove(control->of + at + 1, control->of + at,
                (control->count - at) * sizeof(struct control_series *));
        control->of[at] = made;
        control->count++;
        *ret = made;
        return 0;
}

int tallies_control_one(struct tallies *tallies, struct tally *tally, const struct control_levels *levels,
                        const struct change *change)
{
        struct control_series *series;
        int r;

        r = control_series(&tally->control, tally->total.measure, levels, &series);
        if (r < 0)
                return r;
        if (!series) {
                tally->control.left_out += change->sign > 0;
                tally->control.left_out_dirty = true;
                return 0;
        }
        series->dirty = true;
        if (change->foreign && change->known)
                tallies_mark_stale(tallies, &series->series);
        return series_count(&series->series, change);
}

void tallies_basis_one(struct tally *tally, const struct event *event, int sign)
{
        assert(event->trade.valuation < BASES_MAX && event->trade.partner_basis < BASES_MAX);

        tally->bases.records[event->trade.valuation][event->trade.partner_basis] += sign;
        tally->bases.dirty = true;
}

/* ---- for those who ask ---- */

/* The measure's window that the day lies in, if the totals' periods lie in such windows as a whole;
 * else the totals' own period. */
static struct period window_of(const struct plan_window *window, uint8_t kind, int32_t day)
{
        int months = period_months((enum period_kind)kind);
        bool shifted = months > 0 && window->fiscal_start > 1 && (window->fiscal_start - 1) % months != 0;

        if (window->kind == WINDOW_CALENDAR && !shifted && period_nests((enum period_kind)kind, window->period))
                return period_at(window->period, day, window->fiscal_start ? window->fiscal_start : 1);
        return period_at((enum period_kind)kind, day, 1);
}

static struct value difference_of(const struct value *stated, const struct value *parts)
{
        struct value value = {.state = VALUE_KNOWN};
        wide difference = (wide)stated->units - parts->units;

        if (stated->state == VALUE_NO_DATA || parts->state == VALUE_NO_DATA)
                value.state = VALUE_NO_DATA;
        else if (stated->state == VALUE_OUT_OF_RANGE || parts->state == VALUE_OUT_OF_RANGE ||
                 !wide_fits64(difference))
                value.state = VALUE_OUT_OF_RANGE;
        else if (stated->state == VALUE_INCOMPLETE || parts->state == VALUE_INCOMPLETE)
                value.state = VALUE_INCOMPLETE;
        if (value.state == VALUE_KNOWN || value.state == VALUE_INCOMPLETE)
                value.units = (int64_t)difference;
        return value;
}

static int visit(const struct tallies *tallies, const struct tally *tally, const struct control_series *of,
                 struct period period, control_visitor visitor, void *context)
{
        struct control_row row = {.levels = of->levels, .period = period};
        struct sums stated = {0}, parts = {0};

        series_sum(&of->series, period.first, period.last, &stated);
        tallies_sum(tallies, tally->total.measure, NULL, period.first, period.last, &parts);
        row.stated = sums_value(&stated);
        row.parts = sums_value(&parts);
        row.difference = difference_of(&row.stated, &row.parts);
        return visitor(context, &row);
}

static int visit_periods(const struct tallies *tallies, const struct tally *tally, const struct control_series *of,
                         const struct period_range *asked, control_visitor visitor, void *context)
{
        const struct lane *records = &of->series.lanes[LANE_RECORDS];
        int32_t day = CIVIL_MIN;
        int r = 0;

        if (asked->first_day != CIVIL_NONE)
                day = window_of(&tally->measure->window, of->levels.period, asked->first_day).first;

        for (day = lane_next_day(records, day); day != CIVIL_NONE && r == 0;) {
                struct period period = window_of(&tally->measure->window, of->levels.period, day);

                if (period.kind == PERIOD_NONE || (asked->last_day != CIVIL_NONE && period.last > asked->last_day))
                        break;
                if (asked->first_day == CIVIL_NONE || period.last >= asked->first_day)
                        r = visit(tallies, tally, of, period, visitor, context);
                day = lane_next_day(records, period.last + 1);
        }
        return r;
}

int tallies_control_rows(const struct tallies *tallies, uint32_t measure, int32_t first_day, int32_t last_day,
                         control_visitor visitor, void *context)
{
        const struct tally *tally = &tallies->tallies[measure];
        const struct period_range asked = {first_day, last_day};
        int r = 0;

        assert(measure < tallies->plan->measures_count);

        for (size_t i = 0; i < tally->control.count && r == 0; i++)
                r = visit_periods(tallies, tally, tally->control.of[i], &asked, visitor, context);
        return r;
}

int tallies_bases(const struct tallies *tallies, uint32_t measure, basis_visitor visitor, void *context)
{
        const struct bases *bases = &tallies->tallies[measure].bases;
        int r = 0;

        assert(measure < tallies->plan->measures_count);

        for (uint8_t valuation = 0; valuation < BASES_MAX; valuation++)
                for (uint8_t basis = 0; basis < BASES_MAX && r == 0; basis++) {
                        int64_t records = bases->records[valuation][basis];

                        if (records > 0)
                                r = visitor(context, &(struct basis_row){valuation, basis, (uint64_t)records});
                }
        return r;
}
