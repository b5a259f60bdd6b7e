/* core/tallies/causes.h: which records changed a measure since the last judgement: the smallest few
 * by source and id, so that they do not depend on the order of the events, and how many.
 *
 * Ids are copied into as many places, however many records a release has. */
#pragma once
#include <stdbool.h>
#include <stdint.h>

#include "base/effects.h"
#include "base/limits.h"

struct causes {
        uint64_t total;
        size_t count;
        struct record_ref records[CAUSE_RECORDS_MAX]; /* sorted; ids lie in `ids`, sources are the plan's */
        char ids[CAUSE_RECORDS_MAX][ID_BYTES_MAX];
};

/* `source` is a name of the plan. `again`: the record was noted just before, and is not another one;
 * then, as for one that is in the list, only its number may rise. */
void causes_note(struct causes *causes, struct text source, struct text id, uint64_t number, bool again);
void causes_clear(struct causes *causes);
