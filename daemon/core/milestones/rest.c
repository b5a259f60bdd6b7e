/* core/milestones/rest.c: what wakes a watch: instances that begin, days that are due, amounts that are
 * still open; and what lets it rest until then. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/civil.h"
#include "core/milestones/inside.h"

/* ---- instances that begin ---- */

void from_earlier(struct from *from, int32_t day)
{
        if (!from->scan || day < from->day)
                from->day = day;
        from->scan = true;
}

bool watch_carries(const struct milestones *milestones, const struct watch *watch, int32_t day)
{
        if (day == CIVIL_NONE || watch_is_of_others(watch))
                return false;
        return milestones->plan->measures[watch->measure].form == FORM_LATEST ||
               measures_window_first(milestones->measures, watch->measure, day) < day;
}

static int note_begin(struct watch *watch, int32_t day)
{
        size_t at = watch->begins_count;

        while (at > 0 && watch->begins[at - 1] > day)
                at--;
        if (at > 0 && watch->begins[at - 1] == day)
                return 0;
        if (watch->begins_count == watch->begins_capacity) {
                size_t capacity = watch->begins_capacity ? watch->begins_capacity * 2 : 4;
                int32_t *begins = realloc(watch->begins, capacity * sizeof(*begins));

                if (!begins)
                        return -ENOMEM;
                watch->begins = begins;
                watch->begins_capacity = capacity;
        }
        memmove(watch->begins + at + 1, watch->begins + at, (watch->begins_count - at) * sizeof(*watch->begins));
        watch->begins[at] = day;
        watch->begins_count++;
        return 0;
}

/* An amendment may ask for less than what is there. */
static int note_amendments(const struct milestones *milestones, struct watch *watch, const struct plan_milestone *of)
{
        int r = 0;

        for (size_t i = 1; i < of->terms_count && r == 0; i++)
                if (watch_carries(milestones, watch, of->terms[i].on_day))
                        r = note_begin(watch, of->terms[i].on_day);
        return r;
}

static int begin_milestone(struct milestones *milestones, struct watch *watch, struct milestone *milestone,
                           int32_t today, struct from *from)
{
        const struct plan_milestone *of = plan_of_milestone(milestones, milestone);
        bool first = !milestone->begun;
        size_t before = first ? 0 : milestone->instances_count; /* what was told made some */
        int r;

        r = instances_until(milestones->plan, milestone, today);
        if (r == 0 && first && milestone->begun)
                r = note_amendments(milestones, watch, of);
        for (size_t i = before; i < milestone->instances_count && r == 0; i++) {
                int32_t day = milestone->instances[i].first_day;

                watch->lowest_open = INT64_MIN; /* until it is settled */
                from_earlier(from, day == CIVIL_NONE ? EVENT_DAY_MIN : day);
                if (watch_carries(milestones, watch, day))
                        r = note_begin(watch, day);
        }
        return r;
}

int watch_begin(struct milestones *milestones, struct watch *watch, int32_t day, struct from *from)
{
        for (size_t i = 0; i < watch->milestones_count; i++) {
                int r = begin_milestone(milestones, watch, &watch->milestones[i], day, from);

                if (r < 0)
                        return r;
        }
        for (size_t i = watch->begins_count; i-- > 0 && watch->begins[i] > watch->begun_day;)
                if (watch->begins[i] <= day) {
                        watch->lowest_open = INT64_MIN;
                        from_earlier(from, watch->begins[i]);
                }
        watch->begun_day = day;
        return 0;
}

/* ---- rest ---- */

static int32_t earlier(int32_t a, int32_t b)
{
        return a < b ? a : b;
}

/* When a deadline or a grace is over. */
static int32_t instance_due(const struct instance *instance, int32_t day)
{
        if (instance->deadline_day == CIVIL_NONE)
                return PLAN_NEVER;
        if (day == CIVIL_NONE || day <= instance->deadline_day)
                return instance->deadline_day + 1;
        if (instance->grace_end_day != PLAN_NEVER && day <= instance->grace_end_day)
                return instance->grace_end_day + 1;
        return PLAN_NEVER;
}

/* When a term comes into force, or a baseline becomes a number. */
static int32_t terms_due(const struct plan_milestone *of, int32_t day)
{
        int32_t due = PLAN_NEVER;

        for (size_t i = 0; i < of->terms_count; i++) {
                const struct plan_terms *terms = &of->terms[i];

                if (terms->on_day != CIVIL_NONE && (day == CIVIL_NONE || terms->on_day > day))
                        due = earlier(due, terms->on_day);
                if (terms->target.frozen_day != CIVIL_NONE && (day == CIVIL_NONE || terms->target.frozen_day > day))
                        due = earlier(due, terms->target.frozen_day);
        }
        return due;
}

