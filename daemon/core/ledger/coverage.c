/* core/ledger/coverage.c: what sources say, and what is complete and covered by it. */
#include "core/ledger/coverage.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/civil.h"
#include "core/ledger/coverage_inside.h"

int coverage_new(const struct plan *plan, struct coverage **ret)
{
        struct coverage *coverage = calloc(1, sizeof(*coverage));

        if (!coverage)
                return -ENOMEM;

        coverage->plan = plan;
        coverage->day = CIVIL_NONE;
        coverage->sources = calloc(plan->sources_count ? plan->sources_count : 1, sizeof(*coverage->sources));
        if (!coverage->sources) {
                coverage_free(coverage);
                return -ENOMEM;
        }
        for (size_t i = 0; i < plan->sources_count; i++) {
                coverage->sources[i].oldest_day = coverage->sources[i].newest_day = CIVIL_NONE;
                coverage->sources[i].nothing_until = CIVIL_NONE;
        }

        *ret = coverage;
        return 0;
}

struct coverage *coverage_free(struct coverage *coverage)
{
        if (!coverage)
                return NULL;

        for (size_t i = 0; coverage->sources && i < coverage->plan->sources_count; i++)
                free(coverage->sources[i].cells);
        free(coverage->sources);
        free(coverage->runs[0]);
        free(coverage->runs[1]);
        free(coverage);
        return NULL;
}

size_t cell_at(const struct spoken *spoken, int32_t last_day)
{
        size_t low = 0, high = spoken->count;

        while (low < high) {
                size_t middle = low + (high - low) / 2;

                if (spoken->cells[middle].last_day < last_day)
                        low = middle + 1;
                else
                        high = middle;
        }
        return low;
}

struct cell *cell_need(struct spoken *spoken, int32_t first_day, int32_t last_day)
{
        size_t at = cell_at(spoken, last_day);

        if (at < spoken->count && spoken->cells[at].last_day == last_day)
                return &spoken->cells[at];

        if (spoken->count == spoken->capacity) {
                size_t capacity = spoken->capacity ? spoken->capacity * 2 : 64;
                struct cell *cells = realloc(spoken->cells, capacity * sizeof(*cells));

                if (!cells)
                        return NULL;
                spoken->cells = cells;
                spoken->capacity = capacity;
        }
        memmove(spoken->cells + at + 1, spoken->cells + at, (spoken->count - at) * sizeof(*spoken->cells));
        spoken->cells[at] = (struct cell){.first_day = first_day, .last_day = last_day};
        spoken->count++;
        return &spoken->cells[at];
}

int coverage_take_over(struct coverage *coverage, const struct coverage *old)
{
        coverage->day = old->day;

        for (size_t i = 0; i < coverage->plan->sources_count; i++) {
                const struct plan_source *source = &coverage->plan->sources[i];
                struct spoken *spoken = &coverage->sources[i];

                for (size_t j = 0; j < old->plan->sources_count; j++) {
                        const struct plan_source *before = &old->plan->sources[j];
                        const struct spoken *said = &old->sources[j];

                        if (!text_equal(before->name, source->name) || before->resolution != source->resolution ||
                            before->numbers != source->numbers)
                                continue;

                        if (said->count) {
                                spoken->cells = malloc(said->count * sizeof(*said->cells));
                                if (!spoken->cells)
                                        return -ENOMEM;
                                memcpy(spoken->cells, said->cells, said->count * sizeof(*said->cells));
                        }
                        spoken->count = spoken->capacity = said->count;
                        spoken->oldest_day = said->oldest_day;
                        spoken->newest_day = said->newest_day;
                        spoken->nothing_until = said->nothing_until;
                        for (size_t k = 0; k < spoken->count; k++)
                                spoken->cells[k].dirty = true;
                }
                spoken->dirty = spoken->changed = true;
        }
        return 0;
}

void coverage_set_day(struct coverage *coverage, int32_t day)
{
        if (coverage->day == day)
                return;

        coverage->day = day;
        for (size_t i = 0; i < coverage->plan->sources_count; i++)
                if (coverage->plan->sources[i].complete_after_days >= 0)
                        coverage->sources[i].changed = true;
}

int32_t coverage_day(const struct coverage *coverage)
{
        return coverage->day;
}

