/* core/milestones/truth.c: the truth about a target: the first day on which the measure was at it,
 * and the outcome that follows on a day. */
#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/civil.h"
#include "core/milestones/inside.h"

static const struct plan_measure *measure_of(const struct milestones *milestones, const struct watch *watch)
{
        return &milestones->plan->measures[watch->measure];
}

/* Can the measure fall because days leave its window? Then it is judged only where all that it
 * looks at is complete (rule 17). */
bool watch_falls(const struct milestones *milestones, const struct watch *watch)
{
        enum plan_window_kind kind = measure_of(milestones, watch)->window.kind;

        return kind == WINDOW_LAST_DAYS || kind == WINDOW_LAST_MONTHS;
}

int truth_runs_changed(struct milestones *milestones, struct watch *watch, const struct judgement *judgement,
                       int32_t *ret_day, bool *ret_changed)
{
        const struct plan_measure *measure = measure_of(milestones, watch);
        const struct complete_run *runs;
        size_t count, i = 0;
        int r;

        r = coverage_runs(judgement->coverage, measure->sources, measure->sources_count, &runs, &count);
        if (r < 0)
                return r;

        while (i < count && i < watch->runs_count && runs[i].first_day == watch->runs[i].first_day &&
               runs[i].last_day == watch->runs[i].last_day)
                i++;
        *ret_changed = i < count || i < watch->runs_count;
        *ret_day = CIVIL_NONE;
        if (i < count && i < watch->runs_count && runs[i].first_day == watch->runs[i].first_day)
                *ret_day = 1 + (runs[i].last_day < watch->runs[i].last_day ? runs[i].last_day :
                                                                             watch->runs[i].last_day);
        else if (i < count && (i >= watch->runs_count || runs[i].first_day < watch->runs[i].first_day))
                *ret_day = runs[i].first_day;
        else if (i < watch->runs_count)
                *ret_day = watch->runs[i].first_day;

        if (count > watch->runs_capacity) {
                struct complete_run *kept = realloc(watch->runs, count * 2 * sizeof(*kept));

                if (!kept)
                        return -ENOMEM;
                watch->runs = kept;
                watch->runs_capacity = count * 2;
        }
        if (count)
                memcpy(watch->runs, runs, count * sizeof(*runs));
        watch->runs_count = count;
        return 0;
}

static bool in_runs(const struct watch *watch, int32_t first_day, int32_t last_day)
{
        for (size_t i = watch->runs_count; i-- > 0;)
                if (watch->runs[i].first_day <= first_day)
                        return watch->runs[i].last_day >= last_day;
        return false;
}

/* ---- crossings ---- */

/* The first of seen[first..end) that is not before `day`. */
static size_t seen_from(const struct watch *watch, size_t end, int32_t day)
{
        size_t low = 0, high = end;

        while (low < high) {
                size_t middle = low + (high - low) / 2;

                if (watch->seen[middle].day < day)
                        low = middle + 1;
                else
                        high = middle;
        }
        return low;
}

/* The first of seen[first..end) at the amount; `end`: none. Where nothing before `first` was at it,
 * the highest so far, which only rises, is searched by halves. */
static size_t seen_at(const struct watch *watch, size_t first, size_t end, int64_t amount)
{
        size_t low = first, high = end;

        if (first > 0 && watch->seen[first - 1].highest >= amount) {
                while (low < end && watch->seen[low].units < amount)
                        low++;
                return low;
        }
        while (low < high) {
                size_t middle = low + (high - low) / 2;

                if (watch->seen[middle].highest < amount)
                        low = middle + 1;
                else
                        high = middle;
        }
        return low;
}

/* Crossings before `from_day` stand; the others are looked for among the values seen since then. Amounts
 * rise with the steps, so each search begins where the one before has ended. */
static bool cross(const struct watch *watch, struct instance *instance, size_t targets, size_t count, int32_t from_day)
{
        size_t at = instance->first_day == CIVIL_NONE ? 0 : seen_from(watch, count, instance->first_day);
        size_t end = instance->last_day == CIVIL_NONE ? count : seen_from(watch, count, instance->last_day + 1);
        bool changed = false;

        for (size_t i = 0; i < targets; i++) {
                struct target *target = &instance->targets[i];
                int32_t crossing = CIVIL_NONE;

                if (target->crossing != CIVIL_NONE && target->crossing < from_day)
                        continue;
                at = at < end ? seen_at(watch, at, end, target->amount) : end;
                if (at < end)
                        crossing = watch->seen[at].day;
                changed |= crossing != target->crossing;
                target->crossing = crossing;
        }
        return changed;
}

