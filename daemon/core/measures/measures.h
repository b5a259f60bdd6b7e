/* core/measures/measures.h: one question, "what is the measure on this day", for every kind of
 * measure (DESIGN, section 4).
 *
 * Sums lie in the tallies. A measure reads them through its window, or is made of other measures:
 * a ratio, a difference, a growth, an asymmetry, a choice by preference. Nothing here remembers
 * what it answered: the same sums and the same completeness give the same answer.
 *
 *      form         the value on day d                                          unit
 *      TALLY        the sum over the window that ends on d                      the tally's
 *      AVERAGE      that sum / its records with a known quantity                the tally's
 *      LATEST       the newest report that says so, on a day up to d            "%"
 *      RATIO        a / b                                                       "%"
 *      DIFFERENCE   a - b                                                       a's
 *      GROWTH       (a(d) - a(d')) / a(d'), d' a year before or in `base`       "%"
 *      ASYMMETRY    2 (a - b) / (a + b)                                         "%"
 *      PREFERENCE   for each period of the resolution the first operand that    a's
 *                   is complete and has spoken for it (rule 22), summed up
 *
 * "%" is in ppm of one, scale 4. A quotient is rounded towards minus infinity: targets are whole
 * ppm, so it is at its target exactly when the fraction is. A count without records is 0, any
 * other operand without records makes the result NO_DATA, and so does a divisor of zero, of GROWTH
 * and ASYMMETRY one that is not above zero.
 *
 * Of several states NO_DATA comes before OUT_OF_RANGE, and that before INCOMPLETE. An average is out
 * of range where its sum is, though the quotient would fit. A year before is the same day of the year
 * before, the last day of a month for the last day of that month; of weeks, by resolution or by
 * window, it is 364 days. A report of LATEST that states no progress is none. LATEST looks at
 * the days since its newest report, which speaks for them (rule 19), and where there is none yet at the
 * day itself.
 *
 * A key names one series of the breakdown; NULL is the total. The operands of a derived measure
 * have the same breakdown, so one key serves all. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/effects.h"
#include "base/plan.h"
#include "core/core.h"
#include "core/ledger/coverage.h"
#include "core/reads.h"
#include "core/tallies/series.h"
#include "core/tallies/tallies.h"

struct measures;

/* Both must outlive it. `coverage` is not const: coverage_runs() has scratch memory there; `tallies`
 * is not: names of keys are kept there. */
int measures_new(const struct plan *plan, struct tallies *tallies, struct coverage *coverage,
                 struct measures **ret);
struct measures *measures_free(struct measures *measures);

void measures_at(const struct measures *measures, uint32_t measure, const struct key *key, int32_t day,
                 struct value *ret);

/* The same for one day after the other, none before the last: what has been added up is kept for as long as
 * the window begins on the same day, so that years of days are not added up anew for each of them. All
 * zero at the beginning; the sums must not change meanwhile. */
struct measures_pass {
        bool begun;
        int32_t first_day, last_day; /* of what is added up */
        struct sums sums;
};
void measures_pass_at(const struct measures *measures, uint32_t measure, const struct key *key, int32_t day,
                      struct measures_pass *pass, struct value *ret);

/* What lies in these days, of TALLY and PREFERENCE alone. */
void measures_sum(const struct measures *measures, uint32_t measure, const struct key *key, int32_t first_day,
                  int32_t last_day, struct value *ret);

/* Of RATIO, DIFFERENCE, GROWTH and ASYMMETRY: what these values of its two operands make. */
void measures_combine(const struct measures *measures, uint32_t measure, const struct value *a,
                      const struct value *b, struct value *ret);

/* The day that GROWTH compares with; CIVIL_NONE beyond the calendar. */
int32_t measures_growth_before(const struct measures *measures, uint32_t measure, int32_t day);

/* The days from `from_day` up to `to_day` on which the value can become another one, in order: days
 * of the resolution that have something, and for what falls() every border of the resolution.
 * CIVIL_NONE at the end. */
int32_t measures_next_day(const struct measures *measures, uint32_t measure, const struct key *key,
                          int32_t from_day, int32_t to_day);

/* The last day on which the value can still change: the newest day that has something, and for what
 * lets days go the day on which the window is empty. CIVIL_NONE: there is nothing. */
int32_t measures_last_day(const struct measures *measures, uint32_t measure, const struct key *key);

/* The first and the last day that have records in the measure or an operand; CIVIL_NONE. The last one
 * is not behind measures_last_day(), and of a preference it is one of who counts. */
int32_t measures_oldest_day(const struct measures *measures, uint32_t measure, const struct key *key);
int32_t measures_newest_day(const struct measures *measures, uint32_t measure, const struct key *key);

