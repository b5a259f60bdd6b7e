/* core/milestones/others.c: milestones that are made of others: all of them, any, or so many.
 *
 * Such a milestone is crossed with the last of as many members as it needs, in the order in which they
 * were; its interval is that member's. Of members with the same last day the one that began earlier comes
 * first: all of a month and of the quarter that ends with it are reached in that month. What is made of others
 * may be a member in turn. Missed is told once no word about the days up to the deadline can bring a member in
 * time: one that begins later never is, whatever it asks for. */
#include <errno.h>
#include <stdlib.h>

#include "base/civil.h"
#include "core/milestones/inside.h"

static const struct instance *only_instance(const struct milestones *milestones, uint32_t index)
{
        const struct milestone *milestone = milestones->places[index].milestone;

        return milestone->instances_count ? &milestone->instances[0] : NULL;
}

static int32_t crossing_of(const struct milestones *milestones, uint32_t index)
{
        const struct instance *instance = only_instance(milestones, index);

        return instance ? instance->targets[milestones->plan->milestones[index].steps_count].crossing : CIVIL_NONE;
}

static uint32_t needed(const struct plan_milestone *of, uint32_t step_ppm)
{
        return (uint32_t)step_amount(of->members_needed, step_ppm);
}

static bool comes_behind(const struct milestones *milestones, uint32_t index, int32_t crossing, int32_t first_day)
{
        int32_t other = crossing_of(milestones, index);

        return other > crossing ||
               (other == crossing && period_at(resolution_of(milestones, index, 0), other, 1).first > first_day);
}

/* Those that have crossed, by the last and then by the first day of their intervals, then in the order of the
 * members. */
static void order_members(const struct milestones *milestones, struct milestone *milestone)
{
        const struct plan_milestone *of = plan_of_milestone(milestones, milestone);

        milestone->crossed_count = 0;
        for (size_t i = 0; i < of->members_count; i++) {
                int32_t crossing = crossing_of(milestones, of->members[i]), first_day;
                size_t at = milestone->crossed_count;

                if (crossing == CIVIL_NONE)
                        continue;
                first_day = period_at(resolution_of(milestones, of->members[i], 0), crossing, 1).first;
                for (; at > 0 && comes_behind(milestones, milestone->crossed[at - 1], crossing, first_day); at--)
                        milestone->crossed[at] = milestone->crossed[at - 1];
                milestone->crossed[at] = of->members[i];
                milestone->crossed_count++;
        }
}

static bool cross_one(struct milestones *milestones, struct milestone *milestone)
{
        const struct plan_milestone *of = plan_of_milestone(milestones, milestone);
        bool moved = false;

        order_members(milestones, milestone);
        for (size_t i = 0; i <= of->steps_count && milestone->instances_count; i++) {
                struct target *target = &milestone->instances[0].targets[i];
                uint32_t count = needed(of, target->step_ppm);
                int32_t crossing = CIVIL_NONE;

                if (count > 0 && count <= milestone->crossed_count)
                        crossing = crossing_of(milestones, milestone->crossed[count - 1]);
                moved |= crossing != target->crossing;
                target->crossing = crossing;
        }
        return moved;
}

/* Members may come behind what is made of them: again until all have settled, at most as often as they
 * lie deep. */
void others_cross(struct milestones *milestones)
{
        bool moved = true;

        for (int depth = 0; moved && depth <= PLAN_DEPTH_MAX; depth++) {
                moved = false;
                for (size_t i = 0; i < milestones->others.milestones_count; i++)
                        moved |= cross_one(milestones, &milestones->others.milestones[i]);
        }
}

enum period_kind resolution_of(const struct milestones *milestones, uint32_t index, uint32_t step_ppm)
{
        const struct plan_milestone *of = &milestones->plan->milestones[index];
        const struct milestone *milestone = milestones->places[index].milestone;
        uint32_t count;

