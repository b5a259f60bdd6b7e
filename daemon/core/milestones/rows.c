/* core/milestones/rows.c: what is shown of the milestones: as told, with the value as it is now. Of a breakdown that
 * has closed only what was told: nothing else is judged any more (rule 14). */
#include <errno.h>
#include <stdlib.h>

#include "base/civil.h"
#include "core/milestones/inside.h"

/* The months of the last watch that was shown between ticks, whose outlooks wait. */
struct fresh {
        const struct watch *watch; /* NULL: of none yet */
        struct foresight foresight;
};

static int outlook_shown(const struct scene *scene, const struct milestone *milestone, const struct instance *instance,
                         struct fresh *fresh, struct outlook *ret)
{
        int r = 0;

        *ret = instance->outlook;
        if ((!scene->watch->stale && !scene->watch->unsure) || watch_is_of_others(scene->watch))
                return 0;
        if (fresh->watch != scene->watch) {
                foresight_done(&fresh->foresight);
                fresh->watch = scene->watch;
                r = foresight_make(scene->milestones, scene->watch->measure, watch_key(scene->watch), scene->day,
                                   &fresh->foresight);
        }
        return r < 0 ? r : outlook_of(scene, milestone, instance, &fresh->foresight, false, ret);
}

static bool is_closed(const struct scene *scene)
{
        return scene->watch->series && measures_closed(scene->milestones->measures, scene->watch->measure);
}

static int visit_instance(const struct scene *scene, const struct milestone *milestone,
                          const struct instance *instance, struct fresh *fresh, milestone_visitor visitor,
                          void *context)
{
        const struct plan_milestone *of = plan_of_milestone(scene->milestones, milestone);
        const struct course_of course = {scene, of, instance};
        struct outlook outlook;
        int r;

        r = outlook_shown(scene, milestone, instance, fresh, &outlook);
        for (size_t i = 0; i <= of->steps_count && r == 0; i++) {
                const struct target *target = &instance->targets[i];
                const struct told *told = &target->told;
                struct truth truth;
                struct milestone_row row;

                if (told->position == 0 && is_closed(scene))
                        continue;
                truth_of(scene, milestone, instance, target, &truth);
                row = (struct milestone_row){
                        .milestone = milestone->index,
                        .series = text_of(scene->watch->series),
                        .instance = instance->period,
                        .step_ppm = target->step_ppm,
                        .outcome = told->outcome,
                        .value = truth.value,
                        .target_known = truth.target_known,
                        .target = truth.target,
                        .resolution = truth.resolution,
                        .reached_first = told->reached_first,
                        .reached_last = told->reached_last,
                        .deadline_day = instance->deadline_day,
                        .confirmed = told->confirmed,
                        .known_position = told->position,
                        .known_day = told->day,
                        .held_back_by = truth.held_back_by,
                        .outlook = target->step_ppm ? NULL : &outlook,
                        .freeze_lapsed = freezing_lapsed(scene->milestones, milestone->index,
                                                         term_today(of, instance, scene->day)),
                        .course = &course,
                };
                r = visitor(context, &row);
        }
        return r;
}

struct shown {
        const struct watch *watch;
        const struct milestone *milestone;
};

static int by_name(const void *left, const void *right)
{
        const struct shown *a = left, *b = right;

        if (a->milestone->index != b->milestone->index)
                return a->milestone->index < b->milestone->index ? -1 : 1;
        return text_compare(text_of(a->watch->series), text_of(b->watch->series));
}

static size_t list_shown(const struct milestones *milestones, struct shown *ret)
{
        struct watch_cursor cursor = {0};
        const struct watch *watch;
        size_t count = 0;

        while ((watch = watch_next(milestones, &cursor))) {
                if (watch_is_empty(milestones, watch))
                        continue;
                for (size_t i = 0; i < watch->milestones_count; i++) {
                        if (!watch_speaks_of(milestones, watch, &watch->milestones[i]))
                                continue;
                        if (ret)
                                ret[count] = (struct shown){watch, &watch->milestones[i]};
                        count++;
                }
        }
        return count;
}

int milestones_rows(const struct milestones *milestones, int32_t day, milestone_visitor visitor, void *context)
{
        size_t count = list_shown(milestones, NULL);
        struct shown *shown = calloc(count + 1, sizeof(*shown));
        struct fresh fresh = {0};
        int r = 0;

        if (!shown)
                return -ENOMEM;

        list_shown(milestones, shown);
        qsort(shown, count, sizeof(*shown), by_name);
        for (size_t i = 0; i < count && r == 0; i++) {
                struct scene scene = {milestones, shown[i].watch, day};

                for (size_t j = 0; j < shown[i].milestone->instances_count && r == 0; j++)
                        r = visit_instance(&scene, shown[i].milestone, &shown[i].milestone->instances[j], &fresh,
                                           visitor, context);
        }
        foresight_done(&fresh.foresight);
        free(shown);
        return r;
}
