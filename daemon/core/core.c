/* core/core.c: the life of a core and the four steps of an entry. What happens in them is work.c's. */
#include "core/core.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/civil.h"
#include "core/inside.h"

int core_new(struct core **ret)
{
        struct core *core = calloc(1, sizeof(*core));

        if (!core)
                return -ENOMEM;

        core->day = CIVIL_NONE;
        if (plausible_new(&core->plausible) < 0) {
                free(core);
                return -ENOMEM;
        }
        *ret = core;
        return 0;
}

struct core *core_free(struct core *core)
{
        if (!core)
                return NULL;

        measures_free(core->measures);
        tallies_free(core->tallies);
        coverage_free(core->coverage);
        expect_free(core->expect);
        rates_free(core->rates);
        releases_free(core->releases);
        milestones_free(core->milestones);
        plausible_free(core->plausible);
        arena_done(&core->arena);
        arena_done(&core->held_texts);
        free(core->held);
        wire_out_done(&core->bodies);
        free(core->sources);
        free(core->exceptions);
        free(core->touched);
        free(core->news.news);
        free(core->puts);
        free(core->keys);
        free(core->latest);
        free(core);
        return NULL;
}

/* Room for one more element behind `count`. */
int core_grow(void **array, size_t *capacity, size_t count, size_t size)
{
        size_t more = *capacity ? *capacity * 2 : 64;
        void *grown;

        if (count < *capacity)
                return 0;

        grown = realloc(*array, more * size);
        if (!grown)
                return -ENOMEM;

        *array = grown;
        *capacity = more;
        return 0;
}

int core_except(struct core *core, uint32_t index, uint32_t release_batch, enum verdict verdict, struct text id,
                const struct refusal *refusal)
{
        struct exception exception = {
                .index = index,
                .release_batch = release_batch,
                .verdict = (uint8_t)verdict,
                .id = arena_text(&core->arena, id),
        };
        int r;

        if (core->exceptions_count == RECEIPT_EXCEPTIONS_MAX) {
                core->effects.exceptions_left_out++;
                return 0;
        }
        r = core_grow((void **)&core->exceptions, &core->exceptions_capacity, core->exceptions_count,
                      sizeof(*core->exceptions));
        if (r < 0 || (!exception.id.data && id.length))
                return -ENOMEM;

        if (refusal) { /* of a batch that may be gone when this is read */
                exception.refusal.reason = refusal->reason;
                exception.refusal.field = arena_text(&core->arena, refusal->field);
                exception.refusal.message = arena_text(&core->arena, refusal->message);
                if (!exception.refusal.field.data || !exception.refusal.message.data)
                        return -ENOMEM;
        }
        core->exceptions[core->exceptions_count++] = exception;
        return 0;
}

uint32_t core_source(const struct core *core, struct text name)
{
        size_t low = 0, high = core->plan ? core->plan->sources_count : 0;

        while (low < high) {
                size_t middle = low + (high - low) / 2;
                int order = text_compare(core->plan->sources[middle].name, name);

                if (order == 0)
                        return (uint32_t)middle;
                if (order < 0)
                        low = middle + 1;
                else
                        high = middle;
        }
        return UINT32_MAX;
}

int core_begin(struct core *core, const struct entry *entry)
{
        assert(core && entry);
        assert(core->work.stage == STAGE_DONE);

        arena_reset(&core->arena);
        core->exceptions_count = 0;
        core->touched_count = 0;
        core->news.count = 0;
        core->effects = (struct effects){.position = entry->position};
        core->work = (struct work){.entry = entry, .source = UINT32_MAX, .newest_day = CIVIL_NONE};

        return work_begin(core, entry);
}

int core_wants(struct core *core, struct want *ret)
{
        struct work *work = &core->work;

        *ret = (struct want){.kind = WANT_NOTHING};
        switch (work->stage) {
        case STAGE_DONE:
                break;
        case STAGE_DIRECT:
        case STAGE_FINISHED:
        case STAGE_RELEASE:
                ret->kind = WANT_STATEMENTS;
                ret->keys = core->keys;
                ret->keys_count = work->keys_count;
                break;
        case STAGE_HELD:
                ret->kind = WANT_BATCH;
                ret->position = work->entry->decision.position;
                break;
        case STAGE_STAGED:
                ret->kind = WANT_BATCH;
                ret->position = work->release->batches[work->index].position;
                break;
        case STAGE_SWEEP:
                ret->kind = WANT_SCOPE;
                ret->source = core->plan->sources[work->release->source].name;
                ret->first_day = work->release->end.periods[work->index].first_day;
                ret->last_day = release_sweep_last(core, work->index);
                ret->cursor = work->cursor;
                break;
        case STAGE_ALL:
                ret->kind = WANT_ALL;
                ret->cursor = work->cursor;
                break;
        }
        return 0;
}

int core_feed(struct core *core, const struct supply *supply, struct puts *ret_puts)
{
        struct work *work = &core->work;
        int r;

        core->puts_count = core->held_count = 0;

        switch (work->stage) {
        case STAGE_DIRECT:
        case STAGE_FINISHED:
        case STAGE_RELEASE:
                assert(supply->kind == WANT_STATEMENTS && supply->statements_count == work->keys_count);
                r = apply_events(core, supply->statements, supply->statements_count);
                break;
        case STAGE_STAGED:
                assert(supply->kind == WANT_BATCH && supply->batch);
                work->stage = STAGE_RELEASE;
                r = apply_want(core, supply->batch);
                break;
        case STAGE_HELD:
                assert(supply->kind == WANT_BATCH && supply->batch);
                r = work_released(core, supply->batch);
                break;
        case STAGE_SWEEP:
                assert(supply->kind == WANT_SCOPE);
                r = release_sweep(core, supply);
                break;
        case STAGE_ALL:
                assert(supply->kind == WANT_ALL);
                r = activate_feed(core, supply);
                break;
        default:
                assert(!"fed without a want");
                r = -EINVAL;
        }
        if (r < 0)
                return r;

        *ret_puts = (struct puts){core->puts_count, core->puts, core->held_count, core->held};
        return 0;
}

int core_end(struct core *core, const struct effects **ret)
{
        assert(core->work.stage == STAGE_DONE);

        core->effects.exceptions = core->exceptions;
        core->effects.exceptions_count = core->exceptions_count;
        core->effects.news = core->news.news;
        core->effects.news_count = core->news.count;
        core->effects.touched = core->touched;
        core->effects.touched_count = core->touched_count;
        core->work.entry = NULL;
        core->work.batch = NULL;

        *ret = &core->effects;
        return 0;
}

int32_t core_day(const struct core *core)
{
        return core->day;
}

int32_t core_due_day(const struct core *core)
{
        int32_t due = PLAN_NEVER, day;

        if (!core->plan || core->plan->clock == CLOCK_EVENTS)
                return PLAN_NEVER;
        if (core->day == CIVIL_NONE)
                return EVENT_DAY_MIN; /* the first tick is always due */

        day = coverage_due_day(core->coverage, core->day);
        if (day < due)
                due = day;
        day = expect_due_day(core->expect, core->coverage, core->day);
        if (day < due)
                due = day;
        day = milestones_due_day(core->milestones, core->day);
        if (day < due)
                due = day;
        day = releases_due_day(core->releases, core->day);
        return day < due ? day : due;
}
