/* core/work.c: what an entry of each kind sets going, and what comes next when a stage is over. */
#include <assert.h>
#include <errno.h>

#include "base/civil.h"
#include "core/inside.h"

/* Batch numbers rise; what was jumped over is a gap until somebody asks for it. */
static void note_number(struct core *core, uint32_t source, uint64_t number)
{
        struct source_state *state = &core->sources[source];

        if (number == 0 || number <= state->last_number)
                return;

        if (state->last_number && number > state->last_number + 1)
                state->gaps += number - state->last_number - 1;
        state->last_number = number;
        state->dirty = true;
}

static void refuse(struct core *core, const struct refusal *refusal)
{
        core->effects.refusal = *refusal;
        core->work.stage = STAGE_DONE;
}

/* Refused events stay in their entry, so quarantine follows from the journal. */
static int except_refused(struct core *core, const struct batch *batch)
{
        for (size_t i = 0; i < batch->events_count; i++) {
                const struct batch_event *event = &batch->events[i];
                int r;

                if (event->refusal.reason == REASON_NONE)
                        continue;
                core->effects.counts.of[VERDICT_REFUSED]++;
                r = core_except(core, (uint32_t)i, 0, VERDICT_REFUSED, event->event.id, &event->refusal);
                if (r < 0)
                        return r;
        }
        return 0;
}

/* A release has everything, or its sums do not fit; the end, or the batch that was missing, says so. */
static int look_at_release(struct core *core, struct release *release)
{
        struct text why;
        bool whole = releases_whole(release, &core->arena, &why);

        releases_report(release, &core->effects.release);
        core->effects.release.message = why;
        if (!whole && release->state == RELEASE_QUARANTINED && why.length)
                return release_tell_dropped(core, release, RELEASE_QUARANTINED);
        return 0;
}

static int begin_staged(struct core *core, const struct batch *batch)
{
        struct refusal refusal;
        struct release *release;
        int r;

        r = releases_batch(core->releases, core->work.source, batch, core->work.entry->position, core->day, &release,
                           &refusal);
        switch (r) {
        case RELEASES_STAGED:
        case RELEASES_REPEATED:
                core->effects.counts.of[VERDICT_STAGED] =
                        batch->events_count - core->effects.counts.of[VERDICT_REFUSED];
                return look_at_release(core, release);
        case RELEASES_REFUSED:
                refuse(core, &refusal);
                return 0;
        case RELEASES_FINISHED:
                releases_trace(core->releases, core->work.source,
                               event_vintage_number(batch->vintage_day, batch->vintage_serial),
                               &core->effects.release);
                core->work.stage = STAGE_FINISHED;
                return apply_want(core, batch);
        default:
                return r;
        }
}

/* The newest word on each currency's decimals holds, whenever the batch itself is counted. */
static int note_scales(struct core *core, const struct batch *batch)
{
        for (size_t i = 0; i < batch->scales_count; i++) {
                int r = rates_scale(core->rates, batch->scales[i].currency, batch->scales[i].digits);

                if (r < 0)
                        return r;
        }
        core->work.judge |= rates_have_changed(core->rates);
        return 0;
}

static int begin_batch(struct core *core, const struct batch *batch)
{
        const struct plan_source *source = &core->plan->sources[core->work.source];
        int r;

        note_number(core, core->work.source, batch->number);
        r = note_scales(core, batch);
        if (r < 0)
                return r;
        if (batch->nothing_until_day != CIVIL_NONE) {
                coverage_nothing_until(core->coverage, core->work.source, batch->nothing_until_day);
                core->work.judge = true;
        }

        r = except_refused(core, batch);
        if (r < 0)
                return r;

        if (source->numbers == NUMBERS_BY_RELEASE)
                return batch->in_release ? begin_staged(core, batch) : 0;

        core->work.stage = STAGE_DIRECT;
        core->work.judge = true;
        return apply_want(core, batch);
}

static int begin_end(struct core *core, const struct batch *batch)
{
        struct refusal refusal;
        struct release *release;
        int r;

        if (release_refuse_end(core, batch, &refusal)) {
                refuse(core, &refusal);
                return 0;
        }

        r = releases_end(core->releases, core->work.source, batch, core->work.entry->position, core->day, &release,
                         &refusal);
        switch (r) {
        case RELEASES_STAGED:
        case RELEASES_REPEATED:
                return look_at_release(core, release);
        case RELEASES_REFUSED:
                refuse(core, &refusal);
                return 0;
        case RELEASES_FINISHED:
                releases_trace(core->releases, core->work.source,
                               event_vintage_number(batch->vintage_day, batch->vintage_serial),
                               &core->effects.release);
                return 0;
        default:
                return r;
        }
}

static int begin_abort(struct core *core, const struct batch *batch)
{
        uint64_t vintage = event_vintage_number(batch->vintage_day, batch->vintage_serial);
        struct release *release = releases_find(core->releases, core->work.source, vintage);
        int r;

        if (!release) {
                if (releases_trace(core->releases, core->work.source, vintage, &core->effects.release))
                        refuse(core, &(struct refusal){REASON_RELEASE, TEXT("release_abort.vintage"),
                                                       TEXT("this release has counted: withdraw its records or "
                                                            "send a newer vintage")});
                else
                        core->effects.release = (struct release_report){.state = RELEASE_ABORTED,
                                                                        .vintage_day = batch->vintage_day,
                                                                        .vintage_serial = batch->vintage_serial};
                return 0;
        }

        r = release_tell_dropped(core, release, RELEASE_ABORTED);
        if (r < 0)
                return r;
        releases_report(release, &core->effects.release);
        core->effects.release.state = RELEASE_ABORTED;
        releases_drop(core->releases, release);
        return 0;
}