static bool cross_all(const struct milestones *milestones, struct watch *watch, size_t count, int32_t from_day)
{
        bool changed = false;

        for (size_t i = 0; i < watch->milestones_count; i++) {
                struct milestone *milestone = &watch->milestones[i];
                size_t targets = milestones->plan->milestones[milestone->index].steps_count + 1;

                for (size_t j = milestone->instances_count; j-- > 0;) {
                        struct instance *instance = &milestone->instances[j];

                        if (instance->last_day != CIVIL_NONE && instance->last_day < from_day)
                                break; /* and so do all before it */
                        changed |= cross(watch, instance, targets, count, from_day);
                }
        }
        return changed;
}

static int seen_append(struct watch *watch, size_t count, int32_t day, int64_t units)
{
        if (count == watch->seen_capacity) {
                size_t capacity = count ? count * 2 : 64;
                struct seen *seen = realloc(watch->seen, capacity * sizeof(*seen));

                if (!seen)
                        return -ENOMEM;
                watch->seen = seen;
                watch->seen_capacity = capacity;
        }
        watch->seen[count] = (struct seen){day, units, units};
        if (count > 0 && watch->seen[count - 1].highest > units)
                watch->seen[count].highest = watch->seen[count - 1].highest;
        return 0;
}

/* The day on which nothing is left in a window that lets days go. */
static int32_t emptied(const struct plan_window *window, int32_t last_day)
{
        int32_t day = window->kind == WINDOW_LAST_DAYS ? last_day + window->count :
                                                         civil_add_months(last_day, window->count);

        return day == CIVIL_NONE || day > CIVIL_MAX ? CIVIL_MAX : day;
}

/* The last day that is to be looked at; CIVIL_NONE: none. Behind the newest day nothing can rise but
 * by what leaves the window. It does not depend on the day of judging, which nobody needs to watch. */
static int32_t scan_end(const struct milestones *milestones, const struct watch *watch,
                        const struct judgement *judgement)
{
        int32_t end = tallies_last_day(judgement->tallies, watch->measure), complete;

        if (end == CIVIL_NONE || !watch_falls(milestones, watch))
                return end;
        if (watch->runs_count == 0)
                return CIVIL_NONE;

        complete = watch->runs[watch->runs_count - 1].last_day;
        end = emptied(&measure_of(milestones, watch)->window, end);
        return complete < end ? complete : end;
}

/* A sum that goes on from before an instance begins may be at its amount on the first day of it, when
 * nothing speaks of that day. The next such day that has come; CIVIL_NONE. */
static int32_t next_begin(const struct milestones *milestones, const struct watch *watch,
                          const struct judgement *judgement, int32_t from_day)
{
        int32_t next = CIVIL_NONE;

        for (size_t i = 0; i < watch->milestones_count; i++)
                for (size_t j = 0; j < watch->milestones[i].instances_count; j++) {
                        int32_t day = watch->milestones[i].instances[j].first_day;

                        if (day < from_day || day > judgement->day || (next != CIVIL_NONE && day >= next) ||
                            !watch_carries(milestones, watch, judgement->tallies, day))
                                continue;
                        next = day;
                }
        return next;
}

bool watch_carries(const struct milestones *milestones, const struct watch *watch, const struct tallies *tallies,
                   int32_t first_day)
{
        return first_day != CIVIL_NONE && !watch_falls(milestones, watch) &&
               tallies_window_first(tallies, watch->measure, first_day) < first_day;
}

static int32_t next_day(const struct milestones *milestones, const struct watch *watch,
                        const struct judgement *judgement, int32_t from_day, int32_t end)
{
        int32_t day = tallies_next_day(judgement->tallies, watch->measure, from_day, end), begin;

        if (!watch->carries)
                return day;
        begin = next_begin(milestones, watch, judgement, from_day);
        return begin != CIVIL_NONE && (day == CIVIL_NONE || begin < day) ? begin : day;
}

/* The values from a day on, into the watch's scratch: at the borders of the measure's resolution
 * (rule 11), also where finer sources have something within. */
static int look(struct milestones *milestones, struct watch *watch, const struct judgement *judgement,
                int32_t from_day, size_t *ret_count)
{
        const struct tallies *tallies = judgement->tallies;
        enum period_kind resolution = measure_of(milestones, watch)->resolution;
        bool falls = watch_falls(milestones, watch);
        int32_t end = scan_end(milestones, watch, judgement), day = from_day;
        int r = 0;

        *ret_count = 0;
        if (end == CIVIL_NONE)
                return 0;

        while (r == 0 && (day = next_day(milestones, watch, judgement, day, end)) != CIVIL_NONE) {
                struct value value;

                day = period_at(resolution, day, 1).last;
                if (!falls || in_runs(watch, tallies_window_first(tallies, watch->measure, day), day)) {
                        tallies_measure_at(tallies, watch->measure, day, &value);
                        if (value.state == VALUE_KNOWN || value.state == VALUE_INCOMPLETE)
                                r = seen_append(watch, (*ret_count)++, day, value.units);
                }
                day++;
        }
        return r;
}

