/* store/lmdb.c: see lmdb.h. LMDB's own header is included here and nowhere else. */
#include "store/lmdb.h"

#include <assert.h>
#include <errno.h>
#include <libdeflate.h>
#include <lmdb.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define MODE 0600 /* the secret is in it */

struct lmdb {
        MDB_env *env;
        bool read_only;
        MDB_dbi databases[LMDB_DATABASES];

        pthread_mutex_t reading; /* held from read_begin to read_end, and while the map changes */
        MDB_txn *reader;         /* reset when nobody reads; its slot stays ours */
        MDB_cursor *cursor;      /* of the walk under way */
        MDB_dbi walked;          /* by it */
        MDB_val walked_key;      /* the last one: they rise, or a page is damaged */
        char read_why[LMDB_WHY];

        MDB_txn *writer; /* these two are the writing thread's */
        char write_why[LMDB_WHY];
};

/* Whether this thread reads pages, which may end it by a signal if they are damaged. */
static _Thread_local volatile sig_atomic_t is_read;

static const char *const names[LMDB_ROWS] = {
        [LMDB_META] = "meta",     [LMDB_LEDGER] = "ledger", [LMDB_SCOPES] = "scopes",
        [LMDB_OUTBOX] = "outbox", [LMDB_QUARANTINE] = "quarantine",
};

static void name_of(int database, char ret[16])
{
        if (database < LMDB_ROWS)
                (void)snprintf(ret, 16, "%s", names[database]);
        else
                (void)snprintf(ret, 16, "rows.%02d", database - LMDB_ROWS);
}

/* LMDB's results are 0, errno, or numbers of its own far below zero. */
static int outcome(int mdb, const char *what, char why[LMDB_WHY])
{
        switch (mdb) {
        case 0:
                return LMDB_OK;
        case MDB_NOTFOUND:
                return LMDB_NOTHING;
        case MDB_MAP_FULL:
                return LMDB_FULL;
        case MDB_INVALID:
        case MDB_VERSION_MISMATCH:
        case MDB_INCOMPATIBLE:
                (void)snprintf(why, LMDB_WHY, "%s: %s", what, mdb_strerror(mdb));
                return LMDB_STRANGE;
        default:
                break;
        }
        (void)snprintf(why, LMDB_WHY, "%s: %s", what, mdb_strerror(mdb));
        if (mdb > 0)
                return -mdb;
        return mdb == MDB_READERS_FULL ? -EUSERS : mdb == MDB_TXN_FULL ? -ENOBUFS : -EBADMSG;
}

/* The same where a strange file is damage: it was none when we opened it. */
static int reading(struct lmdb *lmdb, int mdb)
{
        int r = outcome(mdb, "read", lmdb->read_why);

        return r == LMDB_STRANGE ? -EBADMSG : r;
}

static int writing(struct lmdb *lmdb, int mdb, const char *what)
{
        int r = outcome(mdb, what, lmdb->write_why);

        return r == LMDB_STRANGE ? -EBADMSG : r;
}

static MDB_val val_of(struct bytes bytes)
{
        return (MDB_val){.mv_size = bytes.length, .mv_data = (void *)(uintptr_t)bytes.data};
}

static struct bytes bytes_of(MDB_val val)
{
        return (struct bytes){val.mv_data, val.mv_size};
}

/* ---- checksums: behind each value, of its key and of it ---- */

#define CHECKSUM_BYTES 4

static void checksum(MDB_val key, const uint8_t *value, size_t length, uint8_t ret[CHECKSUM_BYTES])
{
        uint32_t crc = libdeflate_crc32(libdeflate_crc32(0, key.mv_data, key.mv_size), value, length);

        for (int i = 0; i < CHECKSUM_BYTES; i++)
                ret[i] = (uint8_t)(crc >> 8 * i);
}

/* What LMDB found, without its checksum. 0 or MDB_CORRUPTED. */
static int checked(MDB_val key, MDB_val value, struct bytes *ret)
{
        struct bytes bytes = bytes_of(value);
        uint8_t expected[CHECKSUM_BYTES];

        if (bytes.length < CHECKSUM_BYTES)
                return MDB_CORRUPTED;
        bytes.length -= CHECKSUM_BYTES;
        checksum(key, bytes.data, bytes.length, expected);
        if (memcmp(bytes.data + bytes.length, expected, CHECKSUM_BYTES) != 0)
                return MDB_CORRUPTED;
        *ret = bytes;
        return 0;
}

/* ---- life ---- */

/* Up to the last page that LMDB speaks of. Pages that were never written because they were free
 * again by the commit may rightly be missing. */
