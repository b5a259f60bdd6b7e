/* store/checkpoint.h: a closed front becomes part of what is on disk, whole or not at all. */
#pragma once
#include "store/front.h"
#include "store/ledger.h"
#include "store/lmdb.h"

/* The statements are with the ledger already: it has prepared them. All else, and what makes them count,
 * in one transaction with the front's mark, committed with one sync. `hook` comes before the commit.
 * 0, LMDB_FULL (nothing has changed; grow, and write again) or -errno (of a commit: what the disk
 * holds is not known before the next open). */
int checkpoint_write(struct lmdb *lmdb, struct ledger *ledger, const struct front *front,
                     store_commit_hook hook, void *context);
