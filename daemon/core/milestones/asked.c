/* core/milestones/asked.c: one milestone's outlook as it is, or as it would have been said behind an earlier
 * month, and the curve of its window: months as they were, months as they are projected. */
#include <errno.h>
#include <stdlib.h>

#include "base/civil.h"
#include "core/measures/window.h"
#include "core/milestones/inside.h"

/* ---- which one ---- */

static struct instance *instance_asked(struct milestone *milestone, struct period period)
{
        if (milestone->instances_count == 0)
                return NULL;
        if (period.kind == PERIOD_NONE)
                return &milestone->instances[milestone->instances_count - 1];
        for (size_t i = 0; i < milestone->instances_count; i++)
                if (period_equal(milestone->instances[i].period, period))
                        return &milestone->instances[i];
        return NULL;
}

/* None is made for a question. */
static struct watch *watch_asked(struct milestones *milestones, const struct outlook_ask *ask)
{
        const struct plan_milestone *of = &milestones->plan->milestones[ask->milestone];
        const struct group *group;

        if (!of->for_each)
                return ask->series.length == 0 ? milestones->places[ask->milestone].watch : NULL;
        group = group_of(milestones, of->measure);
        for (size_t i = 0; i < group->count; i++)
                if (text_equal(text_of(group->watches[i]->series), ask->series))
                        return group->watches[i];
        return NULL;
}

static struct milestone *milestone_asked(struct watch *watch, uint32_t index)
{
        for (size_t i = 0; i < watch->milestones_count; i++)
                if (watch->milestones[i].index == index)
                        return &watch->milestones[i];
        return NULL;
}

/* ---- the curve ---- */

struct curve {
        const struct scene *scene;
        const struct sought *sought;
        outlook_month_visitor visitor;
        void *context;
};

static int64_t value_at(const struct scene *scene, int32_t day)
{
        struct value value;

        scene_at(scene, day, &value);
        return value.state == VALUE_KNOWN || value.state == VALUE_INCOMPLETE ? value.units : 0;
}

/* From the beginning of the window that the next month lies in. */
static int visit_known(const struct curve *curve)
{
        const struct foresight *foresight = curve->sought->foresight;
        int32_t first = sought_begins(curve->sought), from = history_first_month(foresight->history);
        int r = 0;

        for (int32_t month = first > from ? first : from; month <= foresight->last_month && r == 0; month++) {
                int64_t total = value_at(curve->scene, civil_month_last(month));
                struct outlook_month visited = {
                        .month = month,
                        .known = true,
                        .amount = history_month(foresight->history, (size_t)(month - from)),
                        .low = total,
                        .total = total,
                        .high = total,
                };

                r = curve->visitor(curve->context, &visited);
        }
        return r;
}

static int64_t fit(wide amount)
{
        if (wide_fits64(amount))
                return (int64_t)amount;
        return amount < 0 ? INT64_MIN : INT64_MAX;
}

static int visit_ahead(const struct curve *curve, const struct outlook_question *question, size_t n,
                       const struct outlook_curve *made)
{
        struct history *history = curve->sought->foresight->history;
        int64_t offset = curve->sought->foresight->offset;
        int r = 0;

        for (size_t j = 1; j < question->ahead_count && r == 0; j++) {
                struct outlook_month visited = {
                        .month = history_first_month(history) + (int32_t)(n + j) - 1,
                        .amount = fit(history_ahead(history, n, (int32_t)j - 1, (int32_t)j)),
                        .low = fit(made->low[j] + offset),
                        .total = fit(made->total[j] + offset),
                        .high = fit(made->high[j] + offset),
                        .chance_ppm = made->chances[j],
                };

                r = curve->visitor(curve->context, &visited);
        }
        return r;
}

static int visit_projected(const struct curve *curve)
{
        struct origin origin = sought_newest(curve->sought);
        struct outlook_question question;
        struct outlook_curve made;
        wide *totals;
        int r;

        r = sought_question(curve->sought, &origin, false, &question);
        if (r < 0)
                return r;
        /* Without a deadline as far as the total is told. */
        if (question.deadline_day == CIVIL_NONE && question.total_at + 1 < question.ahead_count)
                question.ahead_count = question.total_at + 1;
        made.chances = calloc(question.ahead_count, sizeof(*made.chances));
        totals = calloc(question.ahead_count * 3, sizeof(*totals));
        r = made.chances && totals ? 0 : -ENOMEM;
        if (r == 0) {
                made.low = totals;
                made.total = totals + question.ahead_count;
                made.high = totals + 2 * question.ahead_count;
                outlook_curve(curve->sought->foresight->history, origin.n, &question, &made);
                r = visit_ahead(curve, &question, origin.n, &made);
        }
        free(made.chances);
        free(totals);
        sought_done(&question);
        return r;
}

/* ---- the answer ---- */

static int answer(const struct scene *scene, const struct milestone *milestone, const struct instance *instance,
                  struct foresight *foresight, const struct outlook_ask *ask, struct outlook_answer *ret)
{
        struct curve curve = {scene, NULL, ask->visitor, ask->context};
        struct sought sought;
        int r;

        sought = sought_of(scene, milestone, instance, foresight);
        curve.sought = &sought;
        r = outlook_of(scene, milestone, instance, foresight, ask->origin_month != INT32_MIN, &ret->outlook);
        if (ret->outlook.has_target)
                sought.target = ret->outlook.target - foresight->offset;
        if (r == 0 && ret->outlook.reason == OUTLOOK_SAID)
                r = visit_known(&curve);
        if (r == 0 && ret->outlook.reason == OUTLOOK_SAID)
                r = visit_projected(&curve);
        return r;
}

int milestones_outlook(struct milestones *milestones, int32_t day, const struct outlook_ask *ask,
                       struct outlook_answer *ret)
{
        struct watch *watch = watch_asked(milestones, ask);
        struct milestone *milestone = watch ? milestone_asked(watch, ask->milestone) : NULL;
        struct instance *instance = milestone ? instance_asked(milestone, ask->instance) : NULL;
        struct scene scene = {milestones, watch, day};
        const struct course_of course = {&scene, &milestones->plan->milestones[ask->milestone], instance};
        struct foresight foresight = {0};
        struct truth truth;
        int r;

        if (!instance)
                return -ENOENT;
        truth_of(&scene, milestone, instance,
                 &instance->targets[plan_of_milestone(milestones, milestone)->steps_count], &truth);
        *ret = (struct outlook_answer){
                .instance = instance->period,
                .deadline_day = instance->deadline_day,
                .target_known = truth.target_known,
                .target = truth.target,
                .value = truth.value,
                .outcome = truth.outcome,
                .outlook = {.state = OUTLOOK_UNKNOWN, .reason = OUTLOOK_OF_OTHERS},
        };
        if (watch_is_of_others(watch))
                return 0;
        r = ask->course ? course_visit(&course, ask->course, ask->context) : 0;
        if (r < 0)
                return r;
        r = foresight_make(milestones, watch->measure, watch_key(watch), day, &foresight);
        if (r == 0 && ask->origin_month != INT32_MIN)
                foresight_behind(&foresight, ask->origin_month);
        if (r == 0)
                r = answer(&scene, milestone, instance, &foresight, ask, ret);
        foresight_done(&foresight);
        return r;
}
