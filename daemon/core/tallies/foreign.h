/* core/tallies/foreign.h: what a series holds in another currency than the measure's, and what that
 * is worth (rule 12).
 *
 * A cell is what came in one currency, for periods of one kind that end on one day: those have one
 * rate. Its worth is the amount by that rate, rounded once, half to even; it follows from the cell
 * and the rates, is kept beside the cell, and is part of the sums of the series. A cell that was
 * counted in, or whose rate may be another one, is *stale* until it is valued anew (value.c).
 *
 * Days and weeks have day cells whatever the measure's resolution is, since each has its own rate. */
#pragma once
#include <stdbool.h>
#include <stdint.h>

#include "base/event.h"
#include "core/tallies/lane.h"

enum foreign_lane {
        FOREIGN_AMOUNT, /* in the currency's own smallest units */
        FOREIGN_RECORDS,
        FOREIGN_PROVISIONAL, /* of these, not final */
        FOREIGN_SAVED,       /* those above are in rows of checkpoints; from here on it is worth: */
        FOREIGN_CONVERTED = FOREIGN_SAVED, /* in the measure's smallest units */
        FOREIGN_WAITING,                   /* records without a rate */
        FOREIGN_BEYOND,                    /* records of cells whose worth is out of range */
        FOREIGN_BY_RATE,                   /* records that are final, by a rate that is not */
        FOREIGN_LANES,
};

/* Why a page is stale. */
enum { STALE_RECORDS = 1, STALE_RATES = 2 };

struct foreign {
        struct currency currency;
        uint8_t kind; /* enum period_kind */
        bool days;
        struct lane lanes[FOREIGN_LANES];
        int32_t stale_first, stale_last; /* months that have stale pages; first behind last: none */
        struct foreign *next;            /* by code, then kind */
};

/* There are few: a list will do. Made when there is none. 0 or -ENOMEM. */
int foreign_find(struct foreign **list, struct currency currency, uint8_t kind, struct foreign **ret);
void foreign_free(struct foreign *foreign);

/* No page is left. */
bool foreign_is_empty(const struct foreign *foreign);

/* Pages of the months first..last that have records. True: there are any. */
bool foreign_mark_stale(struct foreign *foreign, int32_t first_month, int32_t last_month, uint8_t why);
