/* tests/sim/life.c: see life.h. */
#include "sim/life.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/civil.h"
#include "core/reads.h"
#include "host/catchup.h"
#include "sim/bugs.h"
#include "sim/disk.h"
#include "sim/finding.h"
#include "sim/peers.h"
#include "sim/threads.h"

#define DAY_USEC INT64_C(86400000000)

/* The disk may do what it likes once something has happened to it, the daemon may not. */
static int allowed(const struct life *life, int r, const char *what)
{
        const struct pipeline *pipeline = &life->pipeline;

        if (r < 0)
                CHECK(disk_is_dead() || disk_has_failed(), "fails only with its disk", "%s: %s (%s; %s)",
                      what, strerror(-r), pipeline->journal ? journal_why(pipeline->journal) : "",
                      pipeline->store ? store_why(pipeline->store) : "");
        return r;
}

/* ---- start ---- */

/* What the store has seen on disk must be there; a store that cannot be looked into says nothing. */
static struct journal_options options_of(const struct life *life, uint8_t settled_of[JOURNAL_ID_BYTES])
{
        struct journal_options options = life->world->journal;
        char folder[300];

        (void)snprintf(folder, sizeof folder, "%s/store", disk_root());
        if (store_look(folder, settled_of, &options.settled_known) == 0)
                options.settled_of = settled_of;
        else
                options.settled_known = 0;
        return options;
}

static int open_journal(struct life *life)
{
        struct pipeline *pipeline = &life->pipeline;
        const struct journal_identity *identity;
        uint8_t settled_of[JOURNAL_ID_BYTES];
        struct journal_options options = options_of(life, settled_of);
        char folder[300], *why = NULL;
        int r;

        (void)snprintf(folder, sizeof folder, "%s/journal", disk_root());
        r = journal_open(folder, &options, &pipeline->journal, &why);
        CHECK(r <= 0 || disk_is_dead(), "a restart opens the journal", "%s", why ? why : "");
        free(why);
        if (r != 0)
                return r < 0 ? allowed(life, r, "journal_open") : -EIO;
        identity = journal_identity(pipeline->journal);
        memcpy(pipeline->identity.journal_id, identity->id, sizeof identity->id);
        pipeline->identity.epoch = identity->epoch;
        return 0;
}

static int before_commit(void *context, uint64_t position)
{
        (void)context;
        CHECK(position <= disk_journal_position(), "the store is never ahead of the journal",
              "a checkpoint at %" PRIu64 " is committed, and the disk holds the journal up to %" PRIu64,
              position, disk_journal_position());
        return 0;
}

static int open_store(struct life *life)
{
        struct pipeline *pipeline = &life->pipeline;
        struct store_options options = life->world->store;
        char folder[300], *why = NULL;
        int r;

        (void)snprintf(folder, sizeof folder, "%s/store", disk_root());
        options.folder = folder;
        options.commit_hook = before_commit;
        memcpy(options.journal_id, pipeline->identity.journal_id, sizeof options.journal_id);
        r = store_open(&options, &pipeline->store, &why);
        CHECK(r <= 0 || disk_is_dead(), "a restart opens the store", "%d: %s", r, why ? why : "");
        if (r < 0)
                CHECK(disk_is_dead() || disk_has_failed(), "a restart opens the store", "%s: %s",
                      strerror(-r), why ? why : "");
        free(why);
        if (r != 0)
                return r < 0 ? r : -EIO;
        CHECK(store_position(pipeline->store) <= journal_last(pipeline->journal),
              "the store is never ahead of the journal",
              "the store stands at %" PRIu64 ", the journal ends at %" PRIu64,
              store_position(pipeline->store), journal_last(pipeline->journal));
        return 0;
}

static int make_rooms(struct life *life)
{
        struct pipeline *pipeline = &life->pipeline;

        if (decoder_new(&pipeline->decoder) < 0 || core_new(&pipeline->core) < 0 ||
            outbox_new(&pipeline->identity, &pipeline->outbox) < 0 || hold_new(&pipeline->hold) < 0)
                abort();
        life->query = (struct query){
                .core = pipeline->core,
                .store = pipeline->store,
                .outbox = pipeline->outbox,
                .identity = pipeline->identity,
        };
        return allowed(life, pipeline_restore(pipeline), "pipeline_restore");
}

/* ---- as host/loop.c and host/host.c have it ---- */