static int fill_up(MDB_env *env)
{
        MDB_envinfo info;
        MDB_stat stat;
        struct stat st;
        off_t wanted;
        int r, fd;

        r = mdb_env_info(env, &info);
        if (r == 0)
                r = mdb_env_stat(env, &stat);
        if (r == 0)
                r = mdb_env_get_fd(env, &fd);
        if (r != 0)
                return r;
        wanted = (off_t)((info.me_last_pgno + 1) * stat.ms_psize);
        if (fstat(fd, &st) < 0 || (st.st_size < wanted && ftruncate(fd, wanted) < 0))
                return errno;
        return 0;
}

static int open_env(const char *path, bool read_only, uint64_t map_bytes, MDB_env **ret)
{
        unsigned flags = MDB_NOSUBDIR | MDB_NORDAHEAD | MDB_NOTLS | (read_only ? MDB_RDONLY : 0);
        MDB_env *env = NULL;
        int r, dead;

        r = mdb_env_create(&env);
        if (r != 0)
                return r;
        r = mdb_env_set_maxdbs(env, LMDB_DATABASES);
        if (r == 0)
                r = mdb_env_set_mapsize(env, map_bytes);
        if (r == 0)
                r = mdb_env_open(env, path, flags, MODE);
        if (r == 0)
                r = mdb_reader_check(env, &dead);
        if (r == 0 && !read_only)
                r = fill_up(env);
        if (r != 0) {
                mdb_env_close(env);
                return r;
        }
        *ret = env;
        return 0;
}

/* META, by a transaction of its own; NOTFOUND if the file has none. */
static int open_meta(struct lmdb *lmdb)
{
        MDB_txn *txn = NULL;
        int r = mdb_txn_begin(lmdb->env, NULL, MDB_RDONLY, &txn);

        if (r == 0)
                r = mdb_dbi_open(txn, names[LMDB_META], 0, &lmdb->databases[LMDB_META]);
        if (r == 0)
                r = mdb_txn_commit(TAKE(txn));
        if (txn)
                mdb_txn_abort(txn);
        return r;
}

/* A new file gets its META; one that holds something else is not ours. */
static int make_meta(struct lmdb *lmdb)
{
        MDB_txn *txn = NULL;
        MDB_stat stat;
        MDB_dbi all;
        int r = mdb_txn_begin(lmdb->env, NULL, 0, &txn);

        if (r == 0)
                r = mdb_dbi_open(txn, NULL, 0, &all);
        if (r == 0)
                r = mdb_stat(txn, all, &stat);
        if (r == 0 && stat.ms_entries > 0)
                r = MDB_INVALID;
        if (r == 0)
                r = mdb_dbi_open(txn, names[LMDB_META], MDB_CREATE, &lmdb->databases[LMDB_META]);
        if (r == 0)
                r = mdb_txn_commit(TAKE(txn));
        if (txn)
                mdb_txn_abort(txn);
        return r;
}

int lmdb_open(const char *path, bool read_only, uint64_t map_bytes, struct lmdb **ret, char *ret_why)
{
        SCOPED(lmdb_closep) struct lmdb *lmdb = NULL;
        struct stat st;
        int r;

        ret_why[0] = '\0';
        /* An empty file is one that its writer is about to fill. */
        if (read_only && (stat(path, &st) < 0 || st.st_size == 0))
                return LMDB_NOTHING;

        lmdb = calloc(1, sizeof *lmdb);
        if (!lmdb)
                return -ENOMEM;
        lmdb->read_only = read_only;
        (void)pthread_mutex_init(&lmdb->reading, NULL);
        r = open_env(path, read_only, map_bytes, &lmdb->env);
        if (r == 0)
                r = open_meta(lmdb);
        if (r == MDB_NOTFOUND && !read_only)
                r = make_meta(lmdb);
        if (r != 0)
                return outcome(r, path, ret_why);

        *ret = TAKE(lmdb);
        return LMDB_OK;
}

struct lmdb *lmdb_close(struct lmdb *lmdb)
{
        if (lmdb) {
                assert(!lmdb->writer && !lmdb->cursor);
                if (lmdb->reader)
                        mdb_txn_abort(lmdb->reader);
                if (lmdb->env)
                        mdb_env_close(lmdb->env);
                (void)pthread_mutex_destroy(&lmdb->reading);
                free(lmdb);
        }
        return NULL;
}

