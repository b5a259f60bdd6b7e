/* core/milestones/milestones.c: the life of the room, and a judgement from above: which watches
 * have anything to look at, one scan for each, then the differences. */
#include "core/milestones/milestones.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/civil.h"
#include "core/milestones/inside.h"

/* ---- life ---- */

static void watch_done(struct watch *watch)
{
        for (size_t i = 0; i < watch->milestones_count; i++)
                milestone_done(&watch->milestones[i]);
        free(watch->milestones);
        free(watch->runs);
        free(watch->seen);
}

struct milestones *milestones_free(struct milestones *milestones)
{
        if (!milestones)
                return NULL;

        for (size_t i = 0; i < milestones->watches_count; i++)
                watch_done(&milestones->watches[i]);
        free(milestones->watches);
        free(milestones);
        return NULL;
}

/* Milestones of one measure, in the plan's order, which is that of their names. */
static int watch_init(const struct plan *plan, uint32_t measure, size_t count, struct watch *watch)
{
        *watch = (struct watch){
                .measure = measure,
                .pending = true,
                .next_due_day = PLAN_NEVER,
                .settled_until = INT32_MAX, /* until the first scan everything may move */
        };
        watch->milestones = calloc(count, sizeof(*watch->milestones));
        if (!watch->milestones)
                return -ENOMEM;

        for (size_t i = 0; i < plan->milestones_count; i++)
                if (plan->milestones[i].measure == measure)
                        watch->milestones[watch->milestones_count++].index = (uint32_t)i;
        return 0;
}

int milestones_new(const struct plan *plan, struct milestones **ret)
{
        struct milestones *milestones = calloc(1, sizeof(*milestones));
        size_t *counts = calloc(plan->measures_count + 1, sizeof(*counts));
        int r = milestones && counts ? 0 : -ENOMEM;

        if (r == 0) {
                milestones->plan = plan;
                milestones->watches = calloc(plan->measures_count + 1, sizeof(*milestones->watches));
                r = milestones->watches ? 0 : -ENOMEM;
        }
        for (size_t i = 0; r == 0 && i < plan->milestones_count; i++)
                counts[plan->milestones[i].measure]++;
        for (uint32_t i = 0; r == 0 && i < plan->measures_count; i++)
                if (counts[i])
                        r = watch_init(plan, i, counts[i], &milestones->watches[milestones->watches_count++]);

        free(counts);
        if (r < 0) {
                milestones_free(milestones);
                return r;
        }
        *ret = milestones;
        return 0;
}

/* ---- what was told, under another plan ---- */

static struct milestone *milestone_find(struct milestones *milestones, struct text name)
{
        for (size_t i = 0; i < milestones->watches_count; i++) {
                struct watch *watch = &milestones->watches[i];

                for (size_t j = 0; j < watch->milestones_count; j++)
                        if (text_equal(milestones->plan->milestones[watch->milestones[j].index].name, name))
                                return &watch->milestones[j];
        }
        return NULL;
}

static struct target *target_find(const struct plan *plan, const struct milestone *milestone,
                                  const struct instance *instance, uint32_t step_ppm)
{
        size_t targets = plan->milestones[milestone->index].steps_count + 1;

        for (size_t i = 0; i < targets; i++)
                if (instance->targets[i].step_ppm == step_ppm)
                        return &instance->targets[i];
        return NULL;
}

int target_need(struct milestones *milestones, struct text name, struct period period, uint32_t step_ppm,
                struct target **ret)
{
        struct milestone *milestone = milestone_find(milestones, name);
        struct instance *instance;
        enum period_kind each;
        int r;

        *ret = NULL;
        if (!milestone)
                return 0;
        each = milestones->plan->milestones[milestone->index].each;
        if (each != period.kind ||
            (each != PERIOD_NONE && period.first < milestones->plan->milestones[milestone->index].from_day))
                return 0;

        r = instance_need(milestones->plan, milestone, period, &instance);
        if (r == 0)
                *ret = target_find(milestones->plan, milestone, instance, step_ppm);
        return r;
}

static int take_over_milestone(struct milestones *milestones, const struct milestones *old,
                               const struct milestone *from)
{
        const struct plan_milestone *of = &old->plan->milestones[from->index];

        for (size_t i = 0; i < from->instances_count; i++)
                for (size_t j = 0; j <= of->steps_count; j++) {
                        const struct target *said = &from->instances[i].targets[j];
                        struct target *target;
                        int r;

                        if (said->told.position == 0)
                                continue;
                        r = target_need(milestones, of->name, from->instances[i].period, said->step_ppm, &target);
                        if (r < 0)
                                return r;
                        if (!target)
                                continue;
                        target->told = said->told;
                        target->dirty = true;
                }
        return 0;
}

