/* store/table.h: statements in memory, found by hash and walked in its order.
 *
 * An ordered hash table (Amble and Knuth, 1974) with the place of a hash being its leading bits:
 * what collides is kept in order, so the whole array is in order, with gaps. It is searched like
 * a hash table and walked like a sorted list, which is what a walk that merges the fronts with the
 * disk needs, and the writer too: it puts in the order of the disk's keys.
 *
 * The hashes are secret and even; so nobody can build clusters. It owns its array, never what the
 * slots point to. Once nothing is added, any number of threads may read it. */
#pragma once
#include <stddef.h>
#include <stdint.h>

#include "base/hash.h"

struct slot {
        struct hash128 hash;
        struct kept *kept; /* NULL: a gap */
};

/* All zero is an empty one. */
struct table {
        struct slot *slots;
        size_t slots_count; /* the places, and some behind for what collides with the last ones */
        size_t count;
        unsigned bits; /* 2 to the power of this many places */
};

void table_done(struct table *table);

/* Where table_find() will look; for many keys at once, before the first is found. */
void table_prefetch(const struct table *table, struct hash128 hash);
/* NULL: it is not there. */
struct kept *table_find(const struct table *table, struct hash128 hash);

/* It must not be there yet. 0 or -ENOMEM. */
int table_add(struct table *table, struct hash128 hash, struct kept *kept);

/* The first one whose hash is above `after` (NULL: the very first), NULL if there is none. */
const struct slot *table_after(const struct table *table, const struct hash128 *after);

size_t table_bytes(const struct table *table);
