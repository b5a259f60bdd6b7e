/* host/config/places.h: places with the days on which each counts. */
#pragma once
#include "host/config/reading.h"

/* Of one list, groups written out: the world has 250 countries and 5,000 regions. */
#define PLACES_MAX 10000

struct spanned {
        struct place place;
        struct plan_span span;
        const struct tree_node *node; /* where it stands, where that matters */
};

/* One place by its code; no group. False: it is said. */
bool place_read(struct reading *reading, const struct tree_node *node, struct place *ret);

/* By place and first day. */
void spanned_sort(struct spanned *list, size_t count);
/* Sorted, the days of a place that meet joined into one span; kept. `list` is put in order. False:
 * there is no memory. */
bool side_make(struct reading *reading, struct spanned *list, size_t count, struct plan_side *ret);
