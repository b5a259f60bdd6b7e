/* core/ledger/releases.h: releases that are being staged, and those that are over (rules 7, 8).
 *
 *                  first batch or end
 *                         │
 *                         v                     all there, sums fit
 *      abort, limit <── OPEN ──────────────────────────────> ready ──> COUNTED
 *           │             ^ │ all there, sums do not fit       ^ embargo over
 *           v             │ v                                  │
 *      ABORTED, DROPPED  QUARANTINED (a new end tries again)  EMBARGOED
 *
 * What is kept of a staged batch is its position in the journal, a digest of its content and what
 * it adds to the control totals; its events are read again when the release counts. A batch
 * that comes twice is told by its digest. Of a release that counted the end's digest and its
 * counts are kept, so that what is sent again is told *repeated*. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/batch.h"
#include "base/effects.h"
#include "base/hash.h"
#include "base/plan.h"
#include "core/core.h"

/* Sums of a release by what, currency, flow and period; more than these and its control totals
 * cannot be checked, so it goes into quarantine. */
#define RELEASE_CELLS_MAX 4096

struct control_cell {
        uint8_t of, flow;
        struct currency currency;
        int32_t last_day;
        uint8_t period_kind;
        __int128 sum;
};

struct staged_batch {
        uint32_t number;
        uint64_t position;
        uint64_t events;
        struct hash128 digest;
        bool dirty;
};

struct release {
        uint32_t source;
        uint64_t vintage; /* event_vintage_number() */
        enum release_state state;
        int32_t opened_day;
        bool has_end;
        struct release_end end; /* its arrays are these: */
        struct period_range *periods;
        struct control_total *controls;
        char *note;
        struct hash128 end_digest;
        uint64_t end_position;
        size_t batches_count, batches_capacity;
        struct staged_batch *batches; /* by number */
        uint64_t events;
        size_t cells_count, cells_capacity;
        struct control_cell *cells; /* sorted */
        bool cells_overflow;
        struct counts counts; /* once it counted */
        bool dirty;
};

struct releases;

enum {
        RELEASES_STAGED = 1, /* new, part of an open release from now on */
        RELEASES_REPEATED,   /* the same batch or end was there before */
        RELEASES_REFUSED,    /* contradicts what was there: *ret_refusal */
        RELEASES_FINISHED,   /* a batch of a release that has counted: judge its events one by one */
};

int releases_new(const struct plan *plan, struct releases **ret);
struct releases *releases_free(struct releases *releases);
/* By the names of sources; what belongs to sources that are gone or no longer by-release is
 * forgotten. `old` is left empty of what was taken. */
int releases_take_over(struct releases *releases, struct releases *old);

/* `*ret` is the release that the batch belongs to; valid until the next call that changes. */
int releases_batch(struct releases *releases, uint32_t source, const struct batch *batch, uint64_t position,
                   int32_t day, struct release **ret, struct refusal *ret_refusal);
int releases_end(struct releases *releases, uint32_t source, const struct batch *batch, uint64_t position,
                 int32_t day, struct release **ret, struct refusal *ret_refusal);

/* The open release, or NULL. */
struct release *releases_find(struct releases *releases, uint32_t source, uint64_t vintage);

/* Is it whole? Checks numbers, counts and control totals the first time it is: on a misfit the
 * state becomes QUARANTINED, and `*ret_why` says which, wanted and found (in the arena). */
bool releases_whole(struct release *release, struct arena *arena, struct text *ret_why);

/* The next release that may count on this day: whole, not in quarantine, its embargo over; lowest
 * source, then vintage, so that the order is the journal's alone. NULL: none. */
struct release *releases_ready(struct releases *releases, int32_t day);

/* It counted: only its trace is kept. `release` is gone after this. */
int releases_counted(struct releases *releases, struct release *release, const struct counts *counts);
void releases_drop(struct releases *releases, struct release *release);

/* The next open one that has been staged for too many days; NULL. */
struct release *releases_overdue(struct releases *releases, int32_t day);
int32_t releases_due_day(const struct releases *releases, int32_t day);

void releases_report(const struct release *release, struct release_report *ret);
/* The trace of one that counted; false: none. */
bool releases_trace(const struct releases *releases, uint32_t source, uint64_t vintage, struct release_report *ret);

size_t releases_open(const struct releases *releases, uint32_t source);
uint64_t releases_last_vintage(const struct releases *releases, uint32_t source);
/* The i-th open one, sorted by source and vintage; NULL beyond the end. */
const struct release *releases_at(const struct releases *releases, size_t i);

#define ROW_RELEASES 2 /* and 3, 4 */
int releases_save(struct releases *releases, row_sink sink, void *context);
int releases_load(struct releases *releases, const struct row *row);
