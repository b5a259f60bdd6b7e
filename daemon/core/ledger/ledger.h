/* core/ledger/ledger.h: the statement of each record, and what a new event does to it (rules 1
 * to 6, 9).
 *
 * Statements lie on disk, in the store; the ledger holds none. It reads the old one, judges the
 * event, and writes the new one. ledger_judge() is the one judging function: the way and the
 * dry run both use it.
 *
 * Equal number and equal content: repeated. Equal number, other content: disputed, the first
 * stands. Below the statement's number, or below the coverage of its period: stale; in the latter
 * case it counts nothing, but is kept if its number is the record's highest. A
 * withdrawal takes back every revision up to its number and wins a tie; it may come before its
 * record. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/batch.h"
#include "base/effects.h"
#include "base/event.h"
#include "base/plan.h"
#include "base/wire.h"
#include "core/reads.h"

/* A record's latest word, as it is kept. */
struct statement {
        struct event event; /* texts borrowed from the body it was read from, or from the batch */
        uint8_t content[CONTENT_HASH_BYTES];
        struct text laid_out; /* of the event, in EVENT_LAYOUT; data NULL: not at hand, it is written anew */
        uint8_t layout;     /* of the event's bytes that `content` was made of */
        uint8_t status;     /* effective: the event's own, else the release's, else final */
        bool withdrawn;     /* event is the withdrawal */
        uint64_t disputed_times;
        uint64_t position; /* of the entry that made it what it is */
};

int statement_read(const uint8_t *body, size_t length, struct text source, struct text id, struct statement *ret);
void statement_write(const struct statement *statement, struct wire_out *out);

/* What a statement is used for. */
enum ledger_use {
        USE_NOTHING, /* withdrawn, planned, or below the coverage of its period */
        USE_COUNTS,
        USE_CONTROL, /* of a level or a period that does not count: compared with what does (rule 10) */
};

/* What an event does to a record. */
struct ledger_step {
        enum verdict verdict;
        bool write;     /* the statement to keep is another one (also: one more dispute) */
        enum ledger_use take_back; /* what the old one was used for */
        enum ledger_use count;     /* what the new one is used for */
};

/* `old` NULL: never seen. `coverage`: of the event's period and of the old one's (0 where the
 * source is not by-release). Both may be the same event in another vintage. */
struct ledger_step ledger_judge(const struct plan_source *source, const struct statement *old,
                                uint64_t old_coverage, const struct batch_event *event, uint64_t coverage);

/* It counts when it is not withdrawn, actual, of the levels and the resolution that the source
 * declared, not below the coverage of its period. */
enum ledger_use ledger_use(const struct plan_source *source, const struct event *event, uint64_t coverage);

static inline bool ledger_counts(const struct plan_source *source, const struct event *event, uint64_t coverage)
{
        return ledger_use(source, event, coverage) == USE_COUNTS;
}

/* Of a control total: the levels that are others than those that count. */
struct control_levels ledger_levels(const struct plan_source *source, const struct event *event);
