/* core/rates/rates.h: what one currency was worth in another, as the sources of rates published it
 * (DESIGN, section 4; rule 23).
 *
 * A published rate is kept under (source, pair, day), or (source, pair, month) where the source
 * states the month's average itself. Answers are exact fractions; nothing is rounded here.
 *
 * The rate of a day is the newest one at most `at_most_days` older, from the first source of the
 * chain that has the pair, its inverse, or both legs of a crossing through one third currency (the
 * alphabetically first that has both). An older rate stands in only up to where its source is
 * complete. The rate of a longer period is the average the source states, else the mean of the
 * published days in it, once the source is complete for the whole period; each leg of a crossing is
 * averaged on its own.
 *
 * A currency and its successor (plan_redenomination) are one: amounts and rates of the old code are
 * taken by the factor, whatever their date. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/event.h"
#include "base/plan.h"
#include "base/wide.h"
#include "core/core.h"
#include "core/ledger/coverage.h"

struct rates;

/* `coverage` must outlive it. */
int rates_new(const struct plan *plan, const struct coverage *coverage, struct rates **ret);
struct rates *rates_free(struct rates *rates);

/* Takes up the event of a statement that counts (`sign` 1), or takes it back (-1). `provisional`: it
 * is not final. Of two records for the same pair and day of one source the one whose id is greater
 * by bytes stands. */
int rates_count(struct rates *rates, const struct event *event, uint32_t source, bool provisional, int sign);

/* minor units of `to` = minor units of `from` x num / den; num and den above zero, in lowest terms,
 * scales of both currencies included. */
struct rate {
        wide num, den;
        bool provisional;
};

/* The rate of the period (a day, or longer: its average). False: there is none, the amount waits. */
bool rates_of(const struct rates *rates, uint32_t chain, struct currency from, struct currency to,
              enum period_kind kind, int32_t last_day, struct rate *ret);

/* What changed since rates_judged(): for a chain, the pair and the days first..last on which another
 * rate holds now, or none. Completeness of the rates' sources is among it. */
struct rate_change {
        uint32_t chain;
        struct currency from; /* all zero: any */
        int32_t first_day, last_day;
};
int rates_changed(struct rates *rates, const struct rate_change **ret, size_t *ret_count);
void rates_judged(struct rates *rates);

/* Decimals of currencies are part of what an entry brings; the newest word on each holds. */
int rates_scale(struct rates *rates, struct currency currency, uint8_t scale);

/* Rows of tables ROW_RATES and ROW_RATES + 1. */
#define ROW_RATES 12
int rates_save(struct rates *rates, row_sink sink, void *context);
int rates_load(struct rates *rates, const struct row *row);
