/* base/effects.h: what follows from an entry: verdicts for the receipt, statements to keep, and
 * news to tell. Made by the core, read by store, publish and query; valid until the core is
 * given its next entry. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/batch.h"
#include "base/event.h"
#include "base/outlook.h"
#include "base/wide.h"

/* The numbers of proto Verdict. */
enum verdict {
        VERDICT_NONE,
        VERDICT_ACCEPTED,
        VERDICT_REVISED,
        VERDICT_REPEATED,
        VERDICT_STALE,
        VERDICT_DISPUTED,
        VERDICT_WITHDRAWN,
        VERDICT_STAGED,
        VERDICT_REFUSED,
        VERDICT_COUNT,
};

struct counts {
        uint64_t of[VERDICT_COUNT];
};

/* A verdict that a receipt names: stale, disputed, refused; or accepted, but flagged. */
struct exception {
        uint32_t index;         /* in its batch */
        uint32_t release_batch; /* 0: the batch of this entry */
        uint8_t verdict;
        struct text id;
        struct refusal refusal; /* of refused ones and flagged ones */
};

/* The numbers of proto ReleaseState. */
enum release_state {
        RELEASE_NONE,
        RELEASE_OPEN,
        RELEASE_EMBARGOED,
        RELEASE_COUNTED,
        RELEASE_QUARANTINED,
        RELEASE_ABORTED,
        RELEASE_DROPPED,
};

#define RELEASE_MISSING_MAX 100

struct release_report {
        enum release_state state; /* RELEASE_NONE: the entry belongs to no release */
        int32_t vintage_day;
        uint32_t vintage_serial;
        uint32_t batches, batches_present;
        size_t missing_count;
        uint32_t missing[RELEASE_MISSING_MAX];
        bool end_missing;
        struct counts counts;
        struct text message; /* control totals: which, wanted, found */
};

/* The numbers of proto Kind. */
enum news_kind {
        NEWS_NONE,
        NEWS_REACHED,
        NEWS_CONFIRMED,
        NEWS_RETRACTED,
        NEWS_RESTATED,
        NEWS_RESCHEDULED,
        NEWS_AWAITING,
        NEWS_MISSED,
        NEWS_AT_RISK,
        NEWS_ON_TRACK,
        NEWS_FELL_BELOW,
        NEWS_SILENT,
        NEWS_SPEAKING,
        NEWS_DROPPED,
        NEWS_KIND_COUNT,
};

/* The numbers of proto Outcome. */
enum outcome {
        OUTCOME_NONE,
        OUTCOME_OPEN,
        OUTCOME_AWAITING,
        OUTCOME_REACHED,
        OUTCOME_MISSED,
        OUTCOME_REACHED_LATE,
        OUTCOME_RETIRED,
        OUTCOME_UNKNOWN,
        OUTCOME_FELL_BELOW,
        OUTCOME_COUNT,
};

enum value_state { VALUE_NONE, VALUE_KNOWN, VALUE_NO_DATA, VALUE_INCOMPLETE, VALUE_OUT_OF_RANGE };

/* A measure's value; unit and scale are the measure's. */
struct value {
        uint8_t state; /* enum value_state */
        int64_t units;
        uint64_t provisional_records, unknown_records, waiting_records;
};

enum cause_what {
        CAUSE_NONE,
        CAUSE_RECORDS,
        CAUSE_RELEASE,
        CAUSE_RATE,
        CAUSE_TICK,
        CAUSE_CONFIGURATION,
        CAUSE_ADMINISTRATOR,
        CAUSE_PERSPECTIVE,
        CAUSE_PROGRAM,
};

struct record_ref {
        struct text source, id;
        uint64_t number;
};

struct cause {
        uint8_t what; /* enum cause_what */
        size_t records_count;
        struct record_ref records[CAUSE_RECORDS_MAX]; /* sorted by source and id */
        uint64_t records_total;
        struct text release_source;
        int32_t vintage_day;
        uint32_t vintage_serial;
};

/* One notification, before it has a sequence. Days are CIVIL_NONE where there is none. */
struct news {
        uint8_t kind; /* enum news_kind */
        struct text corridor, milestone, measure, source;
        struct text series; /* of a breakdown: "partner=DE"; empty: the total */
        struct text unit;
        uint8_t scale;
        struct period instance; /* kind PERIOD_NONE: the only one */
        uint8_t fiscal_start;
        uint32_t step_ppm; /* 0: the target itself */
        uint8_t outcome, outcome_before;
        struct value value, value_before; /* value_before.state NONE: nothing was told */
        struct text reason; /* of the amendment that rescheduled; empty: it names none */
        bool target_known; /* false: its baseline is not known */
        int64_t target;
        enum period_kind resolution, before_resolution; /* of the two intervals */
        int32_t reached_first, reached_last;
        int32_t before_first, before_last;
        int32_t deadline_day;
        bool confirmed, backfill;
        uint64_t known_position;
        int32_t known_day;
        struct cause cause;
        struct outlook outlook; /* AT_RISK, ON_TRACK; else state NONE */
};

/* A statement to keep: the latest word on a record. `body` is the core's own layout
 * (core/ledger/statement.h); to everybody else it is bytes. */
struct statement_put {
        struct text source, id;
        struct period scope; /* by-release sources: the period under which it is found again;
                                kind PERIOD_NONE: not indexed */
        const uint8_t *body;
        size_t body_length;
};

/* A measure's series that changed. */
struct touched {
        uint32_t measure; /* index of the plan */
        int32_t day;      /* the first event day whose value is another now */
        bool by_records;  /* what was counted is the reason */
        bool by_rates;    /* another rate is */
};

struct effects {
        uint64_t position;
        /* of the entry's own batch */
        struct counts counts;
        const struct exception *exceptions;
        size_t exceptions_count;
        uint64_t exceptions_left_out;
        struct release_report release;
        /* a batch that the core refuses whole (a release that contradicts itself, ...) */
        struct refusal refusal;
        const struct news *news; /* in the order in which they are told */
        size_t news_count;
        const struct touched *touched;
        size_t touched_count;
};
