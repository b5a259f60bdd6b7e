/* store/store.h: the checkpoint of what follows from the journal; it may be thrown away.
 *
 *      front (memory)                               behind (disk, LMDB, written by one thread)
 *      statements put since the last cut  ──cut──>  statements, by a secret hash of (source, id)
 *      notifications appended since then            scopes: (source, last day) -> statements
 *      rows that the rooms save at the cut          rows: (table, key) -> value
 *                                                   outbox: sequence -> bytes
 *                                                   position: up to where all of this is true
 *
 * What is read is the front over what is behind. A checkpoint is cut at one position: from then
 * on a new front fills, and a background thread writes the old one in one transaction, together
 * with the position. It is never ahead of the journal: the caller cuts at a position and lets it
 * be written when that one is settled (store_settled()). After a crash the last checkpoint is
 * there whole, and the journal's tail behind it is replayed.
 *
 * LMDB is known to one file only (store/lmdb.c); the statement log with index runs will take its
 * place for statements behind this header. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/effects.h"
#include "base/text.h"
#include "core/core.h"

struct store;

struct store_options {
        const char *folder;
        uint8_t journal_id[16]; /* a store of another journal is refused */
        size_t front_bytes_max; /* beyond it store_wants_cut() says so */
        bool read_only;         /* for a second process: no thread, no front */
};

enum {
        STORE_COLD = 1,  /* statements are not in memory: call again later (never by LMDB) */
        STORE_FOREIGN,   /* of another journal, format or state version: *ret_why; delete it */
        STORE_ABSENT,
        STORE_BUSY,      /* the last checkpoint is still being written */
};

int store_open(const struct store_options *options, struct store **ret, char **ret_why);
/* Waits for the checkpoint under way. */
struct store *store_close(struct store *store);

/* Up to which entry everything in the store is true; 0: it is empty. */
uint64_t store_position(const struct store *store);

/* ---- statements ---- */

/* One for each key, absent ones with body NULL. Bodies are borrowed until the next call that
 * changes or reads statements. */
int store_statements(struct store *store, const struct record_key *keys, size_t count,
                     struct stored_statement *ret);

/* The want's SCOPE or ALL, a chunk at a time; the cursor says where to go on. Each statement
 * comes once, as it stands now. */
int store_walk(struct store *store, const struct want *want, const struct stored_statement **ret, size_t *ret_count,
               bool *ret_more, struct want_cursor *ret_cursor);

/* They are found by later reads at once. Copied. */
int store_put(struct store *store, const struct puts *puts);

/* ---- outbox ---- */

/* Sequences follow each other. Copied. */
int store_tell(struct store *store, uint64_t sequence, const void *bytes, size_t length);

/* STORE_ABSENT: older than what is kept, or not told yet. Borrowed until the next call. */
int store_told(struct store *store, uint64_t sequence, const uint8_t **ret, size_t *ret_length);
uint64_t store_oldest_told(const struct store *store);

/* ---- quarantine: refused events, one line for each ---- */

struct quarantined {
        uint64_t position;
        uint32_t index;
        uint8_t reason;
        struct text source, id, field, message, sender;
        int64_t received_usec;
};
int store_quarantine(struct store *store, const struct quarantined *line);
/* Those after (position, index), at most `max`; texts are borrowed until the next call. */
int store_quarantined(struct store *store, uint64_t position, uint32_t index, size_t max,
                      const struct quarantined **ret, size_t *ret_count, uint64_t *ret_total);

/* ---- checkpoint ---- */

/* Enough has gathered in the front. */
bool store_wants_cut(const struct store *store);

/* Closes the front at `position`: rows follow through store_row(), then store_cut_end(). STORE_BUSY:
 * the one before is still being written. `keep_from`: notifications below it may be forgotten. */
int store_cut(struct store *store, uint64_t position, uint64_t keep_from);
int store_row(struct store *store, const struct row *row); /* copied */
int store_cut_end(struct store *store);

/* The journal is safe up to here: a closed front that waited for it is written. */
int store_settled(struct store *store, uint64_t position);

/* Readable when a checkpoint is written or has failed; dispatch gives -errno of the failure, for
 * ever: the caller ends the process. */
int store_fd(const struct store *store);
int store_dispatch(struct store *store);

/* At start: all rows of the checkpoint. */
int store_rows(struct store *store, row_sink sink, void *context);

struct store_stats {
        uint64_t checkpoints, statements_put, front_bytes, map_bytes, quarantined;
        uint64_t last_checkpoint_position;
};
void store_stats(const struct store *store, struct store_stats *ret);
