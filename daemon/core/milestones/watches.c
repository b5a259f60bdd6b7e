/* core/milestones/watches.c: which watches there are, and what is in them by name. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/civil.h"
#include "base/hash.h"
#include "core/milestones/inside.h"

/* ---- life ---- */

static void watch_done(struct watch *watch)
{
        for (size_t i = 0; i < watch->milestones_count; i++)
                milestone_done(&watch->milestones[i]);
        free(watch->series);
        free(watch->milestones);
        free(watch->fan);
        free(watch->general);
        free(watch->begins);
        free(watch->runs);
}

static void group_done(struct group *group)
{
        for (size_t i = 0; i < group->count; i++) {
                watch_done(group->watches[i]);
                free(group->watches[i]);
        }
        free(group->watches);
        free(group->slots);
}

void watches_free(struct milestones *milestones)
{
        for (size_t i = 0; i < milestones->watches_count; i++)
                watch_done(&milestones->watches[i]);
        watch_done(&milestones->others);
        for (size_t i = 0; i < milestones->groups_count; i++)
                group_done(&milestones->groups[i]);
        for (size_t i = 0; milestones->places && i < milestones->plan->milestones_count; i++)
                free(milestones->places[i].freezing);
        free(milestones->watches);
        free(milestones->groups);
        free(milestones->places);
        free(milestones->sources_of_others);
}

static void note_forms(struct watch *watch, const struct plan_milestone *of)
{
        watch->has_hold |= of->form == MILESTONE_HOLD;
        watch->has_deadline |= of->form == MILESTONE_REACH &&
                               (of->each != PERIOD_NONE || deadline_of(of) != CIVIL_NONE);
        for (size_t i = 0; i < of->terms_count; i++)
                watch->has_relative |= term_is_relative(&of->terms[i]);
}

/* Milestones of one series, in the plan's order, which is that of their names. */
static int watch_init(const struct plan *plan, uint32_t measure, bool for_each, size_t count, struct watch *watch)
{
        *watch = (struct watch){
                .measure = measure,
                .pending = true,
                .next_due_day = PLAN_NEVER,
                .begun_day = CIVIL_NONE,
                .changed_day = CIVIL_NONE,
                .settled_until = INT32_MAX, /* until the first scan everything may move */
                .baseline_until = INT32_MIN,
        };
        watch->milestones = calloc(count + 1, sizeof(*watch->milestones));
        if (!watch->milestones)
                return -ENOMEM;

        for (size_t i = 0; i < plan->milestones_count; i++) {
                const struct plan_milestone *of = &plan->milestones[i];
                struct milestone *milestone = &watch->milestones[watch->milestones_count];

                if (of->measure != measure || of->for_each != for_each)
                        continue;
                milestone->index = (uint32_t)i;
                if (of->members_count) {
                        milestone->crossed = calloc(of->members_count, sizeof(*milestone->crossed));
                        if (!milestone->crossed)
                                return -ENOMEM;
                }
                note_forms(watch, of);
                watch->milestones_count++;
        }
        return 0;
}

static void place_all(struct milestones *milestones, struct watch *watch)
{
        for (size_t i = 0; i < watch->milestones_count; i++) {
                struct place_of *place = &milestones->places[watch->milestones[i].index];

                place->watch = watch;
                place->milestone = &watch->milestones[i];
        }
}

static int places_init(struct milestones *milestones)
{
        const struct plan *plan = milestones->plan;

        for (size_t i = 0; i < milestones->watches_count; i++)
                place_all(milestones, &milestones->watches[i]);
        place_all(milestones, &milestones->others);

        for (size_t i = 0; i < plan->milestones_count; i++) {
                const struct plan_milestone *of = &plan->milestones[i];
                bool freezes = false;

                for (size_t j = 0; j < of->terms_count; j++)
                        freezes |= of->terms[j].target.frozen_day != CIVIL_NONE;
                if (freezes)
                        milestones->places[i].freezing = calloc(of->terms_count, 1);
                if (freezes && !milestones->places[i].freezing)
                        return -ENOMEM;
                for (size_t j = 0; j < of->members_count; j++) {
                        struct place_of *member = &milestones->places[of->members[j]];

                        member->watch->has_members = true;
                        if (watch_is_of_others(member->watch))
                                continue;
                        for (size_t k = 0; k < plan->measures[member->watch->measure].sources_count; k++)
                                milestones->sources_of_others[plan->measures[member->watch->measure].sources[k]] =
                                        true;
                }
        }
        return 0;
}