int milestones_take_over(struct milestones *milestones, const struct milestones *old)
{
        for (size_t i = 0; i < old->watches_count; i++)
                for (size_t j = 0; j < old->watches[i].milestones_count; j++) {
                        int r = take_over_milestone(milestones, old, &old->watches[i].milestones[j]);

                        if (r < 0)
                                return r;
                }
        return 0;
}

/* ---- a judgement ---- */

static const struct touched *touched_of(const struct touched *touched, size_t count, uint32_t measure)
{
        size_t low = 0, high = count;

        while (low < high) {
                size_t middle = low + (high - low) / 2;

                if (touched[middle].measure == measure)
                        return &touched[middle];
                if (touched[middle].measure < measure)
                        low = middle + 1;
                else
                        high = middle;
        }
        return NULL;
}

/* Has completeness changed in a way that may matter here? What only time completes never goes
 * back, so an outcome that stands does not care. */
static bool completeness_matters(const struct milestones *milestones, const struct watch *watch,
                                 const struct judgement *judgement)
{
        const struct plan_measure *measure = &milestones->plan->measures[watch->measure];
        bool cares = watch->awaiting || watch_falls(milestones, watch);

        for (size_t i = 0; i < measure->sources_count; i++) {
                uint32_t source = measure->sources[i];

                if (coverage_changed(judgement->coverage, source) &&
                    (cares || milestones->plan->sources[source].numbers == NUMBERS_BY_RELEASE))
                        return true;
        }
        return false;
}

/* What is new has targets that are open. */
static void note_begun(struct milestones *milestones, struct watch *watch, const struct judgement *judgement,
                       const struct instance *instance, size_t targets)
{
        for (size_t i = 0; i < targets; i++)
                if (instance->targets[i].amount < watch->lowest_open)
                        watch->lowest_open = instance->targets[i].amount;
        watch->carries |= watch_carries(milestones, watch, judgement->tallies, instance->first_day);
}

static void scan_from(int32_t day, bool *scan, int32_t *from_day)
{
        if (!*scan || day < *from_day)
                *from_day = day;
        *scan = true;
}

int watch_begin(struct milestones *milestones, struct watch *watch, const struct judgement *judgement, bool *scan,
                int32_t *from_day)
{
        for (size_t i = 0; i < watch->milestones_count; i++) {
                struct milestone *milestone = &watch->milestones[i];
                const struct plan_milestone *of = &milestones->plan->milestones[milestone->index];
                size_t before = milestone->begun ? milestone->instances_count : 0; /* what was told made some */
                int r = instances_until(milestones->plan, milestone, judgement->day);

                if (r < 0)
                        return r;
                for (size_t j = before; j < milestone->instances_count; j++) {
                        const struct instance *instance = &milestone->instances[j];

                        note_begun(milestones, watch, judgement, instance, of->steps_count + 1);
                        scan_from(instance->first_day == CIVIL_NONE ? EVENT_DAY_MIN : instance->first_day, scan,
                                  from_day);
                }

                /* The only one is there from the start, and its first day may have come now. */
                if (watch->carries && of->each == PERIOD_NONE && of->from_day != CIVIL_NONE &&
                    of->from_day <= judgement->day)
                        scan_from(of->from_day, scan, from_day);
        }
        return 0;
}

static int32_t earlier(int32_t a, int32_t b)
{
        return a < b ? a : b;
}

/* When the next instance begins, a deadline or a grace is over. */
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

static void note_target(struct watch *watch, const struct instance *instance, const struct target *target,
                        int32_t newest_day)
{
        watch->awaiting |= target->told.outcome == OUTCOME_AWAITING;
        if (target->crossing != CIVIL_NONE) {
                /* Its interval's value and status matter up to its end, which is the crossing. */
                if (target->crossing > watch->settled_until)
                        watch->settled_until = target->crossing;
        } else if (instance->last_day != CIVIL_NONE && instance->last_day < newest_day) {
                if (instance->last_day > watch->settled_until)
                        watch->settled_until = instance->last_day;
        } else if (target->amount < watch->lowest_open) {
                watch->lowest_open = target->amount;
        }
}

void watch_settle(const struct milestones *milestones, struct watch *watch, const struct tallies *tallies,
                  int32_t day)
{
        int32_t newest_day = tallies_last_day(tallies, watch->measure);

        watch->settled_until = INT32_MIN;
        watch->lowest_open = INT64_MAX;
        watch->next_due_day = PLAN_NEVER;
        watch->awaiting = false;

        for (size_t i = 0; i < watch->milestones_count; i++) {
                const struct milestone *milestone = &watch->milestones[i];
                size_t targets = milestones->plan->milestones[milestone->index].steps_count + 1;

                watch->next_due_day =
                        earlier(watch->next_due_day, instances_next_begin(milestones->plan, milestone, day));
                for (size_t j = 0; j < milestone->instances_count; j++) {
                        const struct instance *instance = &milestone->instances[j];

                        watch->next_due_day = earlier(watch->next_due_day, instance_due(instance, day));
                        for (size_t k = 0; k < targets; k++)
                                note_target(watch, instance, &instance->targets[k], newest_day);
                }
        }
}

