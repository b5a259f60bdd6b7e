/* store/lookup.h: finding many keys at once in the runs of a view, so that the misses of the
 * processor's caches overlap, and what they find in the log, so that those of the disk do. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "store/view.h"

#define LOOKUP_KEYS_MAX 512 /* at once: what is prefetched for them fits the first caches */

struct candidate {
        uint64_t place;
        uint32_t next; /* an older one; LOOKUP_END: none */
};
#define LOOKUP_END UINT32_MAX

/* Memory of one thread's lookups. All zero is an empty one. */
struct lookup {
        struct candidate *candidates;
        size_t count, capacity;
        uint32_t first[LOOKUP_KEYS_MAX], last[LOOKUP_KEYS_MAX];
        bool ended[LOOKUP_KEYS_MAX]; /* a card said that all older ones are dead */
};
void lookup_done(struct lookup *lookup);

/* For each key a list that begins at first[], the newest place first: where its statement may be. At
 * most LOOKUP_KEYS_MAX. 0 or -ENOMEM. */
int lookup_cards(struct lookup *lookup, const struct view *view, const uint64_t *bits, size_t count);

/* The newest statement of each key, in the arena; data is NULL if there is none. 0, LEDGER_COLD (never
 * if it may `wait`: the disk has been asked for all that is not in memory) or -errno. */
int lookup_statements(struct lookup *lookup, const struct view *view, const struct disk *disk,
                      unsigned hash_bits, const struct hash128 *hashes, size_t count, bool wait,
                      struct arena *arena, struct bytes *ret);
