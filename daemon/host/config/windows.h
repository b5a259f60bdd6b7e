/* host/config/windows.h: windows, and the borders that a resolution allows (rule 11). */
#pragma once
#include "base/plan.h"
#include "host/config/reading.h"

/* `fiscal_start` is the month for fiscal windows, 0 if none was said. False: it is said. */
bool window_read(struct reading *reading, const struct tree_node *node, int fiscal_start,
                 struct plan_window *ret);

/* Says so if the window's borders do not lie on borders of the resolution. */
bool window_fits(struct reading *reading, const struct tree_node *node, const struct plan_window *window,
                 enum period_kind resolution);

/* "a month", and whether a day is the first, the last of one. */
const char *border_noun(enum period_kind resolution);
bool border_is_first(enum period_kind resolution, int32_t day);
bool border_is_last(enum period_kind resolution, int32_t day);
