/* store/store.h: the checkpoint of what follows from the journal; it may be thrown away.
 *
 *      front (memory)                               behind (disk, written by one thread)
 *      statements put since the last cut  ──cut──>  statement log: statements and what finds them, by a
 *                                                   secret hash of (source, id)
 *      notifications appended since then            LMDB: scopes: (source, last day) -> statements
 *      rows that the rooms save at the cut          rows: (table, key) -> value
 *                                                   outbox: sequence -> bytes
 *                                                   position: up to where all of this is true, and the
 *                                                   files of the log that count there
 *
 * What is read is the front over what is behind. A checkpoint is cut at one position: from then
 * on a new front fills, and a background thread writes the old one: statements to the log, which is
 * synced, then all else in one transaction, together with the position and the log's list of files.
 * It is never ahead of the journal: the caller cuts at a position and lets it be written when that
 * one is settled (store_settled()). After a crash the last checkpoint is there whole, and the
 * journal's tail behind it is replayed.
 *
 * One thread owns a store and calls it. Its files: `store.mdb`, LMDB's lock beside it, `store.lock`,
 * which the one writer holds, and the log's `NNNNNNNN.log` and `NNNNNNNN.run` (FORMAT.md). They may be
 * deleted together while nobody has them open: the store begins anew at position 0 and the journal
 * fills it. LMDB wants one environment for a file in a process: a second store on the same folder
 * belongs in a second process, read_only.
 *
 * LMDB is known to one file only (store/lmdb.c), the log to those behind store/log.h. */
#pragma once
#include "base/scoped.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/effects.h"
#include "base/rows.h"
#include "base/text.h"
#include "base/wants.h"

struct store;
struct disk;
struct ledger_kind;

/* ---- limits -------------------------------------------------------------------------------- */

/* The front: about 60,000 statements. */
#define STORE_FRONT_BYTES (16u * 1024 * 1024)
/* What a chunk of a walk hands out at most: a millisecond or two of the main thread. */
#define STORE_WALK_STATEMENTS_MAX 1000
#define STORE_WALK_BYTES_MAX      (1024u * 1024) /* and one statement more */
/* A page of quarantine, whatever is asked for: it must fit an answer of the desk. */
#define STORE_QUARANTINE_PAGE_MAX 1000
/* Address space, not disk: it doubles when it is full. */
#define STORE_MAP_BYTES (UINT64_C(1) << 30)

/* ---- outcomes ------------------------------------------------------------------------------ */

enum {
        STORE_OK,
        STORE_COLD,    /* statements: some are not in memory; the disk is asked for them: call again soon */
        STORE_FOREIGN, /* of another journal, format or state version, or no store at all */
        STORE_ABSENT,  /* open: read_only, and there is no store yet; told: not kept, not told yet */
        STORE_BUSY,    /* cut: the last checkpoint is still being written */
        STORE_LOCKED,  /* open: another process writes it */
};

/* ---- life ---------------------------------------------------------------------------------- */

/* Called by the thread that writes, when a checkpoint is complete but for its commit: below zero
 * it counts as a commit that failed. For tests of what a disk does; NULL is no hook. */
typedef int (*store_commit_hook)(void *context, uint64_t position);

struct store_options {
        const char *folder;     /* made if its parent is there */
        uint8_t journal_id[16]; /* a store of another journal is refused */
        size_t front_bytes_max; /* beyond it store_wants_cut() says so; 0: STORE_FRONT_BYTES */
        uint64_t map_bytes;     /* to begin with; 0: STORE_MAP_BYTES */
        bool read_only;         /* for a second process: no thread, no front; each call sees the newest
                                   checkpoint, also in the middle of a walk */
        store_commit_hook commit_hook;
        void *commit_context;

        /* For tests; 0 and NULL are what a daemon has. */
        const struct disk *disk;     /* of the log's files: disk.h */
        const struct ledger_kind *ledger;  /* in the log's place: ledger.h */
        uint64_t segment_bytes;            /* of the log, at most */
        unsigned hash_bits;                /* of a key that find its cards: fewer than 40 collide */
};

/* 0, STORE_FOREIGN, ABSENT, LOCKED or -errno. Unless 0, `*ret_why` is a sentence for the
 * administrator, to be freed by the caller (NULL if there was no memory for it). */
int store_open(const struct store_options *options, struct store **ret, char **ret_why);

/* What the checkpoint in a folder says of its journal, of whatever state version it is, before that is
 * opened; by nobody who has the store open. 0, STORE_ABSENT, FOREIGN or -errno. */
int store_look(const char *folder, uint8_t ret_journal_id[16], uint64_t *ret_position);

/* Waits for a checkpoint whose position is settled; one that is not yet, and the front, are
 * dropped: the journal has them. */
struct store *store_close(struct store *store);
/* Deletes the files of a store that nobody has open, and the folder if nothing else is in it. 0 or
 * -errno; 0 too if there is none. */
int store_remove(const char *folder);
SCOPED_FUNCTION(struct store, store_close)

/* Up to which entry everything on disk is true: the position of the last checkpoint that
 * store_dispatch() has seen written, at start the one to replay from; 0: it is empty. Whether the
 * journal reaches so far is for the caller to see. */
uint64_t store_position(const struct store *store);

/* The sentence that belongs to the last -errno of the disk; "" if there was none. */
const char *store_why(const struct store *store);

