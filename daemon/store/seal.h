/* store/seal.h: what was appended becomes an index run.
 *
 * Each card gets its R: every older card with these 40 bits is dead. That holds if the older ones
 * are all of the same record, which takes a look at the log where there are any, and if no other
 * record of the same run has these bits. Only R lets a merge drop cards. On the way it is seen which
 * record each statement replaces, so the dead are counted where they lie. */
#pragma once
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "store/lookup.h"
#include "store/view.h"

struct kept;

struct fresh {
        struct hash128 hash;
        uint64_t place;
        uint32_t bytes; /* of the record */
        int32_t before_day; /* set by seal_run(): the scope of the version before, or CIVIL_NONE */
        const struct kept *kept; /* of a front; NULL: it only moves within the log */
};

struct sealer {
        const struct files *files;
        unsigned hash_bits;
        struct lookup lookup;
        struct arena arena;
};
void sealer_done(struct sealer *sealer);

/* By hash, and by place where they are equal. */
void fresh_sort(struct fresh *fresh, size_t count);

/* In the order of hashes, each hash once, all in the log already and behind what the view's runs know. The
 * view gets the run, and its figures. 0 or -errno. */
int seal_run(struct sealer *sealer, struct view *view, struct fresh *fresh, size_t count);
