/* core/dry_run.c: the verdicts that a batch would get. The judging function is the one of the way,
 * and so is the memory of what earlier events of the batch would leave; nobody takes it. */
#include <assert.h>

#include "core/inside.h"

static int begin(struct core *core, const struct batch *batch)
{
        assert(core->work.stage == STAGE_DONE);

        arena_reset(&core->arena);
        core->exceptions_count = 0;
        core->effects = (struct effects){0};
        core->work = (struct work){.source = core->plan ? core_source(core, batch->source) : UINT32_MAX};
        return apply_want(core, batch);
}

int core_try_keys(struct core *core, const struct batch *batch, const struct record_key **ret, size_t *ret_count)
{
        int r = begin(core, batch);

        if (r < 0)
                return r;

        *ret = core->keys;
        *ret_count = core->work.keys_count;
        return 0;
}

static int try_one(struct core *core, size_t index, const struct stored_statement *stored)
{
        const struct batch_event *event = &core->work.batch->events[index];
        struct refusal why = {0};
        struct judged judged;
        int r, watched = 0;

        r = apply_judge(core, event, stored, &judged);
        if (r == 0)
                r = watched = apply_watch(core, event, &judged, &why);
        if (r >= 0)
                r = apply_keep(core, event, &judged);
        if (r < 0)
                return r;

        core->effects.counts.of[judged.step.verdict]++;
        if (watched || judged.step.verdict == VERDICT_STALE || judged.step.verdict == VERDICT_DISPUTED)
                return core_except(core, (uint32_t)index, 0, judged.step.verdict, event->event.id,
                                   watched ? &why : NULL);
        return 0;
}

static int try_events(struct core *core, const struct stored_statement *statements)
{
        const struct batch *batch = core->work.batch;
        size_t next = 0;
        int r = apply_begin(core, core->work.keys_count);

        plausible_try_begin(core->plausible);
        for (size_t i = 0; i < batch->events_count && r == 0; i++) {
                const struct batch_event *event = &batch->events[i];

                if (event->refusal.reason == REASON_NONE) {
                        r = try_one(core, i, &statements[next++]);
                        continue;
                }
                core->effects.counts.of[VERDICT_REFUSED]++;
                r = core_except(core, (uint32_t)i, 0, VERDICT_REFUSED, event->event.id, &event->refusal);
        }
        plausible_try_end(core->plausible);
        return r;
}

int core_try(struct core *core, const struct batch *batch, const struct stored_statement *statements,
             const struct effects **ret)
{
        int r = 0;

        assert(core->work.batch == batch);

        if (core->work.source == UINT32_MAX)
                core->effects.refusal = (struct refusal){REASON_SOURCE, TEXT("source"),
                                                         TEXT("the configuration does not know this source")};
        else if (batch->kind == BATCH_RELEASE_END)
                release_refuse_end(core, batch, &core->effects.refusal);
        else if (batch->kind == BATCH_EVENTS)
                r = try_events(core, statements);
        core->work.batch = NULL;
        if (r < 0)
                return r;

        core->effects.exceptions = core->exceptions;
        core->effects.exceptions_count = core->exceptions_count;
        core->effects.news_count = core->effects.touched_count = 0;
        *ret = &core->effects;
        return 0;
}