/* What a judgement looks at in a watch. */
struct reach {
        bool by_change;  /* the measure or its completeness changed */
        bool everywhere; /* outcomes may have changed without a crossing: day, completeness, plan */
        struct scanned scanned;
};

static int tell(struct milestones *milestones, struct watch *watch, const struct judgement *judgement,
                const struct reach *reach, struct news_list *news)
{
        struct looked looked = {milestones, watch, judgement, reach->by_change};
        bool waits = false;

        for (size_t i = 0; i < watch->milestones_count; i++) {
                struct milestone *milestone = &watch->milestones[i];

                for (size_t j = 0; j < milestone->instances_count; j++) {
                        struct instance *instance = &milestone->instances[j];
                        int r;

                        if (!reach->everywhere &&
                            !news_concerns(milestones, milestone, instance, reach->scanned.from_day))
                                continue;
                        r = news_of_instance(&looked, milestone, instance, news, &waits);
                        if (r < 0)
                                return r;
                }
        }
        watch->pending = waits;
        return 0;
}

/* Brings the crossings up to date. */
static int look_again(struct milestones *milestones, struct watch *watch, const struct judgement *judgement,
                      const struct touched *touched, bool completeness, struct reach *ret)
{
        bool due = judgement->everything || watch->pending ||
                   (judgement->day != CIVIL_NONE && judgement->day >= watch->next_due_day);
        bool scan = touched != NULL, changed;
        int32_t from_day = touched ? touched->day : 0, day;
        int r = 0;

        *ret = (struct reach){.by_change = touched || completeness, .everywhere = due || completeness};
        if (due)
                r = watch_begin(milestones, watch, judgement, &scan, &from_day);
        if (r == 0 && watch_falls(milestones, watch) && (completeness || judgement->everything || watch->pending)) {
                r = truth_runs_changed(milestones, watch, judgement, &day, &changed);
                if (r == 0 && changed && (!scan || day < from_day)) {
                        scan = true;
                        from_day = day;
                }
        }
        if (r == 0 && judgement->everything) {
                scan = true;
                from_day = EVENT_DAY_MIN;
        }
        if (r == 0 && scan)
                r = truth_scan(milestones, watch, judgement, from_day < EVENT_DAY_MIN ? EVENT_DAY_MIN : from_day,
                               &ret->scanned);
        return r;
}

static int judge_watch(struct milestones *milestones, struct watch *watch, const struct judgement *judgement,
                       const struct touched *touched, struct news_list *news)
{
        bool completeness = completeness_matters(milestones, watch, judgement);
        struct reach reach;
        int r;

        if (!judgement->everything && !watch->pending && !touched && !completeness &&
            !(judgement->day_moved && judgement->day >= watch->next_due_day))
                return 0;

        r = look_again(milestones, watch, judgement, touched, completeness, &reach);
        if (r < 0 || !(reach.everywhere || reach.scanned.concerns))
                return r;

        r = tell(milestones, watch, judgement, &reach, news);
        if (r == 0 && (reach.everywhere || reach.scanned.moved))
                watch_settle(milestones, watch, judgement->tallies, judgement->day);
        return r;
}

int milestones_judge(struct milestones *milestones, const struct judgement *judgement, struct news_list *news)
{
        size_t touched_count, from = news->count;
        const struct touched *touched = tallies_touched(judgement->tallies, &touched_count);

        for (size_t i = 0; i < milestones->watches_count; i++) {
                struct watch *watch = &milestones->watches[i];
                int r = judge_watch(milestones, watch, judgement,
                                    touched_of(touched, touched_count, watch->measure), news);

                if (r < 0)
                        return r;
        }
        news_sort(news, from);
        return 0;
}

int32_t milestones_due_day(const struct milestones *milestones, int32_t day)
{
        int32_t due = PLAN_NEVER;

        for (size_t i = 0; i < milestones->watches_count; i++) {
                const struct watch *watch = &milestones->watches[i];

                if (watch->pending && day != CIVIL_NONE)
                        due = earlier(due, day + 1);
                if (watch->next_due_day > day)
                        due = earlier(due, watch->next_due_day);
        }
        return due;
}

uint64_t milestones_instances(const struct milestones *milestones)
{
        uint64_t count = 0;

        for (size_t i = 0; i < milestones->watches_count; i++)
                for (size_t j = 0; j < milestones->watches[i].milestones_count; j++)
                        count += milestones->watches[i].milestones[j].instances_count;
        return count;
}
