/* host/config/targets.h: how much: amounts in the measure's unit, and targets that are so many times
 * what was. */
#pragma once
#include "host/config/reading.h"

/* What an amount may be. */
enum amount_range { AMOUNT_ANY, AMOUNT_NOT_BELOW_ZERO, AMOUNT_ABOVE_ZERO };

/* "35 bn USD", "30%": in the measure's smallest unit. False: it is said. */
bool amount_read(struct reading *reading, const struct tree_node *node, const struct plan_measure *measure,
                 enum amount_range range, int64_t *ret);

/* `reach` of a milestone or of an amendment: an amount, or "1.5 x 2023". `has_each`: the milestone
 * has instances, so there is a year before each. False: it is said. */
bool target_read(struct reading *reading, const struct tree_node *node, const struct plan_measure *measure,
                 bool has_each, struct plan_target *ret);
