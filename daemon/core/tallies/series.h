/* core/tallies/series.h: what is added up for one measure, or for one key of its breakdown.
 *
 * A series has lanes: the amount in the measure's currency, counts of records (rule 13), and cells
 * of other currencies (foreign.h), with what those are worth. The count of all records tells zero from
 * "nothing was said", also after everything was taken back: it costs a page of its own a month,
 * 32 bytes of month resolution, 528 with day cells.
 *
 * Signs may come in any order: what is taken back before it was added leaves negative counts
 * behind until it is. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/effects.h"
#include "core/tallies/foreign.h"
#include "core/tallies/key.h"
#include "core/tallies/lane.h"

/* The numbers are in rows of checkpoints. */
enum lane_kind {
        LANE_AMOUNT,
        LANE_RECORDS,     /* all */
        LANE_PROVISIONAL, /* records that are not final */
        LANE_UNKNOWN,     /* records whose quantity is unknown */
        /* what cells of other currencies are worth, all together; in no row */
        LANE_CONVERTED, /* amounts */
        LANE_WAITING,   /* records that wait for a rate */
        LANE_BEYOND,    /* records of cells whose worth is out of range */
        LANE_BY_RATE,   /* records that are final, by a rate that is not */
        LANE_FIXED,
        /* one of each for every other currency and kind of period: */
        LANE_FOREIGN = LANE_FIXED, /* and enum foreign_lane */
        LANE_KINDS = LANE_FOREIGN + FOREIGN_LANES,
};

/* Of others a checkpoint has no rows: they follow from those. */
static inline bool lane_is_saved(enum lane_kind kind)
{
        return kind < LANE_CONVERTED || (kind >= LANE_FOREIGN && kind < LANE_FOREIGN + FOREIGN_SAVED);
}

struct series {
        struct lane lanes[LANE_FIXED];
        struct foreign *foreign;
        struct key key;  /* of a breakdown's */
        int64_t records; /* sum of LANE_RECORDS: at zero the series does not count as one */
        uint32_t measure;
        bool is_total, is_control, days;
        bool dirty; /* in the list of those that the next checkpoint looks at */
        bool stale; /* in the list of those that have stale pages */
        uint32_t touched; /* its place in tally->touched_keys + 1; 0: it has none */
        struct series *next_dirty, *next_stale;
};

/* What one event does. */
struct change {
        int sign; /* 1: adds, -1: takes back */
        int32_t month;
        int mday;
        bool provisional, known;
        bool foreign; /* in another currency than the measure's: its page is stale now */
        int64_t amount;           /* of a quantity that is known */
        struct currency currency; /* of one that is in another */
        uint8_t period;           /* enum period_kind of the event */
};

/* 0 or -ENOMEM. */
int series_count(struct series *series, const struct change *change);
void series_done(struct series *series);

/* The lane of a row; made when there is none. `currency` and `period` matter to foreign ones, whose
 * foreign is handed out too. */
int series_lane(struct series *series, enum lane_kind kind, struct currency currency, uint8_t period,
                struct lane **ret, struct foreign **ret_foreign);

/* No page is left, so that no checkpoint knows of it any more. */
bool series_is_empty(const struct series *series);
void series_sweep(struct series *series);
void series_clear(struct series *series);

struct sums {
        wide amount, records, provisional, unknown, waiting, beyond;
};

/* Walks all lanes; what `visitor` returns ends the walk unless it is 0. `foreign` is NULL for fixed
 * lanes. */
typedef int (*lane_visitor)(void *context, enum lane_kind kind, const struct foreign *foreign,
                            struct lane *lane);
int series_lanes(struct series *series, lane_visitor visitor, void *context);

/* Adds what the days hold to `*sums`. */
void series_sum(const struct series *series, int32_t first_day, int32_t last_day, struct sums *sums);
struct value sums_value(const struct sums *sums);

/* ---- the series of a breakdown, by key ---- */

/* All zero is an empty one. Owns its series. */
struct breakdown {
        struct series **slots; /* open addressing */
        size_t slots_count;    /* a power of two; 0: none yet */
        size_t count;          /* of series in the table */
        size_t live;           /* of those that have records */
        bool closed, closed_dirty;
};

void breakdown_done(struct breakdown *breakdown);
struct series *breakdown_find(const struct breakdown *breakdown, const struct key *key);

/* Takes a series that is not there yet. 0 or -ENOMEM: it still belongs to the caller. */
int breakdown_add(struct breakdown *breakdown, struct series *series);

/* Takes it out of the table; the caller owns it. */
void breakdown_remove(struct breakdown *breakdown, struct series *series);
