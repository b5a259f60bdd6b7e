/* core/milestones/scan.c: one pass over the values of a series from the first day that changed, and where
 * the targets on it are crossed. Thousands of targets are each found by halves in a tree of the
 * highest values. */
#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/civil.h"
#include "core/milestones/inside.h"

void scene_at(const struct scene *scene, int32_t day, struct value *ret)
{
        measures_at(scene->milestones->measures, scene->watch->measure, watch_key(scene->watch), day, ret);
}

int32_t scene_newest_day(const struct scene *scene)
{
        return measures_newest_day(scene->milestones->measures, scene->watch->measure, watch_key(scene->watch));
}

/* ---- completeness that only HOLD asks for ---- */

static int keep_runs(struct watch *watch, const struct complete_run *runs, size_t count)
{
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

int watch_runs(struct milestones *milestones, struct watch *watch, struct from *from)
{
        const struct complete_run *runs;
        size_t count, i = 0;
        int r;

        r = measures_runs(milestones->measures, watch->measure, &runs, &count);
        if (r < 0)
                return r;

        while (i < count && i < watch->runs_count && runs[i].first_day == watch->runs[i].first_day &&
               runs[i].last_day == watch->runs[i].last_day)
                i++;
        if (i < count && i < watch->runs_count && runs[i].first_day == watch->runs[i].first_day)
                from_earlier(from, 1 + (runs[i].last_day < watch->runs[i].last_day ? runs[i].last_day :
                                                                                     watch->runs[i].last_day));
        else if (i < count && (i >= watch->runs_count || runs[i].first_day < watch->runs[i].first_day))
                from_earlier(from, runs[i].first_day);
        else if (i < watch->runs_count)
                from_earlier(from, watch->runs[i].first_day);
        return keep_runs(watch, runs, count);
}

/* ---- values ---- */

static int seen_append(struct scan *scan, const struct seen *seen)
{
        if (scan->count == scan->capacity) {
                size_t capacity = scan->capacity ? scan->capacity * 2 : 64;
                struct seen *grown = realloc(scan->seen, capacity * sizeof(*grown));

                if (!grown)
                        return -ENOMEM;
                scan->seen = grown;
                scan->capacity = capacity;
        }
        scan->seen[scan->count++] = *seen;
        return 0;
}

/* The next day on which something may be at its amount: of the series, or one that begins. */
static int32_t next_day(const struct scene *scene, int32_t from_day, int32_t end)
{
        const struct watch *watch = scene->watch;
        int32_t day = measures_next_day(scene->milestones->measures, watch->measure, watch_key(watch), from_day, end);

        for (size_t i = 0; i < watch->begins_count && watch->begins[i] <= scene->day; i++)
                if (watch->begins[i] >= from_day) {
                        if (day == CIVIL_NONE || watch->begins[i] < day)
                                day = watch->begins[i];
                        break;
                }
        return day;
}

/* The values from a day on, at the borders of the measure's resolution (rule 11), also where finer
 * sources have something within; what falls only where it is complete (rule 17). */
static int look(struct scan *scan, const struct scene *scene, int32_t from_day)
{
        const struct measures *measures = scene->milestones->measures;
        uint32_t measure = scene->watch->measure, held_back_by;
        enum period_kind resolution = scene->milestones->plan->measures[measure].resolution;
        bool falls = measures_falls(measures, measure);
        int32_t end = measures_last_day(measures, measure, watch_key(scene->watch)), day = from_day;
        struct measures_pass pass = {0};
        int r = 0;

        scan->count = 0;
        if (end == CIVIL_NONE)
                return 0;

        while (r == 0 && (day = next_day(scene, day, end)) != CIVIL_NONE) {
                struct seen seen = {.day = period_at(resolution, day, 1).last};
                struct value value;

                if (falls || scene->watch->has_hold)
                        seen.complete = measures_complete(measures, measure, seen.day, &held_back_by);
                if (!falls || seen.complete) {
                        measures_pass_at(measures, measure, watch_key(scene->watch), seen.day, &pass, &value);
                        seen.units = value.units;
                        seen.provisional = value.provisional_records != 0;
                        if (value.state == VALUE_KNOWN || value.state == VALUE_INCOMPLETE)
                                r = seen_append(scan, &seen);
                }
                day = seen.day + 1;
        }
        return r;
}

static int grow_highest(struct scan *scan)
{
        size_t leaves = 1;

        while (leaves < scan->count)
                leaves *= 2;
        if (leaves * 2 > scan->highest_capacity) {
                int64_t *highest = realloc(scan->highest, leaves * 2 * sizeof(*highest));

                if (!highest)
                        return -ENOMEM;
                scan->highest = highest;
                scan->highest_capacity = leaves * 2;
        }
        scan->leaves = leaves;
        for (size_t i = 0; i < leaves; i++)
                scan->highest[leaves + i] = i < scan->count ? scan->seen[i].units : INT64_MIN;
        for (size_t i = leaves; i-- > 1;)
                scan->highest[i] = scan->highest[2 * i] > scan->highest[2 * i + 1] ? scan->highest[2 * i] :
                                                                                    scan->highest[2 * i + 1];
        return 0;
}

/* ---- crossings ---- */

/* The first of what was seen that is not before `day`. */
static size_t seen_from(const struct scan *scan, int32_t day)
{
        size_t low = 0, high = scan->count;

        while (low < high) {
                size_t middle = low + (high - low) / 2;

                if (scan->seen[middle].day < day)
                        low = middle + 1;
                else
                        high = middle;
        }
        return low;
}

/* The first of seen[first..count) at the amount; `count`: none. Up the tree while all to the right of the
 * way is too low, then down to the left. */
static size_t seen_at(const struct scan *scan, size_t first, int64_t amount)
{
        size_t node = scan->leaves + first;

        if (first >= scan->count)
                return scan->count;
        while (scan->highest[node] < amount) {
                while (node & 1)
                        node /= 2;
                if (node == 0)
                        return scan->count;
                node++;
        }
        while (node < scan->leaves)
                node = scan->highest[2 * node] >= amount ? 2 * node : 2 * node + 1;
        return node - scan->leaves < scan->count ? node - scan->leaves : scan->count;
}

/* Where a target is crossed: in the days of each term at what it asks for (rule 21). */
static int32_t crossing_of(const struct scan *scan, const struct plan_milestone *of, const struct instance *instance,
                           uint32_t step_ppm)
{
        size_t first = instance->first_day == CIVIL_NONE ? 0 : seen_from(scan, instance->first_day);

        for (size_t i = 0; i < of->terms_count; i++) {
                size_t end = i + 1 < of->terms_count ? seen_from(scan, of->terms[i + 1].on_day) : scan->count, at;

                if (instance->levels[i].known && first < end) {
                        at = seen_at(scan, first, step_amount(instance->levels[i].amount, step_ppm));
                        if (at < end && (instance->last_day == CIVIL_NONE || scan->seen[at].day <= instance->last_day))
                                return scan->seen[at].day;
                }
                if (end > first)
                        first = end;
        }
        return CIVIL_NONE;
}

/* Crossings before `from_day` stand. */
static bool cross(const struct scan *scan, const struct plan_milestone *of, struct instance *instance,
                  int32_t from_day)
{
        bool moved = false;

        for (size_t i = 0; i <= of->steps_count; i++) {
                struct target *target = &instance->targets[i];
                int32_t crossing;

                if (target->crossing != CIVIL_NONE && target->crossing < from_day)
                        continue;
                crossing = crossing_of(scan, of, instance, target->step_ppm);
                moved |= crossing != target->crossing;
                target->crossing = crossing;
        }
        return moved;
}

static int switch_at(struct switches *switches, int32_t day)
{
        if (switches->count == switches->capacity) {
                size_t capacity = switches->capacity ? switches->capacity * 2 : 4;
                int32_t *days = realloc(switches->days, capacity * sizeof(*days));

                if (!days)
                        return -ENOMEM;
                switches->days = days;
                switches->capacity = capacity;
        }
        switches->days[switches->count++] = day;
        return 0;
}

/* Rule 18: the fold of a level with a band over the borders that are judged, from the first one that may
 * be another one on. Switches before it stand. */
static int fold(const struct scan *scan, const struct plan_milestone *of, struct instance *instance,
                int32_t from_day, bool *moved)
{
        struct switches *switches = &instance->switches;
        size_t before = switches->count, at;
        const struct level *level = &instance->levels[0];
        int r = 0;

        if (instance->first_day != CIVIL_NONE && instance->first_day > from_day)
                from_day = instance->first_day;
        while (switches->count && switches->days[switches->count - 1] >= from_day)
                switches->count--;
        for (at = level->known ? seen_from(scan, from_day) : scan->count; at < scan->count && r == 0; at++) {
                wide units = scan->seen[at].units;
                bool holds = switches->count % 2;

                if (scan->seen[at].complete &&
                    (holds ? units < (wide)level->amount - of->band : units >= level->amount))
                        r = switch_at(switches, scan->seen[at].day);
        }
        *moved |= switches->count != before ||
                  (before && instance->targets[0].crossing != switches->days[before - 1]);
        instance->targets[0].crossing = switches->count ? switches->days[switches->count - 1] : CIVIL_NONE;
        return r;
}

static int cross_all(struct milestones *milestones, struct watch *watch, int32_t from_day, bool *moved)
{
        const struct scan *scan = &milestones->scan;
        int r = 0;

        for (size_t i = 0; i < watch->general_count; i++) {
                struct milestone *milestone = watch->general[i];
                const struct plan_milestone *of = plan_of_milestone(milestones, milestone);

                for (size_t j = milestone->instances_count; j-- > 0 && r == 0;) {
                        struct instance *instance = &milestone->instances[j];

                        if (instance->last_day != CIVIL_NONE && instance->last_day < from_day)
                                break; /* and so do all before it */
                        if (of->form == MILESTONE_HOLD)
                                r = fold(scan, of, instance, from_day, &instance->moved);
                        else
                                instance->moved |= cross(scan, of, instance, from_day);
                        *moved |= instance->moved;
                }
        }
        return r;
}

int watch_scan(struct milestones *milestones, struct watch *watch, const struct scene *scene, int32_t from_day,
               bool may_restate, struct scanned *ret)
{
        struct scan *scan = &milestones->scan;
        struct period period;
        int r;

        /* What changed within a period changes its border. */
        if (from_day < EVENT_DAY_MIN)
                from_day = EVENT_DAY_MIN;
        period = period_at(milestones->plan->measures[watch->measure].resolution, from_day, 1);
        from_day = period.first;
        r = fan_begin(milestones, watch);
        if (r == 0)
                r = look(scan, scene, from_day);
        if (r == 0)
                r = grow_highest(scan);
        if (r < 0)
                return r;

        *ret = (struct scanned){.from_day = from_day};
        ret->concerns = from_day <= watch->settled_until ||
                        (scan->count && scan->highest[1] >= watch->lowest_open);
        if (ret->concerns)
                r = cross_all(milestones, watch, from_day, &ret->moved);
        return ret->concerns && r == 0 ? fan_cross(scan, watch, from_day, may_restate, ret) : r;
}