void coverage_saw(struct coverage *coverage, uint32_t source, int32_t day)
{
        struct spoken *spoken = &coverage->sources[source];

        if (spoken->oldest_day == CIVIL_NONE || day < spoken->oldest_day) {
                spoken->oldest_day = day;
                spoken->dirty = true;
        }
        if (spoken->newest_day != CIVIL_NONE && day <= spoken->newest_day)
                return;

        spoken->newest_day = day;
        spoken->dirty = spoken->changed = true;
}

void coverage_nothing_until(struct coverage *coverage, uint32_t source, int32_t day)
{
        struct spoken *spoken = &coverage->sources[source];

        if (spoken->nothing_until != CIVIL_NONE && day <= spoken->nothing_until)
                return;

        spoken->nothing_until = day;
        spoken->dirty = spoken->changed = true;
}

bool coverage_on_borders(const struct coverage *coverage, uint32_t source, const struct period_range *range)
{
        enum period_kind resolution = coverage->plan->sources[source].resolution;

        return period_at(resolution, range->first_day, 1).first == range->first_day &&
               period_at(resolution, range->last_day, 1).last == range->last_day;
}

int coverage_ended(struct coverage *coverage, uint32_t source, const struct period_range *ranges,
                   size_t ranges_count, uint64_t vintage, bool replaces, bool complete)
{
        struct spoken *spoken = &coverage->sources[source];
        enum period_kind resolution = coverage->plan->sources[source].resolution;

        for (size_t i = 0; i < ranges_count; i++) {
                struct period period = period_at(resolution, ranges[i].first_day, 1);

                for (; period.first <= ranges[i].last_day; period = period_next(period)) {
                        struct cell *cell = cell_need(spoken, period.first, period.last);

                        if (!cell)
                                return -ENOMEM;
                        if (replaces && vintage > cell->covered)
                                cell->covered = vintage;
                        if (complete && vintage > cell->complete)
                                cell->complete = vintage;
                        cell->dirty = true;
                }
        }
        spoken->changed = true;
        return 0;
}

static uint64_t cell_covered(const struct spoken *spoken, const struct period *part)
{
        size_t at = cell_at(spoken, part->last);

        if (at == spoken->count || spoken->cells[at].first_day != part->first)
                return 0;
        return spoken->cells[at].covered;
}

static bool is_among(const struct period *part, const struct period_range *ranges, size_t ranges_count)
{
        for (size_t i = 0; i < ranges_count; i++)
                if (part->first >= ranges[i].first_day && part->last <= ranges[i].last_day)
                        return true;
        return false;
}

uint64_t coverage_after(const struct coverage *coverage, uint32_t source, const struct period *period,
                        const struct period_range *ranges, size_t ranges_count, uint64_t vintage)
{
        const struct plan_source *plan = &coverage->plan->sources[source];
        uint64_t lowest = UINT64_MAX;
        struct period part;

        if (plan->numbers != NUMBERS_BY_RELEASE || period->kind == PERIOD_NONE)
                return 0;

        if (period->kind == plan->resolution && ranges_count == 0)
                return cell_covered(&coverage->sources[source], period);

        /* Of parts that do not fill it, one is never covered. */
        part = period_at(plan->resolution, period->first, 1);
        if (part.first != period->first)
                return 0;
        for (; part.kind != PERIOD_NONE && part.first <= period->last && lowest > 0; part = period_next(part)) {
                uint64_t covered = cell_covered(&coverage->sources[source], &part);

                if (part.last > period->last)
                        return 0;
                if (covered < vintage && is_among(&part, ranges, ranges_count))
                        covered = vintage;
                if (covered < lowest)
                        lowest = covered;
        }
        return lowest == UINT64_MAX ? 0 : lowest;
}

uint64_t coverage_of(const struct coverage *coverage, uint32_t source, const struct period *period)
{
        return coverage_after(coverage, source, period, NULL, 0, 0);
}

int32_t told_until(const struct coverage *coverage, size_t source)
{
        const struct plan_source *plan = &coverage->plan->sources[source];
        const struct spoken *spoken = &coverage->sources[source];
        int32_t until = CIVIL_NONE;
        struct period period;

        if (plan->complete_after_days >= 0 && coverage->day != CIVIL_NONE && spoken->newest_day != CIVIL_NONE) {
                until = coverage->day - plan->complete_after_days;
                if (until > spoken->newest_day)
                        until = spoken->newest_day;
        }
        if (spoken->nothing_until != CIVIL_NONE && (until == CIVIL_NONE || spoken->nothing_until > until))
                until = spoken->nothing_until;
        if (until == CIVIL_NONE)
                return CIVIL_NONE;

        period = period_at(plan->resolution, until, 1);
        return period.last == until ? until : period.first - 1;
}