struct counted {
        size_t total, for_each;
};

static int watches_of(struct milestones *milestones, const struct counted *counted, size_t others)
{
        const struct plan *plan = milestones->plan;
        int r = 0;

        for (uint32_t i = 0; r == 0 && i < plan->measures_count; i++) {
                if (counted[i].total)
                        r = watch_init(plan, i, false, counted[i].total,
                                       &milestones->watches[milestones->watches_count++]);
                if (counted[i].for_each)
                        milestones->groups[milestones->groups_count++] =
                                (struct group){.measure = i, .milestones_count = counted[i].for_each};
        }
        return r < 0 ? r : watch_init(plan, PLAN_NO_INDEX, false, others, &milestones->others);
}

int watches_new(struct milestones *milestones)
{
        const struct plan *plan = milestones->plan;
        struct counted *counted = calloc(plan->measures_count + 1, sizeof(*counted));
        size_t others = 0;
        int r = counted ? 0 : -ENOMEM;

        milestones->watches = calloc(plan->measures_count + 1, sizeof(*milestones->watches));
        milestones->groups = calloc(plan->measures_count + 1, sizeof(*milestones->groups));
        milestones->places = calloc(plan->milestones_count + 1, sizeof(*milestones->places));
        milestones->sources_of_others = calloc(plan->sources_count + 1, sizeof(*milestones->sources_of_others));
        if (!milestones->watches || !milestones->groups || !milestones->places || !milestones->sources_of_others)
                r = -ENOMEM;

        for (size_t i = 0; r == 0 && i < plan->milestones_count; i++) {
                const struct plan_milestone *of = &plan->milestones[i];

                if (of->measure == PLAN_NO_INDEX)
                        others++;
                else if (of->for_each)
                        counted[of->measure].for_each++;
                else
                        counted[of->measure].total++;
        }
        if (r == 0)
                r = watches_of(milestones, counted, others);
        free(counted);
        return r < 0 ? r : places_init(milestones);
}

struct watch *watch_next(const struct milestones *milestones, struct watch_cursor *cursor)
{
        if (cursor->group == 0) {
                if (cursor->at < milestones->watches_count)
                        return &milestones->watches[cursor->at++];
                cursor->group = 1;
                cursor->at = 0;
                return (struct watch *)(uintptr_t)&milestones->others;
        }
        while (cursor->group - 1 < milestones->groups_count) {
                const struct group *group = &milestones->groups[cursor->group - 1];

                if (cursor->at < group->count)
                        return group->watches[cursor->at++];
                cursor->group++;
                cursor->at = 0;
        }
        return NULL;
}

/* ---- series of a breakdown ---- */

struct group *group_of(const struct milestones *milestones, uint32_t measure)
{
        for (size_t i = 0; i < milestones->groups_count; i++)
                if (milestones->groups[i].measure == measure)
                        return &milestones->groups[i];
        return NULL;
}

static uint32_t *group_slot(const struct group *group, struct text series)
{
        static const uint64_t seed[2] = {0, 0}; /* publishers choose among names; their number is limited */
        size_t mask = group->slots_count - 1, at = hash64(series.data, series.length, seed) & mask;

        while (group->slots[at] != UINT32_MAX && !text_equal(text_of(group->watches[group->slots[at]]->series), series))
                at = (at + 1) & mask;
        return &group->slots[at];
}

/* Never more than half full. */
static int group_grow(struct group *group)
{
        size_t count = group->slots_count ? group->slots_count * 2 : 16;

        if (group->count == group->capacity) {
                size_t capacity = group->capacity ? group->capacity * 2 : 8;
                struct watch **watches = realloc(group->watches, capacity * sizeof(struct watch *));

                if (!watches)
                        return -ENOMEM;
                group->watches = watches;
                group->capacity = capacity;
        }
        if ((group->count + 1) * 2 > group->slots_count) {
                uint32_t *slots = realloc(group->slots, count * sizeof(*slots));

                if (!slots)
                        return -ENOMEM;
                memset(slots, 0xff, count * sizeof(*slots));
                group->slots = slots;
                group->slots_count = count;
                for (size_t i = 0; i < group->count; i++)
                        *group_slot(group, text_of(group->watches[i]->series)) = (uint32_t)i;
        }
        return 0;
}

