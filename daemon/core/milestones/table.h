/* core/milestones/table.h: told x true: which notification a pair of outcomes gives (rule 15).
 *
 *      told \ true   open         awaiting    reached   missed      reached late  unknown    fell below
 *      open          -            awaiting    reached   missed      reached       (noted)    fell below
 *      awaiting      rescheduled  -           reached   missed      reached       (noted)    fell below
 *      reached       retracted    retracted   - / moved retracted   moved         retracted  fell below
 *      missed        rescheduled  retracted   reached   -           reached       retracted  fell below
 *      reached late  retracted    retracted   moved     retracted   - / moved     retracted  fell below
 *      unknown       (noted)      awaiting    reached   missed      reached       -          fell below
 *      fell below    retracted    retracted   reached   retracted   reached       retracted  - / moved
 *
 * moved: *restated* if the interval is another one (at a tick or a release's end only, rule 16);
 * if it is the same and all that counts has become final, *confirmed*. An open outcome that
 * follows an awaiting or missed one means that the deadline is another: that is *rescheduled*.
 * noted: that a target is not known, or known again (rule 20), is a state and no news. What holds
 * and falls (rule 18) is reached while it holds. */
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

/* The outcome is another one, and nothing is told of it. */
bool table_silent(const struct verdict_pair *pair);

/* The difference is one that must wait for the next tick or release's end. */
bool table_waits(const struct verdict_pair *pair);
