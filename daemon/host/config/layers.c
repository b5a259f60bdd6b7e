/* host/config/layers.c: things that stand on others of their kind; see layers.h.
 *
 * Resolved in rounds: the first makes those that stand on things of the ground only, the next those
 * that stand on these, and so on. What is left after the last round is too deep, or in a circle. */
#include "host/config/layers.h"

#include <assert.h>
#include <stdio.h>

#define NOBODY         SIZE_MAX
#define PATH_NAMES_MAX 7 /* of a message */

static void rounds(struct reading *reading, const struct items *items, struct layer *all,
                   void (*fill)(struct reading *reading, const struct layer *layer, size_t item))
{
        for (uint8_t depth = 1; depth <= PLAN_DEPTH_MAX; depth++)
                for (size_t i = 0; i < items->count; i++) {
                        bool ready = all[i].depth == LAYER_OPEN;

                        for (size_t k = 0; ready && k < all[i].count; k++)
                                ready = all[all[i].below[k]].depth < depth;
                        if (!ready)
                                continue;
                        all[i].depth = depth;
                        fill(reading, &all[i], i);
                }
}

/* One below that is left too. */
static size_t open_below(const struct layer *all, size_t i)
{
        for (size_t k = 0; k < all[i].count; k++)
                if (all[all[i].below[k]].depth == LAYER_OPEN)
                        return all[i].below[k];
        return NOBODY;
}

static size_t deepest_below(const struct layer *all, size_t i)
{
        size_t deepest = all[i].below[0];

        for (size_t k = 1; k < all[i].count; k++)
                if (all[all[i].below[k]].depth > all[deepest].depth)
                        deepest = all[i].below[k];
        return deepest;
}

/* "a -> b -> a", along `next`, until the first is met again or there is nothing below. */
static void path_say(struct reading *reading, const struct items *items, const struct layer *all,
                     size_t first, size_t (*next)(const struct layer *all, size_t i), const char *expected)
{
        const char *things = items->section == SECTION_MEASURE ? "measures" : "milestones";
        char path[PATH_NAMES_MAX * (TEXT_NAME_MAX + 4) + 8];
        size_t used = 0, i = first, n = 0;

        for (; n < PATH_NAMES_MAX; n++) {
                used += (size_t)snprintf(path + used, sizeof(path) - used, "%s%" TEXT_FORMAT,
                                         n > 0 ? " -> " : "", TEXT_ARGUMENTS(items->list[i].name));
                if ((n > 0 && i == first) || !all[i].key)
                        break;
                i = next(all, i);
        }
        (void)snprintf(path + used, sizeof(path) - used, "%s", n == PATH_NAMES_MAX ? " -> ..." : "");
        reading_say_at(reading, fields_mark(&items->list[first].fields, all[first].key), "%s %s: %s", things,
                       expected, path);
}

_Static_assert(PLAN_DEPTH_MAX == 4, "the message says so");

/* Each walk goes along what is open until it meets what was met before: in this walk it is a circle.
 * What only leads to something wrong is not said as well. */
static void left_say(struct reading *reading, const struct items *items, struct layer *all)
{
        for (size_t i = 0; i < items->count; i++) {
                size_t at = i;

                if (all[i].depth != LAYER_OPEN)
                        continue;
                if (open_below(all, i) == NOBODY)
                        path_say(reading, items, all, i, deepest_below,
                                 "too many above each other, expected at most 4 of them");
                while (at != NOBODY && all[at].walk == 0) {
                        all[at].walk = i + 1;
                        at = open_below(all, at);
                }
                if (at != NOBODY && all[at].walk == i + 1)
                        path_say(reading, items, all, at, open_below, "in a circle, expected none");
        }
}

void layers_resolve(struct reading *reading, const struct items *items, struct layer *all,
                    void (*fill)(struct reading *reading, const struct layer *layer, size_t item))
{
        rounds(reading, items, all, fill);
        left_say(reading, items, all);
}
