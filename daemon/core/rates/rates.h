/* core/rates/rates.h: what one currency was worth in another, as the sources of rates published it
 * (DESIGN, section 4; rule 23).
 *
 * A source of day resolution publishes the rate of a day, one of another resolution the average of a
 * period. Answers are exact fractions; nothing is rounded here. The sources of a chain are asked in
 * order, and the first that has an answer gives it:
 *
 *      an amount of a day       the newest rate at most `at_most_days` older. An older one stands in
 *                               only where its source has said all days from then on completely.
 *      of a longer period       of a source of that resolution its word; of a source of days the mean
 *                               of what it published in the period, once the period is complete.
 *
 * A source has a rate as the pair, as its inverse, or by both legs of a crossing through one third
 * currency: the alphabetically first that has both. Each leg has its own newest day or mean.
 *
 * A currency and its successor (plan_redenomination) are one: what is said in an old code is taken by
 * the factor, whatever its date, and between two codes of one currency nothing but the factor counts.
 *
 * Memory is 24 bytes and the record's id for each rate (two records may name one pair and day, so
 * ids are kept), 60 in all: what the ECB and a national bank have published since 1996, 289,266
 * rates, is 17.5 MB (tests/unit/core/rates/test_history.c).
 *
 * May read: base, the ledger's coverage. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/event.h"
#include "base/plan.h"
#include "base/rows.h"
#include "base/wide.h"
#include "core/ledger/coverage.h"

struct rates;

/* `coverage` must outlive it; not const since coverage_runs() has scratch memory there. */
int rates_new(const struct plan *plan, struct coverage *coverage, struct rates **ret);
struct rates *rates_free(struct rates *rates);

/* Takes up the event of a statement that counts (`sign` 1), or takes back what was taken up (-1).
 * `provisional`: it is not final. Of several records for one pair and day of a source the one whose id
 * is the greatest by bytes stands. 0 or -ENOMEM. */
int rates_count(struct rates *rates, const struct event *event, uint32_t source, bool provisional, int sign);

/* Decimals of currencies are part of what an entry brings (rule 30); the newest word on each holds. */
int rates_scale(struct rates *rates, struct currency currency, uint8_t digits);
/* Those that were known under another plan. */
int rates_take_over(struct rates *rates, const struct rates *old);

enum {
        RATES_NONE = 1, /* there is no rate: the amount waits */
        RATES_RANGE,    /* the fraction needs more than 128 bits: the amount is out of range */
};

struct rate_question {
        uint32_t chain; /* of the plan; beyond its last one: none, factors of old codes hold all the same */
        struct currency from, to;
        uint8_t to_scale; /* decimals that the answer is wanted in */
        enum period_kind kind;
        int32_t last_day; /* of the period */
};

/* minor units of `to` = minor units of `from` x num / den; both above zero, in lowest terms. */
struct rate {
        wide num, den;
        bool provisional; /* a record that it is made of is not final */
};

/* 0 or an outcome; `*ret` is then as it was. */
int rates_of(const struct rates *rates, const struct rate_question *question, struct rate *ret);

/* ---- what changed since rates_judged() ---- */

/* Looks at the completeness of the sources of rates: once before each judgement. 0 or -ENOMEM. */
int rates_look(struct rates *rates);
void rates_judged(struct rates *rates);

/* Did anything? Nearly always not: then nobody needs to ask more. */
bool rates_have_changed(const struct rates *rates);

/* Amounts in `from` of the days first..last may have another rate; those of a longer period that has
 * one of these days too, and those of later days that rates_reach() names. */
struct rate_change {
        struct currency from; /* in its newest code; all zero: any */
        int32_t first_day, last_day;
};

/* For those who value in `to` by the chain. The list is good until the next call. 0 or -ENOMEM. */
int rates_changes(struct rates *rates, uint32_t chain, struct currency to, const struct rate_change **ret,
                  size_t *ret_count);
bool rates_change_is_of(const struct rates *rates, const struct rate_change *change, struct currency from);

/* How many days after a change an amount of this kind of period may still feel it. */
int32_t rates_reach(const struct rates *rates, uint32_t chain, enum period_kind kind);

/* Rows of tables ROW_RATES and ROW_RATES + 1. */
#define ROW_RATES 12
int rates_save(struct rates *rates, row_sink sink, void *context);
int rates_load(struct rates *rates, const struct row *row);
