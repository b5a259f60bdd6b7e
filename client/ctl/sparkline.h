/* ctl/sparkline.h: a window in a word: its value at ends of months, against the target.
 *
 * The highest letter is at the target or beyond it; without a target it is the highest of the points. A dot is a
 * month that is to come, a blank one without a value. */
#pragma once
#include "pool.h"
#include <milestone/types.h>
#include <stdbool.h>

/* Out of `pool`; "" where there is no sketch. `ascii`: for a terminal that shows no other letters. */
const char *sparkline(struct pool *pool, const struct mst_sketch *sketch, const struct mst_quantity *target,
                      bool ascii);