/* A batch of the way names a source of the plan: decode saw to it, under the same plan. */
static int begin_from(struct core *core, const struct entry *entry)
{
        core->work.source = core->plan ? core_source(core, entry->batch->source) : UINT32_MAX;
        if (core->work.source == UINT32_MAX) {
                refuse(core, &(struct refusal){REASON_SOURCE, TEXT("source"),
                                               TEXT("the configuration in force does not know this source")});
                return 0;
        }

        switch (entry->kind) {
        case ENTRY_RELEASE_END:
                return begin_end(core, entry->batch);
        case ENTRY_RELEASE_ABORT:
                return begin_abort(core, entry->batch);
        default:
                return begin_batch(core, entry->batch);
        }
}

static int begin_freeze(struct core *core, const struct freeze *freeze)
{
        if (!core->plan)
                return 0;
        core->work.judge = true;
        return milestones_freeze(core->milestones, freeze);
}

/* What an administrator released counts as it came; only the check that held it is left out. What a release
 * said of its status is known no more: an event without one of its own is final. */
int work_released(struct core *core, const struct batch *batch)
{
        const struct decision *decision = &core->work.entry->decision;
        struct work *work = &core->work;

        work->source = core_source(core, batch->source);
        work->index = decision->index;
        work->past_check = true;
        if (work->source == UINT32_MAX || decision->index >= batch->events_count ||
            !apply_is_at_hand(core, batch, decision->index)) {
                refuse(core, &(struct refusal){REASON_SOURCE, TEXT("index"),
                                               TEXT("no event that could be applied lies there")});
                return core_advance(core);
        }
        work->stage = STAGE_DIRECT;
        work->judge = true;
        work->cause = (struct cause){.what = CAUSE_ADMINISTRATOR};
        return apply_want(core, batch);
}

int work_begin(struct core *core, const struct entry *entry)
{
        int r = 0;

        switch (entry->kind) {
        case ENTRY_BATCH:
        case ENTRY_RELEASE_END:
        case ENTRY_RELEASE_ABORT:
                r = begin_from(core, entry);
                break;
        case ENTRY_FREEZE:
                r = begin_freeze(core, &entry->freeze);
                break;
        case ENTRY_DECISION:
                core->work.stage = core->plan && entry->decision.what == DECISION_RELEASE ? STAGE_HELD : STAGE_DONE;
                break;
        case ENTRY_ACTIVATE:
                return activate_begin(core, entry->plan);
        default: /* ticks are core_advance()'s; the others change nothing here */
                break;
        }
        if (r < 0 || core->work.stage != STAGE_DONE)
                return r;
        return core_advance(core);
}

static void begin_day(struct core *core)
{
        core->work.eve = false;
        coverage_set_day(core->coverage, core->day);
        core->work.day_moved = core->work.judge = core->work.may_restate = true;
}

static void move_day(struct core *core, int32_t day)
{
        if (core->plan->clock == CLOCK_EVENTS && core->plan->until_day != CIVIL_NONE && day > core->plan->until_day)
                day = core->plan->until_day;
        if (day == CIVIL_NONE || (core->day != CIVIL_NONE && day <= core->day))
                return;

        core->work.eve = core->work.entry->kind == ENTRY_TICK;
        core->work.eve_day = core->day;
        core->day = day;
        core->dirty = true;
        if (!core->work.eve)
                begin_day(core);
}

/* One tick over several days equals one for each: it stops at every day on which something is due, and the day before
 * an embargo is over: what was held is judged as of that day. */
static int32_t next_stop(const struct core *core)
{
        int32_t due = core_due_day(core);
        int32_t eve = releases_due_day(core->releases, core->day) - 1;

        return core->day < eve && eve < due ? eve : due;
}

static bool tick_step(struct core *core)
{
        const struct entry *entry = core->work.entry;
        int32_t due;

        if (entry->kind != ENTRY_TICK || !core->plan || core->plan->clock != CLOCK_SYSTEM)
                return false;
        if (core->day != CIVIL_NONE && entry->tick.day <= core->day)
                return false;

        due = core->day == CIVIL_NONE ? entry->tick.day : next_stop(core);
        move_day(core, due < entry->tick.day ? due : entry->tick.day);
        return true;
}

/* Days of ticks are meant: what events say of the day may leap over years while an archive comes in. */
static int drop_overdue(struct core *core)
{
        struct release *release;

        while (core->plan->clock == CLOCK_SYSTEM && core->day != CIVIL_NONE &&
               (release = releases_overdue(core->releases, core->day))) {
                int r = release_tell_dropped(core, release, RELEASE_DROPPED);

                if (r < 0)
                        return r;
                releases_drop(core->releases, release);
        }
        return 0;
}

int core_advance(struct core *core)
{
        struct release *release;
        int r;

        core->work.stage = STAGE_DONE;
        if (!core->plan)
                return 0;

        do {
                if (core->plan->clock == CLOCK_EVENTS)
                        move_day(core, core->work.newest_day);
                r = drop_overdue(core);
                release = r == 0 ? releases_ready(core->releases, core->day) : NULL;
                if (r == 0 && core->work.judge)
                        r = judge(core);
                /* Whose embargo is over with this day speaks before anything is said of the day (rule 8). */
                if (r == 0 && core->work.eve && !release) {
                        begin_day(core);
                        r = judge(core);
                }
                if (r < 0)
                        return r;
                if (release)
                        return release_begin(core, release);
        } while (tick_step(core));

        return 0;
}
