/* core/dry_run.c: the verdicts that a batch would get. The judging function is the one of the way;
 * an id that occurs twice is judged against what the first occurrence would leave. */
#include <assert.h>
#include <errno.h>
#include <string.h>

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

        *ret = core->work.keys;
        *ret_count = core->work.keys_count;
        return 0;
}

/* What an earlier event of this batch would have left for this id: the last one that would be
 * written. Quadratic in the repeats of one id only if there are any, and a batch is bounded. */
static bool left_by(const struct batch *batch, size_t before, const uint8_t *verdicts, struct text id,
                    struct statement *ret)
{
        for (size_t i = before; i-- > 0;) {
                const struct batch_event *event = &batch->events[i];

                if (verdicts[i] != VERDICT_ACCEPTED && verdicts[i] != VERDICT_REVISED &&
                    verdicts[i] != VERDICT_WITHDRAWN)
                        continue;
                if (!text_equal(event->event.id, id))
                        continue;
                *ret = (struct statement){.event = event->event,
                                          .withdrawn = event->event.kind == EVENT_WITHDRAWAL};
                memcpy(ret->content, event->content, CONTENT_HASH_BYTES);
                return true;
        }
        return false;
}

static int try_one(struct core *core, size_t index, uint8_t *verdicts, const struct stored_statement *stored)
{
        const struct batch *batch = core->work.batch;
        const struct batch_event *event = &batch->events[index];
        const struct plan_source *source = &core->plan->sources[core->work.source];
        struct statement old;
        bool known = left_by(batch, index, verdicts, event->event.id, &old);
        struct ledger_step step;
        int r = 0;

        if (!known && stored->body) {
                r = statement_read(stored->body, stored->body_length, source->name, event->event.id, &old);
                known = true;
        }
        if (r < 0)
                return r;

        step = ledger_judge(source, known ? &old : NULL,
                            known ? coverage_of(core->coverage, core->work.source, &old.event.period) : 0, event,
                            coverage_of(core->coverage, core->work.source, &event->event.period));
        verdicts[index] = (uint8_t)step.verdict;
        core->effects.counts.of[step.verdict]++;
        if (step.verdict == VERDICT_STALE || step.verdict == VERDICT_DISPUTED)
                return core_except(core, (uint32_t)index, 0, step.verdict, event->event.id, NULL);
        return 0;
}

static int try_events(struct core *core, const struct stored_statement *statements)
{
        const struct batch *batch = core->work.batch;
        uint8_t *verdicts = arena_take(&core->arena, batch->events_count + 1);
        size_t next = 0;
        int r = 0;

        if (!verdicts)
                return -ENOMEM;
        memset(verdicts, VERDICT_NONE, batch->events_count + 1);

        for (size_t i = 0; i < batch->events_count && r == 0; i++) {
                const struct batch_event *event = &batch->events[i];

                if (event->refusal.reason == REASON_NONE) {
                        r = try_one(core, i, verdicts, &statements[next++]);
                        continue;
                }
                core->effects.counts.of[VERDICT_REFUSED]++;
                r = core_except(core, (uint32_t)i, 0, VERDICT_REFUSED, event->event.id, &event->refusal);
        }
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
