/* core/tallies/tallies.h: what is added up, per event day.
 *
 * A measure of the plan has series: its total, and one for each combination of its breakdown's
 * keys that has occurred. A series is pages of one month (page.h): a total, and day cells where
 * the measure's resolution is finer than a month. Each series has lanes: the amount itself in
 * the measure's currency; the amounts in other currencies, each by kind of period, and what they
 * are worth (foreign.h); and the counts of records that are not final, whose quantity is unknown,
 * that wait for a rate (rule 13). A lane that never had anything costs nothing.
 *
 * Nothing but tallies_count() and rates changes a sum. The order of calls never matters. What is asked
 * for is a range sum over pages, so nothing runs and nothing drifts; which days a window spans is not
 * known here (core/measures/).
 *
 * May read: base, rates. Must not know: ledger's releases, milestones, how anything is stored. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/effects.h"
#include "base/event.h"
#include "base/plan.h"
#include "core/core.h"
#include "core/rates/rates.h"
#include "core/reads.h"
#include "core/tallies/key.h"

struct tallies;
struct sums; /* series.h */

int tallies_new(const struct plan *plan, struct tallies **ret);
struct tallies *tallies_free(struct tallies *tallies);

/* Adds what the event counts for in every measure that it concerns (`sign` 1), or takes it back
 * (-1). `status` is the effective one (the release's where the event has none). The caller has
 * decided that it counts: actual, of the counting levels, covered. -ENOMEM leaves the tallies
 * unusable. */
int tallies_count(struct tallies *tallies, const struct event *event, uint32_t source, uint8_t status,
                  int sign);

/* Values what was counted in other currencies, and what has another rate since the last time: to be
 * called before anything is read, and once rates_look() was. NULL: there are no rates, all of it
 * waits. Work in proportion to the cells concerned. 0 or -ENOMEM. */
int tallies_value(struct tallies *tallies, struct rates *rates);

/* The same for a control total: it touches no measure, and no cause names it. */
int tallies_control(struct tallies *tallies, const struct event *event, uint32_t source, uint8_t status,
                    const struct control_levels *levels, int sign);

/* See core_control() and core_bases(). */
int tallies_control_rows(const struct tallies *tallies, uint32_t measure, int32_t first_day, int32_t last_day,
                         control_visitor visitor, void *context);
int tallies_bases(const struct tallies *tallies, uint32_t measure, basis_visitor visitor, void *context);

/* What is counted from here on is about another record, and this is the number of the word that
 * changes it: for tallies_cause(). */
void tallies_next_record(struct tallies *tallies, uint64_t number);

/* Measures whose total series changed since tallies_judged(), each with the first event day whose
 * value is another now (or whose count of provisional records is), and whether records or rates
 * are the reason. Sorted by measure. A change
 * that was taken back again in between may still be listed. */
const struct touched *tallies_touched(const struct tallies *tallies, size_t *ret_count);
void tallies_judged(struct tallies *tallies);

/* The keys whose series changed, in no order of meaning, each with the first such day; only of measures
 * that a milestone is for-each on, and their operands. */
struct touched_key {
        struct key key;
        int32_t day;
        bool by_records; /* else by rates alone */
};
const struct touched_key *tallies_touched_keys(const struct tallies *tallies, uint32_t measure,
                                               size_t *ret_count);

/* The records that changed the measure, or an operand of it, since tallies_judged(): `records` and
 * `records_total` of the cause are filled in. Ids are good until tallies_judged() or the next tallies_count(). */
void tallies_cause(const struct tallies *tallies, uint32_t measure, struct cause *cause);

/* ---- one series: of a key, or (NULL) the total; windows are core/measures/'s ---- */

/* Adds what the days hold to `*sums`; nothing when they are in the wrong order. */
void tallies_sum(const struct tallies *tallies, uint32_t measure, const struct key *key, int32_t first_day,
                 int32_t last_day, struct sums *sums);

/* The first day from `day` on, and the last one up to it, that has records; CIVIL_NONE: none has. */
int32_t tallies_day_from(const struct tallies *tallies, uint32_t measure, const struct key *key, int32_t day);
int32_t tallies_day_until(const struct tallies *tallies, uint32_t measure, const struct key *key, int32_t day);

/* Keys that have a series, in no order of meaning. */
typedef int (*key_visitor)(void *context, const struct key *key);
int tallies_keys(const struct tallies *tallies, uint32_t measure, key_visitor visitor, void *context);

/* A part of a key as text, good until its series is gone; and the inverse: 0, -ENOMEM, or -EBADMSG: no
 * such key. A new name is held by nobody. */
struct text tallies_key_text(const struct tallies *tallies, uint8_t coordinate, uint64_t part,
                             char buf[KEY_TEXT_MAX]);
int tallies_key_part(struct tallies *tallies, uint8_t coordinate, struct text text, uint64_t *ret);
/* Who keeps a key beyond its series holds its names, else their numbers become those of others. */
void tallies_key_hold(struct tallies *tallies, uint32_t measure, const struct key *key);
void tallies_key_drop(struct tallies *tallies, uint32_t measure, const struct key *key);

/* Rule 14: the breakdown had more than series_max keys with records at once; it stays closed. */
bool tallies_closed(const struct tallies *tallies, uint32_t measure);
/* Of the total, by currency, then month: what waits on the days that count; NULL: all do. */
typedef bool (*day_filter)(const void *context, int32_t day);
int tallies_waiting(const struct tallies *tallies, uint32_t measure, day_filter counts, waiting_visitor visitor,
                    void *context);

struct tallies_stats {
        uint64_t series, pages, names;
        uint64_t controls_left_out;
};
void tallies_stats(const struct tallies *tallies, struct tallies_stats *ret);

/* Rows of tables ROW_TALLIES .. ROW_TALLIES + 3. */
#define ROW_TALLIES 8
int tallies_save(struct tallies *tallies, row_sink sink, void *context);
int tallies_load(struct tallies *tallies, const struct row *row);
