/* host/pipeline.h: the way of an event, whole. Ordered before applied, on disk before told.
 *
 *      pipeline_take       a frame: decoded, answered at once if it is of no use, else appended
 *      pipeline_work       the next entries in order: applied, what follows from them is held
 *      pipeline_settled    what is on disk is told
 *      pipeline_checkpoint what follows from the journal is written down, behind
 *
 * This is the only function group that knows every room on the way; it decides nothing that a
 * room can decide. Nothing here waits for a disk: an entry whose statements are not in memory is
 * parked, with all behind it, until the disk has read them. What may wait is a dry run, and the
 * count of a release, whose statements nobody can name before it begins. */
#pragma once
#include <stdbool.h>
#include <stdint.h>

#include "core/core.h"
#include "decode/decode.h"
#include "host/counters.h"
#include "ingest/ingest.h"
#include "journal/journal.h"
#include "publish/hold.h"
#include "publish/outbox.h"
#include "publish/stream.h"
#include "store/store.h"

/* Entries of one turn: other sources of the loop come in between. */
#define PIPELINE_TURN_ENTRIES 64
/* So often an entry is looked at in vain while its statements are read; then it waits for them: a
 * machine that forgets them faster than it reads must go on, too. */
#define PIPELINE_COLD_TRIES_MAX 1000

struct taken;
struct pipeline {
        /* the rooms; the host's */
        struct decoder *decoder;
        struct journal *journal;
        struct store *store;
        struct core *core;
        struct outbox *outbox;
        struct hold *hold;
        struct stream *stream; /* NULL while the journal's tail is replayed */
        struct counters *counters;
        struct identity identity;
        bool looks_back; /* the journal is another's, who goes on writing it: nothing is appended */
        uint64_t marks_from; /* looks_back: hashes of the outbox before it are of another program (rule 35) */
        uint64_t mark_differs; /* looks_back: position of the one that ended the replay; 0: none */

        /* where it stands */
        uint64_t applied;           /* position of the last entry applied */
        uint64_t configuration;     /* position of the configuration in force; 0: none */
        uint64_t configuration_new; /* of one that was neither activated nor abandoned; 0: none */
        uint32_t state_version;     /* of the last upgrade; 0: none */
        uint64_t freezes_appended; /* position of the last entry of a frozen baseline that this run wrote */
        uint64_t marked_sequence;   /* of the last outbox hash in the journal */
        uint64_t measures_position; /* of the last entry that touched a measure */
        uint64_t events_since_cut;
        struct plan *plan;    /* in force; the pipeline's */
        bool *touched;        /* measures whose newest value is to be told; as the plan's */
        int32_t *touched_day; /* the first event day that changed */

        /* scratch */
        struct arena arena;
        struct wire_out bytes;
        struct journal_buffer buffer;
        struct batch *staged; /* of a release that is being counted */
        struct stored_statement *statements;
        size_t statements_capacity;
        bool ahead; /* they are those of the entry that is about to begin */

        /* an entry that waits for its statements, and what travels with it */
        struct journal_record parked;
        struct taken *parked_taken; /* NULL: none is parked */
        unsigned parked_tries;
};

/* An entry waits for statements from the disk: pipeline_work() in a moment. */
bool pipeline_is_parked(const struct pipeline *pipeline);

int pipeline_take(struct pipeline *pipeline, struct arrival *arrival, const struct frame *frame);
/* A message of a peer that had its turn, and more: to be sent later. */
int pipeline_refuse_crowded(struct pipeline *pipeline, const struct arrival *arrival);
/* A message that was not of the protocol's shape: told where there is a route. */
int pipeline_refuse_frames(struct pipeline *pipeline, const struct arrival *arrival);

/* Applies what lies behind the cursor. `*ret_more`: the turn was used up. */
int pipeline_work(struct pipeline *pipeline, bool *ret_more);
/* One entry. `*ret_more`: there was one. */
int pipeline_step(struct pipeline *pipeline, bool *ret_more);
int pipeline_settled(struct pipeline *pipeline);

/* Whether another batch may be taken, or its peer must wait. */
bool pipeline_has_room(const struct pipeline *pipeline, uint64_t pending_bytes_max);

int pipeline_append_tick(struct pipeline *pipeline, int64_t instant_usec, int32_t day);
/* The baselines that froze to a number which the journal does not say yet, an entry each. To be called
 * when all entries that were found at a start are applied: one of them may say it. -EAGAIN: there is no
 * room, at the next turn. */
int pipeline_append_freezes(struct pipeline *pipeline);
int pipeline_append_decision(struct pipeline *pipeline, const struct decision *decision);

/* The line of a refused event; NULL: there is none. Until the store is asked for another. */
int quarantine_line(struct pipeline *pipeline, uint64_t position, uint32_t index, const struct quarantined **ret);
int pipeline_append_configuration(struct pipeline *pipeline, struct text config_text);
int pipeline_append_activate(struct pipeline *pipeline, uint64_t configuration);
int pipeline_append_abandon(struct pipeline *pipeline, uint64_t configuration);
int pipeline_append_upgrade(struct pipeline *pipeline);
/* The journal's own epoch, where the entries do not say it yet: it was restored (rule 34). */
int pipeline_append_epoch(struct pipeline *pipeline);

/* The store wants one, or so many events were applied since the last one. */
bool pipeline_cut_is_due(const struct pipeline *pipeline, uint64_t events);
/* Cuts a checkpoint at the last entry applied. STORE_BUSY: the one before is being written. */
int pipeline_checkpoint(struct pipeline *pipeline, uint64_t keep_notifications);
/* At start: the checkpoint into the rooms; the plan in force is read from the journal. */
int pipeline_restore(struct pipeline *pipeline);

/* The newest values of the measures that changed, held until they are settled. */
int pipeline_tell_measures(struct pipeline *pipeline);

/* At the end, while the journal is open: what was taken, and did not come to its turn because something
 * failed. The next start has it from the journal, if it came so far. */
void pipeline_forget(struct pipeline *pipeline);
void pipeline_done(struct pipeline *pipeline);
