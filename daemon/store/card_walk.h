/* store/card_walk.h: the cards of several runs in the order of their bits, those of equal bits together
 * and without what an R says is dead: for merges, and for walks over everything. */
#pragma once
#include <stddef.h>
#include <stdint.h>

#include "store/run.h"

/* All zero is an empty one. */
struct card_walk {
        struct run_cursor *cursors;
        size_t count, capacity;

        /* What card_walk_next() came to, the oldest first. */
        uint64_t bits;
        uint64_t *cards;
        size_t cards_count, cards_capacity;
};

/* From the first cards on whose bits are not below. The runs, the oldest first, must stay. 0 or
 * -ENOMEM. */
int card_walk_begin(struct card_walk *walk, struct run *const *runs, size_t count, uint64_t bits);
/* `cards_count` is 0 at the end. 0 or -ENOMEM. */
int card_walk_next(struct card_walk *walk);
void card_walk_done(struct card_walk *walk);
