/* core/apply.c: the events of one batch against the statements of their records.
 *
 * An id may occur twice in a batch: the later one meets what the earlier one wrote, so the last
 * put of each id is found through a table of this batch alone. The table is seeded by the
 * entry's position and instant, which no sender can choose; its order is never visible. */
#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/civil.h"
#include "base/hash.h"
#include "core/inside.h"

#define NOT_YET UINT32_MAX

bool apply_is_at_hand(const struct core *core, const struct batch *batch, size_t index)
{
        if (core->work.past_check && index != core->work.index)
                return false;
        return batch->events[index].refusal.reason == REASON_NONE;
}

int apply_want(struct core *core, const struct batch *batch)
{
        struct work *work = &core->work;
        int r;

        work->batch = batch;
        work->keys_count = 0;
        for (size_t i = 0; i < batch->events_count; i++) {
                if (!apply_is_at_hand(core, batch, i))
                        continue;
                r = core_grow((void **)&core->keys, &core->keys_capacity, work->keys_count, sizeof(*core->keys));
                if (r < 0)
                        return r;
                core->keys[work->keys_count++] = (struct record_key){batch->source, batch->events[i].event.id};
        }
        return 0;
}

/* ---- the last put of an id ---- */

int apply_begin(struct core *core, size_t events)
{
        size_t capacity = 16;

        core->puts_count = core->held_count = 0;
        wire_out_clear(&core->bodies);
        arena_reset(&core->held_texts);

        while (capacity < events * 2)
                capacity *= 2;
        if (capacity > core->latest_capacity) {
                uint32_t *latest = realloc(core->latest, capacity * sizeof(*latest));

                if (!latest)
                        return -ENOMEM;
                core->latest = latest;
                core->latest_capacity = capacity;
        }
        core->latest_mask = capacity - 1;
        memset(core->latest, 0xff, capacity * sizeof(*core->latest));
        return 0;
}

/* The slot of an id: holds the index of its last put, or NOT_YET. */
static uint32_t *latest_slot(struct core *core, struct text id)
{
        const struct entry *entry = core->work.entry; /* none in a dry run */
        const uint64_t seed[2] = {entry ? entry->position : 0, (uint64_t)core->work.batch->received_usec};
        size_t mask = core->latest_mask;
        size_t at = hash64(id.data, id.length, seed) & mask;

        while (core->latest[at] != NOT_YET && !text_equal(core->puts[core->latest[at]].id, id))
                at = (at + 1) & mask;
        return &core->latest[at];
}

/* Bodies lie in one growing buffer, so a put holds an offset until all are written. */
static int put(struct core *core, const struct statement *statement, uint32_t *slot)
{
        const struct plan_source *source = &core->plan->sources[core->work.source];
        size_t offset = core->bodies.length;
        int r;

        r = core_grow((void **)&core->puts, &core->puts_capacity, core->puts_count, sizeof(*core->puts));
        if (r < 0)
                return r;
        statement_write(statement, &core->bodies);
        if (core->bodies.failed)
                return -ENOMEM;

        *slot = (uint32_t)core->puts_count;
        core->puts[core->puts_count++] = (struct statement_put){
                .source = source->name,
                .id = statement->event.id,
                .scope = source->numbers == NUMBERS_BY_RELEASE ? statement->event.period : period_none(),
                .body = (const uint8_t *)(uintptr_t)offset,
                .body_length = core->bodies.length - offset,
        };
        return 0;
}

static const uint8_t *put_body(const struct core *core, const struct statement_put *put)
{
        return core->bodies.data + (uintptr_t)put->body;
}

/* ---- one event ---- */

static uint8_t effective_status(const struct core *core, const struct event *event)
{
        if (event->status != STATUS_NONE)
                return event->status;
        if (core->work.release && core->work.release->end.status != STATUS_NONE)
                return core->work.release->end.status;
        return STATUS_FINAL;
}

/* Rates into rates, all others into sums. */
static int count_statement(struct core *core, uint32_t source, const struct statement *statement, int sign)
{
        if (statement->event.kind == EVENT_RATE)
                return rates_count(core->rates, &statement->event, source, statement->status != STATUS_FINAL, sign);
        return tallies_count(core->tallies, &statement->event, source, statement->status, sign);
}