/* Can it fall because figures are not out yet? Then it is judged only where measures_complete()
 * (rule 17). */
bool measures_falls(const struct measures *measures, uint32_t measure);

/* The first day of the earliest window that the value on `day` looks at. */
int32_t measures_window_first(const struct measures *measures, uint32_t measure, int32_t day);

/* Is all that the value on `day` looks at complete? `*ret_held_back_by`: a source (index) that is
 * not, UINT32_MAX. */
bool measures_complete(const struct measures *measures, uint32_t measure, int32_t day,
                       uint32_t *ret_held_back_by);

/* Are the days first..last complete, for every source that the measure reads? */
bool measures_complete_days(const struct measures *measures, uint32_t measure, int32_t first_day,
                            int32_t last_day, uint32_t *ret_held_back_by);

/* The same of a measure with sums or of a preference as runs, in order; good until the next call. -ENOMEM. */
int measures_runs(const struct measures *measures, uint32_t measure, const struct complete_run **ret,
                  size_t *ret_count);

/* See core_complete_until(). */
int32_t measures_complete_until(const struct measures *measures, uint32_t measure, uint32_t *ret_held_back_by);

/* The last day of the window that `day` lies in: of calendar windows their period's (`*ret`), of others
 * the border of the resolution (`*ret` is of kind NONE). A derived measure is shown in the windows of
 * its first operand. CIVIL_NONE beyond the calendar. */
int32_t measures_window_end(const struct measures *measures, uint32_t measure, int32_t day, struct period *ret);

/* The measure whose windows it is shown in: itself, or of a derived one its first operand's. */
const struct plan_measure *measures_shape(const struct measures *measures, uint32_t measure);

/* ---- what changed since measures_judged() ---- */

/* Measures whose value may be another one, their operands' changes, new rates, choices of
 * preference and (for what falls) new completeness among it; each with the first such day. By
 * measure. */
struct measure_change {
        uint32_t measure;
        int32_t day;
        bool by_records;    /* tallies_cause() has the records */
        bool by_rates;
        bool by_preference; /* a choice is another one */
        bool by_completeness; /* of what falls or is chosen: it can be judged on other days now */
};
int measures_changed(struct measures *measures, const struct measure_change **ret, size_t *ret_count);
void measures_judged(struct measures *measures);

/* The keys of the measure's breakdown whose series changed, in no order of meaning, each with the first
 * day; only of measures that a milestone is for-each on. What comes by preference or completeness
 * concerns every key and is not listed here. Good until the next call for the measure. */
struct key_change {
        struct key key;
        int32_t day;
        bool by_records; /* else by rates alone */
};
int measures_changed_keys(const struct measures *measures, uint32_t measure, const struct key_change **ret,
                          size_t *ret_count);

/* ---- for those who ask: see core/reads.h ---- */

/* Did the breakdown, or that of an operand, go over its limit (rule 14)? It stays closed. */
bool measures_closed(const struct measures *measures, uint32_t measure);

/* See core_measure(). CIVIL_NONE as `first_day` or `last_day`: the window of the first or last day with
 * records. The total has a row for each window, keys only where they have records; a closed breakdown
 * has none. By window, then by key texts in the order of `by`. Operands are summed up over what `by`
 * leaves out before they are divided. -EINVAL: a coordinate that the breakdown lacks, or twice the same. */
int measures_rows(const struct measures *measures, uint32_t measure, int32_t first_day, int32_t last_day,
                  const uint8_t *by, size_t by_count, measure_visitor visitor, void *context);

/* The amounts of the total that wait for a rate, by currency, then month; of what is made of others, those
 * of each sum once. */
int measures_waiting(const struct measures *measures, uint32_t measure, waiting_visitor visitor, void *context);

/* See core_bases(); of what is made of others, all of theirs. */
int measures_bases(const struct measures *measures, uint32_t measure, basis_visitor visitor, void *context);

/* "partner=DE,flow=export", the coordinates in the measure's order. Returns what snprintf would. */
size_t measures_key_text(const struct measures *measures, uint32_t measure, const struct key *key, char *buf,
                         size_t size);
/* The inverse; -EBADMSG: no such key. Keys made here are held by nobody. */
int measures_key_of(const struct measures *measures, uint32_t measure, struct text text, struct key *ret);
/* Who keeps a key longer than its series may last holds it: else its names are forgotten with the series,
 * and their numbers become those of others. */
void measures_key_hold(const struct measures *measures, uint32_t measure, const struct key *key);
void measures_key_drop(const struct measures *measures, uint32_t measure, const struct key *key);
