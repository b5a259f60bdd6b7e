/* client/lib/filter.h: the topics of a subscriber, and what they let it conclude.
 *
 * A notification names the one before it on four chains. Where all topics lie within one chain
 * (one corridor, one kind, one source, or all), that chain alone proves that nothing of ours is
 * missing. Otherwise the desk has to say so. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "milestone/v1/notification.pb-c.h"

enum filter_chain {
        FILTER_ALL,
        FILTER_CORRIDOR,
        FILTER_KIND,
        FILTER_SOURCE,
        FILTER_MIXED,   /* no chain has all of it */
        FILTER_NOTHING, /* no notification at all: measures only */
};

struct filter {
        char **topics; /* with NULL at the end; NULL while there are none */
        size_t count;
        enum filter_chain chain;
        char *name; /* of the corridor, kind or source */
        char **measures; /* those that concern measures, for a snapshot of them */
        size_t measures_count;
};

/* No topics: everything. */
int filter_add(struct filter *filter, const char *prefix);
/* After the last topic. */
int filter_settle(struct filter *filter);
void filter_done(struct filter *filter);

/* The chain that has all of it says what was before this notification; false: none does. */
bool filter_before(const struct filter *filter, const Milestone__V1__Notification *notification,
                   uint64_t *ret);
/* The beat says what was last on that chain; false: it does not. */
bool filter_last(const struct filter *filter, const Milestone__V1__Beat *beat, uint64_t *ret);
