/* host/config/periods.h: periods that the files name: those that a measure's value is of. */
#pragma once
#include "host/config/reading.h"

/* "2023", "2023-Q1", "FY2023/24" ..., a period that the measure adds up on its last day. `node` is
 * where it stands. False: it is said. */
bool named_period_read(struct reading *reading, const struct tree_node *node, struct text text,
                       const struct plan_measure *measure, struct period *ret);

/* Every sum that the measure looks at begins with such a period. */
bool measure_begins_with(const struct reading *reading, const struct plan_measure *measure,
                         enum period_kind kind);
