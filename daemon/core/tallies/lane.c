/* core/tallies/lane.c: pages by month, and sums over them. */
#include "core/tallies/lane.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/civil.h"

#define LANE_PAGES_FIRST 4

void lane_done(struct lane *lane)
{
        for (uint32_t i = 0; i < lane->count; i++)
                page_done(&lane->pages[i]);
        free(lane->pages);
        *lane = (struct lane){0};
}

/* The first page whose month is not below. */
static uint32_t lower_bound(const struct lane *lane, int32_t month)
{
        uint32_t low = 0, high = lane->count;

        while (low < high) {
                uint32_t middle = low + (high - low) / 2;

                if (lane->pages[middle].month < month)
                        low = middle + 1;
                else
                        high = middle;
        }
        return low;
}

/* The same, where it lies if no month is missing before it. */
uint32_t lane_find(const struct lane *lane, int32_t month)
{
        if (lane->count > 0 && month >= lane->pages[0].month) {
                uint32_t at = (uint32_t)(month - lane->pages[0].month);

                if (at < lane->count && lane->pages[at].month == month)
                        return at;
        }
        return lower_bound(lane, month);
}

static int reserve(struct lane *lane)
{
        uint32_t capacity = lane->capacity ? lane->capacity * 2 : LANE_PAGES_FIRST;
        struct page *pages;

        if (lane->count < lane->capacity)
                return 0;
        pages = realloc(lane->pages, capacity * sizeof(*pages));
        if (!pages)
                return -ENOMEM;
        lane->pages = pages;
        lane->capacity = capacity;
        return 0;
}

int lane_page(struct lane *lane, int32_t month, bool days, struct page **ret)
{
        struct page page;
        uint32_t at;
        int r;

        at = lane_find(lane, month);
        if (at == lane->count || lane->pages[at].month != month) {
                r = reserve(lane);
                if (r < 0)
                        return r;
                r = page_init(&page, month, days);
                if (r < 0)
                        return r;
                memmove(&lane->pages[at + 1], &lane->pages[at], (lane->count - at) * sizeof(page));
                lane->pages[at] = page;
                lane->count++;
        }
        *ret = &lane->pages[at];
        return 0;
}

static int month_length(int32_t month)
{
        return civil_days_in_month(month / 12, month % 12 + 1);
}

static int mday_of(int32_t day)
{
        int mday;

        civil_to_ymd(day, NULL, NULL, &mday);
        return mday;
}

wide lane_cell(const struct lane *lane, int32_t month, int mday)
{
        uint32_t at = lane_find(lane, month);

        if (at == lane->count || lane->pages[at].month != month)
                return 0;
        return page_cell(&lane->pages[at], month_length(month), mday);
}

wide lane_sum(const struct lane *lane, int32_t first_day, int32_t last_day)
{
        int32_t first_month, last_month;
        wide sum = 0;

        if (lane->count == 0 || first_day > last_day)
                return 0;

        first_month = civil_month(first_day);
        last_month = civil_month(last_day);
        for (uint32_t i = lane_find(lane, first_month); i < lane->count; i++) {
                const struct page *page = &lane->pages[i];
                int first = 1, last;

                if (page->month > last_month)
                        break;
                if (page->month != first_month && page->month != last_month) {
                        sum += page->total;
                        continue;
                }
                last = month_length(page->month);
                if (page->month == first_month)
                        first = mday_of(first_day);
                sum += page_sum(page, last, first, page->month == last_month ? mday_of(last_day) : last);
        }
        return sum;
}

int32_t lane_next_day(const struct lane *lane, int32_t from_day)
{
        int32_t from_month = 0;
        uint32_t i = 0;

        if (lane->count == 0 || from_day > CIVIL_MAX)
                return CIVIL_NONE;
        if (from_day > civil_month_first(lane->pages[0].month)) {
                from_month = civil_month(from_day);
                i = lane_find(lane, from_month);
        }

        for (; i < lane->count; i++) {
                const struct page *page = &lane->pages[i];
                int from_mday = page->month == from_month ? mday_of(from_day) : 1;
                int mday = page_next_mday(page, month_length(page->month), from_mday);

                if (mday > 0)
                        return civil_month_first(page->month) + mday - 1;
        }
        return CIVIL_NONE;
}

int32_t lane_previous_day(const struct lane *lane, int32_t until_day)
{
        int32_t until_month;

        if (lane->count == 0 || until_day < civil_month_first(lane->pages[0].month))
                return CIVIL_NONE;
        until_month = civil_month(until_day > CIVIL_MAX ? CIVIL_MAX : until_day);

        for (uint32_t i = lower_bound(lane, until_month + 1); i > 0; i--) {
                const struct page *page = &lane->pages[i - 1];
                int length = month_length(page->month);
                int mday = page_last_mday(page, length,
                                          page->month == until_month ? mday_of(until_day) : length);

                if (mday > 0)
                        return civil_month_first(page->month) + mday - 1;
        }
        return CIVIL_NONE;
}

int32_t lane_last_day(const struct lane *lane)
{
        return lane_previous_day(lane, CIVIL_MAX);
}

void lane_sweep(struct lane *lane)
{
        uint32_t kept = 0;

        for (uint32_t i = 0; i < lane->count; i++) {
                if (page_is_zero(&lane->pages[i]))
                        page_done(&lane->pages[i]);
                else
                        lane->pages[kept++] = lane->pages[i];
        }
        lane->count = kept;
        if (kept == 0)
                lane_done(lane);
}

void lane_clear(struct lane *lane)
{
        for (uint32_t i = 0; i < lane->count; i++) {
                struct page *page = &lane->pages[i];

                if (page->day)
                        memset(page->day, 0, PAGE_DAYS * sizeof(*page->day));
                page->total = 0;
                page->dirty = true;
        }
}
