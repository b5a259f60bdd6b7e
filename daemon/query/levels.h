/* query/levels.h: what stands beside the sums: control totals (rule 10), and valuations and bases. */
#pragma once
#include "query/inside.h"

/* Control totals of the windows that end in the days. 0, QUERY_FAILED or -ENOMEM. */
int levels_control(struct query *query, uint32_t measure, int32_t first_day, int32_t last_day, Answer *answer,
                   Milestone__V1__MeasureAnswer *message);

/* How a measure's records are valued and name their partners. 0 or -ENOMEM. */
int levels_side(struct query *query, uint32_t measure, Milestone__V1__Side **ret);
