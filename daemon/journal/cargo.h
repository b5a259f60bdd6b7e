/* journal/cargo.h: what travels beside an entry from append to next, and all of its record but the body. */
#pragma once
#include <stddef.h>
#include <stdint.h>

#include "journal/journal.h"

/* All zero is an empty one. A ring; its size is a power of two. */
struct cargo {
        struct journal_record *items;
        size_t begin, count, capacity;
};

void cargo_done(struct cargo *cargo);
/* Room for one more: 0 or -ENOMEM. */
int cargo_reserve(struct cargo *cargo);
/* Positions rise. There is room. */
void cargo_put(struct cargo *cargo, const struct journal_record *record);
/* Forgets all up to `position`. The record of it, until the next put; NULL: it had no cargo. */
const struct journal_record *cargo_take(struct cargo *cargo, uint64_t position);