int lmdb_ready(struct lmdb *lmdb, bool make)
{
        MDB_txn *txn = NULL;
        int r = mdb_txn_begin(lmdb->env, NULL, make ? 0 : MDB_RDONLY, &txn);

        for (int i = LMDB_META + 1; r == 0 && i < LMDB_DATABASES; i++) {
                char name[16];

                name_of(i, name);
                r = mdb_dbi_open(txn, name, make ? MDB_CREATE : 0, &lmdb->databases[i]);
        }
        if (r == 0)
                r = mdb_txn_commit(TAKE(txn));
        if (txn)
                mdb_txn_abort(txn);
        return reading(lmdb, r);
}

const char *lmdb_read_why(const struct lmdb *lmdb)
{
        return lmdb->read_why;
}

const char *lmdb_write_why(const struct lmdb *lmdb)
{
        return lmdb->write_why;
}

int lmdb_copy(struct lmdb *lmdb, const char *path)
{
        int r = lmdb_read_begin(lmdb); /* takes up a map that has grown */

        if (r != 0)
                return r;
        lmdb_read_end(lmdb);
        r = reading(lmdb, mdb_env_copy2(lmdb->env, path, MDB_CP_COMPACT));
        if (r == 0 && chmod(path, MODE) < 0)
                r = -errno;
        return r > 0 ? -EBADMSG : r;
}

/* ---- reads ---- */

static int renew(struct lmdb *lmdb)
{
        if (!lmdb->reader)
                return mdb_txn_begin(lmdb->env, NULL, MDB_RDONLY, &lmdb->reader);
        return mdb_txn_renew(lmdb->reader);
}

int lmdb_read_begin(struct lmdb *lmdb)
{
        int r;

        (void)pthread_mutex_lock(&lmdb->reading);
        r = renew(lmdb);
        if (r == MDB_MAP_RESIZED) {
                r = mdb_env_set_mapsize(lmdb->env, 0); /* as large as the file says */
                if (r == 0)
                        r = renew(lmdb);
        }
        if (r != 0) {
                r = reading(lmdb, r);
                (void)pthread_mutex_unlock(&lmdb->reading);
        }
        is_read = r == 0;
        return r;
}

bool lmdb_is_read(void)
{
        return is_read;
}

void lmdb_read_end(struct lmdb *lmdb)
{
        if (lmdb->cursor)
                mdb_cursor_close(lmdb->cursor);
        lmdb->cursor = NULL;
        mdb_txn_reset(lmdb->reader);
        is_read = false;
        (void)pthread_mutex_unlock(&lmdb->reading);
}

int lmdb_get(struct lmdb *lmdb, enum lmdb_database database, struct bytes key, struct bytes *ret)
{
        MDB_val k = val_of(key), value = {0};
        int r = mdb_get(lmdb->reader, lmdb->databases[database], &k, &value);

        if (r == 0)
                r = checked(k, value, ret);
        return reading(lmdb, r);
}

static int move(struct lmdb *lmdb, MDB_cursor_op op, MDB_val *key, struct bytes *ret_key,
                struct bytes *ret_value)
{
        MDB_val value = {0};
        int r = mdb_cursor_get(lmdb->cursor, key, &value, op);

        if (r == 0)
                r = checked(*key, value, ret_value);
        if (r == 0 && op == MDB_NEXT && mdb_cmp(lmdb->reader, lmdb->walked, &lmdb->walked_key, key) >= 0)
                r = MDB_CORRUPTED;
        if (r == 0) {
                lmdb->walked_key = *key;
                *ret_key = bytes_of(*key);
        }
        return reading(lmdb, r);
}

int lmdb_seek(struct lmdb *lmdb, enum lmdb_database database, struct bytes *key, struct bytes *ret_value)
{
        MDB_val k = val_of(*key);
        int r;

        if (lmdb->cursor)
                mdb_cursor_close(lmdb->cursor);
        lmdb->cursor = NULL;
        lmdb->walked = lmdb->databases[database];
        r = mdb_cursor_open(lmdb->reader, lmdb->databases[database], &lmdb->cursor);
        if (r != 0)
                return reading(lmdb, r);
        return move(lmdb, key->length > 0 ? MDB_SET_RANGE : MDB_FIRST, &k, key, ret_value);
}

int lmdb_next(struct lmdb *lmdb, struct bytes *ret_key, struct bytes *ret_value)
{
        MDB_val k = {0};

        assert(lmdb->cursor);
        return move(lmdb, MDB_NEXT, &k, ret_key, ret_value);
}

int lmdb_count(struct lmdb *lmdb, enum lmdb_database database, uint64_t *ret)
{
        MDB_stat stat;
        int r = mdb_stat(lmdb->reader, lmdb->databases[database], &stat);

        *ret = r == 0 ? stat.ms_entries : 0;
        return reading(lmdb, r);
}

/* ---- writing ---- */

