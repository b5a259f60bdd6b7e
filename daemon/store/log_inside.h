/* store/log_inside.h: what the files behind log.h share, and nobody else. */
#pragma once
#include "store/append.h"
#include "store/card_walk.h"
#include "store/log.h"
#include "store/lookup.h"
#include "store/merge.h"
#include "store/seal.h"
#include "store/view.h"

/* Those of a walk with equal bits, rising by hash. */
struct walked {
        struct record *records;
        size_t count, capacity, at;
};

struct log {
        struct ledger ledger;
        struct files files;
        bool read_only;
        struct lmdb *lmdb;
        uint64_t segment_bytes;
        unsigned hash_bits;

        /* Main's. */
        struct view *now;
        struct lookup lookup;
        struct card_walk walk;
        struct walked walked;
        struct hash128 walk_from;
        struct arena walk_arena;
        struct wire_out list; /* read_only: what `now` was made of */

        /* The writer's, from prepare() to adopt(). */
        struct view *next;
        struct sealer sealer;
        struct merger *merger; /* NULL: read_only */
        struct fresh *fresh;
        size_t fresh_count, fresh_capacity;

        struct store_log_stats stats; /* written by the writer, read when it is idle */
};

/* One more of fresh[]; NULL: there was no memory. */
struct fresh *log_fresh(struct log *log);

/* At most one segment that is more dead than alive: what lives in it is appended to `next`, with a
 * run of its own, and it is left out. 0 or -errno. */
int log_reclaim(struct log *log, struct appender *appender);

/* All runs of `next` from its segments, which also counts the dead and the statements anew. 0 or
 * -errno. */
int log_rebuild(struct log *log);

/* In the writer: of which file, for an `r` below zero; returns `r`. */
int log_write_failed(struct log *log, int r, const char *what);

/* The list of the view, within a writing of LMDB's: 0, LMDB_FULL or -errno. */
int log_put_list(struct log *log, const struct view *view);

int log_prepare(struct ledger *ledger, const struct front *front);
int log_put(struct ledger *ledger, const struct front *front);

/* In the store's folder; 0 or -errno. */
int log_open(const struct ledger_options *options, struct ledger **ret, char ret_why[LEDGER_WHY]);
struct ledger *log_close(struct ledger *ledger);
/* Within a read of LMDB's: the list; LMDB_NOTHING: of a new store. */
int log_get_list(struct log *log, struct bytes *ret);
