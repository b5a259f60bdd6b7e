/* core/milestones/foresee.c: a series as months that are complete, and the windows that lie ahead of them.
 *
 * Months count up to where all sources of the measure are complete; a month in which anything waits for a
 * rate, or is unknown, is not complete either. What lies before the last such month is not looked at. */
#include <assert.h>
#include <errno.h>
#include <stdlib.h>

#include "base/civil.h"
#include "core/measures/window.h"
#include "core/milestones/inside.h"

#define YEAR 12

void foresight_done(struct foresight *foresight)
{
        foresight->history = history_free(foresight->history);
}

/* ---- months ---- */

static bool is_progress(const struct plan_measure *plan)
{
        return plan->form == FORM_LATEST && plan->quantity == QUANTITY_PROGRESS;
}

static uint8_t reason_of(const struct plan_measure *plan)
{
        if (plan->form == FORM_AVERAGE || (plan->form == FORM_LATEST && !is_progress(plan)))
                return OUTLOOK_NOT_ADDITIVE;
        if (!plan_has_sums(plan) && plan->form != FORM_PREFERENCE)
                return OUTLOOK_NO_CHANCE;
        if (plan->resolution != PERIOD_DAY && plan->resolution != PERIOD_MONTH)
                return OUTLOOK_NOT_MONTHLY;
        return OUTLOOK_SAID;
}

/* Of progress what the month added to it; a month without a report keeps what was. */
static bool month_amount(const struct milestones *milestones, uint32_t measure, const struct key *key, int32_t month,
                         int64_t *progress, int64_t *ret)
{
        struct value value;

        *ret = 0;
        if (!is_progress(&milestones->plan->measures[measure])) {
                measures_sum(milestones->measures, measure, key, civil_month_first(month), civil_month_last(month),
                             &value);
                *ret = value.units;
                return value.state == VALUE_KNOWN || value.state == VALUE_NO_DATA;
        }
        measures_at(milestones->measures, measure, key, civil_month_last(month), &value);
        if (value.state == VALUE_NO_DATA)
                return true;
        *ret = value.units - *progress;
        *progress = value.units;
        return value.state == VALUE_KNOWN;
}

/* The first month that is looked at: of the first record, behind what is not complete. */
static int make_months(const struct milestones *milestones, uint32_t measure, const struct key *key,
                       int32_t first_month, struct foresight *ret)
{
        size_t count = (size_t)(ret->last_month - first_month + 1), from = 0;
        int64_t *months = malloc(count * sizeof(*months)), progress = ret->offset;
        int r;

        if (!months)
                return -ENOMEM;
        for (size_t i = 0; i < count; i++)
                if (!month_amount(milestones, measure, key, first_month + (int32_t)i, &progress, &months[i])) {
                        from = i + 1;
                        ret->gap_month = first_month + (int32_t)i;
                }
        ret->reason = from < count ? OUTLOOK_SAID : OUTLOOK_INCOMPLETE;
        r = from < count ? history_new(first_month + (int32_t)from, months + from, count - from, &ret->history) : 0;
        free(months);
        return r;
}

/* Up to where the days are complete: not beyond today, but for figures that are there. */
static int32_t clip_until(int32_t until, int32_t day, int32_t newest)
{
        int32_t end = newest > day ? newest : day;

        return until < end ? until : end;
}

/* The last run of days without a hole, as far as it counts. */
static int last_run(const struct milestones *milestones, uint32_t measure, const struct key *key, int32_t day,
                    struct complete_run *ret)
{
        const struct complete_run *runs;
        size_t count;
        int r;

        *ret = (struct complete_run){INT32_MAX, INT32_MIN};
        r = measures_runs(milestones->measures, measure, &runs, &count);
        if (r < 0 || count == 0 || day == CIVIL_NONE)
                return r;
        ret->first_day = runs[count - 1].first_day;
        ret->last_day = clip_until(runs[count - 1].last_day, day,
                                   measures_newest_day(milestones->measures, measure, key));
        return 0;
}

int foresight_reach(const struct milestones *milestones, uint32_t measure, const struct key *key, int32_t day,
                    struct complete_run *ret)
{
        const struct plan_measure *plan = &milestones->plan->measures[measure];
        int32_t month, mday;
        int r;

        *ret = (struct complete_run){INT32_MAX, INT32_MIN};
        if (reason_of(plan) != OUTLOOK_SAID)
                return 0;
        r = last_run(milestones, measure, key, day, ret);
        if (r < 0 || ret->last_day == INT32_MIN)
                return r;
        month = civil_month(ret->last_day + 1);
        mday = ret->last_day + 1 - civil_month_first(month);
        ret->last_day -= plan->resolution != PERIOD_DAY ? mday : mday > 28 ? mday - 28 : mday % 7;
        return 0;
}

int foresight_make(const struct milestones *milestones, uint32_t measure, const struct key *key, int32_t day,
                   struct foresight *ret)
{
        const struct plan_measure *plan = &milestones->plan->measures[measure];
        int32_t oldest = measures_oldest_day(milestones->measures, measure, key), first_month;
        struct complete_run run;
        struct value value;
        int r;

        *ret = (struct foresight){.reason = reason_of(plan), .gap_month = INT32_MIN, .until_day = CIVIL_NONE};
        if (ret->reason != OUTLOOK_SAID)
                return 0;
        ret->reason = OUTLOOK_NO_MONTHS;
        r = last_run(milestones, measure, key, day, &run);
        if (r < 0 || run.last_day == INT32_MIN || oldest == CIVIL_NONE)
                return r;