int apply_use(struct core *core, uint32_t source, const struct statement *statement, enum ledger_use use, int sign)
{
        struct control_levels levels;

        switch (use) {
        case USE_NOTHING:
                return 0;
        case USE_COUNTS:
                return count_statement(core, source, statement, sign);
        case USE_CONTROL:
                levels = ledger_levels(&core->plan->sources[source], &statement->event);
                return tallies_control(core->tallies, &statement->event, source, statement->status, &levels, sign);
        }
        assert(!"a use");
        return -EINVAL;
}

/* The longest period that a source has stated: a release looks so far for what it replaces. */
void apply_note_period(struct core *core, uint32_t source, const struct event *event)
{
        struct source_state *state = &core->sources[source];

        if (event->kind == EVENT_WITHDRAWAL || event->period.kind <= state->longest)
                return;
        state->longest = (uint8_t)event->period.kind;
        state->dirty = true;
}

static int count(struct core *core, const struct ledger_step *step, const struct statement *old,
                 const struct statement *new)
{
        int r;

        /* The same content under a higher number, as in a vintage that repeats the last one. */
        if (step->take_back && step->take_back == step->count && old->status == new->status &&
            memcmp(old->content, new->content, CONTENT_HASH_BYTES) == 0)
                return 0;
        if (!step->take_back && !step->count)
                return 0;

        /* Control totals are nobody's cause: they are never judged. */
        if (step->take_back == USE_COUNTS || step->count == USE_COUNTS) {
                const struct statement *counted = step->count == USE_COUNTS ? new : old;

                if (core->work.cause.what == CAUSE_NONE)
                        core->work.cause.what = counted->event.kind == EVENT_RATE ? CAUSE_RATE : CAUSE_RECORDS;
                tallies_next_record(core->tallies, new->event.number);
        }
        r = apply_use(core, core->work.source, old, step->take_back, -1);
        return r < 0 ? r : apply_use(core, core->work.source, new, step->count, 1);
}

static void note_newest(struct core *core, const struct event *event, enum verdict verdict)
{
        if (event->kind == EVENT_WITHDRAWAL || event->reality == REALITY_PLANNED)
                return;
        if (core->work.stage == STAGE_FINISHED && verdict == VERDICT_STALE)
                return; /* a release that has counted: nothing of it is kept, known record or not */

        coverage_saw(core->coverage, core->work.source, event->period.last);
        if (core->work.release || (verdict != VERDICT_ACCEPTED && verdict != VERDICT_REVISED))
                return;
        if (core->work.newest_day == CIVIL_NONE || event->period.last > core->work.newest_day)
                core->work.newest_day = event->period.last;
}

/* A batch of a release that has counted cannot add to it. */
static bool too_late(const struct core *core, struct ledger_step *step)
{
        if (core->work.stage != STAGE_FINISHED || !step->write || step->verdict == VERDICT_DISPUTED)
                return false;

        *step = (struct ledger_step){.verdict = step->verdict == VERDICT_STALE ? VERDICT_STALE : VERDICT_REFUSED};
        return true;
}

/* `why`: of an event that is refused or flagged. */
static int record_verdict(struct core *core, uint32_t index, const struct batch_event *event, enum verdict verdict,
                          const struct refusal *why)
{
        static const struct refusal counted = {REASON_RELEASE, TEXT_INIT("vintage"),
                                               TEXT_INIT("this release has counted without the record: corrections "
                                                         "need a newer vintage")};
        struct source_state *state = &core->sources[core->work.source];
        struct counts *counts = core->work.release ? &core->work.release_counts : &core->effects.counts;

        counts->of[verdict]++;
        state->events += verdict == VERDICT_ACCEPTED || verdict == VERDICT_REVISED || verdict == VERDICT_WITHDRAWN;
        state->disputed += verdict == VERDICT_DISPUTED;
        state->dirty = true;

        if (!why && verdict != VERDICT_STALE && verdict != VERDICT_DISPUTED && verdict != VERDICT_REFUSED)
                return 0;
        if (!why && verdict == VERDICT_REFUSED)
                why = &counted;
        return core_except(core, index, core->work.release ? core->work.batch->release_batch : 0, verdict,
                           event->event.id, why);
}

int apply_judge(struct core *core, const struct batch_event *event, const struct stored_statement *stored,
                struct judged *ret)
{
        const struct plan_source *source = &core->plan->sources[core->work.source];
        uint64_t coverage, old_coverage = 0;
        int r = 0;

