/* store/inside.h: what the files behind store.h share, and nobody else. */
#pragma once
#include "store/front.h"
#include "store/ledger.h"
#include "store/lmdb.h"
#include "store/store.h"
#include "store/writer.h"

#define STORE_WHY      1024
#define STORE_NEW_NAME "store.mdb.new" /* while it is made */
#define STORE_ADVICE   "stop the daemon and delete the files of this folder, they are made anew from the journal"

struct store {
        char *folder;
        int lock_fd; /* -1: read_only */
        bool read_only;
        size_t front_bytes_max;
        uint64_t secret[2];

        struct lmdb *lmdb;
        struct ledger *ledger;
        struct writer *writer; /* NULL: read_only, and so are the fronts */

        struct front *filling;
        struct front *closed; /* from the cut until the writer is done with it */
        bool cutting;         /* between store_cut() and store_cut_end() */

        /* As it stands now, fronts included; but for the position, which is the disk's. */
        struct checkpoint_mark mark;

        /* What reads have copied from disk and lend out, each for its own kind of read. */
        struct arena statements;
        struct stored_statement *walked;
        struct arena lines;
        struct quarantined *lines_lent;
        struct arena told;

        int error; /* of the writer; for ever */
        char why[STORE_WHY];
        struct store_stats stats;
};

/* A read of the disk; a read_only store takes up the newest checkpoint's mark. Ends with
 * lmdb_read_end() if it is 0. */
int store_read_begin(struct store *store);
/* Within a read: the newest checkpoint's mark, and the figures of the file. */
int store_take_mark(struct store *store);
int store_take_figures(struct store *store);

/* Remembers why, for an `r` below zero that came from reading the disk; returns `r`. */
int store_read_failed(struct store *store, int r);

/* The newest version of a statement in memory, NULL if there is none. */
const struct kept *store_find(const struct store *store, struct hash128 hash);

/* A copy in `arena`; data is NULL if there is no memory. */
struct bytes store_copy(struct arena *arena, struct bytes bytes);
