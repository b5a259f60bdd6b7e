/* host/checkpoint.c: what follows from the journal, written down behind the way, and read again at
 * start. Always consistent at one position. */
#include <errno.h>
#include <string.h>

#include "core/reads.h"
#include "host/entries.h"
#include "host/pipeline_inside.h"

#define ROW_HOST 28 /* the pipeline's own: where it stands */

static int to_store(void *context, const struct row *row)
{
        struct pipeline *pipeline = context;

        return store_row(pipeline->store, row);
}

static int save_own(struct pipeline *pipeline)
{
        struct wire_out value = {0};
        int r;

        wire_u64(&value, pipeline->configuration);
        wire_u64(&value, pipeline->configuration_new);
        wire_u32(&value, pipeline->state_version);
        wire_u64(&value, pipeline->marked_sequence);
        wire_u64(&value, pipeline->measures_position);
        r = value.failed ? -ENOMEM
                         : store_row(pipeline->store, &(struct row){ROW_HOST, (const uint8_t *)"stands", 6,
                                                                    value.data, value.length});
        wire_out_done(&value);
        return r;
}

/* The journal carries a hash of the outbox from time to time, so that a replay can be compared. */
static int mark_outbox(struct pipeline *pipeline)
{
        struct outbox_mark mark = {.sequence = outbox_sequence(pipeline->outbox)};
        uint64_t position;
        int r;

        if (pipeline->looks_back || mark.sequence == pipeline->marked_sequence ||
            pipeline->applied != journal_last(pipeline->journal))
                return 0;

        memcpy(mark.hash, outbox_hash(pipeline->outbox), sizeof(mark.hash));
        wire_out_clear(&pipeline->bytes);
        entry_write_mark(&mark, &pipeline->bytes);
        r = journal_append(pipeline->journal, ENTRY_OUTBOX_HASH, pipeline->bytes.data, pipeline->bytes.length,
                           NULL, &position);
        if (r != 0)
                return r < 0 ? r : 0; /* no room now: at the next checkpoint */
        pipeline->marked_sequence = mark.sequence;
        return 0;
}

bool pipeline_cut_is_due(const struct pipeline *pipeline, uint64_t events)
{
        return store_wants_cut(pipeline->store) || pipeline->events_since_cut >= events;
}

int pipeline_checkpoint(struct pipeline *pipeline, uint64_t keep_notifications)
{
        uint64_t sequence = outbox_sequence(pipeline->outbox);
        int r;

        r = store_cut(pipeline->store, pipeline->applied,
                      sequence > keep_notifications ? sequence - keep_notifications + 1 : 1);
        if (r != 0)
                return r;

        r = core_save(pipeline->core, to_store, pipeline);
        if (r == 0)
                r = outbox_save(pipeline->outbox, to_store, pipeline);
        if (r == 0)
                r = save_own(pipeline);
        if (r == 0)
                r = store_cut_end(pipeline->store);
        if (r == 0)
                r = mark_outbox(pipeline);
        if (r < 0)
                return r;

        pipeline->events_since_cut = 0;
        pipeline->counters->checkpoints++;
        return 0;
}

/* ---- at start ---- */

static int load_own(void *context, const struct row *row)
{
        struct pipeline *pipeline = context;
        struct wire_in value = wire_in_of(row->value, row->value_length);

        if (row->table != ROW_HOST)
                return 0;
        pipeline->configuration = wire_in_u64(&value);
        pipeline->configuration_new = wire_in_u64(&value);
        pipeline->state_version = wire_in_u32(&value);
        pipeline->marked_sequence = wire_in_u64(&value);
        pipeline->measures_position = wire_in_u64(&value);
        return wire_in_complete(&value) ? 0 : -EBADMSG;
}

static int load_rooms(void *context, const struct row *row)
{
        struct pipeline *pipeline = context;

        if (row->table == ROW_HOST)
                return 0;
        if (row->table >= ROW_OUTBOX)
                return outbox_load(pipeline->outbox, row);
        return core_load(pipeline->core, row);
}

int pipeline_restore(struct pipeline *pipeline)
{
        struct plan *plan = NULL;
        int r;

        pipeline->applied = store_position(pipeline->store);
        if (pipeline->applied == 0)
                return 0;

        r = store_rows(pipeline->store, load_own, pipeline);
        if (r == 0 && pipeline->configuration) {
                r = plan_of(pipeline, pipeline->configuration, &plan);
                if (r == 0)
                        r = core_load_plan(pipeline->core, plan);
                if (r == 0)
                        r = plan_in_force(pipeline, &plan);
        }
        if (r == 0)
                r = store_rows(pipeline->store, load_rooms, pipeline);
        if (r == 0 && pipeline->configuration)
                r = core_loaded(pipeline->core);
        plan_free(plan);
        if (r < 0)
                return r;

        r = journal_seek(pipeline->journal, pipeline->applied);
        return r > 0 ? -ENOTRECOVERABLE : r;
}
