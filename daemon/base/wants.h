/* base/wants.h: what the core wants of the world while it takes an entry, and what it is handed.
 *
 * The core says which keys (or which source and days, or which entry) it wants; the store and the
 * journal have them; host/pipeline carries the one to the other (rule 41). Nothing is owned here:
 * wants are the core's, supplies are the store's or the journal's. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/batch.h"
#include "base/effects.h"
#include "base/text.h"

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

/* An event that the core refuses: to be kept in quarantine, as those that decode refused. */
struct held_event {
        uint64_t position; /* of its batch's entry */
        uint32_t index;
        struct text source, id, sender;
        int64_t received_usec;
        struct refusal refusal;
};

struct puts {
        size_t count;
        const struct statement_put *puts;
        size_t held_count;
        const struct held_event *held;
};
