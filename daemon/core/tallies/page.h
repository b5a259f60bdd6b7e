/* core/tallies/page.h: what was counted in one month of one lane, on each of its days where the
 * measure's resolution is finer than a month (rule 43).
 *
 * Two sizes: of month resolution a page is its total and lies wholly in the lane's array; with
 * day cells it owns a block of 31 more. Cells are 128 bits wide, so that 2^64 quantities of
 * AMOUNT_MAX fit and nothing can overflow (rule 12). The total is kept beside the days, so that
 * a window of years reads twelve numbers a year.
 *
 * A page without day cells counts on the last day of its month, as a month's figure does. */
#pragma once
#include <stdbool.h>
#include <stdint.h>

#include "base/wide.h"

#define PAGE_DAYS 31

struct page {
        wide total;    /* always the sum of day[], where there is one */
        wide *day;     /* PAGE_DAYS cells, owned; NULL: month resolution */
        int32_t month; /* civil_month() */
        bool dirty;    /* changed since it was saved */
        uint8_t stale; /* its worth is to be looked at again: see foreign.h */
};

/* All cells are zero. 0 or -ENOMEM. */
int page_init(struct page *page, int32_t month, bool days);
void page_done(struct page *page);

/* `mday` is 1 to 31; a negative amount takes back. */
void page_add(struct page *page, int mday, int64_t amount);

/* The same by any amount; for what follows from other cells. */
void page_move(struct page *page, int mday, wide amount);

/* Of a page without day cells the total lies on the last day of its month, `length`. */
wide page_cell(const struct page *page, int length, int mday);

/* Puts a cell as it was saved; of a page without day cells the total. */
void page_set(struct page *page, int mday, wide cell);

/* Both ends are days of the month, which has `length` of them, and are counted. */
wide page_sum(const struct page *page, int length, int first_mday, int last_mday);

bool page_is_zero(const struct page *page);

/* The first day from `mday` on whose cell is not zero, and the last one up to it; 0: there is
 * none. */
int page_next_mday(const struct page *page, int length, int mday);
int page_last_mday(const struct page *page, int length, int mday);
