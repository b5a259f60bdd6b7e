/* core/milestones/rows.c: what is shown of the milestones: as told, with the value as it is now. */
#include <errno.h>
#include <stdlib.h>

#include "base/civil.h"
#include "core/milestones/inside.h"

static int visit_instance(const struct milestones *milestones, const struct watch *watch,
                          const struct milestone *milestone, const struct instance *instance,
                          const struct tallies *tallies, const struct coverage *coverage, milestone_visitor visitor,
                          void *context)
{
        size_t steps = milestones->plan->milestones[milestone->index].steps_count;
        int r = 0;

        for (size_t i = 0; i <= steps && r == 0; i++) {
                const struct target *target = &instance->targets[i];
                const struct told *told = &target->told;
                struct truth truth;
                struct milestone_row row;

                truth_of(milestones, watch, instance, target, tallies, coverage, coverage_day(coverage), &truth);
                row = (struct milestone_row){
                        .milestone = milestone->index,
                        .instance = instance->period,
                        .step_ppm = target->step_ppm,
                        .outcome = told->outcome,
                        .value = truth.value,
                        .target = target->amount,
                        .reached_first = told->reached_first,
                        .reached_last = told->reached_last,
                        .deadline_day = instance->deadline_day,
                        .confirmed = told->confirmed,
                        .known_position = told->position,
                        .known_day = told->day,
                        .held_back_by = truth.held_back_by,
                };
                r = visitor(context, &row);
        }
        return r;
}

struct place_of {
        const struct watch *watch;
        const struct milestone *milestone;
};

static int by_index(const void *left, const void *right)
{
        const struct place_of *a = left, *b = right;

        return a->milestone->index < b->milestone->index ? -1 : a->milestone->index > b->milestone->index;
}

int milestones_rows(const struct milestones *milestones, const struct tallies *tallies,
                    const struct coverage *coverage,
                    milestone_visitor visitor, void *context)
{
        struct place_of *places = calloc(milestones->plan->milestones_count + 1, sizeof(*places));
        size_t count = 0;
        int r = 0;

        if (!places)
                return -ENOMEM;

        for (size_t i = 0; i < milestones->watches_count; i++)
                for (size_t j = 0; j < milestones->watches[i].milestones_count; j++)
                        places[count++] = (struct place_of){&milestones->watches[i],
                                                            &milestones->watches[i].milestones[j]};
        qsort(places, count, sizeof(*places), by_index);

        for (size_t i = 0; i < count && r == 0; i++)
                for (size_t j = 0; j < places[i].milestone->instances_count && r == 0; j++)
                        r = visit_instance(milestones, places[i].watch, places[i].milestone,
                                           &places[i].milestone->instances[j], tallies, coverage, visitor, context);
        free(places);
        return r;
}
