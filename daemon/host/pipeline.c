/* host/pipeline.c: the way. Read it from pipeline_take() down; what an entry of each kind needs
 * before the core can have it is entry_open(), what the core wants is supply.c. */
#include "host/pipeline.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/civil.h"
#include "core/reads.h"
#include "host/config/config.h"
#include "host/entries.h"
#include "host/log.h"
#include "host/messages.h"
#include "host/pipeline_inside.h"

/* What travels with an entry from its append to its turn, in this run. */
struct taken {
        struct batch *batch;
        void *socket; /* NULL: nobody waits for a receipt */
        struct route route;
};

static struct taken *taken_free(struct taken *taken)
{
        if (taken) {
                batch_free(taken->batch);
                free(taken);
        }
        return NULL;
}
SCOPED_FUNCTION(struct taken, taken_free)

/* ---- take ---- */

static int reply(struct pipeline *pipeline, const struct arrival *arrival, const struct receipt *receipt,
                 uint64_t position)
{
        int r;

        if (!arrival->socket)
                return 0;

        arena_reset(&pipeline->arena);
        wire_out_clear(&pipeline->bytes);
        r = encode_receipt(receipt, &pipeline->identity, &pipeline->arena, &pipeline->bytes);
        if (r < 0)
                return r;
        return hold_add_reply(pipeline->hold, HELD_RECEIPT, position, arrival->socket, &arrival->route,
                              pipeline->bytes.data, pipeline->bytes.length);
}

/* Nothing of the message is kept; its receipt reflects the state as it is. */
static int refuse(struct pipeline *pipeline, const struct arrival *arrival, struct text request_id,
                  bool dry_run, const struct refusal *refusal)
{
        struct receipt receipt = {.request_id = request_id, .dry_run = dry_run, .refusal = *refusal};

        if (refusal->reason == REASON_RETRY_LATER) {
                pipeline->counters->retry_later++;
        } else {
                pipeline->counters->batches_refused++;
                log_rarely(LOG_NOTICE, MESSAGE_BATCH_REFUSED,
                           "batch from %s refused: %" TEXT_FORMAT, arrival->peer,
                           TEXT_ARGUMENTS(refusal->message));
        }
        return reply(pipeline, arrival, &receipt, pipeline->applied);
}

int pipeline_refuse_crowded(struct pipeline *pipeline, const struct arrival *arrival)
{
        static const struct refusal refusal = {
                REASON_RETRY_LATER, TEXT_INIT(""),
                TEXT_INIT("more waits of this connection than its part while others wait: send it again")};
        zmq_msg_t *body = (zmq_msg_t *)(uintptr_t)&arrival->body;

        pipeline->counters->batches_crowded++;
        return refuse(pipeline, arrival, decode_request_id(zmq_msg_data(body), zmq_msg_size(body)), false,
                      &refusal);
}

int pipeline_refuse_frames(struct pipeline *pipeline, const struct arrival *arrival)
{
        static const struct refusal refusal = {
                REASON_FRAMES, TEXT_INIT(""),
                TEXT_INIT("a message is one frame with an EventBatch (a REQ's empty "
                          "delimiter before it aside)")};

        pipeline->counters->frames_refused++;
        return refuse(pipeline, arrival, TEXT(""), false, &refusal);
}

static int dry_run(struct pipeline *pipeline, const struct arrival *arrival, const struct batch *batch)
{
        struct receipt receipt = {.request_id = batch->request_id, .dry_run = true};
        struct stored_statement *statements;
        const struct record_key *keys;
        size_t count;
        int r;

        pipeline->counters->dry_runs++;
        r = core_try_keys(pipeline->core, batch, &keys, &count);
        if (r == 0)
                r = supply_statements(pipeline, keys, count, true, &statements);
        if (r == 0)
                r = core_try(pipeline->core, batch, statements, &receipt.effects);
        return r < 0 ? r : reply(pipeline, arrival, &receipt, pipeline->applied);
}

static uint8_t kind_of(const struct batch *batch)
{
        switch (batch->kind) {
        case BATCH_RELEASE_END:
                return ENTRY_RELEASE_END;
        case BATCH_RELEASE_ABORT:
                return ENTRY_RELEASE_ABORT;
        default:
                return ENTRY_BATCH;
        }
}

