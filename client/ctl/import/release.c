/* import/release.c: the rows of a release, and what its end says: its periods and its control totals. */
#include "import/manifest_inside.h"
#include <assert.h>
#include <stdlib.h>
#include <string.h>

void release_add(struct manifest_release *release, const struct manifest_row *row, uint64_t id,
                 const struct cumulated *sum)
{
        size_t n = release->n_rows;

        if (n == release->rows_allocated)
                release->rows = array_grow(release->rows, &release->rows_allocated, n + 1,
                                           sizeof(*release->rows));
        if (n == release->ids_allocated)
                release->ids = array_grow(release->ids, &release->ids_allocated, n + 1,
                                          sizeof(*release->ids));
        if (sum && n == release->sums_allocated)
                release->sums = array_grow(release->sums, &release->sums_allocated, n + 1,
                                           sizeof(*release->sums));
        release->rows[n] = *row;
        release->ids[n] = id;
        if (sum)
                release->sums[n] = *sum;
        release->n_rows++;
}

void release_done(struct manifest_release *release)
{
        free(release->rows);
        free(release->ids);
        free(release->sums);
        free(release->periods);
}

/* No row is empty, since blank lines are none. */
void manifest_row_drop(struct manifest_row *row)
{
        row->length = 0;
}

static void release_period(struct manifest_release *release, struct period period)
{
        size_t i = release->n_periods;

        while (i > 0 && period_compare(release->periods[i - 1], period) > 0)
                i--;
        if (i > 0 && period_equal(release->periods[i - 1], period))
                return;
        if (release->n_periods == release->periods_allocated)
                release->periods = array_grow(release->periods, &release->periods_allocated,
                                              release->n_periods + 1, sizeof(*release->periods));
        memmove(&release->periods[i + 1], &release->periods[i],
                (release->n_periods - i) * sizeof(*release->periods));
        release->periods[i] = period;
        release->n_periods++;
}

/* Beyond the limit the currency's sum is not told; the others are. */
static void total_add(struct manifest_release *release, enum mst_control_of of, const char *currency,
                      wide amount)
{
        struct manifest_total *total;

        for (size_t i = 0; i < release->n_totals; i++) {
                total = &release->totals[i];
                if (total->of == of && strncmp(total->currency, currency, sizeof(total->currency)) == 0) {
                        total->sum += amount;
                        return;
                }
        }
        if (release->n_totals == MANIFEST_TOTALS_MAX)
                return;
        total = &release->totals[release->n_totals++];
        *total = (struct manifest_total){.of = of, .sum = amount};
        (void)strncpy(total->currency, currency, sizeof(total->currency) - 1);
}

static void quantity_add(struct manifest_release *release, enum mst_control_of of, const char *currency,
                         const struct mst_quantity *quantity)
{
        if (quantity->known)
                total_add(release, of, currency, quantity->units);
}

/* Planned events do not count, and are no part of what the source says the sum is. */
static void release_totals(struct manifest_release *release, const struct mst_event *event)
{
        total_add(release, MST_CONTROL_OF_RECORDS, "", 1);
        if (event->reality == MST_REALITY_PLANNED)
                return;
        switch (event->kind) {
        case MST_EVENT_TRADE:
                quantity_add(release, MST_CONTROL_OF_VALUE, event_currency(event), &event->trade.value);
                quantity_add(release, MST_CONTROL_OF_MASS, "", &event->trade.net_mass);
                break;
        case MST_EVENT_FREIGHT:
                quantity_add(release, MST_CONTROL_OF_VALUE, event_currency(event), &event->freight.value);
                quantity_add(release, MST_CONTROL_OF_MASS, "", &event->freight.mass);
                quantity_add(release, MST_CONTROL_OF_TEU, "", &event->freight.teu);
                quantity_add(release, MST_CONTROL_OF_WAGONS, "", &event->freight.wagons);
                break;
        default:
                break;
        }
}

/* Figures of a year beside those of its months are control totals: what the release speaks of are
 * the months, and periods of an end may not overlap. */
static bool holds_a_shorter_one(const struct manifest_release *release, struct period period)
{
        for (size_t i = 0; i < release->n_periods; i++) {
                struct period other = release->periods[i];

                if (other.last - other.first < period.last - period.first && other.first <= period.last &&
                    other.last >= period.first)
                        return true;
        }
        return false;
}

static bool is_apart(const struct mst_levels *levels)
{
        const enum mst_level all[] = {levels->commodity, levels->reporter, levels->partner, levels->mode,
                                      levels->place};

        for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++)
                if (all[i] == MST_LEVEL_TOTAL || all[i] == MST_LEVEL_GROUP)
                        return true;
        return false;
}

void release_count(struct manifest_release *release, const struct row *row)
{
        if (row->period.kind != PERIOD_NONE)
                release_period(release, row->period);
        release_totals(release, &row->event);
        release->by_period[row->period.kind]++;
        release->apart += is_apart(&row->event.levels);
}

bool reading_is_outside(const struct reading *r, struct period period)
{
        const struct manifest_options *options = r->options;

        if (options->only_first.kind == PERIOD_NONE || period.kind == PERIOD_NONE)
                return false;
        return period.first < options->only_first.first || period.last > options->only_last.last;
}

void release_recount(struct reading *r, struct manifest_release *release)
{
        struct manifest_counts *counts = &r->manifest->counts;
        size_t kept = 0;

        release->n_periods = 0;
        release->n_totals = 0;
        release->apart = 0;
        memset(release->by_period, 0, sizeof(release->by_period));
        for (size_t i = 0; i < release->n_rows; i++) {
                struct row row;

                pool_reset(&r->scratch);
                if (release->rows[i].length == 0) {
                        counts->left_out++;
                        continue;
                }
                if (manifest_event(r->manifest, &release->rows[i], &r->scratch, &row) != 0)
                        continue;
                if (reading_is_outside(r, row.period)) {
                        counts->outside++;
                        counts->left_out++;
                        continue;
                }
                release->rows[kept] = release->rows[i];
                release->ids[kept++] = release->ids[i];
                release_count(release, &row);
        }
        release->n_rows = kept;
}

const char *const *manifest_periods(const struct manifest_release *release, struct pool *pool, size_t *ret_n)
{
        const char **texts = pool_array(pool, release->n_periods + 1, sizeof(*texts));
        struct period *periods = pool_array(pool, release->n_periods + 1, sizeof(*periods));
        char first[PERIOD_TEXT_MAX], last[PERIOD_TEXT_MAX];
        size_t n_periods = 0, n = 0;

        for (size_t i = 0; i < release->n_periods; i++)
                if (!holds_a_shorter_one(release, release->periods[i]))
                        periods[n_periods++] = release->periods[i];
        for (size_t i = 0; i < n_periods;) {
                size_t end = i;

                while (end + 1 < n_periods && period_equal(period_next(periods[end]), periods[end + 1]))
                        end++;
                (void)period_format(periods[i], first);
                (void)period_format(periods[end], last);
                texts[n++] = end > i ? pool_print(pool, "%s..%s", first, last)
                                     : pool_print(pool, "%s", first);
                i = end + 1;
        }
        *ret_n = n;
        return texts;
}
