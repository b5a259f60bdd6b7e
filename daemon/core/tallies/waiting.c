/* core/tallies/waiting.c: the amounts that wait for a rate, by currency and month. */
#include <assert.h>
#include <string.h>

#include "base/civil.h"
#include "core/tallies/inside.h"

/* The first month from `month` on in which a record of this currency waits; INT32_MAX: none does. */
static int32_t next_waiting(const struct foreign *foreign, struct currency currency, int32_t month)
{
        int32_t next = INT32_MAX;

        for (; foreign && memcmp(&foreign->currency, &currency, sizeof(currency)) == 0; foreign = foreign->next) {
                const struct lane *waiting = &foreign->lanes[FOREIGN_WAITING];

                for (uint32_t i = lane_find(waiting, month); i < waiting->count; i++)
                        if (!page_is_zero(&waiting->pages[i])) {
                                if (waiting->pages[i].month < next)
                                        next = waiting->pages[i].month;
                                break;
                        }
        }
        return next;
}

/* Of one month, cell by cell: others of the month may have a rate. */
static void add_waiting(const struct foreign *foreign, day_filter counts, const void *context,
                        struct waiting_row *row)
{
        int length = civil_days_in_month(row->month / 12, row->month % 12 + 1);
        int32_t before = civil_month_last(row->month) - length;

        for (int mday = foreign->days ? 1 : length; mday <= length; mday++) {
                wide records = lane_cell(&foreign->lanes[FOREIGN_WAITING], row->month, mday);

                if (records <= 0 || (counts && !counts(context, before + mday)))
                        continue;
                row->records += (uint64_t)records;
                row->units += lane_cell(&foreign->lanes[FOREIGN_AMOUNT], row->month, mday);
        }
}

int tallies_waiting(const struct tallies *tallies, uint32_t measure, day_filter counts, waiting_visitor visitor,
                    void *context)
{
        const struct foreign *foreign = tallies->tallies[measure].total.foreign, *same;

        assert(measure < tallies->plan->measures_count);

        for (; foreign; foreign = same) {
                struct waiting_row row = {.currency = foreign->currency};
                int32_t month = civil_month(CIVIL_MIN);

                while ((month = next_waiting(foreign, row.currency, month)) != INT32_MAX) {
                        int r = 0;

                        row.month = month++;
                        row.units = 0;
                        row.records = 0;
                        for (same = foreign; same && memcmp(&same->currency, &row.currency, sizeof(row.currency)) == 0;
                             same = same->next)
                                add_waiting(same, counts, context, &row);
                        if (row.records > 0)
                                r = visitor(context, &row);
                        if (r != 0)
                                return r;
                }
                for (same = foreign; same && memcmp(&same->currency, &row.currency, sizeof(row.currency)) == 0;)
                        same = same->next;
        }
        return 0;
}