static int refuse_append(struct pipeline *pipeline, const struct arrival *arrival, const struct batch *batch,
                         int outcome)
{
        static const struct refusal busy = {REASON_RETRY_LATER, TEXT_INIT(""),
                                            TEXT_INIT("too much waits for the disk: send it again")};
        static const struct refusal full = {
                REASON_RETRY_LATER, TEXT_INIT(""),
                TEXT_INIT("the disk is below its floor of free space: send it again "
                          "when there is room")};
        static const struct refusal large = {
                REASON_TOO_LARGE, TEXT_INIT(""),
                TEXT_INIT("with its refusals the batch is larger than an entry of the "
                          "journal: send smaller ones")};

        if (outcome == JOURNAL_NO_SPACE)
                log_rarely(LOG_ERR, MESSAGE_SPACE_LOW, "below the floor of free space: intake is refused");
        return refuse(pipeline, arrival, batch->request_id, false,
                      outcome == JOURNAL_BUSY       ? &busy
                      : outcome == JOURNAL_NO_SPACE ? &full
                                                    : &large);
}

/* What is on its way to the core is not counted yet: a few batches more may come in. */
static bool is_over_quota(const struct pipeline *pipeline, const struct batch *batch)
{
        const struct plan *plan = core_plan(pipeline->core);

        for (uint32_t i = 0; i < plan->sources_count; i++)
                if (text_equal(plan->sources[i].name, batch->source))
                        return plan->sources[i].events_max &&
                               core_source_events(pipeline->core, i) + batch->events_count >
                                       plan->sources[i].events_max;
        return false;
}

static int refuse_over_quota(struct pipeline *pipeline, const struct arrival *arrival,
                             const struct batch *batch)
{
        static const struct refusal quota = {
                REASON_LIMIT, TEXT_INIT("source"),
                TEXT_INIT("the source would have more events than its configuration allows (events-max)")};

        pipeline->counters->batches_over_quota++;
        return refuse(pipeline, arrival, batch->request_id, batch->dry_run, &quota);
}

int pipeline_take(struct pipeline *pipeline, struct arrival *arrival, const struct frame *frame)
{
        SCOPED(taken_freep) struct taken *taken = calloc(1, sizeof(*taken));
        const struct decode_refusal *refusal;
        uint64_t position;
        int r;

        if (!taken)
                return -ENOMEM;
        pipeline->counters->batches_received++;
        pipeline->counters->bytes_received += frame->length;
        pipeline->counters->feed_batches += arrival->socket == NULL;

        r = decode_batch(pipeline->decoder, frame, core_plan(pipeline->core), &taken->batch, &refusal);
        if (r == DECODE_REFUSED)
                return refuse(pipeline, arrival, refusal->request_id, refusal->dry_run, &refusal->refusal);
        if (r < 0)
                return r;
        if (is_over_quota(pipeline, taken->batch))
                return refuse_over_quota(pipeline, arrival, taken->batch);
        if (taken->batch->dry_run)
                return dry_run(pipeline, arrival, taken->batch);

        wire_out_clear(&pipeline->bytes);
        r = decode_write_body(taken->batch, &pipeline->bytes);
        if (r < 0)
                return r;

        taken->socket = arrival->socket;
        taken->route = arrival->route;
        r = journal_append(pipeline->journal, kind_of(taken->batch), pipeline->bytes.data,
                           pipeline->bytes.length, taken, &position);
        if (r > 0)
                return refuse_append(pipeline, arrival, taken->batch, r);
        if (r == 0)
                (void)TAKE(taken); /* travels with the entry */
        return r;
}

bool pipeline_has_room(const struct pipeline *pipeline, uint64_t pending_bytes_max)
{
        struct journal_stats stats;

        journal_stats(pipeline->journal, &stats);
        return stats.pending_bytes < pending_bytes_max;
}

/* ---- apply ---- */

/* The entry as the core takes it. `*ret_plan`: of an ACTIVATE. */
static int entry_open(struct pipeline *pipeline, const struct journal_record *record, struct taken *taken,
                      struct entry *ret, struct plan **ret_plan)
{
        uint64_t configuration;
        int r = 0;

