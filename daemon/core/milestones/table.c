/* core/milestones/table.c: the table of table.h, as a table. */
#include "core/milestones/table.h"

#include <assert.h>

enum cell { NONE, MOVED, AWAITING, REACHED, MISSED, RETRACTED, RESCHEDULED, FELL, NOTED };

static const uint8_t table[OUTCOME_COUNT][OUTCOME_COUNT] = {
        [OUTCOME_OPEN] = {[OUTCOME_AWAITING] = AWAITING,
                          [OUTCOME_REACHED] = REACHED,
                          [OUTCOME_MISSED] = MISSED,
                          [OUTCOME_REACHED_LATE] = REACHED,
                          [OUTCOME_UNKNOWN] = NOTED,
                          [OUTCOME_FELL_BELOW] = FELL},
        [OUTCOME_AWAITING] = {[OUTCOME_OPEN] = RESCHEDULED,
                              [OUTCOME_REACHED] = REACHED,
                              [OUTCOME_MISSED] = MISSED,
                              [OUTCOME_REACHED_LATE] = REACHED,
                              [OUTCOME_UNKNOWN] = NOTED,
                              [OUTCOME_FELL_BELOW] = FELL},
        [OUTCOME_REACHED] = {[OUTCOME_OPEN] = RETRACTED,
                             [OUTCOME_AWAITING] = RETRACTED,
                             [OUTCOME_REACHED] = MOVED,
                             [OUTCOME_MISSED] = RETRACTED,
                             [OUTCOME_REACHED_LATE] = MOVED,
                             [OUTCOME_UNKNOWN] = RETRACTED,
                             [OUTCOME_FELL_BELOW] = FELL},
        [OUTCOME_MISSED] = {[OUTCOME_OPEN] = RESCHEDULED,
                            [OUTCOME_AWAITING] = RETRACTED,
                            [OUTCOME_REACHED] = REACHED,
                            [OUTCOME_REACHED_LATE] = REACHED,
                            [OUTCOME_UNKNOWN] = RETRACTED,
                            [OUTCOME_FELL_BELOW] = FELL},
        [OUTCOME_REACHED_LATE] = {[OUTCOME_OPEN] = RETRACTED,
                                  [OUTCOME_AWAITING] = RETRACTED,
                                  [OUTCOME_REACHED] = MOVED,
                                  [OUTCOME_MISSED] = RETRACTED,
                                  [OUTCOME_REACHED_LATE] = MOVED,
                                  [OUTCOME_UNKNOWN] = RETRACTED,
                                  [OUTCOME_FELL_BELOW] = FELL},
        [OUTCOME_UNKNOWN] = {[OUTCOME_OPEN] = NOTED,
                             [OUTCOME_AWAITING] = AWAITING,
                             [OUTCOME_REACHED] = REACHED,
                             [OUTCOME_MISSED] = MISSED,
                             [OUTCOME_REACHED_LATE] = REACHED,
                             [OUTCOME_FELL_BELOW] = FELL},
        [OUTCOME_FELL_BELOW] = {[OUTCOME_OPEN] = RETRACTED,
                                [OUTCOME_AWAITING] = RETRACTED,
                                [OUTCOME_REACHED] = REACHED,
                                [OUTCOME_MISSED] = RETRACTED,
                                [OUTCOME_REACHED_LATE] = REACHED,
                                [OUTCOME_UNKNOWN] = RETRACTED,
                                [OUTCOME_FELL_BELOW] = MOVED},
};

enum news_kind table_news(const struct verdict_pair *pair)
{
        bool moved = pair->moved || pair->told != pair->truth;

        assert(pair->told < OUTCOME_COUNT && pair->truth < OUTCOME_COUNT);

        switch (table[pair->told][pair->truth]) {
        case AWAITING:
                return NEWS_AWAITING;
        case REACHED:
                return NEWS_REACHED;
        case MISSED:
                return NEWS_MISSED;
        case RETRACTED:
                return NEWS_RETRACTED;
        case RESCHEDULED:
                return NEWS_RESCHEDULED;
        case FELL:
                return NEWS_FELL_BELOW;
        case MOVED:
                if (moved)
                        return pair->may_restate ? NEWS_RESTATED : NEWS_NONE;
                return pair->confirmed_now ? NEWS_CONFIRMED : NEWS_NONE;
        default:
                return NEWS_NONE;
        }
}

bool table_silent(const struct verdict_pair *pair)
{
        return table[pair->told][pair->truth] == NOTED;
}

bool table_waits(const struct verdict_pair *pair)
{
        return table[pair->told][pair->truth] == MOVED && (pair->moved || pair->told != pair->truth) &&
               !pair->may_restate;
}
