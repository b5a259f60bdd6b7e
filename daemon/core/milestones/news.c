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

/* Awaiting comes of the day alone, and so does what nothing but the day has changed. Records come before
 * what makes other figures of them; a choice may be another one by the day, too. */
static struct cause cause_of(const struct looked *looked, enum news_kind kind)
{
        const struct measure_change *change = looked->change;
        struct cause cause = looked->judgement->cause;

        if (looked->judgement->everything)
                return cause;
        if (kind == NEWS_AWAITING || !looked->by_change)
                return (struct cause){.what = CAUSE_TICK};
        if (change && change->by_records)
                tallies_cause(looked->judgement->tallies, change->measure, &cause);
        else if (change && change->by_rates && cause.what != CAUSE_NONE)
                cause.what = CAUSE_RATE;
        else if (change && change->by_preference)
                cause.what = CAUSE_PERSPECTIVE;
        else if (cause.what == CAUSE_NONE || cause.what == CAUSE_RECORDS || cause.what == CAUSE_RATE)
                cause.what = CAUSE_TICK; /* that figures are complete, which records of others may have shown */
        return cause;
}

/* Of others: so many of so many milestones. */
static void news_measure(const struct scene *scene, struct news *news)
{
        const struct plan *plan = scene->milestones->plan;

        if (watch_is_of_others(scene->watch)) {
                news->unit = TEXT("milestone");
                return;
        }
        news->measure = plan->measures[scene->watch->measure].name;
        news->unit = plan->measures[scene->watch->measure].unit;
        news->scale = plan->measures[scene->watch->measure].scale;
}

static bool is_interval(const struct told *told, enum period_kind kind)
{
        struct period period = period_at(kind, told->reached_first, 1);

        return period.first == told->reached_first && period.last == told->reached_last;
}

/* What is made of others may have been reached in the period of another member. */
static enum period_kind resolution_before(const struct told *told, enum period_kind now)
{
        if (told->reached_first == CIVIL_NONE || is_interval(told, now))
                return now;
        for (int kind = PERIOD_DAY; kind <= PERIOD_YEAR; kind++)
                if (is_interval(told, (enum period_kind)kind))
                        return (enum period_kind)kind;
        return now;
}

/* ---- amendments ---- */

/* The newest terms that have come into force within the days of the instance. */
static const struct plan_terms *terms_in_force(const struct plan_milestone *of, const struct instance *instance,
                                               int32_t day)
{
        if (instance->last_day != CIVIL_NONE && day > instance->last_day)
                day = instance->last_day;
        return &of->terms[term_at(of, day)];
}

static struct news news_make(const struct looked *looked, const struct milestone *milestone,
                             const struct instance *instance, const struct target *target, const struct truth *truth,
                             enum news_kind kind)
{
        const struct scene *scene = looked->scene;
        const struct plan_milestone *of = plan_of_milestone(scene->milestones, milestone);
        const struct told *told = &target->told;
        struct news news = {
                .kind = (uint8_t)kind,
                .corridor = scene->milestones->plan->corridors[of->corridor].name,
                .milestone = of->name,
                .series = text_of(scene->watch->series),
                .instance = instance->period,
                .fiscal_start = of->fiscal_start,
                .step_ppm = target->step_ppm,
                .outcome = truth->outcome,
                .outcome_before = told->outcome,
                .value = truth->value,
                .value_before = told->value,
                .target_known = truth->target_known,
                .target = truth->target,
                .resolution = truth->resolution,
                .before_resolution = resolution_before(told, truth->resolution),
                .reached_first = truth->reached_first,
                .reached_last = truth->reached_last,
                .before_first = told->reached_first,
                .before_last = told->reached_last,
                .deadline_day = instance->deadline_day,
                .confirmed = truth->confirmed,
                .backfill = looked->judgement->backfill,
                .known_position = looked->judgement->position,
                .known_day = looked->judgement->known_day,
                .cause = cause_of(looked, kind),
        };

        if (kind == NEWS_RESCHEDULED)
                news.reason = terms_in_force(of, instance, looked->judgement->day)->reason;
        news_measure(scene, &news);
        return news;
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
                .day = judgement->known_day,
                .terms_day = target->told.terms_day,
                .outlook = target->told.outlook,
        };
        target->dirty = true;
}

/* Rule 21: told once, unless it has been decided by then: a target that was reached or missed stands. */
static enum news_kind rescheduled(enum news_kind kind, const struct truth *truth)
{
        bool undecided = truth->outcome == OUTCOME_OPEN || truth->outcome == OUTCOME_AWAITING ||
                         truth->outcome == OUTCOME_UNKNOWN;

        return undecided && (kind == NEWS_NONE || kind == NEWS_AWAITING) ? NEWS_RESCHEDULED : kind;
}

struct difference {
        enum news_kind kind;
        bool silent; /* the outcome is another one, and nothing is told of it */
        bool waits;  /* for the next tick or release's end */
        int32_t terms_day;
};