static int checkpoint(struct life *life)
{
        return pipeline_checkpoint(&life->pipeline, life->world->keep_notifications);
}

int life_work(struct life *life, unsigned entries)
{
        struct pipeline *pipeline = &life->pipeline;
        bool more = true, stalled;
        int r = 0;

        if (pipeline_cut_is_due(pipeline, life->world->checkpoint_events))
                r = checkpoint(life);
        stalled = r == STORE_BUSY && store_wants_cut(pipeline->store);
        r = r < 0 ? r : 0;
        for (unsigned i = 0; r == 0 && more && !stalled && i < entries; i++)
                r = pipeline_step(pipeline, &more);
        if (r == 0)
                r = pipeline_append_freezes(pipeline);
        if (r == -EAGAIN)
                r = 0;
        if (r == 0)
                r = pipeline_settled(pipeline);
        return allowed(life, r, "work");
}

static struct catchup catchup_of(struct life *life)
{
        return (struct catchup){
                .pipeline = &life->pipeline,
                .checkpoint_events = life->world->checkpoint_events,
                .keep_notifications = life->world->keep_notifications,
        };
}

static int apply_all(struct life *life)
{
        const struct catchup catchup = catchup_of(life);

        return allowed(life, catchup_apply(&catchup), "catch up");
}

static int configure(struct life *life)
{
        const struct catchup catchup = catchup_of(life);
        bool changed;

        return catchup_configure(&catchup, world_configuration(life->configuration), &changed);
}

static int start(struct life *life, life_found found)
{
        int r;

        r = open_journal(life);
        if (r == 0)
                r = open_store(life);
        if (r == 0)
                r = make_rooms(life);
        if (r == 0)
                bugs_reborn(life->pipeline.journal);
        if (r == 0)
                life->applied_at_start = life->pipeline.applied;
        if (r == 0)
                r = apply_all(life);
        if (r == 0)
                r = found(life);
        if (r == 0)
                r = configure(life);
        if (r == -EAGAIN)
                return r; /* no room for it: the start is tried again */
        return allowed(life, r, "start");
}

int life_start(struct life *life, life_found found)
{
        int r;

        life->pipeline = (struct pipeline){.counters = &life->counters};
        life->counters = (struct counters){0};
        life->query = (struct query){0};
        life->up = true;
        finding->lives++;
        r = start(life, found);
        if (r < 0) {
                life_fall(life);
                return r;
        }
        if (stream_new(&peers_stream, &life->pipeline.stream) < 0)
                abort();
        peers_reborn(outbox_sequence(life->pipeline.outbox));
        return 0;
}

/* ---- stop ---- */

int life_settle(struct life *life)
{
        struct pipeline *pipeline = &life->pipeline;
        int r = apply_all(life);

        for (int i = 0; r == 0 && i < 1000; i++) {
                threads_settle();
                r = journal_dispatch(pipeline->journal);
                if (r == 0)
                        r = apply_all(life);
                if (r == 0)
                        r = pipeline_settled(pipeline);
                if (r == 0 && journal_settled(pipeline->journal) == journal_last(pipeline->journal) &&
                    pipeline->applied == journal_last(pipeline->journal)) {
                        CHECK(hold_count(pipeline->hold) == 0, "told when on disk",
                              "all is on disk, and %zu messages are held back", hold_count(pipeline->hold));
                        return 0;
                }
        }
        CHECK(r < 0, "what was taken is settled", "it never is: %" PRIu64 " of %" PRIu64,
              journal_settled(pipeline->journal), journal_last(pipeline->journal));
        return allowed(life, r, "settle");
}

void life_fall(struct life *life)
{
        struct pipeline *pipeline = &life->pipeline;

        pipeline->stream = stream_free(pipeline->stream);
        query_done(&life->query);
        store_close(pipeline->store);
        if (pipeline->journal)
                (void)journal_close(pipeline->journal);
        core_free(pipeline->core);
        outbox_free(pipeline->outbox);
        hold_free(pipeline->hold);
        decoder_free(pipeline->decoder);
        pipeline_done(pipeline);
        life->up = false;
}

int life_stop(struct life *life)
{
        const struct catchup catchup = catchup_of(life);
        int r = allowed(life, catchup_settle(&catchup), "stop");

        life_fall(life);
        return r;
}

/* ---- what wakes it ---- */

