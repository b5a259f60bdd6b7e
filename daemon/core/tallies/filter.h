/* core/tallies/filter.h: does an event count in a measure?
 *
 * In two halves. filter_concerns() looks at kind, corridor, reporter, places, facility and
 * project: what few combinations have, so that concern.h remembers its answer. filter_passes()
 * looks at what varies from event to event: masks, prefixes of the commodity, and the day, where
 * a group has members that joined or left: filter_concerns() says whether there is a day on which
 * the event would count.
 *
 * What lies in a corridor: trade whose reporter and partner are on its two sides, freight from one
 * side to the other or at one of its facilities, a project that has a place on a side or is at a
 * facility. `any` is every place but those of the other side; who names no partner, since the figure
 * is of the whole world, is between its reporter and `any`. */
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
        uint32_t valuations, project_kinds;
        bool dated; /* filter_counts_on() is to be asked */
        size_t prefixes_count;                             /* 0: all pass */
        struct prefix *prefixes;
};

int filter_init(struct filter *filter, const struct plan *plan, const struct plan_measure *measure);
void filter_done(struct filter *filter);

bool filter_passes(const struct filter *filter, const struct facts *facts);

/* The source is not looked at, nor the day. */
bool filter_concerns(const struct plan *plan, const struct plan_measure *measure, const struct facts *facts);

/* The same on the day of the facts. */
bool filter_counts_on(const struct plan *plan, const struct plan_measure *measure, const struct facts *facts);

/* The place that ISO code or UN/LOCODE names, as far as it does: the country of a LOCODE. None
 * for other texts. */
struct place filter_place_of(struct text code);
