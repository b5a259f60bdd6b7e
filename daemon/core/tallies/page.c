/* core/tallies/page.c: cells of one month. */
#include "core/tallies/page.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>

#include "base/limits.h"

int page_init(struct page *page, int32_t month, bool days)
{
        wide *day = NULL;

        assert(page);

        if (days) {
                day = calloc(PAGE_DAYS, sizeof(*day));
                if (!day)
                        return -ENOMEM;
        }
        *page = (struct page){.day = day, .month = month};
        return 0;
}

void page_done(struct page *page)
{
        free(page->day);
        page->day = NULL;
}

void page_add(struct page *page, int mday, int64_t amount)
{
        assert(mday >= 1 && mday <= PAGE_DAYS);
        assert(amount >= -AMOUNT_MAX && amount <= AMOUNT_MAX);

        if (page->day)
                page->day[mday - 1] += amount;
        page->total += amount;
}

void page_move(struct page *page, int mday, wide amount)
{
        assert(mday >= 1 && mday <= PAGE_DAYS);

        if (page->day)
                page->day[mday - 1] += amount;
        page->total += amount;
}

wide page_cell(const struct page *page, int length, int mday)
{
        assert(mday >= 1 && mday <= length && length <= PAGE_DAYS);

        if (page->day)
                return page->day[mday - 1];
        return mday == length ? page->total : 0;
}

void page_set(struct page *page, int mday, wide cell)
{
        assert(mday >= 1 && mday <= PAGE_DAYS);

        if (page->day) {
                page->total += cell - page->day[mday - 1];
                page->day[mday - 1] = cell;
        } else {
                page->total = cell;
        }
}

wide page_sum(const struct page *page, int length, int first_mday, int last_mday)
{
        wide sum = 0;

        assert(length >= 28 && length <= PAGE_DAYS);
        assert(first_mday >= 1 && first_mday <= last_mday && last_mday <= length);

        if (first_mday == 1 && last_mday == length)
                return page->total;
        if (!page->day)
                return last_mday == length ? page->total : 0;
        for (int mday = first_mday; mday <= last_mday; mday++)
                sum += page->day[mday - 1];
        return sum;
}

/* A total of zero may be days that cancel each other. */
bool page_is_zero(const struct page *page)
{
        if (page->total != 0)
                return false;
        for (int i = 0; page->day && i < PAGE_DAYS; i++)
                if (page->day[i] != 0)
                        return false;
        return true;
}

int page_next_mday(const struct page *page, int length, int mday)
{
        if (!page->day)
                return page->total != 0 ? length : 0;
        for (; mday <= length; mday++)
                if (page->day[mday - 1] != 0)
                        return mday;
        return 0;
}

int page_last_mday(const struct page *page, int length, int mday)
{
        if (!page->day)
                return page->total != 0 && mday == length ? length : 0;
        for (; mday >= 1; mday--)
                if (page->day[mday - 1] != 0)
                        return mday;
        return 0;
}