        *ret = (struct entry){.position = record->position, .kind = record->kind};
        switch (record->kind) {
        case ENTRY_BATCH:
        case ENTRY_RELEASE_END:
        case ENTRY_RELEASE_ABORT:
                if (!taken->batch)
                        r = decode_read_body(pipeline->decoder, record->body, record->body_length,
                                             &taken->batch);
                ret->batch = taken->batch;
                return r;
        case ENTRY_TICK:
                return entry_read_tick(record->body, record->body_length, &ret->tick);
        case ENTRY_FREEZE:
                return entry_read_freeze(record->body, record->body_length, &ret->freeze);
        case ENTRY_DECISION:
                return entry_read_decision(record->body, record->body_length, &ret->decision);
        case ENTRY_ACTIVATE:
                r = entry_read_position(record->body, record->body_length, &configuration);
                if (r == 0)
                        r = plan_of(pipeline, configuration, ret_plan);
                ret->plan = *ret_plan;
                return r;
        default:
                return 0;
        }
}

static int apply_core(struct pipeline *pipeline, const struct entry *entry, const struct effects **ret)
{
        struct want want;
        int r;

        r = core_begin(pipeline->core, entry);
        while (r == 0) {
                struct supply supply;
                struct puts puts;

                r = core_wants(pipeline->core, &want);
                if (r < 0 || want.kind == WANT_NOTHING)
                        break;
                r = supply_want(pipeline, &want, &supply);
                if (r == 0)
                        r = core_feed(pipeline->core, &supply, &puts);
                if (r == 0)
                        r = store_put(pipeline->store, &puts);
                if (r == 0)
                        r = quarantine_held(pipeline, &puts);
        }
        pipeline->staged = batch_freed(pipeline->staged);
        return r < 0 ? r : core_end(pipeline->core, ret);
}

/* News get their sequence and bytes here, and wait until the entry is settled. */
static int tell(struct pipeline *pipeline, const struct journal_record *record, const struct effects *effects)
{
        for (size_t i = 0; i < effects->news_count; i++) {
                struct told_news told;
                int r;

                r = outbox_tell(pipeline->outbox, &effects->news[i], record->chain, &told);
                if (r == 0)
                        r = store_tell(pipeline->store, told.sequence, told.bytes, told.length);
                if (r == 0 && pipeline->stream)
                        r = hold_add_told(pipeline->hold, HELD_NEWS, record->position, &told.topics,
                                          told.bytes, told.length);
                if (r < 0)
                        return r;
        }
        for (size_t i = 0; i < effects->touched_count; i++)
                note_touched(pipeline, &effects->touched[i], record->position);
        return 0;
}

static int answer(struct pipeline *pipeline, const struct taken *taken, const struct effects *effects)
{
        struct arrival arrival = {.socket = taken->socket, .route = taken->route};
        struct receipt receipt = {
                .request_id = taken->batch->request_id,
                .position = effects->position,
                .effects = effects,
        };

        return reply(pipeline, &arrival, &receipt, effects->position);
}

static int apply(struct pipeline *pipeline, const struct journal_record *record, struct taken *taken)
{
        const struct effects *effects;
        struct plan *plan = NULL;
        struct entry entry;
        int r;

        r = entry_open(pipeline, record, taken, &entry, &plan);
        if (r < 0)
                return r;

        r = apply_core(pipeline, &entry, &effects);
        if (r == 0)
                r = tell(pipeline, record, effects);
        if (r == 0 && taken->batch)
                r = quarantine(pipeline, taken->batch, record->position);
        if (r == 0 && entry.kind == ENTRY_DECISION)
                r = quarantine_released(pipeline, &entry.decision, effects);
        if (r == 0 && taken->socket)
                r = answer(pipeline, taken, effects);
        if (r == 0)
                r = note_entry(pipeline, record, &plan);
        if (r == 0)
                count_effects(pipeline, &entry, effects);
        plan_free(plan);
        pipeline->applied = record->position;
        return r;
}

bool pipeline_is_parked(const struct pipeline *pipeline)
{
        return pipeline->parked_taken != NULL;
}

