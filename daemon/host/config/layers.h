/* host/config/layers.h: things that stand on others of their kind: measures of measures, milestones of
 * milestones. In any order of the files, at most PLAN_DEPTH_MAX above each other, never in a circle. */
#pragma once
#include "host/config/reading.h"

#define LAYER_OPEN UINT8_MAX

struct layer {
        const char *key; /* that names the others; NULL: it stands on nothing, or cannot be read */
        size_t count;
        const size_t *below; /* items */
        uint8_t depth;       /* 0: it stands on nothing; LAYER_OPEN: to be found */
        size_t walk;         /* of layers_resolve(): in which walk it was met */
};

/* `all`: one for each item, those with a key LAYER_OPEN. Calls `fill` for each once those below it have
 * been filled; says of what is left that it is too deep or in a circle. */
void layers_resolve(struct reading *reading, const struct items *items, struct layer *all,
                    void (*fill)(struct reading *reading, const struct layer *layer, size_t item));
