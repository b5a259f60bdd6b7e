/* core/milestones/news.c: the difference between what is true and what was told, as notifications. */
#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/civil.h"
#include "core/milestones/inside.h"
#include "core/milestones/table.h"

static int append(struct news_list *list, const struct news *news)
{
        if (list->count == list->capacity) {
                size_t capacity = list->capacity ? list->capacity * 2 : 16;
                struct news *grown = realloc(list->news, capacity * sizeof(*grown));

                if (!grown)
                        return -ENOMEM;
                list->news = grown;
                list->capacity = capacity;
        }
        list->news[list->count++] = *news;
        return 0;
}

/* Awaiting comes of the day alone, and so does what nothing but the day has changed. */
static struct cause cause_of(const struct looked *looked, enum news_kind kind)
{
        struct cause cause = looked->judgement->cause;

        if (looked->judgement->everything)
                return looked->judgement->cause;
        if (kind == NEWS_AWAITING || !looked->by_change || looked->judgement->cause.what == CAUSE_NONE)
                return (struct cause){.what = CAUSE_TICK};
        tallies_cause(looked->judgement->tallies, looked->watch->measure, &cause);
        return cause;
}

static struct news news_make(const struct looked *looked, const struct milestone *milestone,
                             const struct instance *instance, const struct target *target, const struct truth *truth,
                             enum news_kind kind)
{
        const struct plan *plan = looked->milestones->plan;
        const struct plan_milestone *of = &plan->milestones[milestone->index];
        const struct plan_measure *measure = &plan->measures[of->measure];
        const struct told *told = &target->told;

        return (struct news){
                .kind = (uint8_t)kind,
                .corridor = plan->corridors[of->corridor].name,
                .milestone = of->name,
                .measure = measure->name,
                .unit = measure->unit,
                .scale = measure->scale,
                .instance = instance->period,
                .fiscal_start = of->fiscal_start,
                .step_ppm = target->step_ppm,
                .outcome = truth->outcome,
                .outcome_before = told->outcome,
                .value = truth->value,
                .value_before = told->value,
                .target = target->amount,
                .resolution = measure->resolution,
                .reached_first = truth->reached_first,
                .reached_last = truth->reached_last,
                .before_first = told->reached_first,
                .before_last = told->reached_last,
                .deadline_day = instance->deadline_day,
                .confirmed = truth->confirmed,
                .backfill = looked->judgement->backfill,
                .known_position = looked->judgement->position,
                .known_day = looked->judgement->day,
                .cause = cause_of(looked, kind),
        };
}

static void told_now(struct target *target, const struct truth *truth, const struct judgement *judgement)
{
        target->told = (struct told){
                .outcome = truth->outcome,
                .confirmed = truth->confirmed,
                .reached_first = truth->reached_first,
                .reached_last = truth->reached_last,
                .value = truth->value,
                .position = judgement->position,
                .day = judgement->day,
        };
        target->dirty = true;
}

static enum news_kind kind_of(const struct target *target, const struct truth *truth,
                              const struct judgement *judgement, bool *ret_waits)
{
        struct verdict_pair pair = {
                .told = target->told.outcome,
                .truth = truth->outcome,
                .moved = target->told.reached_first != truth->reached_first ||
                         target->told.reached_last != truth->reached_last,
                .confirmed_now = truth->confirmed && !target->told.confirmed,
                .may_restate = judgement->may_restate,
        };

        *ret_waits |= table_waits(&pair);
        return table_news(&pair);
}

bool news_concerns(const struct milestones *milestones, const struct milestone *milestone,
                   const struct instance *instance, int32_t from_day)
{
        size_t steps = milestones->plan->milestones[milestone->index].steps_count;

        for (size_t i = 0; i <= steps; i++) {
                const struct target *target = &instance->targets[i];

                if ((target->crossing != CIVIL_NONE && target->crossing >= from_day) ||
                    (target->told.reached_last != CIVIL_NONE && target->told.reached_last >= from_day))
                        return true;
        }
        return false;
}

/* The target's news come first, since it swallows those of its steps that say the same. */
int news_of_instance(const struct looked *looked, struct milestone *milestone, struct instance *instance,
                     struct news_list *news, bool *ret_waits)
{
        const struct judgement *judgement = looked->judgement;
        size_t steps = looked->milestones->plan->milestones[milestone->index].steps_count;
        enum news_kind whole = NEWS_NONE;

        for (size_t i = steps + 1; i-- > 0;) {
                struct target *target = &instance->targets[i];
                enum news_kind kind;
                struct truth truth;
                int r = 0;

                truth_of(looked->milestones, looked->watch, instance, target, judgement->tallies, judgement->coverage,
                         judgement->day, &truth);
                kind = kind_of(target, &truth, judgement, ret_waits);
                if (i == steps)
                        whole = kind;

                if (kind != NEWS_NONE) {
                        struct news made = news_make(looked, milestone, instance, target, &truth, kind);

                        if (i == steps || kind != whole)
                                r = append(news, &made);
                        told_now(target, &truth, judgement);
                } else if (target->told.confirmed && !truth.confirmed) {
                        /* No longer final: it may be confirmed again. */
                        target->told.confirmed = false;
                        target->dirty = true;
                }
                if (r < 0)
                        return r;
        }
        return 0;
}

bool news_waits(const struct looked *looked, const struct milestone *milestone, const struct instance *instance)
{
        const struct judgement *judgement = looked->judgement;
        size_t steps = looked->milestones->plan->milestones[milestone->index].steps_count;
        bool waits = false;

        for (size_t i = 0; i <= steps; i++) {
                struct truth truth;

                truth_of(looked->milestones, looked->watch, instance, &instance->targets[i], judgement->tallies,
                         judgement->coverage, judgement->day, &truth);
                kind_of(&instance->targets[i], &truth, judgement, &waits);
        }
        return waits;
}

/* The event day of a piece of news: of reaching, now or before, else the deadline. */
static int32_t event_day(const struct news *news)
{
        if (news->reached_first != CIVIL_NONE)
                return news->reached_first;
        if (news->before_first != CIVIL_NONE)
                return news->before_first;
        return news->deadline_day;
}

static int compare(const void *left, const void *right)
{
        const struct news *a = left, *b = right;
        int r;

        if (event_day(a) != event_day(b))
                return event_day(a) < event_day(b) ? -1 : 1;
        r = text_compare(a->corridor, b->corridor);
        if (r == 0)
                r = text_compare(a->milestone, b->milestone);
        if (r == 0)
                r = text_compare(a->source, b->source);
        if (r == 0)
                r = period_compare(a->instance, b->instance);
        if (r != 0)
                return r;
        return a->step_ppm < b->step_ppm ? -1 : a->step_ppm > b->step_ppm;
}

void news_sort(struct news_list *news, size_t from)
{
        if (news->count > from + 1)
                qsort(news->news + from, news->count - from, sizeof(*news->news), compare);
}
