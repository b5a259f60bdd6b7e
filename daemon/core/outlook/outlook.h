/* core/outlook/outlook.h: will a sum be reached in time? The method of forecasts, on plain arrays.
 *
 *      complete months ──> level x profile ──> F, the sum of months to come
 *                     └──> noise, how far such sums missed ──> chance, quantiles
 *      window ──> for each month ahead what is known of it, and which days are still to come
 *      both ──> chance by the end of each month, dates, total ──> outlook
 *      chances of one origin after the other ──> state
 *
 * Pure like all of the core: integers only, the same months give the same answer. Months are
 * civil_month(); amounts are the measure's smallest unit; shares, noise and chances are ppm. The names of
 * the steps below are those of the description of the method.
 *
 *      history.c   spikes, profile, level, forecast, errors, noise       (sections 3 and 4)
 *      chance.c    the table; chance and quantile of a sum               (section 4)
 *      window.c    windows, month by month ahead                         (section 5)
 *      outlook.c   the current month, dates, totals, deadline            (sections 5 and 6)
 *      state.c     on track, at risk                                     (section 8)
 *
 * What differs from that description, what was tried beside it, and what each did to the scores: METHOD.md. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/civil.h"
#include "base/outlook.h"
#include "base/wide.h"

#define OUTLOOK_PPM       1000000
#define OUTLOOK_AHEAD_MAX 120 /* months ahead that a date is looked for */

/* ---- what is known of a series ---- */

/* Complete months without a gap, oldest first, and what was worked out of them so far. The origin n
 * stands behind n of them: an answer for it looks at these alone, so one history serves all its origins. */
struct history;

/* Months[i] is that of `first_month` + i; they are copied. -ENOMEM. */
int history_new(int32_t first_month, const int64_t *months, size_t count, struct history **ret);
struct history *history_free(struct history *history);

size_t history_count(const struct history *history);
int32_t history_first_month(const struct history *history);
int64_t history_month(const struct history *history, size_t at);
/* The sum of the months from `first` up to before `end`, which are places in it. */
wide history_sum(const struct history *history, size_t first, size_t end);

/* F(low, high): the sum of the months low + 1 .. high after the origin; 1 <= n <= count. */
wide history_ahead(struct history *history, size_t n, int32_t low, int32_t high);

/* The usual error at the origin, in ppm; above zero. */
int64_t history_noise(struct history *history, size_t n);

/* The parts of F, for those who want to follow it: A, B, and the profile of the next 12 months. */
struct history_level {
        wide amount, weight;
        int64_t profile[12];
        int64_t until[13]; /* the sum of the profile's first so many */
};
void history_level_at(struct history *history, size_t n, struct history_level *ret);

/* ---- chances ---- */

enum {
        COLUMN_10 = 3, /* of the table: the quantiles of 10, 50, 90 % */
        COLUMN_50 = 7,
        COLUMN_90 = 11,
        COLUMN_COUNT = 15,
};

/* That a sum forecast as `ahead`, which ends `high` months ahead (from 1 on), comes to `needed` or more. */
int32_t chance_of(wide ahead, wide needed, int64_t noise, int32_t high);

/* The sum that is not exceeded with the column's probability. */
wide chance_quantile(wide ahead, int column, int64_t noise, int32_t high);

/* ---- windows ---- */

/* The window that counts when `j` months have passed since the origin: what of it is known, and what is to come:
 * whole months, low + 1 .. high behind the origin, or where it has days some of their own. */
struct ahead {
        wide known;
        int32_t low, high; /* low not below high: nothing is to come */
        bool by_days;
        int32_t first_day, last_day; /* by days; behind last_day: nothing is */
};

enum outlook_window_kind {
        OUTLOOK_CALENDAR, /* periods of `months` months, one of which begins with first_month */
        OUTLOOK_SINCE,    /* from first_month on */
        OUTLOOK_LAST,     /* the last `months` months */
};

struct outlook_window {
        enum outlook_window_kind kind;
        int32_t first_month;
        int32_t months;
        bool once; /* CALENDAR: the period from first_month on alone, not those after it */
};

/* Fills ret[0..count-1] for j = 0..count-1. What lies before the history counts as zero. */
void window_ahead(const struct history *history, size_t n, const struct outlook_window *window,
                  struct ahead *ret, size_t count);

/* ---- the outlook ---- */

struct outlook_question {
        const struct ahead *ahead; /* for j = 0..ahead_count-1; two at least */
        size_t ahead_count;
        int64_t target;
        int32_t deadline_day; /* within the months ahead; CIVIL_NONE: none, and the chance is that of total_at */
        size_t total_at;      /* without a deadline the total is told of the window j months ahead; >= 1 */
        int64_t booked;       /* of the month after the origin, what is counted so far */
        int32_t elapsed_ppm;  /* of its days, those that are complete; 0: it is published as a whole */
        bool present_counts;  /* booked lies in the window that is judged now */
};

/* At origin n of the history. Says chance, totals, dates, error and months; state, reason, pace and needed are
 * left to whoever knows the milestone. */
void outlook_at(struct history *history, size_t n, const struct outlook_question *question,
                struct outlook *ret);

/* The chance of it alone. */
int32_t outlook_chance(struct history *history, size_t n, const struct outlook_question *question);

/* The chances p(0..count-1) behind it, and what the total of each month's window comes to. */
struct outlook_curve {
        int32_t *chances;
        wide *low, *total, *high;
};
void outlook_curve(struct history *history, size_t n, const struct outlook_question *question,
                   const struct outlook_curve *curve);

/* ---- states ---- */

/* A fold over the origins of a window, in order. All zero: none was yet. */
struct outlook_fold {
        uint8_t state; /* enum outlook_state; NONE before the first that speaks clearly */
        bool doubted;  /* the last origin spoke for the other state, but not clearly */
};
void outlook_fold(struct outlook_fold *fold, int32_t chance_ppm);
