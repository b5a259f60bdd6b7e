/* core/milestones/instances.c: the instances of a milestone: one, or one for each period that has
 * begun. The clock makes them, data never do (rule 25). */
#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/civil.h"
#include "base/wide.h"
#include "core/milestones/inside.h"

int64_t step_amount(int64_t target, uint32_t ppm)
{
        if (ppm == 0)
                return target;
        return (int64_t)(((wide)target * ppm + 999999) / 1000000);
}

static int32_t grace_end(const struct plan_milestone *plan, int32_t deadline_day)
{
        if (deadline_day == CIVIL_NONE || plan->grace_days == PLAN_NEVER)
                return PLAN_NEVER;
        return deadline_day + plan->grace_days;
}

/* An amendment that was in force when the instance began is none that it would be told of. */
static int32_t terms_day_of(const struct plan_milestone *plan, const struct instance *instance)
{
        return plan->each == PERIOD_NONE ? CIVIL_NONE : plan->terms[term_at(plan, instance->first_day)].on_day;
}

static void targets_init(const struct plan_milestone *plan, struct instance *instance)
{
        for (size_t i = 0; i < plan->terms_count; i++)
                if (!term_is_relative(&plan->terms[i]))
                        instance->levels[i] = (struct level){true, plan->terms[i].target.amount, 0};

        for (size_t i = 0; i <= plan->steps_count; i++) {
                struct target *target = &instance->targets[i];

                target->step_ppm = i < plan->steps_count ? plan->steps_ppm[i] : 0;
                target->crossing = CIVIL_NONE;
                target->told = (struct told){.outcome = OUTCOME_OPEN,
                                             .reached_first = CIVIL_NONE,
                                             .reached_last = CIVIL_NONE,
                                             .day = CIVIL_NONE,
                                             .terms_day = terms_day_of(plan, instance)};
        }
}

static int instance_init(const struct plan_milestone *plan, struct period period, struct instance *ret)
{
        struct instance instance = {.period = period};

        if (plan->each == PERIOD_NONE) {
                instance.first_day = plan->from_day;
                instance.deadline_day = deadline_of(plan);
                instance.last_day = CIVIL_NONE; /* may be reached late */
        } else {
                instance.first_day = period.first;
                instance.last_day = instance.deadline_day = period.last;
        }
        instance.grace_end_day = grace_end(plan, instance.deadline_day);

        instance.levels = calloc(plan->terms_count, sizeof(*instance.levels));
        instance.targets = calloc(plan->steps_count + 1, sizeof(*instance.targets));
        if (!instance.levels || !instance.targets) {
                free(instance.levels);
                free(instance.targets);
                return -ENOMEM;
        }
        targets_init(plan, &instance);
        *ret = instance;
        return 0;
}

int instance_need(const struct plan *plan, struct milestone *milestone, struct period period, struct instance **ret)
{
        size_t at = milestone->instances_count;
        struct instance made;
        int r;

        while (at > 0 && period_compare(milestone->instances[at - 1].period, period) > 0)
                at--;
        if (at > 0 && period_equal(milestone->instances[at - 1].period, period)) {
                *ret = &milestone->instances[at - 1];
                return 0;
        }

        if (milestone->instances_count == milestone->instances_capacity) {
                size_t capacity = milestone->instances_capacity ? milestone->instances_capacity * 2 : 1;
                struct instance *instances = realloc(milestone->instances, capacity * sizeof(*instances));

                if (!instances)
                        return -ENOMEM;
                milestone->instances = instances;
                milestone->instances_capacity = capacity;
        }
        r = instance_init(&plan->milestones[milestone->index], period, &made);
        if (r < 0)
                return r;

        memmove(milestone->instances + at + 1, milestone->instances + at,
                (milestone->instances_count - at) * sizeof(*milestone->instances));
        milestone->instances[at] = made;
        milestone->instances_count++;
        *ret = &milestone->instances[at];
        return 0;
}

int instances_until(const struct plan *plan, struct milestone *milestone, int32_t day)
{
        const struct plan_milestone *of = &plan->milestones[milestone->index];
        struct instance *instance;
        struct period period;
        int r = 0;

        if (of->each == PERIOD_NONE) {
                milestone->begun = true;
                return instance_need(plan, milestone, period_none(), &instance);
        }
        if (day == CIVIL_NONE)
                return 0;

        /* Those before the last one are there: periods begin in order. */
        period = milestone->begun ?
                         period_next(milestone->instances[milestone->instances_count - 1].period) :
                         period_at(of->each, of->from_day, of->fiscal_start);
        for (; period.first <= day && r == 0; period = period_next(period)) {
                r = instance_need(plan, milestone, period, &instance);
                milestone->begun = true;
        }
        return r;
}

int32_t instances_next_begin(const struct plan *plan, const struct milestone *milestone, int32_t day)
{
        const struct plan_milestone *of = &plan->milestones[milestone->index];
        struct period period;

        if (of->each == PERIOD_NONE && (of->from_day == CIVIL_NONE || (day != CIVIL_NONE && day >= of->from_day)))
                return PLAN_NEVER;
        if (day == CIVIL_NONE || day < of->from_day)
                return of->from_day;

        period = period_next(period_at(of->each, day, of->fiscal_start));
        return period.first;
}

void milestone_done(struct milestone *milestone)
{
        for (size_t i = 0; i < milestone->instances_count; i++) {
                free(milestone->instances[i].levels);
                free(milestone->instances[i].targets);
                free(milestone->instances[i].switches.days);
        }
        free(milestone->instances);
        free(milestone->frozen);
        free(milestone->crossed);
}
