/* core/tallies/filter.h: does an event count in a measure?
 *
 * In two halves. filter_concerns() looks at kind, corridor, reporter, places, facility and
 * project: what few combinations have, so that concern.h remembers its answer. filter_passes()
 * looks at what varies from event to event: masks, and prefixes of the commodity. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/plan.h"
#include "core/tallies/facts.h"

struct prefix {
        uint64_t digits, mask;
};

/* Compiled from a plan_filter. */
struct filter {
        uint32_t flows, supplies, modes, stages, statuses; /* all bits set where all pass */
        size_t prefixes_count;                             /* 0: all pass */
        struct prefix *prefixes;
};

int filter_init(struct filter *filter, const struct plan_filter *where);
void filter_done(struct filter *filter);

bool filter_passes(const struct filter *filter, const struct facts *facts);

/* The source is not looked at. */
bool filter_concerns(const struct plan *plan, const struct plan_measure *measure, const struct facts *facts);

/* The place that ISO code or UN/LOCODE names, as far as it does: the country of a LOCODE. None
 * for other texts. */
struct place filter_place_of(struct text code);