static struct difference difference_of(const struct looked *looked, const struct milestone *milestone,
                                       const struct instance *instance, const struct target *target,
                                       const struct truth *truth)
{
        const struct plan_milestone *of = plan_of_milestone(looked->scene->milestones, milestone);
        struct verdict_pair pair = {
                .told = target->told.outcome,
                .truth = truth->outcome,
                .moved = target->told.reached_first != truth->reached_first ||
                         target->told.reached_last != truth->reached_last,
                .confirmed_now = truth->confirmed && !target->told.confirmed,
                .may_restate = looked->judgement->may_restate,
        };
        struct difference difference = {table_news(&pair), table_silent(&pair), table_waits(&pair),
                                        target->told.terms_day};

        if (target->step_ppm == 0)
                difference.terms_day = looked->judgement->day == CIVIL_NONE ?
                                               CIVIL_NONE :
                                               terms_in_force(of, instance, looked->judgement->day)->on_day;
        if (difference.terms_day > target->told.terms_day)
                difference.kind = rescheduled(difference.kind, truth);
        else
                difference.terms_day = target->told.terms_day;
        return difference;
}

/* What changes in what was told though nothing is told of it. */
static void note_silently(struct target *target, const struct truth *truth, const struct difference *difference)
{
        if (difference->terms_day != target->told.terms_day) {
                target->told.terms_day = difference->terms_day;
                target->dirty = true;
        }
        if (difference->kind != NEWS_NONE)
                return;
        if (difference->silent) {
                target->told.outcome = truth->outcome;
                target->dirty = true;
        }
        if (target->told.confirmed && !truth->confirmed) {
                /* No longer final: it may be confirmed again. */
                target->told.confirmed = false;
                target->dirty = true;
        }
}

bool news_concerns(const struct milestones *milestones, const struct milestone *milestone,
                   const struct instance *instance, int32_t from_day)
{
        size_t steps = milestones->plan->milestones[milestone->index].steps_count;

        if (instance->moved)
                return true;
        for (size_t i = 0; i <= steps; i++) {
                const struct target *target = &instance->targets[i];

                if ((target->crossing != CIVIL_NONE && target->crossing >= from_day) ||
                    (target->told.reached_last != CIVIL_NONE && target->told.reached_last >= from_day))
                        return true;
        }
        return false;
}

/* Deadlines and terms are the target's, which speaks for its steps: one at most is told (rule 15). */
static bool speaks_of_steps(enum news_kind kind)
{
        return kind != NEWS_AWAITING && kind != NEWS_MISSED && kind != NEWS_RESCHEDULED;
}

/* The target's news come first, since it swallows those of its steps that say the same. */
int news_of_instance(const struct looked *looked, struct milestone *milestone, struct instance *instance,
                     struct news_list *news, bool *ret_waits)
{
        size_t steps = plan_of_milestone(looked->scene->milestones, milestone)->steps_count;
        enum news_kind whole = NEWS_NONE;

        for (size_t i = steps + 1; i-- > 0;) {
                struct target *target = &instance->targets[i];
                struct difference difference;
                struct truth truth;
                int r = 0;

                truth_of(looked->scene, milestone, instance, target, &truth);
                difference = difference_of(looked, milestone, instance, target, &truth);
                *ret_waits |= difference.waits;
                if (i == steps)
                        whole = difference.kind;

                if (difference.kind != NEWS_NONE) {
                        struct news made = news_make(looked, milestone, instance, target, &truth, difference.kind);

                        if (i == steps || (difference.kind != whole && speaks_of_steps(difference.kind)))
                                r = append(news, &made);
                        told_now(target, &truth, looked->judgement);
                }
                note_silently(target, &truth, &difference);
                if (r < 0)
                        return r;
        }
        return 0;
}

int news_of_outlook(const struct looked *looked, const struct milestone *milestone, const struct instance *instance,
                    struct news_list *news)
{
        size_t steps = plan_of_milestone(looked->scene->milestones, milestone)->steps_count;
        const struct target *target = &instance->targets[steps];
        enum news_kind kind = instance->outlook.state == OUTLOOK_AT_RISK ? NEWS_AT_RISK : NEWS_ON_TRACK;
        struct truth truth;
        struct news made;

        truth_of(looked->scene, milestone, instance, target, &truth);
        made = news_make(looked, milestone, instance, target, &truth, kind);
        made.outlook = instance->outlook;
        return append(news, &made);
}

bool news_waits(const struct looked *looked, const struct milestone *milestone, const struct instance *instance)
{
        size_t steps = plan_of_milestone(looked->scene->milestones, milestone)->steps_count;
        bool waits = false;

        for (size_t i = 0; i <= steps && !waits; i++) {
                const struct target *target = &instance->targets[i];
                struct truth truth;

                truth_of(looked->scene, milestone, instance, target, &truth);
                waits = difference_of(looked, milestone, instance, target, &truth).waits;
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
                r = text_compare(a->series, b->series);
        if (r == 0)
                r = period_compare(a->instance, b->instance);
        if (r != 0)
                return r;
        if (a->step_ppm != b->step_ppm)
                return a->step_ppm < b->step_ppm ? -1 : 1;
        return a->kind < b->kind ? -1 : a->kind > b->kind;
}

void news_sort(struct news_list *news, size_t from)
{
        if (news->count > from + 1)
                qsort(news->news + from, news->count - from, sizeof(*news->news), compare);
}