int lmdb_write_begin(struct lmdb *lmdb)
{
        int r, dead;

        assert(!lmdb->writer && !lmdb->read_only);
        r = mdb_reader_check(lmdb->env, &dead);
        if (r == 0)
                r = mdb_txn_begin(lmdb->env, NULL, 0, &lmdb->writer);
        return writing(lmdb, r, "write");
}

int lmdb_write_commit(struct lmdb *lmdb)
{
        assert(lmdb->writer);
        return writing(lmdb, mdb_txn_commit(TAKE(lmdb->writer)), "commit");
}

void lmdb_write_abort(struct lmdb *lmdb)
{
        if (lmdb->writer)
                mdb_txn_abort(TAKE(lmdb->writer));
}

int lmdb_written(struct lmdb *lmdb, enum lmdb_database database, struct bytes key, struct bytes *ret)
{
        MDB_val k = val_of(key), value = {0};
        int r = mdb_get(lmdb->writer, lmdb->databases[database], &k, &value);

        if (r == 0)
                r = checked(k, value, ret);
        return writing(lmdb, r, "read");
}

static int put(struct lmdb *lmdb, enum lmdb_database database, struct bytes key, struct bytes value,
               unsigned flags)
{
        MDB_val k = val_of(key), v = {.mv_size = value.length + CHECKSUM_BYTES};
        int r = mdb_put(lmdb->writer, lmdb->databases[database], &k, &v, flags | MDB_RESERVE);
        uint8_t *place = v.mv_data;

        if (r != 0)
                return r;
        if (value.length > 0)
                memcpy(place, value.data, value.length);
        checksum(k, place, value.length, place + value.length);
        return 0;
}

int lmdb_put(struct lmdb *lmdb, enum lmdb_database database, struct bytes key, struct bytes value)
{
        return writing(lmdb, put(lmdb, database, key, value, 0), "write");
}

int lmdb_append(struct lmdb *lmdb, enum lmdb_database database, struct bytes key, struct bytes value)
{
        int r = put(lmdb, database, key, value, MDB_APPEND);

        if (r == MDB_KEYEXIST) /* not the highest */
                r = put(lmdb, database, key, value, 0);
        return writing(lmdb, r, "write");
}

int lmdb_delete(struct lmdb *lmdb, enum lmdb_database database, struct bytes key)
{
        MDB_val k = val_of(key);

        return writing(lmdb, mdb_del(lmdb->writer, lmdb->databases[database], &k, NULL), "write");
}

int lmdb_delete_below(struct lmdb *lmdb, enum lmdb_database database, struct bytes key)
{
        MDB_val end = val_of(key), k = {0}, value;
        MDB_cursor *cursor = NULL;
        int r = mdb_cursor_open(lmdb->writer, lmdb->databases[database], &cursor);

        if (r != 0)
                return writing(lmdb, r, "write");
        /* After a deletion the cursor is at the next one already, which FIRST finds too. */
        while ((r = mdb_cursor_get(cursor, &k, &value, MDB_FIRST)) == 0) {
                if (mdb_cmp(lmdb->writer, lmdb->databases[database], &k, &end) >= 0)
                        break;
                r = mdb_cursor_del(cursor, 0);
                if (r != 0)
                        break;
        }
        mdb_cursor_close(cursor);
        return r == MDB_NOTFOUND ? LMDB_OK : writing(lmdb, r, "write");
}

int lmdb_empty(struct lmdb *lmdb, enum lmdb_database database)
{
        return writing(lmdb, mdb_drop(lmdb->writer, lmdb->databases[database], 0), "write");
}

int lmdb_grow(struct lmdb *lmdb)
{
        MDB_envinfo info;
        int r;

        assert(!lmdb->writer);
        (void)pthread_mutex_lock(&lmdb->reading);
        r = mdb_env_info(lmdb->env, &info);
        if (r == 0)
                r = mdb_env_set_mapsize(lmdb->env, 2 * info.me_mapsize);
        (void)pthread_mutex_unlock(&lmdb->reading);
        return writing(lmdb, r, "make the map larger");
}

/* ---- figures ---- */

int lmdb_figures(struct lmdb *lmdb, struct lmdb_figures *ret)
{
        MDB_envinfo info;
        MDB_stat stat;
        int r = mdb_env_info(lmdb->env, &info);

        if (r == 0)
                r = mdb_stat(lmdb->reader, lmdb->databases[LMDB_META], &stat);
        if (r == 0)
                *ret = (struct lmdb_figures){
                        .map_bytes = info.me_mapsize,
                        .disk_bytes = (info.me_last_pgno + 1) * stat.ms_psize,
                };
        return reading(lmdb, r);
}
