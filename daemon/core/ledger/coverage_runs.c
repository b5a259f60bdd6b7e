/* core/ledger/coverage_runs.c: what is complete, as runs of days without a hole. */
#include <errno.h>
#include <stdlib.h>

#include "base/civil.h"
#include "core/ledger/coverage_inside.h"

static int run_append(struct coverage *coverage, int side, size_t *count, int32_t first_day, int32_t last_day)
{
        struct complete_run *runs = coverage->runs[side];

        if (*count && runs[*count - 1].last_day != INT32_MAX && runs[*count - 1].last_day + 1 >= first_day) {
                if (last_day > runs[*count - 1].last_day)
                        runs[*count - 1].last_day = last_day;
                return 0;
        }
        if (*count == coverage->runs_capacity[side]) {
                size_t capacity = *count ? *count * 2 : 16;

                runs = realloc(runs, capacity * sizeof(*runs));
                if (!runs)
                        return -ENOMEM;
                coverage->runs[side] = runs;
                coverage->runs_capacity[side] = capacity;
        }
        runs[(*count)++] = (struct complete_run){first_day, last_day};
        return 0;
}

/* What one source has said completely, into scratch `side`. Runs are made in rising order: what
 * time completes begins at the beginning of all days, what is retired ends at their end. */
static int runs_of(struct coverage *coverage, uint32_t source, int side, size_t *ret_count)
{
        const struct plan_source *plan = &coverage->plan->sources[source];
        const struct spoken *spoken = &coverage->sources[source];
        int32_t until = told_until(coverage, source);
        size_t count = 0;
        int r = 0;

        if (until != CIVIL_NONE)
                r = run_append(coverage, side, &count, INT32_MIN, until);

        for (size_t i = 0; i < spoken->count && r == 0; i++) {
                const struct cell *cell = &spoken->cells[i];

                if (cell->complete && cell->complete >= cell->covered)
                        r = run_append(coverage, side, &count, cell->first_day, cell->last_day);
        }

        if (r == 0 && plan->retired_day != CIVIL_NONE) {
                while (count && coverage->runs[side][count - 1].first_day > plan->retired_day)
                        count--;
                r = run_append(coverage, side, &count, plan->retired_day + 1, INT32_MAX);
        }

        *ret_count = count;
        return r;
}

/* Both lists are sorted and without overlap; the result goes into `ret`, which may be as long as
 * both together. */
static size_t intersect(const struct complete_run *a, size_t a_count, const struct complete_run *b, size_t b_count,
                        struct complete_run *ret)
{
        size_t count = 0;

        for (size_t i = 0, j = 0; i < a_count && j < b_count;) {
                int32_t first = a[i].first_day > b[j].first_day ? a[i].first_day : b[j].first_day;
                int32_t last = a[i].last_day < b[j].last_day ? a[i].last_day : b[j].last_day;

                if (first <= last)
                        ret[count++] = (struct complete_run){first, last};
                if (a[i].last_day < b[j].last_day)
                        i++;
                else
                        j++;
        }
        return count;
}

int coverage_runs(struct coverage *coverage, const uint32_t *sources, size_t sources_count,
                  const struct complete_run **ret, size_t *ret_count)
{
        size_t count = 0, more;
        int r;

        if (sources_count == 0) {
                *ret_count = 0;
                *ret = NULL;
                return 0;
        }

        r = runs_of(coverage, sources[0], 0, &count);
        for (size_t i = 1; i < sources_count && r == 0; i++) {
                struct complete_run *both;

                r = runs_of(coverage, sources[i], 1, &more);
                if (r < 0)
                        break;

                both = malloc((count + more + 1) * sizeof(*both));
                if (!both)
                        return -ENOMEM;
                count = intersect(coverage->runs[0], count, coverage->runs[1], more, both);
                free(coverage->runs[0]);
                coverage->runs[0] = both;
                coverage->runs_capacity[0] = count + more + 1;
        }
        if (r < 0)
                return r;

        *ret = coverage->runs[0];
        *ret_count = count;
        return 0;
}
