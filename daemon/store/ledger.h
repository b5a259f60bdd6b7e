/* store/ledger.h: what the store asks of that which keeps the statements of checkpoints, as a table:
 * the statement log (log.h), and for the contract test LMDB, side by side.
 *
 * Always consistent at one position together with LMDB's part: what makes statements of a front count
 * is written by put(), within the transaction that writes the position. Two threads, one at a time:
 *
 *      writer   prepare()   a front's statements to disk, synced, before the transaction: they do
 *                           not count yet. Takes as long as it likes; nobody waits
 *               put()       they count when this transaction is committed; perhaps called again,
 *                           in another one, if the map was full
 *      main     adopt()     after the commit: reads see them from now on, and the front may go
 *               find() ...  meanwhile see what was adopted last
 *
 * Between the end of one checkpoint and the next prepare() the writer leaves it alone. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/scoped.h"
#include "store/front.h"
#include "store/lmdb.h"
#include "store/store.h"

#define LEDGER_WHY 256

enum {
        LEDGER_OK,
        LEDGER_END,  /* next: there is nothing more */
        LEDGER_COLD, /* find: some are not in memory; the disk is asked for them */
        LEDGER_GONE, /* refresh: a file was deleted since the list was read: begin the read again */
};

struct ledger {
        const struct ledger_kind *kind;
        char read_why[LEDGER_WHY], write_why[LEDGER_WHY]; /* of the last -errno, in each thread's words */
};

struct ledger_options {
        const char *folder;
        bool read_only;
        struct lmdb *lmdb; /* borrowed */
        const struct disk *disk;
        uint64_t segment_bytes;
        unsigned hash_bits;
};

struct ledger_figures {
        uint64_t statements, disk_bytes;
        struct store_log_stats log;
};

struct ledger_kind {
        /* Within no read and no writing. 0 or -errno, then `ret_why` may say more. */
        int (*open)(const struct ledger_options *options, struct ledger **ret, char ret_why[LEDGER_WHY]);
        struct ledger *(*close)(struct ledger *ledger);

        /* ---- main; between begin and end of a read of LMDB's, -errno of all may be damage ---- */

        /* read_only: takes up what the newest checkpoint has. 0, GONE or -errno. */
        int (*refresh)(struct ledger *ledger);
        /* The values, in the arena; data is NULL for those that are not there. 0, COLD (never if it may
         * `wait`) or -errno. */
        int (*find)(struct ledger *ledger, const struct hash128 *hashes, size_t count, bool wait,
                    struct arena *arena, struct bytes *ret);
        /* A walk: from the first one at or behind `from` on, rising. Values until the next call. */
        int (*seek)(struct ledger *ledger, struct hash128 from);
        int (*next)(struct ledger *ledger, struct hash128 *ret_hash, struct bytes *ret_value);
        int (*figures)(struct ledger *ledger, struct ledger_figures *ret);
        int (*adopt)(struct ledger *ledger);

        /* ---- writer ---- */

        int (*prepare)(struct ledger *ledger, const struct front *front);
        /* 0, LMDB_FULL or -errno. Scopes that statements were moved away from are taken out. */
        int (*put)(struct ledger *ledger, const struct front *front);
};

struct ledger *ledger_close(struct ledger *ledger);
SCOPED_FUNCTION(struct ledger, ledger_close)