int truth_scan(struct milestones *milestones, struct watch *watch, const struct judgement *judgement,
               int32_t from_day, struct scanned *ret)
{
        size_t count;
        int r;

        /* What changed within a period changes its border. */
        from_day = period_at(measure_of(milestones, watch)->resolution, from_day, 1).first;
        r = look(milestones, watch, judgement, from_day, &count);
        if (r < 0)
                return r;

        *ret = (struct scanned){.from_day = from_day};
        ret->concerns = from_day <= watch->settled_until ||
                        (count && watch->seen[count - 1].highest >= watch->lowest_open);
        if (ret->concerns)
                ret->moved = cross_all(milestones, watch, count, from_day);
        return 0;
}

/* The first of the days that the outcome of an instance needs (rule 19: of its own window only). */
static int32_t needed_from(const struct watch *watch, const struct instance *instance, const struct tallies *tallies)
{
        int32_t day = instance->first_day != CIVIL_NONE ? instance->first_day : instance->deadline_day;

        return tallies_window_first(tallies, watch->measure, day);
}

static uint8_t outcome_unreached(const struct milestones *milestones, const struct watch *watch,
                                 const struct instance *instance, const struct tallies *tallies,
                                 const struct coverage *coverage, int32_t day, uint32_t *ret_held_back_by)
{
        const struct plan_measure *measure = measure_of(milestones, watch);

        if (instance->deadline_day == CIVIL_NONE || day == CIVIL_NONE || day <= instance->deadline_day)
                return OUTCOME_OPEN;
        if (coverage_complete(coverage, measure->sources, measure->sources_count,
                              needed_from(watch, instance, tallies), instance->deadline_day, ret_held_back_by))
                return OUTCOME_MISSED;
        return instance->grace_end_day != PLAN_NEVER && day > instance->grace_end_day ? OUTCOME_MISSED :
                                                                                        OUTCOME_AWAITING;
}

/* The day whose value is told: of reaching, of the instance's end, of the deadline, of what was
 * reached before, or the newest. */
static int32_t value_day(const struct watch *watch, const struct instance *instance, const struct target *target,
                         const struct truth *truth, const struct tallies *tallies, int32_t day)
{
        int32_t newest;

        if (truth->reached_last != CIVIL_NONE)
                return truth->reached_last;
        if (instance->last_day != CIVIL_NONE)
                return instance->last_day;
        if (instance->deadline_day == CIVIL_NONE && target->told.reached_last != CIVIL_NONE)
                return target->told.reached_last;

        newest = tallies_last_day(tallies, watch->measure);
        if (day != CIVIL_NONE && (newest == CIVIL_NONE || day > newest))
                newest = day;
        if (instance->deadline_day != CIVIL_NONE && (newest == CIVIL_NONE || newest > instance->deadline_day))
                newest = instance->deadline_day;
        return newest;
}

void truth_of(const struct milestones *milestones, const struct watch *watch, const struct instance *instance,
              const struct target *target, const struct tallies *tallies, const struct coverage *coverage, int32_t day,
              struct truth *ret)
{
        const struct plan_measure *measure = measure_of(milestones, watch);
        int32_t at;

        *ret = (struct truth){.reached_first = CIVIL_NONE, .reached_last = CIVIL_NONE, .held_back_by = UINT32_MAX};
        if (target->crossing != CIVIL_NONE) {
                struct period period = period_at(measure->resolution, target->crossing, 1);
                bool late = instance->deadline_day != CIVIL_NONE && target->crossing > instance->deadline_day;

                ret->outcome = late ? OUTCOME_REACHED_LATE : OUTCOME_REACHED;
                ret->reached_first = period.first;
                ret->reached_last = period.last;
        } else {
                ret->outcome = outcome_unreached(milestones, watch, instance, tallies, coverage, day,
                                                 &ret->held_back_by);
        }

        at = value_day(watch, instance, target, ret, tallies, day);
        if (at == CIVIL_NONE)
                ret->value = (struct value){.state = VALUE_NO_DATA};
        else
                tallies_measure_at(tallies, watch->measure, at, &ret->value);
        ret->confirmed = target->crossing != CIVIL_NONE && ret->value.provisional_records == 0;
}
