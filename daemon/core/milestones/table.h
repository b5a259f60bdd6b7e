/* core/milestones/table.h: told x true: which notification a pair of outcomes gives (rule 15).
 *
 *      told \ true   open         awaiting    reached      missed      reached late
 *      open          -            awaiting    reached      missed      reached
 *      awaiting      rescheduled  -           reached      missed      reached
 *      reached       retracted    retracted   - / moved    retracted   moved
 *      missed        rescheduled  retracted   reached      -           reached
 *      reached late  retracted    retracted   moved        retracted   - / moved
 *
 * moved: *restated* if the interval is another one (at a tick or a release's end only, rule 16);
 * if it is the same and all that counts has become final, *confirmed*. An open outcome that
 * follows an awaiting or missed one means that the deadline is another: that is *rescheduled*. */
#pragma once
#include <stdbool.h>

#include "base/effects.h"

struct verdict_pair {
        uint8_t told, truth;      /* enum outcome */
        bool moved;               /* the interval of reaching is another one */
        bool confirmed_now;       /* final now, and not told so */
        bool may_restate;
};

enum news_kind table_news(const struct verdict_pair *pair);

/* The difference is one that must wait for the next tick or release's end. */
bool table_waits(const struct verdict_pair *pair);
