/* tests/unit/core/story.h: a world and its entries by dice: batches, releases in pieces and in any
 * order, things sent twice, ticks, and now and then another plan. The seed is the story. */
#pragma once
#include "unit/core/tallies/dice.h"
#include "unit/core/world.h"

#define STORY_ENTRIES_MAX 200

struct story_entry {
        const struct batch *batch; /* or: */
        const struct plan *plan;   /* or: */
        int32_t tick_day;
};

struct story {
        struct dice dice;
        struct world world, other; /* `other` has other milestones and measures in other order of use */
        size_t count;
        struct story_entry entries[STORY_ENTRIES_MAX];
};

void story_make(struct story *story, uint64_t seed);
void story_done(struct story *story);
void story_tell(struct bench *bench, const struct story_entry *entry);
