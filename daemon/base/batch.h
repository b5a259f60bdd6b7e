/* base/batch.h: what travels along the way: the events of one message, with decode's verdict
 * on each, or a source's word about a release.
 *
 * A batch owns all the memory that its events borrow (an arena) and is passed on by TAKE(). It
 * is made by decode, from a frame or again from the body of a journal's entry: verdicts are
 * read from the entry then and never judged again (rule 30). */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/event.h"
#include "base/scoped.h"
#include "base/text.h"

#define CONTENT_HASH_BYTES 16 /* of BLAKE2b: a repeat is told from a dispute by it */

/* Why an event or a batch was refused; the numbers of proto Reason. */
enum reason {
        REASON_NONE = 0,
        REASON_FRAMES = 1,
        REASON_TOO_LARGE = 2,
        REASON_UNREADABLE = 3,
        REASON_VERSION = 4,
        REASON_SOURCE = 5,
        REASON_NOT_PERMITTED = 6,
        REASON_RETRY_LATER = 7,
        REASON_RELEASE = 8,
        REASON_NUMBER = 9,
        REASON_LIMIT = 10,
        REASON_CONTROL_TOTAL = 11,
        REASON_MISSING = 20,
        REASON_TEXT = 21,
        REASON_CODE = 22,
        REASON_ENUM = 23,
        REASON_PERIOD = 24,
        REASON_HORIZON = 25,
        REASON_RANGE = 26,
        REASON_KIND = 27,
        REASON_REPORTER = 28,
        REASON_UNKNOWN_FIELDS = 29,
        REASON_PLAUSIBILITY = 30,
};

/* What was refused, and what an administrator or publisher is told of it. */
struct refusal {
        uint8_t reason;      /* enum reason; REASON_NONE: accepted */
        struct text field;   /* "trade.currency" */
        struct text message; /* one sentence */
};

struct batch_event {
        struct event event; /* what could be read of it when refused: id at least, escaped */
        uint8_t content[CONTENT_HASH_BYTES];
        struct text laid_out; /* event_write() of it, which `content` was made of; data NULL: not at hand */
        struct refusal refusal;
};

enum batch_kind {
        BATCH_EVENTS,
        BATCH_RELEASE_END,
        BATCH_RELEASE_ABORT,
};

enum control_of { CONTROL_NONE, CONTROL_RECORDS, CONTROL_VALUE, CONTROL_MASS, CONTROL_TEU, CONTROL_WAGONS };

struct control_total {
        uint8_t of; /* enum control_of */
        uint8_t flow;
        struct currency currency;
        struct period period; /* kind PERIOD_NONE: all of the release */
        __int128 sum;
};

struct period_range {
        int32_t first_day, last_day;
};

struct release_end {
        uint32_t batches;
        uint64_t events;
        size_t periods_count;
        const struct period_range *periods;
        size_t controls_count;
        const struct control_total *controls;
        uint8_t status;
        bool complete, replaces, historical;
        int32_t embargo_day; /* CIVIL_NONE: none */
        struct text note;
};

/* How many decimals a currency had when the batch was judged (rule 30). */
struct currency_scale {
        struct currency currency;
        uint8_t digits;
};

struct batch {
        enum batch_kind kind;
        bool dry_run;
        struct text request_id;
        struct text source;
        struct text sender_software, sender_version;
        struct text peer; /* key or endpoint of the sender, for quarantine and log */
        int64_t received_usec;
        int32_t received_day;     /* civil day of receiving, in the configured zone */
        uint64_t number;          /* of the batch in its source; 0: none */
        bool in_release;          /* vintage and release_batch are stated */
        int32_t vintage_day;
        uint32_t vintage_serial;
        uint32_t release_batch;
        int32_t nothing_until_day; /* CIVIL_NONE: not said */
        size_t events_count;
        struct batch_event *events;
        size_t scales_count;
        const struct currency_scale *scales; /* of the currencies of its accepted events */
        struct release_end end;
        struct text abort_reason;
        size_t refused_count;
        void *arena; /* of decode */
};

void batch_free(struct batch *batch);
SCOPED_FUNCTION(struct batch, batch_free)