int group_need(struct milestones *milestones, struct group *group, struct text series, struct watch **ret)
{
        struct watch *watch;
        struct key key;
        int r;

        *ret = NULL;
        if (group->count && *group_slot(group, series) != UINT32_MAX) {
                *ret = group->watches[*group_slot(group, series)];
                return 0;
        }
        r = measures_key_of(milestones->measures, group->measure, series, &key);
        if (r == -EBADMSG)
                return 0;
        if (r == 0)
                r = group_grow(group);
        if (r < 0)
                return r;
        watch = calloc(1, sizeof(*watch));
        if (!watch)
                return -ENOMEM;
        r = watch_init(milestones->plan, group->measure, true, group->milestones_count, watch);
        if (r == 0) {
                watch->series = text_duplicate(series);
                r = watch->series ? 0 : -ENOMEM;
        }
        if (r < 0) {
                watch_done(watch);
                free(watch);
                return r;
        }
        watch->key = key;
        measures_key_hold(milestones->measures, group->measure, &key);
        *group_slot(group, series) = (uint32_t)group->count;
        group->watches[group->count++] = watch;
        *ret = watch;
        return 0;
}

/* ---- by name ---- */

static struct milestone *milestone_of(const struct watch *watch, uint32_t index)
{
        size_t low = 0, high = watch->milestones_count;

        while (low < high) {
                size_t middle = low + (high - low) / 2;

                if (watch->milestones[middle].index == index)
                        return &watch->milestones[middle];
                if (watch->milestones[middle].index < index)
                        low = middle + 1;
                else
                        high = middle;
        }
        return NULL;
}

static uint32_t index_of(const struct plan *plan, struct text name)
{
        size_t low = 0, high = plan->milestones_count;

        while (low < high) {
                size_t middle = low + (high - low) / 2;
                int order = text_compare(plan->milestones[middle].name, name);

                if (order == 0)
                        return (uint32_t)middle;
                if (order < 0)
                        low = middle + 1;
                else
                        high = middle;
        }
        return PLAN_NO_INDEX;
}

int milestone_need(struct milestones *milestones, struct text name, struct text series, struct watch **ret_watch,
                   struct milestone **ret)
{
        uint32_t index = index_of(milestones->plan, name);
        const struct plan_milestone *of;
        int r;

        *ret = NULL;
        if (index == PLAN_NO_INDEX)
                return 0;
        of = &milestones->plan->milestones[index];
        if (of->for_each != (series.length > 0))
                return 0;
        if (!of->for_each) {
                *ret_watch = milestones->places[index].watch;
                *ret = milestones->places[index].milestone;
                return 0;
        }
        r = group_need(milestones, group_of(milestones, of->measure), series, ret_watch);
        if (r == 0 && *ret_watch)
                *ret = milestone_of(*ret_watch, index);
        return r;
}

static struct target *target_find(const struct plan_milestone *of, const struct instance *instance, uint32_t step_ppm)
{
        for (size_t i = 0; i <= of->steps_count; i++)
                if (instance->targets[i].step_ppm == step_ppm)
                        return &instance->targets[i];
        return NULL;
}

int target_need(struct milestones *milestones, const struct target_name *name, struct target **ret)
{
        const struct plan_milestone *of;
        struct milestone *milestone;
        struct instance *instance;
        struct watch *watch;
        int r;

        *ret = NULL;
        r = milestone_need(milestones, name->milestone, name->series, &watch, &milestone);
        if (r < 0 || !milestone)
                return r;
        of = plan_of_milestone(milestones, milestone);
        if (of->each != name->period.kind || (of->each != PERIOD_NONE && name->period.first < of->from_day))
                return 0;

        r = instance_need(milestones->plan, milestone, name->period, &instance);
        if (r == 0)
                *ret = target_find(of, instance, name->step_ppm);
        return r;
}
