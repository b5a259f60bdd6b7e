/* core/measures/window.h: which days a window spans, and on which days windows end.
 *
 * Pure arithmetic on the calendar. Windows begin and end on borders of the measure's resolution;
 * the configuration refuses others (rule 11). */
#pragma once
#include <stdint.h>

#include "base/plan.h"

/* The first day of the window that ends on `day`; behind `day` when the window has not begun
 * (WINDOW_SINCE). Never below CIVIL_MIN. */
int32_t window_first(const struct plan_window *window, int32_t day);

/* The first day from `day` on that ends a period of the resolution; CIVIL_NONE beyond the
 * calendar. */
int32_t window_border(const struct plan_window *window, enum period_kind resolution, int32_t day);

/* The first day from `day` on that ends a whole window: of calendar windows the last day of
 * their period (`*ret`), of others a border of the resolution (`*ret` is of kind NONE).
 * CIVIL_NONE beyond the calendar. */
int32_t window_end(const struct plan_window *window, enum period_kind resolution, int32_t day,
                   struct period *ret);