        if (of->measure != PLAN_NO_INDEX)
                return milestones->plan->measures[of->measure].resolution;
        count = needed(of, step_ppm);
        if (count == 0 || count > milestone->crossed_count)
                return resolution_of(milestones, of->members[0], 0);
        return resolution_of(milestones, milestone->crossed[count - 1], 0);
}

/* Final are those that it took. */
static bool confirmed(const struct scene *scene, const struct milestone *milestone, uint32_t count)
{
        for (uint32_t i = 0; i < count; i++) {
                const struct place_of *place = &scene->milestones->places[milestone->crossed[i]];
                const struct instance *instance = &place->milestone->instances[0];
                struct scene of_member = {scene->milestones, place->watch, scene->day};
                struct truth truth;

                truth_of(&of_member, place->milestone, instance,
                         &instance->targets[plan_of_milestone(scene->milestones, place->milestone)->steps_count],
                         &truth);
                if (!truth.confirmed)
                        return false;
        }
        return true;
}

/* Can no word about the days up to the deadline make the milestone be reached in them any more? */
static bool is_decided(const struct scene *scene, uint32_t index, int32_t deadline_day, uint32_t *ret_held_back_by)
{
        const struct milestones *milestones = scene->milestones;
        const struct plan_milestone *of = &milestones->plan->milestones[index];
        const struct instance *instance = only_instance(milestones, index);
        int32_t first_day = of->from_day != CIVIL_NONE ? of->from_day : deadline_day;

        if (crossing_of(milestones, index) != CIVIL_NONE)
                return true;
        for (size_t i = 0; i < of->members_count; i++)
                if (!is_decided(scene, of->members[i], deadline_day, ret_held_back_by))
                        return false;
        if (of->measure == PLAN_NO_INDEX || first_day > deadline_day)
                return true;
        return instance && instance->levels[term_at(of, deadline_day)].known &&
               measures_complete_days(milestones->measures, of->measure,
                                      measures_window_first(milestones->measures, of->measure, first_day),
                                      deadline_day, ret_held_back_by);
}

static uint8_t outcome_unreached(const struct scene *scene, const struct milestone *milestone,
                                 const struct instance *instance, uint32_t *ret_held_back_by)
{
        const struct plan_milestone *of = plan_of_milestone(scene->milestones, milestone);
        bool decided = true;

        if (instance->deadline_day == CIVIL_NONE || scene->day == CIVIL_NONE || scene->day <= instance->deadline_day)
                return OUTCOME_OPEN;
        for (size_t i = 0; i < of->members_count && decided; i++)
                decided = is_decided(scene, of->members[i], instance->deadline_day, ret_held_back_by);
        if (decided || (instance->grace_end_day != PLAN_NEVER && scene->day > instance->grace_end_day))
                return OUTCOME_MISSED;
        return OUTCOME_AWAITING;
}

void truth_of_others(const struct scene *scene, const struct milestone *milestone, const struct instance *instance,
                     const struct target *target, struct truth *ret)
{
        const struct plan_milestone *of = plan_of_milestone(scene->milestones, milestone);
        uint32_t count = needed(of, target->step_ppm);

        *ret = (struct truth){
                .reached_first = CIVIL_NONE,
                .reached_last = CIVIL_NONE,
                .resolution = resolution_of(scene->milestones, milestone->index, target->step_ppm),
                .value = {.state = VALUE_KNOWN, .units = (int64_t)milestone->crossed_count},
                .target_known = true,
                .target = count,
                .held_back_by = UINT32_MAX,
        };
        if (target->crossing != CIVIL_NONE) {
                struct period period = period_at(ret->resolution, target->crossing, 1);
                bool late = instance->deadline_day != CIVIL_NONE && target->crossing > instance->deadline_day;

                ret->outcome = late ? OUTCOME_REACHED_LATE : OUTCOME_REACHED;
                ret->reached_first = period.first;
                ret->reached_last = period.last;
                ret->confirmed = confirmed(scene, milestone, count);
        } else {
                ret->outcome = outcome_unreached(scene, milestone, instance, &ret->held_back_by);
        }
}