        ret->slot = latest_slot(core, event->event.id);
        ret->known = true;
        if (*ret->slot != NOT_YET) {
                const struct statement_put *last = &core->puts[*ret->slot];

                /* What is read from the puts must not move while it is written again. */
                r = wire_out_reserve(&core->bodies, last->body_length + 64);
                if (r == 0)
                        r = statement_read(put_body(core, last), last->body_length, source->name, event->event.id,
                                           &ret->old);
        } else if (stored->body) {
                r = statement_read(stored->body, stored->body_length, source->name, event->event.id, &ret->old);
        } else {
                ret->known = false;
        }
        if (r < 0)
                return r;

        coverage = coverage_of(core->coverage, core->work.source, &event->event.period);
        if (ret->known)
                old_coverage = coverage_of(core->coverage, core->work.source, &ret->old.event.period);
        ret->step = ledger_judge(source, ret->known ? &ret->old : NULL, old_coverage, event, coverage);
        return 0;
}

static void make_statement(const struct core *core, const struct batch_event *event, struct statement *ret)
{
        event_copy(&ret->event, &event->event);
        ret->event.source = core->plan->sources[core->work.source].name;
        memcpy(ret->content, event->content, CONTENT_HASH_BYTES);
        ret->laid_out = event->laid_out;
        ret->layout = EVENT_LAYOUT;
        ret->status = effective_status(core, &event->event);
        ret->withdrawn = event->event.kind == EVENT_WITHDRAWAL;
        ret->disputed_times = 0;
        ret->position = core->work.entry ? core->work.entry->position : 0;
}

/* `new` is what becomes of the event; of a disputed one the old statement goes on. */
static int keep(struct core *core, struct statement *new, struct judged *judged)
{
        struct statement *stays = judged->step.verdict == VERDICT_DISPUTED ? &judged->old : new;

        stays->disputed_times = judged->known ? judged->old.disputed_times : 0;
        stays->disputed_times += stays == &judged->old;
        return put(core, stays, judged->slot);
}

int apply_keep(struct core *core, const struct batch_event *event, struct judged *judged)
{
        struct statement new;

        if (!judged->step.write)
                return 0;
        make_statement(core, event, &new);
        return keep(core, &new, judged);
}

static int apply_one(struct core *core, uint32_t index, const struct batch_event *event,
                     const struct stored_statement *stored)
{
        struct refusal why = {0};
        struct statement new;
        struct judged judged;
        int r, watched;

        r = apply_judge(core, event, stored, &judged);
        if (r < 0)
                return r;
        if (too_late(core, &judged.step))
                return record_verdict(core, index, event, judged.step.verdict, NULL);

        watched = apply_watch(core, event, &judged, &why);
        if (watched < 0)
                return watched;
        if (watched == APPLY_HELD) {
                r = apply_hold(core, index, event, &why);
                return r < 0 ? r : record_verdict(core, index, event, judged.step.verdict, &why);
        }

        make_statement(core, event, &new);
        r = count(core, &judged.step, &judged.old, &new);
        if (r < 0)
                return r;
        note_newest(core, &event->event, judged.step.verdict);

        if (judged.step.write) {
                core->records += !judged.known;
                apply_note_period(core, core->work.source, &event->event);
                core->dirty = true;
                r = keep(core, &new, &judged);
        }
        if (r < 0)
                return r;
        return record_verdict(core, index, event, judged.step.verdict, watched ? &why : NULL);
}

int apply_events(struct core *core, const struct stored_statement *statements, size_t statements_count)
{
        const struct batch *batch = core->work.batch;
        size_t next = 0;
        int r;

        r = apply_begin(core, statements_count);
        for (size_t i = 0; i < batch->events_count && r == 0; i++) {
                if (!apply_is_at_hand(core, batch, i)) {
                        core->work.release_counts.of[VERDICT_REFUSED]++; /* its batch's receipt named it */
                        continue;
                }
                assert(next < statements_count);
                r = apply_one(core, (uint32_t)i, &batch->events[i], &statements[next++]);
        }
        if (r < 0)
                return r;

        for (size_t i = 0; i < core->puts_count; i++)
                core->puts[i].body = put_body(core, &core->puts[i]);

        if (core->work.release)
                return release_next_batch(core);
        return core_advance(core);
}
