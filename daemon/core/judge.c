/* core/judge.c: one judgement: what changed is handed to the milestones, what they tell is kept. */
#include <errno.h>

#include "core/inside.h"

/* New completeness alone changes no value. */
static int keep_touched(struct core *core)
{
        const struct measure_change *changes;
        size_t count;
        int r;

        r = measures_changed(core->measures, &changes, &count);
        for (size_t i = 0; i < count && r == 0; i++) {
                const struct measure_change *change = &changes[i];

                if (core->plan->measures[change->measure].hidden ||
                    !(change->by_records || change->by_rates || change->by_preference))
                        continue;
                r = core_grow((void **)&core->touched, &core->touched_capacity, core->touched_count,
                              sizeof(*core->touched));
                if (r == 0)
                        core->touched[core->touched_count++] = (struct touched){
                                .measure = change->measure,
                                .day = change->day,
                                .by_records = change->by_records,
                                .by_rates = change->by_rates,
                        };
        }
        return r;
}

/* News outlive the judgement: the ids go where the entry's memory is. */
static int keep_ids(struct core *core, size_t from)
{
        for (size_t i = from; i < core->news.count; i++) {
                struct cause *cause = &core->news.news[i].cause;

                for (size_t j = 0; j < cause->records_count; j++) {
                        cause->records[j].id = arena_text(&core->arena, cause->records[j].id);
                        if (!cause->records[j].id.data)
                                return -ENOMEM;
                }
        }
        return 0;
}

/* A source falls silent with the day, never with what others send. */
static int tell_sources(struct core *core)
{
        struct work *work = &core->work;
        struct news made;
        int r;

        r = expect_note(core->expect, core->coverage, core->day);
        if (r < 0 || (core->plan->clock == CLOCK_SYSTEM && !work->day_moved))
                return r;

        while (expect_tell(core->expect, core->coverage, core->day, work->entry->position, &made)) {
                r = core_grow((void **)&core->news.news, &core->news.capacity, core->news.count,
                              sizeof(*core->news.news));
                if (r < 0)
                        return r;
                core->news.news[core->news.count++] = made;
        }
        return 0;
}

int judge(struct core *core)
{
        struct work *work = &core->work;
        struct judgement judgement = {
                .tallies = core->tallies,
                .coverage = core->coverage,
                .position = work->entry->position,
                .day = work->eve ? work->eve_day : core->day,
                .known_day = core->day,
                .may_restate = work->may_restate,
                .everything = work->everything,
                .backfill = work->backfill,
                .cause = work->cause,
                .day_moved = work->day_moved,
        };
        size_t told = core->news.count;
        int r;

        r = rates_look(core->rates);
        if (r == 0)
                r = tallies_value(core->tallies, core->rates);
        if (r == 0)
                r = keep_touched(core);
        if (r < 0)
                return r;

        r = milestones_judge(core->milestones, &judgement, &core->news);
        if (r == 0)
                r = tell_sources(core);
        if (r == 0)
                r = keep_ids(core, told);
        if (r < 0)
                return r;

        news_sort(&core->news, told);
        measures_judged(core->measures);
        tallies_judged(core->tallies);
        coverage_judged(core->coverage);
        rates_judged(core->rates);
        work->judge = work->may_restate = work->everything = work->backfill = work->day_moved = false;
        work->cause = (struct cause){0};
        return 0;
}
