/* core/tallies/lane.h: the pages of one lane of a series, by month.
 *
 * Pages lie in one sorted array. Most lanes have every month from their first on, so a page is
 * tried where it then lies; else a binary search finds it. A month that never had anything has
 * no page; a page that is back at zero is swept once that is saved. */
#pragma once
#include <stddef.h>
#include <stdint.h>

#include "core/tallies/page.h"

/* All zero is an empty one. Owns its pages. */
struct lane {
        struct page *pages; /* sorted by month */
        uint32_t count, capacity;
};

void lane_done(struct lane *lane);

/* The page of a month, made when there is none. 0 or -ENOMEM. The pointer is good until the next
 * page is made. */
int lane_page(struct lane *lane, int32_t month, bool days, struct page **ret);

/* Where the page of the month lies, else the first one of a later month; `count` behind the last. */
uint32_t lane_find(const struct lane *lane, int32_t month);

/* The cell of a day; 0 where there is no page. */
wide lane_cell(const struct lane *lane, int32_t month, int mday);

/* Days first..last, both counted; nothing when they are in the wrong order. */
wide lane_sum(const struct lane *lane, int32_t first_day, int32_t last_day);

/* The first day from `from_day` on whose cell is not zero (from any day below the first page on:
 * the first of all), and the last one; CIVIL_NONE: none is. */
int32_t lane_next_day(const struct lane *lane, int32_t from_day);
int32_t lane_last_day(const struct lane *lane);
/* The last one up to `until_day`. */
int32_t lane_previous_day(const struct lane *lane, int32_t until_day);

/* Frees the pages that are zero. */
void lane_sweep(struct lane *lane);

/* Takes everything back: all pages are zero, and dirty. */
void lane_clear(struct lane *lane);
