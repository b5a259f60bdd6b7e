/* core/milestones/take_over.c: what was told under another plan stays as told, by names. */
#include <stdlib.h>

#include "base/civil.h"
#include "core/milestones/inside.h"

static bool is_said(const struct told *told)
{
        return told->position != 0 || told->terms_day != CIVIL_NONE || told->outlook != OUTLOOK_NONE;
}

static int take_over_target(struct milestones *milestones, const struct target_name *name,
                            const struct target *said)
{
        struct target *target;
        int r;

        if (!is_said(&said->told))
                return 0;
        r = target_need(milestones, name, &target);
        if (r < 0 || !target)
                return r;
        target->told = said->told;
        target->dirty = true;
        return 0;
}

static int take_over_milestone(struct milestones *milestones, const struct milestones *old,
                               const struct watch *watch, const struct milestone *from)
{
        const struct plan_milestone *of = plan_of_milestone(old, from);

        for (size_t i = 0; i < from->instances_count; i++)
                for (size_t j = 0; j <= of->steps_count; j++) {
                        const struct target *said = &from->instances[i].targets[j];
                        struct target_name name = {of->name, text_of(watch->series), from->instances[i].period,
                                                   said->step_ppm};
                        int r = take_over_target(milestones, &name, said);

                        if (r < 0)
                                return r;
                }
        return 0;
}

int milestones_take_over(struct milestones *milestones, const struct milestones *old, int32_t day)
{
        struct watch_cursor cursor = {0};
        const struct watch *watch;

        while ((watch = watch_next(old, &cursor)))
                for (size_t i = 0; i < watch->milestones_count; i++) {
                        int r = take_over_milestone(milestones, old, watch, &watch->milestones[i]);

                        if (r < 0)
                                return r;
                }
        return freezes_take_over(milestones, old, day);
}
