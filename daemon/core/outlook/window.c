/* core/outlook/window.c: what of a window is known when it has moved on by some months, and what is not. */
#include <assert.h>

#include "core/outlook/outlook.h"

/* The first month of the window that counts at the end of `month`, and the last one that it may have. */
static int32_t begins(const struct outlook_window *window, int32_t month, int32_t *ret_last)
{
        int32_t first = window->first_month;

        *ret_last = month;
        switch (window->kind) {
        case OUTLOOK_LAST:
                return month - window->months + 1;
        case OUTLOOK_SINCE:
                return first;
        case OUTLOOK_CALENDAR:
                while (!window->once && first + window->months <= month)
                        first += window->months;
                while (!window->once && first > month)
                        first -= window->months;
                if (month >= first + window->months)
                        *ret_last = first + window->months - 1;
                return first;
        }
        assert(!"a kind of window");
        return first;
}

/* The place of a month in the history, within what is known at the origin. */
static size_t place_of(const struct history *history, size_t n, int32_t month)
{
        int32_t first = history_first_month(history);

        if (month <= first)
                return 0;
        return (size_t)(month - first) < n ? (size_t)(month - first) : n;
}

void window_ahead(const struct history *history, size_t n, const struct outlook_window *window,
                  struct ahead *ret, size_t count)
{
        int32_t now = history_first_month(history) + (int32_t)n;

        for (size_t j = 0; j < count; j++) {
                int32_t last, first = begins(window, now + (int32_t)j - 1, &last);
                size_t from = place_of(history, n, first), end = place_of(history, n, last + 1);

                ret[j].known = from < end ? history_sum(history, from, end) : 0;
                ret[j].low = first > now ? first - now : 0;
                ret[j].high = last + 1 - now;
                ret[j].by_days = false;
        }
}
