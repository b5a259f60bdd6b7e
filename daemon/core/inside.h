/* core/inside.h: what the files of core/ share: the state, and the work on one entry.
 *
 * The work on an entry is a small machine; each stage wants one thing at a time:
 *
 *      DIRECT    statements of the batch's records, then they are judged
 *      FINISHED  the same for a batch of a release that has counted: nothing new can come of it
 *      SWEEP     what a release replaces, range by range
 *      STAGED    the next batch of a release, from the journal
 *      RELEASE   statements of that batch's records
 *      HELD      the batch of an event that is released from quarantine; then DIRECT, of it alone
 *      ALL       every statement, for the tallies of a new plan
 *      DONE      nothing more
 *
 * Whenever a stage is over, core_advance() judges and looks what is next: a release that has
 * become ready, the next due day of a tick, or the end. */
#pragma once
#include "base/arena.h"
#include "base/wire.h"
#include "core/core.h"
#include "core/ledger/coverage.h"
#include "core/ledger/expect.h"
#include "core/ledger/ledger.h"
#include "core/ledger/plausible.h"
#include "core/ledger/releases.h"
#include "core/measures/measures.h"
#include "core/milestones/milestones.h"
#include "core/rates/rates.h"
#include "core/reads.h"
#include "core/tallies/tallies.h"

enum stage {
        STAGE_DONE,
        STAGE_DIRECT,
        STAGE_FINISHED,
        STAGE_SWEEP,
        STAGE_STAGED,
        STAGE_RELEASE,
        STAGE_HELD,
        STAGE_ALL,
};

struct source_state {
        uint64_t events;      /* accepted, revised, withdrawn */
        uint64_t disputed;
        uint64_t last_number; /* the highest batch number seen */
        uint64_t gaps;        /* numbers that were jumped over */
        uint8_t longest;      /* enum period_kind: of its statements */
        bool dirty;
};

struct work {
        const struct entry *entry;
        enum stage stage;
        uint32_t source;
        const struct batch *batch; /* whose events are judged in this stage */
        size_t keys_count;         /* of its events that were not refused */
        struct release *release; /* that is being counted */
        struct counts release_counts;
        size_t index; /* range of the sweep, batch of the release */
        struct want_cursor cursor;
        bool judge;       /* something happened that wants a judgement */
        bool may_restate; /* a tick, a day that moved, a release's end */
        bool day_moved;
        /* A tick's day is known and has not begun: releases whose embargo it ends come first, each judged as
         * of the day before. */
        bool eve;
        int32_t eve_day; /* the day before; CIVIL_NONE */
        bool backfill, everything;
        bool past_check; /* an administrator has released the event `index`: what is usual is not asked */
        struct cause cause;
        int32_t newest_day; /* event clock: the day that this entry leads to */
};

struct core {
        const struct plan *plan;
        struct tallies *tallies;
        struct coverage *coverage;
        struct expect *expect;
        struct rates *rates;
        struct releases *releases;
        struct measures *measures; /* reads tallies and coverage */
        struct milestones *milestones;
        struct plausible *plausible;  /* of all plans */
        struct source_state *sources; /* as the plan's */
        uint64_t records;
        int32_t day;
        bool dirty;     /* day, records */
        bool replanned; /* all rows are to be written anew */

        struct work work;
        struct effects effects;
        struct arena arena; /* of the entry */
        struct exception *exceptions;
        size_t exceptions_count, exceptions_capacity;
        struct touched *touched;
        size_t touched_count, touched_capacity;
        struct news_list news;
        struct statement_put *puts;
        size_t puts_count, puts_capacity;
        struct held_event *held;
        size_t held_count, held_capacity;
        struct arena held_texts;
        struct wire_out bodies; /* of the puts */
        struct record_key *keys; /* of the batch */
        size_t keys_capacity;
        uint32_t *latest; /* table of apply.c: the last put of an id in this batch */
        size_t latest_capacity, latest_mask;
};

/* core.c */
int core_grow(void **array, size_t *capacity, size_t count, size_t size);
int core_except(struct core *core, uint32_t index, uint32_t release_batch, enum verdict verdict, struct text id,
                const struct refusal *refusal);
uint32_t core_source(const struct core *core, struct text name);

/* work.c */
int work_begin(struct core *core, const struct entry *entry);
/* The batch of the event that is released. */
int work_released(struct core *core, const struct batch *batch);
int core_advance(struct core *core);

/* activate.c */
int activate_begin(struct core *core, const struct plan *plan);
int activate_feed(struct core *core, const struct supply *supply);

/* release.c */
int release_begin(struct core *core, struct release *release);
int32_t release_sweep_last(const struct core *core, size_t index);
int release_sweep(struct core *core, const struct supply *supply);
int release_next_batch(struct core *core);
int release_refuse_end(const struct core *core, const struct batch *batch, struct refusal *ret_refusal);
int release_tell_dropped(struct core *core, const struct release *release, enum release_state state);

/* apply.c. What is judged of the batch at hand: all that was not refused, or the one that is released. */
bool apply_is_at_hand(const struct core *core, const struct batch *batch, size_t index);
int apply_want(struct core *core, const struct batch *batch);
int apply_events(struct core *core, const struct stored_statement *statements, size_t count);
/* What a statement is used for is added (`sign` 1), or taken back. */
int apply_use(struct core *core, uint32_t source, const struct statement *statement, enum ledger_use use, int sign);
void apply_note_period(struct core *core, uint32_t source, const struct event *event);
/* The parts of it that a dry run goes through too. What an event does to its record: as it is left
 * by an earlier event of the batch, else as it is stored. */
struct judged {
        uint32_t *slot; /* until the next one is judged */
        bool known;
        struct statement old; /* if it is known */
        struct ledger_step step;
};
int apply_begin(struct core *core, size_t events);
int apply_judge(struct core *core, const struct batch_event *event, const struct stored_statement *stored,
                struct judged *ret);
int apply_keep(struct core *core, const struct batch_event *event, struct judged *judged);

/* plausibility.c: an event that would count, against what is usual; a quarantined one is judged refused then. */
enum { APPLY_FLAGGED = 1, APPLY_HELD };
int apply_watch(struct core *core, const struct batch_event *event, struct judged *judged, struct refusal *ret);
int apply_hold(struct core *core, uint32_t index, const struct batch_event *event, const struct refusal *refusal);

/* judge.c */
int judge(struct core *core);
