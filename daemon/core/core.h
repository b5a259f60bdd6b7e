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
 * until the next core_begin() or core_try_keys(). What it is handed is borrowed until the call returns, but for the
 * entry (until core_end()) and a supplied batch (until the supply after it). */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/batch.h"
#include "base/effects.h"
#include "base/entry.h"
#include "base/plan.h"
#include "base/rows.h"
#include "base/text.h"
#include "base/wants.h"

struct core;

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
 * alone (a deadline, a grace, an embargo, a period that begins, a lateness that is over, a figure
 * that is owed, a limit of staging, a restatement that waits for a tick); PLAN_NEVER: nothing is due. Always
 * PLAN_NEVER with `clock: events`. */
int32_t core_due_day(const struct core *core);

/* ---- checkpoint: what follows from the journal, as rows ---- */

/* Every row that has changed since the last call (all of them at the first). */
int core_save(struct core *core, row_sink sink, void *context);

/* A fresh core takes up a checkpoint: first the plan that was active then, then all rows in any
 * order, then core_loaded(). The plan must outlive the core or the next ACTIVATE. */
int core_load_plan(struct core *core, const struct plan *plan);
int core_load(struct core *core, const struct row *row);
int core_loaded(struct core *core);