/* The entry that is parked, or the next one of the journal. JOURNAL_EMPTY: there is none. */
static int next_entry(struct pipeline *pipeline, struct journal_record *ret, struct taken **ret_taken)
{
        int r;

        if (pipeline_is_parked(pipeline)) {
                *ret = pipeline->parked; /* its body stands until the journal is asked for the next one */
                *ret_taken = TAKE(pipeline->parked_taken);
                return 0;
        }

        r = journal_next(pipeline->journal, ret);
        if (r != 0)
                return r;
        pipeline->parked_tries = 0;
        *ret_taken = ret->cargo ? ret->cargo : calloc(1, sizeof(**ret_taken));
        return *ret_taken ? 0 : -ENOMEM;
}

/* Whether all is in memory that a batch wants which counts at once. At a start nobody else is to be
 * served, so what is replayed just waits. */
static int at_hand(struct pipeline *pipeline, const struct journal_record *record, const struct taken *taken)
{
        bool wait = pipeline->parked_tries >= PIPELINE_COLD_TRIES_MAX;
        int r;

        if (!record->cargo || record->kind != ENTRY_BATCH || taken->batch->in_release)
                return 0;

        r = supply_ahead(pipeline, taken->batch, wait);
        if (r == SUPPLY_COLD)
                pipeline->counters->entries_parked += pipeline->parked_tries++ == 0;
        else if (wait)
                pipeline->counters->entries_waited++;
        return r;
}

int pipeline_step(struct pipeline *pipeline, bool *ret_more)
{
        SCOPED(taken_freep) struct taken *taken = NULL;
        struct journal_record record;
        int r;

        *ret_more = false;
        r = next_entry(pipeline, &record, &taken);
        if (r == JOURNAL_EMPTY)
                return 0;
        if (r != 0)
                return r < 0 ? r : -EBADMSG;

        r = at_hand(pipeline, &record, taken);
        if (r == SUPPLY_COLD) {
                pipeline->parked = record;
                pipeline->parked_taken = TAKE(taken);
                return 0;
        }
        *ret_more = true;
        return r < 0 ? r : apply(pipeline, &record, taken);
}

int pipeline_work(struct pipeline *pipeline, bool *ret_more)
{
        int r = 0;

        *ret_more = true;
        for (size_t i = 0; i < PIPELINE_TURN_ENTRIES && *ret_more && r == 0; i++)
                r = pipeline_step(pipeline, ret_more);
        return r;
}

/* ---- tell ---- */

static int send(void *context, const struct held *held)
{
        struct pipeline *pipeline = context;
        int r;

        switch (held->kind) {
        case HELD_NEWS:
                pipeline->counters->notifications_sent++;
                return stream_send(pipeline->stream, held);
        case HELD_UPDATE:
                pipeline->counters->measure_updates_sent++;
                return stream_send(pipeline->stream, held);
        default:
                r = router_send(held->socket, &held->route, held->bytes, held->length);
                if (r == ROUTER_GONE || r == ROUTER_FULL)
                        pipeline->counters->replies_lost++;
                else if (r == 0 && held->kind == HELD_RECEIPT)
                        pipeline->counters->receipts_sent++;
                return r < 0 ? r : 0;
        }
}

int pipeline_settled(struct pipeline *pipeline)
{
        uint64_t settled = journal_settled(pipeline->journal);
        int r;

        r = store_settled(pipeline->store, settled);
        return r < 0 ? r : hold_release(pipeline->hold, settled, send, pipeline);
}

void pipeline_forget(struct pipeline *pipeline)
{
        struct journal_record record;

        while (journal_next(pipeline->journal, &record) == 0)
                taken_free(record.cargo);
}

void pipeline_done(struct pipeline *pipeline)
{
        taken_free(pipeline->parked_taken);
        batch_free(pipeline->staged);
        free(pipeline->statements);
        free(pipeline->touched);
        free(pipeline->touched_day);
        journal_buffer_done(&pipeline->buffer);
        arena_done(&pipeline->arena);
        wire_out_done(&pipeline->bytes);
        plan_free(pipeline->plan);
}
