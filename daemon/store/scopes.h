/* store/scopes.h: which statements of the front were put under which source and day, in order.
 *
 * A skip list (Pugh, 1990) over spots (layout.h). How high a node is follows from the secret hash
 * of its statement, so there is no other source of chance. Nothing is taken out: a statement that
 * moves to another day has a node under each, and scopes_next() passes over those that are not
 * where the statement is now. Nodes live in the arena that they are made in. Once nothing is
 * added, any number of threads may read it. */
#pragma once
#include <stddef.h>

#include "base/arena.h"
#include "store/layout.h"

#define SCOPES_LEVELS 20 /* a million nodes without a detour */

struct kept;
struct scope_node;

/* All zero is an empty one. */
struct scopes {
        struct scope_node *first[SCOPES_LEVELS];
        size_t bytes; /* taken from the arena */
};

/* `kept` is the front's statement with this hash. Nothing happens if it is there. 0 or -ENOMEM. */
int scopes_add(struct scopes *scopes, struct arena *arena, const struct spot *spot, const struct kept *kept);

/* The first spot at or (unless `inclusive`) after `from` whose statement is there now; false if
 * there is none. */
bool scopes_next(const struct scopes *scopes, const struct spot *from, bool inclusive, struct spot *ret);
