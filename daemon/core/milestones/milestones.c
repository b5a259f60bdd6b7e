/* core/milestones/milestones.c: the life of the room, and a judgement from above: which watches
 * have anything to look at, one scan for each, then the differences. */
#include "core/milestones/milestones.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>

#include "base/civil.h"
#include "core/milestones/inside.h"

/* ---- life ---- */

struct milestones *milestones_free(struct milestones *milestones)
{
        if (!milestones)
                return NULL;

        watches_free(milestones);
        free(milestones->scan.seen);
        free(milestones->scan.highest);
        free(milestones->scan.loud);
        free(milestones->touched);
        free(milestones);
        return NULL;
}

int milestones_new(const struct plan *plan, struct measures *measures, struct milestones **ret)
{
        struct milestones *milestones = calloc(1, sizeof(*milestones));
        int r;

        if (!milestones)
                return -ENOMEM;
        milestones->plan = plan;
        milestones->measures = measures;
        r = watches_new(milestones);
        if (r < 0) {
                milestones_free(milestones);
                return r;
        }
        *ret = milestones;
        return 0;
}

/* ---- what a judgement finds ---- */

struct found {
        const struct judgement *judgement;
        const struct measure_change *changes; /* by measure */
        size_t changes_count;
        struct news_list *news;
        bool members_looked; /* of what others are made of */
};

