/* core/measures/window.c: spans of windows. */
#include "core/measures/window.h"

#include <assert.h>

#include "base/civil.h"

/* A window that begins in no particular month need not state one. */
static int fiscal_start(const struct plan_window *window)
{
        return window->fiscal_start ? window->fiscal_start : 1;
}

/* Rule 11: if `day` ends its month, `count` whole months; else from the day after `day` moved
 * back that many months, clipped. So the window that ends at the last of February has whole
 * months also after a leap year, and two windows `count` months apart never share a day. */
static int32_t first_of_months(int32_t day, int32_t count)
{
        int32_t back;

        if (civil_is_month_last(day)) {
                int32_t month = civil_month(day) - count + 1;

                return month < civil_month(CIVIL_MIN) ? CIVIL_MIN : civil_month_first(month);
        }
        back = civil_add_months(day, -count);
        return back == CIVIL_NONE ? CIVIL_MIN : back + 1;
}

int32_t window_first(const struct plan_window *window, int32_t day)
{
        struct period period;

        assert(civil_is_valid(day));

        switch (window->kind) {
        case WINDOW_CALENDAR:
                period = period_at(window->period, day, fiscal_start(window));
                /* About the ends of the calendar a period may not lie in it as a whole. */
                return period.kind == PERIOD_NONE ? day : period.first;
        case WINDOW_LAST_DAYS:
                assert(window->count > 0);
                return day - CIVIL_MIN < window->count ? CIVIL_MIN : day - window->count + 1;
        case WINDOW_LAST_MONTHS:
                assert(window->count > 0);
                return first_of_months(day, window->count);
        case WINDOW_SINCE:
                return window->since_day;
        }
        assert(!"a kind of window");
        return day;
}

int32_t window_border(const struct plan_window *window, enum period_kind resolution, int32_t day)
{
        if (!civil_is_valid(day))
                return CIVIL_NONE;
        return period_at(resolution, day, fiscal_start(window)).last;
}

int32_t window_end(const struct plan_window *window, enum period_kind resolution, int32_t day,
                   struct period *ret)
{
        *ret = period_none();
        if (window->kind != WINDOW_CALENDAR)
                return window_border(window, resolution, day);
        if (!civil_is_valid(day))
                return CIVIL_NONE;
        *ret = period_at(window->period, day, fiscal_start(window));
        return ret->last;
}
