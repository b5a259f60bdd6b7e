/* core/milestones/truth.c: the truth about a target: the outcome that follows on a day from where it was
 * crossed. */
#include <assert.h>

#include "base/civil.h"
#include "core/milestones/inside.h"

/* The first of the days that the outcome of an instance needs (rule 19: of its own window only): those
 * of the window at the first border that is judged. */
static int32_t needed_from(const struct scene *scene, const struct instance *instance)
{
        enum period_kind resolution = scene->milestones->plan->measures[scene->watch->measure].resolution;
        int32_t day = instance->deadline_day;

        if (instance->first_day != CIVIL_NONE)
                day = period_at(resolution, instance->first_day, 1).last;
        return measures_window_first(scene->milestones->measures, scene->watch->measure, day);
}

static uint8_t outcome_unreached(const struct scene *scene, const struct instance *instance, bool target_known,
                                 uint32_t *ret_held_back_by)
{
        if (!target_known)
                return OUTCOME_UNKNOWN;
        if (instance->deadline_day == CIVIL_NONE || scene->day == CIVIL_NONE || scene->day <= instance->deadline_day)
                return OUTCOME_OPEN;
        if (measures_complete_days(scene->milestones->measures, scene->watch->measure, needed_from(scene, instance),
                                   instance->deadline_day, ret_held_back_by))
                return OUTCOME_MISSED;
        return instance->grace_end_day != PLAN_NEVER && scene->day > instance->grace_end_day ? OUTCOME_MISSED :
                                                                                               OUTCOME_AWAITING;
}

/* The day whose value is told: of reaching, of the instance's end, of the deadline, of what was
 * reached before, or the newest. */
static int32_t value_day(const struct scene *scene, const struct instance *instance, const struct target *target,
                         const struct truth *truth)
{
        int32_t newest;

        if (truth->reached_last != CIVIL_NONE)
                return truth->reached_last;
        if (instance->last_day != CIVIL_NONE)
                return instance->last_day;
        if (instance->deadline_day == CIVIL_NONE && target->told.reached_last != CIVIL_NONE)
                return target->told.reached_last;

        newest = scene_newest_day(scene);
        if (scene->day != CIVIL_NONE && (newest == CIVIL_NONE || scene->day > newest))
                newest = scene->day;
        if (instance->deadline_day != CIVIL_NONE && (newest == CIVIL_NONE || newest > instance->deadline_day))
                newest = instance->deadline_day;
        return newest;
}

static uint8_t outcome_crossed(const struct plan_milestone *of, const struct instance *instance, int32_t crossing)
{
        if (of->form == MILESTONE_HOLD)
                return instance->switches.count % 2 ? OUTCOME_REACHED : OUTCOME_FELL_BELOW;
        return instance->deadline_day != CIVIL_NONE && crossing > instance->deadline_day ? OUTCOME_REACHED_LATE :
                                                                                           OUTCOME_REACHED;
}

void truth_of(const struct scene *scene, const struct milestone *milestone, const struct instance *instance,
              const struct target *target, struct truth *ret)
{
        const struct plan_milestone *of = plan_of_milestone(scene->milestones, milestone);
        const struct level *level;
        int32_t at;

        if (watch_is_of_others(scene->watch)) {
                truth_of_others(scene, milestone, instance, target, ret);
                return;
        }

        *ret = (struct truth){
                .reached_first = CIVIL_NONE,
                .reached_last = CIVIL_NONE,
                .resolution = scene->milestones->plan->measures[scene->watch->measure].resolution,
                .held_back_by = UINT32_MAX,
        };
        level = &instance->levels[target->crossing != CIVIL_NONE ? term_at(of, target->crossing) :
                                                                   term_today(of, instance, scene->day)];
        ret->target_known = level->known;
        ret->target = level->known ? step_amount(level->amount, target->step_ppm) : 0;
        if (target->crossing != CIVIL_NONE) {
                struct period period = period_at(ret->resolution, target->crossing, 1);

                ret->outcome = outcome_crossed(of, instance, target->crossing);
                ret->reached_first = period.first;
                ret->reached_last = period.last;
        } else {
                ret->outcome = outcome_unreached(scene, instance, level->known, &ret->held_back_by);
        }

        at = value_day(scene, instance, target, ret);
        if (at == CIVIL_NONE)
                ret->value = (struct value){.state = VALUE_NO_DATA};
        else
                scene_at(scene, at, &ret->value);
        ret->confirmed = target->crossing != CIVIL_NONE && ret->value.provisional_records == 0 &&
                         level->provisional_records == 0;
}