/* The least that any of its terms asks for. */
static int64_t lowest_of(const struct plan_milestone *of, const struct instance *instance, uint32_t step_ppm)
{
        int64_t lowest = INT64_MAX;

        for (size_t i = 0; i < of->terms_count; i++)
                if (instance->levels[i].known && step_amount(instance->levels[i].amount, step_ppm) < lowest)
                        lowest = step_amount(instance->levels[i].amount, step_ppm);
        return lowest;
}

static void note_target(struct watch *watch, const struct plan_milestone *of, const struct instance *instance,
                        const struct target *target, int32_t newest_day)
{
        int64_t lowest;

        if (target->crossing != CIVIL_NONE) {
                /* Its interval's value and status matter up to its end, which is the crossing. */
                if (target->crossing > watch->settled_until)
                        watch->settled_until = target->crossing;
        } else if (instance->last_day != CIVIL_NONE && instance->last_day < newest_day) {
                if (instance->last_day > watch->settled_until)
                        watch->settled_until = instance->last_day;
        } else {
                lowest = lowest_of(of, instance, target->step_ppm);
                if (lowest < watch->lowest_open)
                        watch->lowest_open = lowest;
        }
}

static bool has_records(const struct milestones *milestones, const struct watch *watch)
{
        struct scene scene = {milestones, watch, CIVIL_NONE};

        return !watch->series || scene_newest_day(&scene) != CIVIL_NONE;
}

static bool was_told(const struct milestones *milestones, const struct milestone *milestone)
{
        for (size_t i = 0; i < milestone->instances_count; i++)
                for (size_t j = 0; j <= plan_of_milestone(milestones, milestone)->steps_count; j++)
                        if (milestone->instances[i].targets[j].told.position)
                                return true;
        return false;
}

bool watch_is_empty(const struct milestones *milestones, const struct watch *watch)
{
        if (has_records(milestones, watch))
                return false;
        for (size_t i = 0; i < watch->milestones_count; i++)
                if (was_told(milestones, &watch->milestones[i]))
                        return false;
        return true;
}

bool watch_speaks_of(const struct milestones *milestones, const struct watch *watch,
                     const struct milestone *milestone)
{
        return has_records(milestones, watch) || was_told(milestones, milestone);
}

void watch_settle_crossings(struct milestones *milestones, struct watch *watch, const struct scene *scene)
{
        int32_t newest_day = watch_is_of_others(watch) ? CIVIL_NONE : scene_newest_day(scene);

        watch->settled_until = INT32_MIN;
        watch->lowest_open = watch->has_hold ? INT64_MIN : INT64_MAX;
        for (size_t i = 0; i < watch->general_count; i++) {
                const struct milestone *milestone = watch->general[i];
                const struct plan_milestone *of = plan_of_milestone(milestones, milestone);

                for (size_t j = 0; j < milestone->instances_count; j++)
                        for (size_t k = 0; k <= of->steps_count; k++)
                                note_target(watch, of, &milestone->instances[j],
                                            &milestone->instances[j].targets[k], newest_day);
        }
        fan_settle(watch);
}

static void settle_days(const struct milestones *milestones, struct watch *watch, const struct milestone *milestone,
                        int32_t day)
{
        const struct plan_milestone *of = plan_of_milestone(milestones, milestone);

        watch->next_due_day = earlier(watch->next_due_day, instances_next_begin(milestones->plan, milestone, day));
        watch->next_due_day = earlier(watch->next_due_day, terms_due(of, day));
        for (size_t i = 0; i < milestone->instances_count; i++) {
                watch->next_due_day = earlier(watch->next_due_day, instance_due(&milestone->instances[i], day));
                for (size_t j = 0; j <= of->steps_count; j++)
                        watch->awaiting |= milestone->instances[i].targets[j].told.outcome == OUTCOME_AWAITING;
        }
}

void watch_settle(struct milestones *milestones, struct watch *watch, const struct scene *scene)
{
        watch_settle_crossings(milestones, watch, scene);
        watch->next_due_day = PLAN_NEVER;
        watch->awaiting = false;
        watch->vacant = !has_records(milestones, watch);
        watch->asleep = watch_is_empty(milestones, watch);
        for (size_t i = 0; i < watch->milestones_count && !watch->asleep; i++)
                settle_days(milestones, watch, &watch->milestones[i], scene->day);
}
