/* core/core.h: the pure heart: what follows from an entry of the journal.
 *
 *      entry ─> ledger ─────────> tallies ────────> milestones ─> effects
 *               new, repeat,      sums per          reached, due   verdicts, statements,
 *               revision, stale   event day         or not         news
 *
 * The core is a state machine: no clock, no socket, no disk, no global. The same entries give
 * the same effects, byte for byte. Time enters as ticks (or, with `clock: events`, as the
 * vintages and days of what is counted), configuration as ACTIVATE entries.
 *
 * An entry is applied in parts, since what it speaks of lies on disk (rule 41):
 *
 *      core_begin(entry)
 *      while core_wants() says that something is wanted:
 *              get it (statements, a staged batch, a scope, everything)
 *              core_feed(it)          -> statements to keep, from now on part of what is read
 *      core_end()                     -> effects
 *
 * Between core_begin() and core_end() nothing may be read from the core but its wants. A failure
 * (below zero) in the middle leaves the core unusable: the caller ends the process and replays.
 *
 * Memory: the core owns what it hands out; puts are valid until the next core_wants(), effects
 * until the next core_begin(). What it is handed is borrowed until the call returns, but for the
 * entry (until core_end()) and a supplied batch (until the supply after it). */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/batch.h"
#include "base/effects.h"
#include "base/entry.h"
#include "base/plan.h"
#include "base/text.h"

#define CORE_STATE_VERSION 1 /* of what the same journal leads to; rule 35 */

struct core;

struct record_key {
        struct text source, id;
};

enum want_kind {
        WANT_NOTHING,
        WANT_STATEMENTS, /* of these records, absent ones included */
        WANT_BATCH,      /* a batch that was staged: the entry at `position`, decoded */
        WANT_SCOPE,      /* statements of a source whose scope ends within first_day..last_day */
        WANT_ALL,        /* all statements, any order, each once */
};

#define WANT_CURSOR_MAX 64

/* Where a SCOPE or ALL that came in several supplies goes on; the store's own bytes. */
struct want_cursor {
        uint8_t length; /* 0: at the beginning */
        uint8_t bytes[WANT_CURSOR_MAX];
};

struct want {
        enum want_kind kind;
        size_t keys_count; /* STATEMENTS */
        const struct record_key *keys;
        uint64_t position; /* BATCH */
        struct text source; /* SCOPE */
        int32_t first_day, last_day;
        struct want_cursor cursor; /* SCOPE, ALL */
};

struct stored_statement {
        struct text source, id;
        const uint8_t *body; /* NULL: never seen */
        size_t body_length;
};

struct supply {
        enum want_kind kind; /* of the want that it answers */
        size_t statements_count; /* STATEMENTS: in the order of the keys */
        const struct stored_statement *statements;
        const struct batch *batch; /* BATCH */
        bool more;                 /* SCOPE, ALL: ask again with `cursor` */
        struct want_cursor cursor;
};

struct puts {
        size_t count;
        const struct statement_put *puts;
};

int core_new(struct core **ret);
struct core *core_free(struct core *core);

int core_begin(struct core *core, const struct entry *entry);

/* What is wanted next; kind NOTHING: call core_end(). */
int core_wants(struct core *core, struct want *ret);

/* The statements in `*ret_puts` must be found by later reads, also those of this entry. */
int core_feed(struct core *core, const struct supply *supply, struct puts *ret_puts);

int core_end(struct core *core, const struct effects **ret);

/* A dry run: the verdicts that this batch would get, by the same judging function, on copies.
 * `statements` answers the keys that core_try_keys() gave. Nothing changes. */
int core_try_keys(struct core *core, const struct batch *batch, const struct record_key **ret, size_t *ret_count);
int core_try(struct core *core, const struct batch *batch, const struct stored_statement *statements,
             const struct effects **ret);

/* The day of the last tick (or of the event clock); CIVIL_NONE before the first. */
int32_t core_day(const struct core *core);

/* The first civil day after core_day() on which something would change by the passing of time
 * alone (a deadline, a grace, an embargo, a period that begins, a lateness that is over, a
 * limit of staging); PLAN_NEVER: nothing is due. Always PLAN_NEVER with `clock: events`. */
int32_t core_due_day(const struct core *core);

/* ---- checkpoint: what follows from the journal, as rows ---- */

/* A row is (table, key) -> value; a value of length 0 deletes it, a key of length 0 empties the
 * whole table (before the rows that follow). Tables are the core's. */
struct row {
        uint8_t table; /* below ROW_TABLES_MAX */
        const uint8_t *key;
        size_t key_length; /* at most ROW_KEY_MAX */
        const uint8_t *value;
        size_t value_length;
};
#define ROW_TABLES_MAX 32
#define ROW_KEY_MAX 480 /* LMDB's limit is 511 */

typedef int (*row_sink)(void *context, const struct row *row);

/* Every row that has changed since the last call (all of them at the first). */
int core_save(struct core *core, row_sink sink, void *context);

/* A fresh core takes up a checkpoint: first the plan that was active then, then all rows in any
 * order, then core_loaded(). The plan must outlive the core or the next ACTIVATE. */
int core_load_plan(struct core *core, const struct plan *plan);
int core_load(struct core *core, const struct row *row);
int core_loaded(struct core *core);
