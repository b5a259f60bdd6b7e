/* store/writer.h: the thread that writes closed fronts, so that nobody else waits for the disk.
 *
 *      IDLE ──give──> WAITING ──settled──> WRITING ──committed──> WRITTEN ──collect──> IDLE
 *                                             └─────failed──────> FAILED, for ever
 *
 * A front waits until the journal is safe up to its position: a checkpoint is never ahead of the
 * journal. After the first failure nothing is written any more (the fsync rule): the engine would
 * let the next commit succeed, and what the first one left behind is not known.
 *
 * The thread takes no signals. The store's thread calls everything here. */
#pragma once
#include <stdint.h>

#include "base/scoped.h"
#include "store/front.h"
#include "store/ledger.h"
#include "store/lmdb.h"

struct writer;

/* `lmdb` and `ledger` are borrowed until writer_close(). */
int writer_open(struct lmdb *lmdb, struct ledger *ledger, store_commit_hook hook, void *context,
                struct writer **ret);
/* A front that may be written is; one that still waits is left alone. Returns NULL. */
struct writer *writer_close(struct writer *writer);
SCOPED_FUNCTION(struct writer, writer_close)

/* The front stays the caller's, who changes it no more and keeps it until it is collected. The
 * writer is idle. */
void writer_give(struct writer *writer, const struct front *front);
/* The journal is safe up to here. */
void writer_settled(struct writer *writer, uint64_t position);

/* Readable when writer_collect() has something to say. */
int writer_fd(const struct writer *writer);

enum {
        WRITER_OK,      /* nothing new */
        WRITER_WRITTEN, /* the front that was given is on disk; the writer is idle again */
};

/* What the last checkpoint cost. */
struct writer_report {
        uint64_t usec;
        uint64_t growths; /* of the map, in this run */
};

/* OK, WRITTEN, or the -errno of the first failure, for ever. */
int writer_collect(struct writer *writer, struct writer_report *ret);
/* After a failure: what it was. */
const char *writer_why(struct writer *writer);