static const struct measure_change *change_of(const struct found *found, uint32_t measure)
{
        size_t low = 0, high = found->changes_count;

        while (low < high) {
                size_t middle = low + (high - low) / 2;

                if (found->changes[middle].measure == measure)
                        return &found->changes[middle];
                if (found->changes[middle].measure < measure)
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
        bool cares = watch->awaiting || watch->has_hold || watch->has_relative ||
                     measures_falls(milestones->measures, watch->measure);

        for (size_t i = 0; i < measure->sources_count; i++) {
                uint32_t source = measure->sources[i];

                if (coverage_changed(judgement->coverage, source) &&
                    (cares || milestones->plan->sources[source].numbers == NUMBERS_BY_RELEASE))
                        return true;
        }
        return false;
}

/* May outlooks be others now? */
static void note_stale(const struct milestones *milestones, struct watch *watch, const struct judgement *judgement,
                       bool changed)
{
        const struct plan_measure *measure = &milestones->plan->measures[watch->measure];

        watch->stale |= changed || judgement->everything || watch->pending ||
                        (judgement->day_moved && judgement->day >= watch->next_due_day);
        for (size_t i = 0; i < measure->sources_count && !watch->unsure; i++)
                watch->unsure = coverage_changed(judgement->coverage, measure->sources[i]);
}

/* ---- one watch ---- */

/* What a judgement looks at in a watch. */
struct reach {
        const struct measure_change *change; /* NULL: none of the series */
        int32_t change_day;
        bool completeness;
        bool everywhere; /* outcomes may have changed without a crossing: day, completeness, plan, terms */
        struct scanned scanned;
};

static int tell_milestone(const struct looked *looked, struct milestone *milestone, const struct found *found,
                          const struct reach *reach, bool all, bool *waits)
{
        for (size_t i = 0; i < milestone->instances_count; i++) {
                struct instance *instance = &milestone->instances[i];
                int r;

                if (!all && !news_concerns(looked->scene->milestones, milestone, instance,
                                           reach->scanned.from_day))
                        continue;
                instance->moved = false;
                r = news_of_instance(looked, milestone, instance, found->news, waits);
                if (r < 0)
                        return r;
        }
        return 0;
}

/* Of everything, or of what the change can concern. */
static int tell(struct milestones *milestones, struct watch *watch, const struct found *found,
                const struct reach *reach)
{
        struct scene scene = {milestones, watch, found->judgement->day};
        struct looked looked = {&scene, found->judgement, reach->change || reach->completeness, reach->change};
        bool waits = false;
        int r = 0;

        if (reach->everywhere) {
                for (size_t i = 0; i < watch->milestones_count && r == 0; i++)
                        if (watch_speaks_of(milestones, watch, &watch->milestones[i]))
                                r = tell_milestone(&looked, &watch->milestones[i], found, reach, true, &waits);
                watch->waits = waits;
                watch->pending = false;
                return r;
        }
        for (size_t i = 0; i < watch->general_count && r == 0; i++)
                if (watch_speaks_of(milestones, watch, watch->general[i]))
                        r = tell_milestone(&looked, watch->general[i], found, reach, false, &waits);
        for (size_t i = 0; i < milestones->scan.loud_count && r == 0; i++)
                r = tell_milestone(&looked, milestones->scan.loud[i], found, reach, true, &waits);
        watch->waits |= waits || reach->scanned.waits;
        return r;
}

/* Baselines may be others now: whoever floats with them is looked at from the beginning. */
static int look_at_levels(struct milestones *milestones, struct watch *watch, const struct scene *scene,
                          struct from *from, bool *ret_changed)
{
        int r;

        r = levels_update(milestones, watch, scene, ret_changed);
        if (r == 0 && *ret_changed) {
                watch->lowest_open = INT64_MIN;
                from_earlier(from, EVENT_DAY_MIN);
        }
        return r;
}

/* Brings the crossings up to date. */
static int look_again(struct milestones *milestones, struct watch *watch, const struct judgement *judgement,
                      struct reach *reach)
{
        struct scene scene = {milestones, watch, judgement->day};
        bool due = judgement->everything || watch->pending || watch->vacant ||
                   (watch->waits && judgement->may_restate) ||
                   (judgement->day != CIVIL_NONE && judgement->day >= watch->next_due_day);
        struct from from = {0};
        bool levels = false;
        int r = 0;

        if (reach->change)
                from_earlier(&from, reach->change_day);
        if (judgement->everything)
                from_earlier(&from, EVENT_DAY_MIN);
        if (due)
                r = watch_begin(milestones, watch, judgement->day, &from);
        if (r == 0 && watch->has_hold && !measures_falls(milestones->measures, watch->measure) &&
            (due || reach->completeness))
                r = watch_runs(milestones, watch, &from);
        if (r == 0 && watch->has_relative &&
            (due || reach->completeness || (from.scan && from.day <= watch->baseline_until)))
                r = look_at_levels(milestones, watch, &scene, &from, &levels);

        reach->everywhere = due || reach->completeness || levels;
        if (r == 0 && from.scan)
                r = watch_scan(milestones, watch, &scene, from.day, judgement->may_restate, &reach->scanned);
        return r;
}

static int judge_watch(struct milestones *milestones, struct watch *watch, struct found *found, struct reach *reach)
{
        const struct judgement *judgement = found->judgement;
        struct scene scene = {milestones, watch, judgement->day};
        size_t told = found->news->count;
        int r;

        note_stale(milestones, watch, judgement, reach->change);
        /* Who counts now is as complete as he is. */
        reach->completeness = completeness_matters(milestones, watch, judgement) ||
                              (reach->change && (reach->change->by_preference || reach->change->by_completeness));
        if (!judgement->everything && !watch->pending && !(watch->waits && judgement->may_restate) &&
            !reach->change && !reach->completeness &&
            !(judgement->day_moved && judgement->day >= watch->next_due_day))
                return 0;
        if (watch->asleep && !reach->change)
                return 0;

        r = look_again(milestones, watch, judgement, reach);
        if (r < 0 || !(reach->everywhere || reach->scanned.concerns))
                return r;

        found->members_looked |= watch->has_members;
        if (watch_is_empty(milestones, watch))
                watch->pending = watch->waits = false;
        else
                r = tell(milestones, watch, found, reach);
        if (r == 0 && (reach->everywhere || watch->series || found->news->count > told))
                watch_settle(milestones, watch, &scene);
        else if (r == 0 && reach->scanned.moved)
                watch_settle_crossings(milestones, watch, &scene);
        return r;
}

/* ---- the series of a breakdown ---- */

/* The watches of the series that changed, each with the first day. */
static int find_touched(struct milestones *milestones, struct group *group, size_t *ret_count)
{
        const struct key_change *keys;
        size_t count;
        int r;

        *ret_count = 0;
        r = measures_changed_keys(milestones->measures, group->measure, &keys, &count);
        for (size_t i = 0; i < count && r == 0; i++) {
                char text[SERIES_TEXT_MAX];
                struct watch *watch;
                size_t length = measures_key_text(milestones->measures, group->measure, &keys[i].key, text,
                                                  sizeof(text));

                assert(length < sizeof(text));
                if (*ret_count == milestones->touched_capacity) {
                        size_t capacity = milestones->touched_capacity * 2 + 16;
                        struct touched_watch *grown = realloc(milestones->touched, capacity * sizeof(*grown));

                        if (!grown)
                                return -ENOMEM;
                        milestones->touched = grown;
                        milestones->touched_capacity = capacity;
                }
                r = group_need(milestones, group, (struct text){text, length}, &watch);
                if (r == 0 && watch) {
                        milestones->touched[(*ret_count)++] = (struct touched_watch){watch, keys[i].day};
                        watch->changed_day = keys[i].day;
                        watch->changed_by_records = keys[i].by_records;
                }
        }
        return r;
}

static int judge_series(struct milestones *milestones, struct watch *watch, struct found *found,
                        const struct measure_change *change, bool all)
{
        struct reach reach = {0};
        struct measure_change mine;

        if (change && (all || watch->changed_day != CIVIL_NONE)) {
                mine = *change;
                mine.by_records = watch->changed_day != CIVIL_NONE && watch->changed_by_records;
                mine.by_rates &= watch->changed_day != CIVIL_NONE;
                reach.change = &mine;
                reach.change_day = all ? change->day : watch->changed_day;
        }
        watch->changed_day = CIVIL_NONE;
        return judge_watch(milestones, watch, found, &reach);
}

/* Only the series that changed, unless something else may concern all of them. */
static int judge_group(struct milestones *milestones, struct group *group, struct found *found)
{
        const struct plan_measure *measure = &milestones->plan->measures[group->measure];
        const struct measure_change *change = change_of(found, group->measure);
        const struct judgement *judgement = found->judgement;
        bool all = change && (change->by_rates || change->by_preference || change->by_completeness);
        bool walk = all || judgement->everything || judgement->day_moved || group->pending ||
                    (group->waits && judgement->may_restate);
        size_t touched;
        int r;

        if (measures_closed(milestones->measures, group->measure))
                return 0;
        r = find_touched(milestones, group, &touched);
        for (size_t i = 0; i < measure->sources_count && !walk; i++)
                walk = coverage_changed(judgement->coverage, measure->sources[i]);

        if (walk)
                group->pending = group->waits = false;
        for (size_t i = 0; i < (walk ? group->count : touched) && r == 0; i++) {
                struct watch *watch = walk ? group->watches[i] : milestones->touched[i].watch;

                r = judge_series(milestones, watch, found, change, all);
                group->pending |= watch->pending;
                group->waits |= watch->waits;
        }
        return r;
}

/* ---- others ---- */

/* The change of the first of its members whose measure has other records; else of the first that changed. */
static const struct measure_change *change_of_members(const struct milestones *milestones, const struct found *found,
                                                      uint32_t index)
{
        const struct plan_milestone *of = &milestones->plan->milestones[index];
        const struct measure_change *first = NULL;

        if (of->measure != PLAN_NO_INDEX)
                return change_of(found, of->measure);
        for (size_t i = 0; i < of->members_count; i++) {
                const struct measure_change *change = change_of_members(milestones, found, of->members[i]);

                if (change && change->by_records)
                        return change;
                if (!first)
                        first = change;
        }
        return first;
}

static int tell_others(struct milestones *milestones, struct found *found, bool completeness)
{
        struct scene scene = {milestones, &milestones->others, found->judgement->day};
        bool waits = false;
        int r = 0;

        for (size_t i = 0; i < milestones->others.milestones_count && r == 0; i++) {
                struct milestone *milestone = &milestones->others.milestones[i];
                const struct measure_change *change = change_of_members(milestones, found, milestone->index);
                struct looked looked = {&scene, found->judgement, change || completeness, change};

                for (size_t j = 0; j < milestone->instances_count && r == 0; j++)
                        r = news_of_instance(&looked, milestone, &milestone->instances[j], found->news, &waits);
        }
        milestones->others.pending = false;
        milestones->others.waits = waits;
        return r;
}

static int judge_others(struct milestones *milestones, struct found *found)
{
        const struct judgement *judgement = found->judgement;
        struct watch *watch = &milestones->others;
        struct scene scene = {milestones, watch, judgement->day};
        bool completeness = false;
        struct from from = {0};
        int r;

        for (uint32_t i = 0; i < milestones->plan->sources_count && watch->milestones_count; i++)
                completeness |= milestones->sources_of_others[i] && coverage_changed(judgement->coverage, i);
        if (watch->milestones_count == 0 ||
            (!judgement->everything && !watch->pending && !(watch->waits && judgement->may_restate) &&
             !found->members_looked && !completeness &&
             !(judgement->day_moved && judgement->day >= watch->next_due_day)))
                return 0;

        r = watch_begin(milestones, watch, judgement->day, &from);
        if (r < 0)
                return r;
        others_cross(milestones);
        r = tell_others(milestones, found, completeness);
        if (r == 0)
                watch_settle(milestones, watch, &scene);
        return r;
}

/* ---- outlooks ---- */

/* Are there other figures, or other months that count? */
static int is_stale(const struct milestones *milestones, struct watch *watch, int32_t day, bool *ret)
{
        struct complete_run reach;
        int r;

        *ret = watch->stale;
        if ((!watch->stale && !watch->unsure) || watch->asleep ||
            (watch->series && measures_closed(milestones->measures, watch->measure))) {
                *ret = false;
                return 0;
        }
        r = foresight_reach(milestones, watch->measure, watch_key(watch), day, &reach);
        if (r < 0)
                return r;
        *ret |= reach.first_day != watch->reach.first_day || reach.last_day != watch->reach.last_day;
        watch->reach = reach;
        watch->unsure = false;
        return 0;
}

/* Never between ticks and ends of releases: a storm of corrections is one change at most. */
static int foresee(struct milestones *milestones, struct found *found)
{
        struct watch_cursor cursor = {0};
        struct watch *watch;
        int r = 0;

        if (!found->judgement->may_restate)
                return 0;
        while (r == 0 && (watch = watch_next(milestones, &cursor))) {
                struct scene scene = {milestones, watch, found->judgement->day};
                const struct measure_change *change;
                struct looked looked;
                bool stale;

                r = is_stale(milestones, watch, scene.day, &stale);
                if (r < 0 || !stale)
                        continue;
                change = change_of(found, watch->measure);
                looked = (struct looked){&scene, found->judgement,
                                         change || completeness_matters(milestones, watch, found->judgement), change};
                r = outlooks_tell(&looked, watch, found->news);
        }
        return r;
}

/* ---- a judgement ---- */

int milestones_judge(struct milestones *milestones, const struct judgement *judgement, struct news_list *news)
{
        struct found found = {.judgement = judgement, .news = news};
        size_t from = news->count;
        int r;

        r = measures_changed(milestones->measures, &found.changes, &found.changes_count);
        freezing_begin(milestones, judgement->day);
        for (size_t i = 0; i < milestones->watches_count && r == 0; i++) {
                struct watch *watch = &milestones->watches[i];
                struct reach reach = {.change = change_of(&found, watch->measure)};

                if (reach.change)
                        reach.change_day = reach.change->day;
                r = judge_watch(milestones, watch, &found, &reach);
        }
        for (size_t i = 0; i < milestones->groups_count && r == 0; i++)
                r = judge_group(milestones, &milestones->groups[i], &found);
        if (r == 0)
                r = judge_others(milestones, &found);
        if (r == 0)
                r = foresee(milestones, &found);
        news_sort(news, from);
        return r;
}

int32_t milestones_due_day(const struct milestones *milestones, int32_t day)
{
        struct watch_cursor cursor = {0};
        const struct watch *watch;
        int32_t due = PLAN_NEVER;

        while ((watch = watch_next(milestones, &cursor))) {
                if (watch->milestones_count == 0 || watch->asleep ||
                    (watch->series && measures_closed(milestones->measures, watch->measure)))
                        continue;
                if ((watch->pending || watch->waits || ((watch->stale || watch->unsure) && watch->has_deadline)) &&
                    day != CIVIL_NONE && day + 1 < due)
                        due = day + 1;
                if (watch->next_due_day > day && watch->next_due_day < due)
                        due = watch->next_due_day;
        }
        return due;
}

uint64_t milestones_instances(const struct milestones *milestones)
{
        struct watch_cursor cursor = {0};
        const struct watch *watch;
        uint64_t count = 0;

        while ((watch = watch_next(milestones, &cursor)))
                for (size_t i = 0; i < watch->milestones_count; i++)
                        count += watch->milestones[i].instances_count;
        return count;
}
