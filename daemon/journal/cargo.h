/* journal/cargo.h: what travels beside an entry from append to next: sixteen bytes for each that
 * was not handed out yet. */
#pragma once
#include <stddef.h>
#include <stdint.h>

struct cargo_item {
        uint64_t position;
        void *cargo;
};

/* All zero is an empty one. A ring; its size is a power of two. */
struct cargo {
        struct cargo_item *items;
        size_t begin, count, capacity;
};

void cargo_done(struct cargo *cargo);
/* Room for one more: 0 or -ENOMEM. */
int cargo_reserve(struct cargo *cargo);
/* Positions rise. There is room. */
void cargo_put(struct cargo *cargo, uint64_t position, void *item);
/* Forgets all up to `position`; what belonged to it, or NULL. */
void *cargo_take(struct cargo *cargo, uint64_t position);