/* Is every day of first..last complete in one source? Without memory: the cells are walked. */
static bool source_complete(const struct coverage *coverage, uint32_t source, int32_t first_day, int32_t last_day)
{
        const struct plan_source *plan = &coverage->plan->sources[source];
        const struct spoken *spoken = &coverage->sources[source];
        int32_t until = told_until(coverage, source);

        if (plan->retired_day != CIVIL_NONE && last_day > plan->retired_day)
                last_day = plan->retired_day;
        if (until != CIVIL_NONE && first_day <= until)
                first_day = until + 1;

        for (size_t at = cell_at(spoken, first_day); first_day <= last_day; at++) {
                if (at == spoken->count || spoken->cells[at].first_day > first_day)
                        return false;
                if (spoken->cells[at].complete == 0 || spoken->cells[at].complete < spoken->cells[at].covered)
                        return false;
                first_day = spoken->cells[at].last_day + 1;
        }
        return true;
}

bool coverage_complete(const struct coverage *coverage, const uint32_t *sources, size_t sources_count,
                       int32_t first_day, int32_t last_day, uint32_t *ret_held_back_by)
{
        *ret_held_back_by = UINT32_MAX;
        for (size_t i = 0; i < sources_count; i++) {
                if (source_complete(coverage, sources[i], first_day, last_day))
                        continue;
                *ret_held_back_by = sources[i];
                return false;
        }
        return true;
}

bool coverage_changed(const struct coverage *coverage, uint32_t source)
{
        return coverage->sources[source].changed;
}

void coverage_judged(struct coverage *coverage)
{
        for (size_t i = 0; i < coverage->plan->sources_count; i++)
                coverage->sources[i].changed = false;
}

int32_t coverage_newest_day(const struct coverage *coverage, uint32_t source)
{
        return coverage->sources[source].newest_day;
}

/* The end of the first run: beyond it lies a hole or nothing. */
int32_t coverage_until(const struct coverage *coverage, uint32_t source)
{
        const struct spoken *spoken = &coverage->sources[source];
        int32_t until = told_until(coverage, source);

        for (size_t i = 0; i < spoken->count; i++) {
                const struct cell *cell = &spoken->cells[i];

                if (cell->complete == 0 || cell->complete < cell->covered)
                        continue;
                if (until != CIVIL_NONE && cell->first_day > until + 1)
                        break;
                if (until == CIVIL_NONE || cell->last_day > until)
                        until = cell->last_day;
        }
        return until;
}

void coverage_holes(const struct coverage *coverage, uint32_t source, struct period *ret, size_t max,
                    size_t *ret_count)
{
        const struct spoken *spoken = &coverage->sources[source];
        enum period_kind resolution = coverage->plan->sources[source].resolution;
        int32_t until = coverage_until(coverage, source);

        *ret_count = 0;
        if (until == CIVIL_NONE)
                return;

        for (size_t i = cell_at(spoken, until + 1); i < spoken->count; i++) {
                const struct cell *cell = &spoken->cells[i];
                struct period period;

                if (cell->complete == 0 || cell->complete < cell->covered)
                        continue;
                for (period = period_at(resolution, until + 1, 1);
                     period.last < cell->first_day && *ret_count < max; period = period_next(period))
                        ret[(*ret_count)++] = period;
                until = cell->last_day;
        }
}

int32_t coverage_due_day(const struct coverage *coverage, int32_t day)
{
        int32_t due = PLAN_NEVER;

        for (size_t i = 0; i < coverage->plan->sources_count; i++) {
                const struct plan_source *plan = &coverage->plan->sources[i];
                int32_t newest = coverage->sources[i].newest_day, until, next;

                if (plan->complete_after_days < 0 || newest == CIVIL_NONE)
                        continue;

                /* The end of the period behind what is complete, if it was spoken of already. */
                until = day == CIVIL_NONE ? CIVIL_NONE : day - plan->complete_after_days;
                if (until != CIVIL_NONE && until >= newest)
                        continue;
                next = until == CIVIL_NONE ? newest : period_at(plan->resolution, until + 1, 1).last;
                if (next <= newest && next + plan->complete_after_days < due)
                        due = next + plan->complete_after_days;
        }
        return due;
}
