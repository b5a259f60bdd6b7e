/* core/tallies/foreign.c: cells of other currencies. */
#include "core/tallies/foreign.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/period.h"

static int compare(const struct foreign *foreign, struct currency currency, uint8_t kind)
{
        int order = memcmp(foreign->currency.code, currency.code, sizeof(currency.code));

        return order ? order : (int)foreign->kind - (int)kind;
}

int foreign_find(struct foreign **list, struct currency currency, uint8_t kind, struct foreign **ret)
{
        struct foreign **at = list, *foreign;

        while (*at && compare(*at, currency, kind) < 0)
                at = &(*at)->next;
        if (!*at || compare(*at, currency, kind) != 0) {
                foreign = calloc(1, sizeof(*foreign));
                if (!foreign)
                        return -ENOMEM;
                foreign->currency = currency;
                foreign->kind = kind;
                foreign->days = kind == PERIOD_DAY || kind == PERIOD_WEEK;
                foreign->stale_first = INT32_MAX;
                foreign->stale_last = INT32_MIN;
                foreign->next = *at;
                *at = foreign;
        }
        *ret = *at;
        return 0;
}

void foreign_free(struct foreign *foreign)
{
        for (int i = 0; i < FOREIGN_LANES; i++)
                lane_done(&foreign->lanes[i]);
        free(foreign);
}

bool foreign_is_empty(const struct foreign *foreign)
{
        for (int i = 0; i < FOREIGN_LANES; i++)
                if (foreign->lanes[i].count > 0)
                        return false;
        return true;
}

bool foreign_mark_stale(struct foreign *foreign, int32_t first_month, int32_t last_month, uint8_t why)
{
        struct lane *records = &foreign->lanes[FOREIGN_RECORDS];
        bool any = false;

        for (uint32_t i = lane_find(records, first_month); i < records->count; i++) {
                struct page *page = &records->pages[i];

                if (page->month > last_month)
                        break;
                page->stale |= why;
                any = true;
                if (page->month < foreign->stale_first)
                        foreign->stale_first = page->month;
                if (page->month > foreign->stale_last)
                        foreign->stale_last = page->month;
        }
        return any;
}
