/* client/lib/measures.h: the newest value of each measure, and only that, for a reader however slow.
 *
 * What holds: a value that is not of a higher position than the one before, for the same
 * corridor, measure, series and period, is not handed over. */
#pragma once
#include <stddef.h>
#include <stdint.h>

#include "news.h"

#define MEASURES_MAX 100000u /* kept apart; a subscriber to more than that gets them as they come */

enum { MEASURES_TAKEN, MEASURES_OLD, MEASURES_FULL };

struct measure_entry;

struct measures {
        void *tree;
        size_t count;
        struct measure_entry *first; /* those with a value to hand over */
        struct measure_entry **last;
        uint64_t newest_position;
};

void measures_init(struct measures *measures);
void measures_done(struct measures *measures);
/* Another journal or epoch: positions are counted anew. What waits is gone. */
void measures_forget(struct measures *measures);

/* TAKEN takes the box; with the others it stays the caller's. */
int measures_take(struct measures *measures, struct news_box *box);
/* NULL: none. */
struct news_box *measures_pop(struct measures *measures);