int life_take(struct life *life, const uint8_t *bytes, size_t length, size_t which)
{
        struct arrival arrival = {.socket = &peers_intake, .peer = "ipc"};
        struct frame frame = {
                .data = bytes,
                .length = length,
                .peer = TEXT("ipc"),
                .received_usec = life->today * DAY_USEC + (int64_t)finding->step,
                .received_day = life->today,
        };

        arrival.route.length = sizeof which;
        memcpy(arrival.route.id, &which, sizeof which);
        return allowed(life, pipeline_take(&life->pipeline, &arrival, &frame), "take");
}

int life_journal(struct life *life)
{
        int r = journal_dispatch(life->pipeline.journal);

        return r < 0 ? allowed(life, r, "journal_dispatch") : life_work(life, PIPELINE_TURN_ENTRIES);
}

int life_store(struct life *life)
{
        int r = store_dispatch(life->pipeline.store);

        return r < 0 ? allowed(life, r, "store_dispatch") : life_work(life, PIPELINE_TURN_ENTRIES);
}

int life_checkpoint(struct life *life)
{
        int r = life->pipeline.applied > store_position(life->pipeline.store) ? checkpoint(life) : 0;

        return allowed(life, r > 0 ? 0 : r, "checkpoint");
}

int life_tick(struct life *life)
{
        struct pipeline *pipeline = &life->pipeline;
        int r = 0;

        if (core_due_day(pipeline->core) <= life->today)
                r = pipeline_append_tick(pipeline, life->today * DAY_USEC, life->today);
        return allowed(life, r == -EAGAIN ? 0 : r, "tick");
}

int life_updates(struct life *life)
{
        int r = pipeline_tell_measures(&life->pipeline);

        return allowed(life, r < 0 ? r : pipeline_settled(&life->pipeline), "updates");
}

int life_beat(struct life *life)
{
        struct pipeline *pipeline = &life->pipeline;
        struct beat beat = {
                .identity = pipeline->identity,
                .position = journal_settled(pipeline->journal),
                .day = core_day(pipeline->core),
                .measures_position = pipeline->measures_position,
        };

        if (pipeline->applied > beat.position)
                return 0;
        return allowed(life, stream_beat(pipeline->stream, &beat, pipeline->outbox), "beat");
}

int life_ask(struct life *life, const uint8_t *question, size_t length)
{
        struct pipeline *pipeline = &life->pipeline;
        struct route route = {.length = 1};
        bool failed;
        int r;

        life->query.position = pipeline->applied;
        wire_out_clear(&pipeline->bytes);
        r = query_answer(&life->query, question, length, &pipeline->bytes, &failed);
        if (r == 0)
                r = hold_add_reply(pipeline->hold, HELD_ANSWER, pipeline->applied, &peers_desk, &route,
                                   pipeline->bytes.data, pipeline->bytes.length);
        return allowed(life, r < 0 ? r : pipeline_settled(pipeline), "question");
}

int life_release(struct life *life, uint64_t position)
{
        struct pipeline *pipeline = &life->pipeline;
        const struct quarantined *lines;
        struct decision decision = {.what = DECISION_RELEASE};
        uint64_t total;
        size_t count;
        int r;

        r = store_quarantined(pipeline->store, position, 0, 100, &lines, &count, &total);
        for (size_t i = 0; r == 0 && i < count; i++) {
                if (lines[i].reason != REASON_PLAUSIBILITY)
                        continue;
                decision.position = lines[i].position;
                decision.index = lines[i].index;
                r = pipeline_append_decision(pipeline, &decision);
                break;
        }
        return allowed(life, r == -EAGAIN ? 0 : r, "decision");
}

/* ---- what must hold ---- */

void life_look(const struct life *life)
{
        const struct pipeline *pipeline = &life->pipeline;
        uint64_t settled, stored;

        if (!life->up)
                return;
        settled = journal_settled(pipeline->journal);
        stored = store_position(pipeline->store);
        CHECK(settled <= disk_journal_position(), "settled is on disk",
              "the journal says %" PRIu64 ", and the disk holds it up to %" PRIu64, settled,
              disk_journal_position());
        CHECK(stored <= settled, "the store is never ahead of the journal",
              "it stands at %" PRIu64 ", and settled is %" PRIu64, stored, settled);
        CHECK(life->counters.entries_applied == pipeline->applied - life->applied_at_start,
              "each entry is applied once", "%" PRIu64 " were, from %" PRIu64 " to %" PRIu64,
              life->counters.entries_applied, life->applied_at_start, pipeline->applied);
}
