/* store/merge.h: neighbouring runs become one, in a thread of its own.
 *
 * All are read and written in one pass, in memory that does not grow with them. Of cards with equal
 * bits those behind an R are dropped; that is all that a merge changes, so every answer stays what
 * it was, and the runs and their merged one may be listed in each other's place at any checkpoint.
 *
 *      IDLE ──give──> MERGING ──merged──> MERGED ──collect──> IDLE
 *                        └────failed────> FAILED, for ever
 *
 * The writer's thread calls everything here. The runs stay in its view until the merged one is
 * collected and takes their place there. */
#pragma once
#include <stdbool.h>
#include <stdint.h>

#include "base/scoped.h"
#include "store/view.h"

/* A run is taken into the merge of those behind it while it is shorter than so many times their
 * sum: so there are few, and each card is written again a few times in its life. */
#define MERGE_RATIO 2

/* What of a view is to be merged: `*ret_count` runs up to the last; false: nothing. */
bool merge_wanted(const struct view *view, size_t *ret_count);

/* The runs (the oldest first) into a new file of this number, on disk but for its name. 0 or -errno. */
int merge_runs(const struct files *files, struct run *const *runs, size_t count, uint64_t number,
               struct run **ret);

struct merger;

/* `files` is borrowed. 0 or -errno. */
int merger_new(const struct files *files, struct merger **ret);
/* Waits for what is being merged, and drops it. */
struct merger *merger_free(struct merger *merger);
SCOPED_FUNCTION(struct merger, merger_free)

bool merger_is_idle(struct merger *merger);
/* The last `count` runs of the view. The merger is idle. 0 or -ENOMEM. */
int merger_give(struct merger *merger, const struct view *view, size_t count, uint64_t number);

enum {
        MERGER_OK,     /* nothing new */
        MERGER_MERGED, /* the view has the merged run now */
};
struct merger_report {
        uint64_t merges, bytes, usec, waits; /* since it was made */
};
/* Puts what was merged into the view that is being made. `wait`: until it is. OK, MERGED, or the
 * -errno of the failure, for ever. */
int merger_collect(struct merger *merger, struct view *view, struct files *files, bool wait);
void merger_report(struct merger *merger, struct merger_report *ret);
