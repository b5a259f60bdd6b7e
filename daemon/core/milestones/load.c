/* core/milestones/load.c: after a checkpoint's rows the truth is worked out again, as it stood. */
#include <assert.h>
#include <errno.h>

#include "base/civil.h"
#include "core/milestones/inside.h"

/* ---- the series that there are ---- */

struct finding {
        struct milestones *milestones;
        struct group *group;
};

static int find_series(void *context, const struct key *key)
{
        struct finding *finding = context;
        char text[SERIES_TEXT_MAX];
        struct watch *watch;
        size_t length = measures_key_text(finding->milestones->measures, finding->group->measure, key, text,
                                          sizeof(text));

        assert(length < sizeof(text));
        return group_need(finding->milestones, finding->group, (struct text){text, length}, &watch);
}

/* Of a measure that is made of others the series that any of them has. */
static int find_all_series(struct finding *finding, const struct tallies *tallies, uint32_t measure)
{
        const struct plan_measure *of = &finding->milestones->plan->measures[measure];
        int r = 0;

        if (of->operands_count == 0)
                return tallies_keys(tallies, measure, find_series, finding);
        for (uint8_t i = 0; i < of->operands_count && r == 0; i++)
                r = find_all_series(finding, tallies, of->operands[i]);
        return r;
}

/* ---- the truth ---- */

/* Was a restatement put off until the next tick? */
static bool watch_waits(const struct milestones *milestones, const struct watch *watch,
                        const struct judgement *judgement)
{
        struct scene scene = {milestones, watch, judgement->day};
        struct looked looked = {&scene, judgement, false, NULL};

        for (size_t i = 0; i < watch->milestones_count; i++)
                for (size_t j = 0; j < watch->milestones[i].instances_count; j++)
                        if (news_waits(&looked, &watch->milestones[i], &watch->milestones[i].instances[j]))
                                return true;
        return false;
}

static int watch_loaded(struct milestones *milestones, struct watch *watch, const struct judgement *judgement)
{
        struct scene scene = {milestones, watch, judgement->day};
        struct from from = {0};
        struct scanned scanned;
        bool changed;
        int r;

        r = watch_begin(milestones, watch, judgement->day, &from);
        if (r < 0)
                return r;
        if (watch_is_of_others(watch)) {
                others_cross(milestones);
        } else {
                if (watch->has_hold && !measures_falls(milestones->measures, watch->measure))
                        r = watch_runs(milestones, watch, &from);
                if (r == 0)
                        r = levels_update(milestones, watch, &scene, &changed);
                if (r == 0)
                        r = watch_scan(milestones, watch, &scene, EVENT_DAY_MIN, false, &scanned);
                if (r < 0)
                        return r;
        }
        watch_settle(milestones, watch, &scene);
        watch->pending = false;
        watch->waits = watch_waits(milestones, watch, judgement);
        if (watch_is_of_others(watch))
                return 0;
        r = foresight_reach(milestones, watch->measure, watch_key(watch), judgement->day, &watch->reach);
        return r < 0 ? r : outlooks_renew(milestones, watch, judgement->day, &watch->stale);
}

int milestones_loaded(struct milestones *milestones, const struct judgement *judgement)
{
        int r = 0;

        freezing_loaded(milestones, judgement->day);
        for (size_t i = 0; i < milestones->watches_count && r == 0; i++)
                r = watch_loaded(milestones, &milestones->watches[i], judgement);
        for (size_t i = 0; i < milestones->groups_count && r == 0; i++) {
                struct group *group = &milestones->groups[i];
                struct finding finding = {milestones, group};

                r = find_all_series(&finding, judgement->tallies, group->measure);
                for (size_t j = 0; j < group->count && r == 0; j++) {
                        r = watch_loaded(milestones, group->watches[j], judgement);
                        group->waits |= group->watches[j]->waits;
                }
        }
        return r < 0 ? r : watch_loaded(milestones, &milestones->others, judgement);
}
