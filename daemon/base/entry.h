/* base/entry.h: one entry of the journal as the pipeline hands it to the core.
 *
 * `position` and `kind` are the journal's. What the body says has been read by the room that
 * knows it: decode for batches, host/config for configurations, entry_read_tick() and its like
 * for the small ones. The entry borrows everything for one application. */
#pragma once
#include <stdint.h>

#include "base/batch.h"
#include "base/plan.h"
#include "base/text.h"

enum entry_kind {
        ENTRY_NONE,
        ENTRY_BATCH,
        ENTRY_RELEASE_END,
        ENTRY_RELEASE_ABORT,
        ENTRY_TICK,
        ENTRY_CONFIGURATION,
        ENTRY_ACTIVATE,
        ENTRY_ABANDON,
        ENTRY_DECISION,
        ENTRY_FREEZE,
        ENTRY_EPOCH,
        ENTRY_UPGRADE,
        ENTRY_OUTBOX_HASH,
        ENTRY_KIND_COUNT,
};

struct tick {
        struct text member; /* who says so */
        int64_t instant_usec;
        int32_t day;
};

/* Rule 20: the number that the baseline of a milestone is from now on. */
struct freeze {
        struct text milestone, series; /* series empty: the total */
        struct period instance;        /* whose baseline it is; kind NONE: the same for all */
        int32_t terms_day;             /* of the terms that ask for it; CIVIL_NONE: the first */
        int32_t day;                   /* on which it was found */
        int64_t baseline;
};

/* What an administrator decided. The numbers are in the journal. */
enum decision_what {
        DECISION_NONE,
        DECISION_RELEASE, /* an event that the core holds in quarantine: it is applied with its own number */
};

struct decision {
        uint8_t what;      /* enum decision_what */
        uint64_t position; /* of the batch that the event came with */
        uint32_t index;    /* in it */
};

struct entry {
        uint64_t position;
        uint8_t kind; /* enum entry_kind */
        union {
                const struct batch *batch; /* BATCH, RELEASE_END, RELEASE_ABORT */
                struct tick tick;          /* TICK */
                struct freeze freeze;      /* FREEZE */
                struct decision decision;  /* DECISION */
                const struct plan *plan;   /* ACTIVATE: of the configuration that takes effect;
                                              it must outlive the core or the next ACTIVATE */
        };
};