/* Whether this thread reads the store's pages. If it ends by SIGSEGV or SIGBUS meanwhile, they are
 * damaged; for a handler of these signals. */
bool store_is_read(void);

/* ---- statements ---- */

/* One for each key, in their order, absent ones with body NULL. Names are those of the keys; bodies
 * are borrowed until the next call that changes or reads statements. Unless `wait`, the call does not
 * wait for the disk with what is not in memory: STORE_COLD, and nothing in `ret`. */
int store_statements(struct store *store, const struct record_key *keys, size_t count, bool wait,
                     struct stored_statement *ret);

/* The want's SCOPE or ALL, a chunk at a time; the cursor says where to go on, in this or in any
 * later run of the same store. Each statement comes once, as it stands when it comes: cuts and
 * checkpoints between two chunks change nothing; what is put between them comes if its place (a
 * secret order) is still ahead. Borrowed like bodies, names too. */
int store_walk(struct store *store, const struct want *want, const struct stored_statement **ret,
               size_t *ret_count, bool *ret_more, struct want_cursor *ret_cursor);

/* They are found by later reads at once. Copied. A body is never empty. */
int store_put(struct store *store, const struct puts *puts);

/* ---- outbox ---- */

/* Sequences follow each other; the first is any but 0. Copied. */
int store_tell(struct store *store, uint64_t sequence, const void *bytes, size_t length);

/* STORE_ABSENT: older than what is kept, or not told yet. Borrowed until the next call. */
int store_told(struct store *store, uint64_t sequence, const uint8_t **ret, size_t *ret_length);
/* The oldest that is kept; if none is, the one after the last that was told. */
uint64_t store_oldest_told(const struct store *store);
/* The last that was told, kept or not; 0: none. */
uint64_t store_last_told(const struct store *store);

/* ---- quarantine: refused events, one line for each ---- */

struct quarantined {
        uint64_t position;
        uint32_t index;
        uint8_t reason;
        struct text source, id, field, message, sender;
        int64_t received_usec;
};
/* Copied. In any order; one with the same position and index takes the other's place. */
int store_quarantine(struct store *store, const struct quarantined *line);
/* Those after (position, index), rising, at most `max`; texts are borrowed until the next call. */
int store_quarantined(struct store *store, uint64_t position, uint32_t index, size_t max,
                      const struct quarantined **ret, size_t *ret_count, uint64_t *ret_total);

/* ---- checkpoint ---- */

/* Enough has gathered in the front. If the cut is BUSY then, the disk is behind: nothing more
 * should be applied until store_dispatch() has seen it done. */
bool store_wants_cut(const struct store *store);

/* Closes the front at `position`, which holds what followed up to there and nothing else: rows
 * come through store_row(), then store_cut_end(). STORE_BUSY: the one before is still being written.
 * `keep_from`: notifications below it are forgotten, from now on. */
int store_cut(struct store *store, uint64_t position, uint64_t keep_from);
/* Copied. Rows are applied in their order: a value of length 0 deletes the key, a key of length 0
 * (then without a value) empties the table of what it held until then. */
int store_row(struct store *store, const struct row *row);
int store_cut_end(struct store *store);

/* The journal is safe up to here: a closed front that waited for it is written. */
int store_settled(struct store *store, uint64_t position);

/* Readable when a checkpoint is written or has failed; dispatch gives -errno of the failure, for
 * ever, and so does every cut: nothing is written any more, the caller ends the process. */
int store_fd(const struct store *store);
int store_dispatch(struct store *store);

/* At start: all rows of the checkpoint, tables and keys rising. The sink may not call the store;
 * what it returns, unless 0, ends it and is returned. */
int store_rows(struct store *store, row_sink sink, void *context);

/* The statement log; bytes and times are of this run. */
struct store_log_stats {
        uint64_t segments, runs;     /* files */
        uint64_t dead_bytes;         /* of statements that later ones replaced, not given back yet */
        uint64_t places_left;        /* 8 bytes of log each: LOG_PLACES_MAX in the life of a store */
        uint64_t appended_bytes;     /* statements */
        uint64_t sealed_bytes;       /* runs of checkpoints */
        uint64_t merges, merged_bytes, merge_usec;
        uint64_t merge_waits;        /* checkpoints that waited for a merge: VIEW_RUNS_MAX */
        uint64_t moved_bytes;        /* living statements of segments that were mostly dead */
        uint64_t segments_reclaimed;
        uint64_t cut_bytes_at_start, deleted_at_start; /* what a checkpoint that never was had left */
        uint64_t runs_bad_at_start;  /* above 0: all runs were made anew from the log */
};

struct store_stats {
        uint64_t checkpoints;              /* written in this run */
        uint64_t checkpoint_usec;          /* the last one took */
        uint64_t cuts_busy;                /* store_cut() said BUSY */
        uint64_t statements_put;           /* in this run */
        uint64_t statements;               /* on disk, by the last checkpoint */
        uint64_t front_bytes;              /* of both fronts */
        uint64_t map_bytes;                /* address space */
        uint64_t map_growths;              /* in this run */
        uint64_t disk_bytes;               /* the files hold, free pages included */
        uint64_t quarantined;              /* lines, those of the fronts included */
        uint64_t last_checkpoint_position; /* as store_position() */
        struct store_log_stats log;        /* by the last checkpoint */
};
void store_stats(const struct store *store, struct store_stats *ret);