        ret->by_days = plan->resolution == PERIOD_DAY;
        ret->until_day = run.last_day;
        first_month = civil_month(oldest);
        if (run.first_day > oldest) {
                first_month = civil_month(run.first_day) +
                              (run.first_day > civil_month_first(civil_month(run.first_day)));
                ret->gap_month = first_month - 1;
        }
        ret->last_month = civil_month(ret->until_day + 1) - 1;
        if (ret->last_month < first_month)
                return 0;
        if (is_progress(plan)) {
                measures_at(milestones->measures, measure, key, oldest, &value);
                ret->offset = value.state == VALUE_KNOWN ? value.units : 0;
        }
        return make_months(milestones, measure, key, first_month, ret);
}

void foresight_behind(struct foresight *foresight, int32_t month)
{
        if (foresight->reason != OUTLOOK_SAID || month >= foresight->last_month)
                return;
        foresight->behind = true;
        foresight->last_month = month;
        foresight->until_day = civil_month_last(month);
        if (month < history_first_month(foresight->history))
                foresight->reason = OUTLOOK_NO_MONTHS;
}

/* ---- windows ---- */

static struct plan_window window_of(const struct sought *sought)
{
        const struct plan_measure *plan = &sought->milestones->plan->measures[sought->measure];

        if (is_progress(plan))
                return (struct plan_window){
                        .kind = WINDOW_SINCE,
                        .since_day = civil_month_first(history_first_month(sought->foresight->history))};
        return plan->window;
}

/* Windows of whole months are known by the months alone. */
static bool by_months(const struct plan_window *window)
{
        switch (window->kind) {
        case WINDOW_CALENDAR:
                return window->period >= PERIOD_MONTH;
        case WINDOW_LAST_MONTHS:
                return true;
        case WINDOW_SINCE:
                return window->since_day == civil_month_first(civil_month(window->since_day));
        default:
                return false;
        }
}

static struct outlook_window months_window(const struct plan_window *window, int32_t now)
{
        int32_t first = civil_month(window_first(window, civil_month_last(now)));

        switch (window->kind) {
        case WINDOW_CALENDAR:
                return (struct outlook_window){OUTLOOK_CALENDAR, first, period_months(window->period), false};
        case WINDOW_SINCE:
                return (struct outlook_window){OUTLOOK_SINCE, first, 0, false};
        default:
                return (struct outlook_window){OUTLOOK_LAST, 0, window->count, false};
        }
}

/* Windows of days: the last one that ends in the month, and what of it is known. */
static void days_ahead(const struct sought *sought, const struct plan_window *window, int32_t now,
                       const struct origin *origin, struct ahead *ret, size_t count)
{
        for (size_t j = 0; j < count; j++) {
                int32_t end = civil_month_last(now + (int32_t)j - 1), next = civil_month_first(now), first;
                struct period period;
                struct value value = {0};

                if (j == 0)
                        end = origin->day;
                else if (window->kind == WINDOW_CALENDAR && window->period == PERIOD_WEEK) {
                        period = period_at(PERIOD_WEEK, end, 1);
                        end = period.last > end ? period.first - 1 : end;
                }
                first = window_first(window, end);
                if (first <= origin->day)
                        measures_sum(sought->milestones->measures, sought->measure, sought->key, first,
                                     end < origin->day ? end : origin->day, &value);
                next = origin->day + 1 > next ? origin->day + 1 : next;
                ret[j] = (struct ahead){.known = value.units,
                                        .by_days = true,
                                        .first_day = first > next ? first : next,
                                        .last_day = end};
        }
}

/* ---- a question ---- */

void sought_done(struct outlook_question *question)
{
        free((void *)(uintptr_t)question->ahead);
        question->ahead = NULL;
}

/* Where the total is told without a deadline: at the end of the window that is going on, or a year ahead. */
static size_t told_months(const struct plan_window *window, int32_t now)
{
        struct period period;

        if (window->kind != WINDOW_CALENDAR || window->period < PERIOD_MONTH)
                return YEAR;
        period = period_at(window->period, civil_month_first(now), window->fiscal_start ? window->fiscal_start : 1);
        return (size_t)(civil_month(period.last) - now + 1);
}

int sought_question(const struct sought *sought, const struct origin *origin, bool far,
                    struct outlook_question *ret_question)
{
        const struct plan_window window = window_of(sought);
        struct outlook_question *question = ret_question;
        int32_t now = history_first_month(sought->foresight->history) + (int32_t)origin->n;
        size_t count = OUTLOOK_AHEAD_MAX + 1;
        struct outlook_window months;
        struct ahead *ahead;

        if (sought->deadline_day != CIVIL_NONE) {
                size_t end = (size_t)(civil_month(sought->deadline_day) - now + 2);

                count = !far || window.kind == WINDOW_CALENDAR || end > count ? end : count;
        }
        ahead = calloc(count, sizeof(*ahead));
        if (!ahead)
                return -ENOMEM;
        if (by_months(&window)) {
                months = months_window(&window, now);
                window_ahead(sought->foresight->history, origin->n, &months, ahead, count);
        } else {
                days_ahead(sought, &window, now, origin, ahead, count);
        }
        /* It is not reached: what the window of before had does not count. */
        ahead[0].known = 0;
        *question = (struct outlook_question){
                .ahead = ahead,
                .ahead_count = count,
                .target = sought->target,
                .deadline_day = sought->deadline_day,
                .total_at = told_months(&window, now),
                .booked = by_months(&window) ? origin->booked : 0,
                .elapsed_ppm = by_months(&window) ? origin->elapsed_ppm : 0,
        };
        return 0;
}
