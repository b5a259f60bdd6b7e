/* store/lmdb.h: LMDB, and nothing else of the store knows it: ordered databases of bytes in one
 * file, with transactions of which one writes and many read.
 *
 * What is minded here:
 *   - The map may only be changed while nobody in the process reads. So reads are short, and both
 *     they and lmdb_grow() hold one lock: nothing that was read is good beyond lmdb_read_end().
 *   - A reader keeps pages from being used again, which the short reads bound; what a process that
 *     died left behind is cleared at open and before each writing.
 *   - After a failed sync LMDB lets later commits succeed. That there is none is the writer's duty
 *     (writer.h).
 *   - A map that another process made larger is taken up.
 *   - LMDB trusts its file. So each value ends in a checksum of its key and itself, unseen from
 *     here, and what was changed on the disk is damage when it is read. What links its pages has
 *     none: where that is changed, LMDB ends the process by SIGSEGV or SIGBUS (lmdb_is_read()).
 *   - A file that was cut short is filled up with zeros, which LMDB finds to be damage, instead of
 *     ending the process by SIGBUS.
 *
 * Nothing is synced behind our back and nothing is left unsynced: a commit is a sync. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "store/layout.h"

struct lmdb;

enum lmdb_database {
        LMDB_META,
        LMDB_LEDGER, /* its own: ledger.h */
        LMDB_SCOPES,
        LMDB_OUTBOX,
        LMDB_QUARANTINE,
        LMDB_ROWS, /* and those of the other tables behind it */
        LMDB_DATABASES = LMDB_ROWS + ROW_TABLES_MAX,
};

enum {
        LMDB_OK,
        LMDB_NOTHING, /* no such file, key or next one */
        LMDB_FULL,    /* the map is: abort, grow, write again */
        LMDB_STRANGE, /* no file of LMDB's, or of another version of it */
};

/* Of -errno: EBADMSG is damage that LMDB or a checksum found. */

/* ---- life ---- */

/* The file, made unless `read_only`. 0, NOTHING, STRANGE or -errno; `ret_why` (at least LMDB_WHY
 * bytes) then says what it was. */
#define LMDB_WHY 256
int lmdb_open(const char *path, bool read_only, uint64_t map_bytes, struct lmdb **ret, char *ret_why);
struct lmdb *lmdb_close(struct lmdb *lmdb);
SCOPED_FUNCTION(struct lmdb, lmdb_close)

/* Opening gave META alone (empty in a file that is new), so that it can be asked whose it is. The
 * others are opened here, and made if `make`. 0, NOTHING or -errno. */
int lmdb_ready(struct lmdb *lmdb, bool make);

/* What the last -errno of a read or of a writing was, in LMDB's words; for the thread that reads,
 * or that writes. */
const char *lmdb_read_why(const struct lmdb *lmdb);
const char *lmdb_write_why(const struct lmdb *lmdb);

/* All of it as it is at one commit, into a new file, while another process goes on writing; without pages
 * that are free. It is not synced. 0 or -errno, -EEXIST if the file is there. */
int lmdb_copy(struct lmdb *lmdb, const char *path);

/* ---- reads: between begin and end, by one thread at a time ---- */

int lmdb_read_begin(struct lmdb *lmdb);
void lmdb_read_end(struct lmdb *lmdb);
/* Whether this thread is between them; for a handler of signals. */
bool lmdb_is_read(void);

/* 0, NOTHING or -errno. Borrowed until lmdb_read_end(). */
int lmdb_get(struct lmdb *lmdb, enum lmdb_database database, struct bytes key, struct bytes *ret);

/* The first one at or behind `*key` (of length 0: the very first); then one after the other. One
 * walk at a time. 0, NOTHING or -errno. */
int lmdb_seek(struct lmdb *lmdb, enum lmdb_database database, struct bytes *key, struct bytes *ret_value);
int lmdb_next(struct lmdb *lmdb, struct bytes *ret_key, struct bytes *ret_value);

/* How many keys a database says that it has: a walk that finds another number went wrong. */
int lmdb_count(struct lmdb *lmdb, enum lmdb_database database, uint64_t *ret);

/* ---- writing: between begin and commit or abort, by one thread ---- */

int lmdb_write_begin(struct lmdb *lmdb);
/* 0, FULL or -errno; it is over in any case. */
int lmdb_write_commit(struct lmdb *lmdb);
void lmdb_write_abort(struct lmdb *lmdb);

/* All: 0, FULL or -errno; of a key that is not there NOTHING, where one is asked for. What was got
 * is borrowed until the next change. */
int lmdb_written(struct lmdb *lmdb, enum lmdb_database database, struct bytes key, struct bytes *ret);
int lmdb_put(struct lmdb *lmdb, enum lmdb_database database, struct bytes key, struct bytes value);
/* The same for a key that most likely is above all others. */
int lmdb_append(struct lmdb *lmdb, enum lmdb_database database, struct bytes key, struct bytes value);
int lmdb_delete(struct lmdb *lmdb, enum lmdb_database database, struct bytes key);
/* All keys below `key`. */
int lmdb_delete_below(struct lmdb *lmdb, enum lmdb_database database, struct bytes key);
int lmdb_empty(struct lmdb *lmdb, enum lmdb_database database);

/* Doubles the map; never within a writing. Waits for a read to end. 0 or -errno. */
int lmdb_grow(struct lmdb *lmdb);

/* ---- figures ---- */

struct lmdb_figures {
        uint64_t map_bytes, disk_bytes;
};
/* As of the last commit; between begin and end of a read. */
int lmdb_figures(struct lmdb *lmdb, struct lmdb_figures *ret);
