/* ctl/foretold.h: outlooks as they were told: what a replay of *at risk* and *on track* says; and what was taken
 * back. */
#pragma once
#include "session.h"

struct foretold {
        const char *corridor, *milestone, *series, *instance, *measure;
        const char *kind; /* "at-risk" */
        const char *known_day, *deadline;
        uint64_t known_position;
        const char *taken_back; /* of *retracted* and *restated*: the last day of the interval that it was before */
        int64_t target;
        bool target_known;
        struct mst_outlook outlook; /* as told, of what was taken back none; texts live as long as the command */
        struct mst_value value;     /* of its unit and scale */
};

struct foretold_list {
        struct foretold *list; /* as they were told; free() it */
        size_t count, allocated;
};

/* Of these topics, prefixes as for a subscription; others are passed over. EXIT_DONE, or an exit
 * code after saying why. */
int foretold_read(struct ctl *ctl, struct mst_desk *desk, const char *const *topics, size_t topics_count,
                  struct foretold_list *ret);
