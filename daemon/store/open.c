/* store/open.c: finds or makes the files of a store, and sees whose they are before anything in
 * them is touched. */
#include <errno.h>
#include <inttypes.h>
#include <sodium.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/inside.h"
#include "store/lock.h"
#include "store/log.h"
#include "store/view.h"

#define FILE_NAME "store.mdb"

static int say(char **ret_why, int outcome, const char *format, ...) __attribute__((format(printf, 3, 4)));

static int say(char **ret_why, int outcome, const char *format, ...)
{
        va_list args;

        va_start(args, format);
        if (vasprintf(ret_why, format, args) < 0)
                *ret_why = NULL;
        va_end(args);
        return outcome;
}

static struct bytes meta_key(const char *name)
{
        return (struct bytes){(const uint8_t *)name, strlen(name)};
}

/* ---- whose it is ---- */

static void identity_write(const struct store_options *options, struct wire_out *out)
{
        wire_u32(out, LAYOUT_FORMAT);
        wire_u32(out, CORE_STATE_VERSION);
        wire_raw(out, options->journal_id, sizeof options->journal_id);
}

struct identity_kept {
        uint32_t format, state;
        const uint8_t *journal_id;
};

/* False: of a format that this program does not know. */
static bool identity_read(struct bytes bytes, struct identity_kept *ret)
{
        struct wire_in in = wire_in_of(bytes.data, bytes.length);

        ret->format = wire_in_u32(&in);
        ret->state = wire_in_u32(&in);
        ret->journal_id = wire_in_raw(&in, sizeof(((struct store_options *)NULL)->journal_id));
        return !in.failed && ret->format == LAYOUT_FORMAT;
}

static int check_identity(const struct store_options *options, struct bytes identity, char **ret_why)
{
        struct identity_kept kept;

        if (!identity_read(identity, &kept))
                return say(ret_why, STORE_FOREIGN,
                           "the store in %s has format %" PRIu32 ", this program knows %d: " STORE_ADVICE,
                           options->folder, kept.format, LAYOUT_FORMAT);
        if (kept.state != CORE_STATE_VERSION)
                return say(ret_why, STORE_FOREIGN,
                           "the store in %s was made by state version %" PRIu32
                           ", this program is version %d: " STORE_ADVICE,
                           options->folder, kept.state, CORE_STATE_VERSION);
        if (memcmp(kept.journal_id, options->journal_id, sizeof options->journal_id) != 0)
                return say(ret_why, STORE_FOREIGN, "the store in %s belongs to another journal: " STORE_ADVICE,
                           options->folder);
        return 0;
}

/* 0, FOREIGN, ABSENT (nobody's, it is new) or -errno. */
static int look_at_identity(struct store *store, const struct store_options *options, char **ret_why)
{
        struct bytes identity;
        int r = lmdb_read_begin(store->lmdb);

        if (r != 0)
                return r;
        r = lmdb_get(store->lmdb, LMDB_META, meta_key(META_IDENTITY), &identity);
        if (r == 0)
                r = check_identity(options, identity, ret_why);
        else if (r == LMDB_NOTHING)
                r = STORE_ABSENT;
        else if (r == -EBADMSG)
                r = say(ret_why, r, "the store in %s is damaged, or of a format before %d: " STORE_ADVICE,
                        options->folder, LAYOUT_FORMAT);
        lmdb_read_end(store->lmdb);
        return r;
}

/* ---- a new one ---- */

static int put_meta(struct lmdb *lmdb, const char *name, const void *data, size_t length)
{
        return lmdb_put(lmdb, LMDB_META, meta_key(name), (struct bytes){data, length});
}

/* The identity comes last only in this text: it is one transaction. */
static int make(struct lmdb *lmdb, const struct store_options *options)
{
        uint8_t secret[LAYOUT_SECRET_BYTES], mark[LAYOUT_CHECKPOINT_BYTES];
        struct wire_out identity = {0};
        int r;

        randombytes_buf(secret, sizeof secret);
        layout_checkpoint_write(&(struct checkpoint_mark){.oldest_told = 1}, mark);
        identity_write(options, &identity);

        r = identity.failed ? -ENOMEM : lmdb_write_begin(lmdb);
        if (r == 0) {
                r = put_meta(lmdb, META_SECRET, secret, sizeof secret);
                if (r == 0)
                        r = put_meta(lmdb, META_CHECKPOINT, mark, sizeof mark);
                if (r == 0)
                        r = put_meta(lmdb, META_IDENTITY, identity.data, identity.length);
                if (r == 0)
                        r = lmdb_write_commit(lmdb);
                else
                        lmdb_write_abort(lmdb);
        }
        wire_out_done(&identity);
        sodium_memzero(secret, sizeof secret);
        return r == LMDB_FULL ? -ENOSPC : r; /* a map of a few pages only */
}

static uint64_t map_bytes(const struct store_options *options)
{
        return options->map_bytes ? options->map_bytes : STORE_MAP_BYTES;
}

/* To be freed; NULL: no memory. */
static char *path_of(const char *folder, const char *name)
{
        char *path;

        return asprintf(&path, "%s/%s", folder, name) < 0 ? NULL : path;
}

static int unlink_if_there(const char *path)
{
        return unlink(path) < 0 && errno != ENOENT ? -errno : 0;
}

static int make_file(const char *path, const struct store_options *options)
{
        SCOPED(lmdb_closep) struct lmdb *lmdb = NULL;
        char why[LMDB_WHY];
        int r;

        r = lmdb_open(path, false, map_bytes(options), &lmdb, why);
        if (r == 0)
                r = lmdb_ready(lmdb, true);
        if (r == 0)
                r = make(lmdb, options);
        return r > 0 ? -EBADMSG : r;
}

/* Under another name until it is whole and on disk: what a crash leaves of a file that is being made is
 * no store, and would be refused as somebody else's. */
static int make_store(const struct store_options *options)
{
        SCOPED(freep) char *path = path_of(options->folder, FILE_NAME);
        SCOPED(freep) char *made = path_of(options->folder, STORE_NEW_NAME);
        SCOPED(freep) char *lock = path_of(options->folder, STORE_NEW_NAME "-lock");
        int r;

        if (!path || !made || !lock)
                return -ENOMEM;
        r = unlink_if_there(made);
        if (r == 0)
                r = unlink_if_there(lock);
        if (r == 0)
                r = make_file(made, options);
        if (r == 0)
                r = rename(made, path) < 0 ? -errno : 0;
        if (r == 0)
                r = unlink_if_there(lock);
        return r == 0 ? lock_sync_folder(options->folder) : r;
}

/* ---- open ---- */

static int read_meta(struct store *store)
{
        struct bytes bytes;
        int r = store_read_begin(store);

        if (r != 0)
                return r;
        r = lmdb_get(store->lmdb, LMDB_META, meta_key(META_SECRET), &bytes);
        if (r == 0 && bytes.length != sizeof store->secret)
                r = -EBADMSG;
        if (r == 0) /* its bytes are numbers of this machine: a store does not travel */
                memcpy(store->secret, bytes.data, sizeof store->secret);
        if (r == 0)
                r = store_take_mark(store);
        if (r == 0)
                r = store_take_figures(store);
        lmdb_read_end(store->lmdb);
        return r == LMDB_NOTHING ? -EBADMSG : r;
}

static int glance(struct lmdb *lmdb, uint8_t ret_journal_id[16], uint64_t *ret_position)
{
        struct checkpoint_mark mark;
        struct identity_kept kept;
        struct bytes bytes;
        int r = lmdb_get(lmdb, LMDB_META, meta_key(META_IDENTITY), &bytes);

        if (r == LMDB_NOTHING)
                return STORE_ABSENT;
        if (r == 0 && !identity_read(bytes, &kept))
                return STORE_FOREIGN;
        if (r == 0) {
                memcpy(ret_journal_id, kept.journal_id, 16);
                r = lmdb_get(lmdb, LMDB_META, meta_key(META_CHECKPOINT), &bytes);
        }
        if (r == 0)
                r = layout_checkpoint_read(bytes, &mark);
        if (r == 0)
                *ret_position = mark.position;
        return r > 0 ? -EBADMSG : r;
}

int store_look(const char *folder, uint8_t ret_journal_id[16], uint64_t *ret_position)
{
        SCOPED(lmdb_closep) struct lmdb *lmdb = NULL;
        SCOPED(freep) char *path = path_of(folder, FILE_NAME);
        char why[LMDB_WHY];
        int r;

        if (!path)
                return -ENOMEM;
        r = lmdb_open(path, true, STORE_MAP_BYTES, &lmdb, why);
        if (r != 0)
                return r == LMDB_NOTHING ? STORE_ABSENT : r == LMDB_STRANGE ? STORE_FOREIGN : r < 0 ? r : -EIO;
        r = lmdb_read_begin(lmdb);
        if (r == 0) {
                r = glance(lmdb, ret_journal_id, ret_position);
                lmdb_read_end(lmdb);
        }
        return r;
}

/* ABSENT too for a file of no bytes: it is nobody's. */
static int open_lmdb(struct store *store, const struct store_options *options, char **ret_why)
{
        SCOPED(freep) char *path = path_of(options->folder, FILE_NAME);
        char why[LMDB_WHY] = "";
        struct stat st;
        int r;

        if (!path)
                return -ENOMEM;
        if (stat(path, &st) < 0 ? errno == ENOENT : st.st_size == 0)
                return STORE_ABSENT;
        r = lmdb_open(path, options->read_only, map_bytes(options), &store->lmdb, why);
        if (r == LMDB_STRANGE)
                return say(ret_why, STORE_FOREIGN, "this is no store: %s: " STORE_ADVICE, why);
        if (r == LMDB_NOTHING)
                return STORE_ABSENT;
        if (r < 0 && why[0])
                return say(ret_why, r, "the store cannot be opened: %s", why);
        if (r != 0)
                return r == LMDB_FULL ? -ENOSPC : r;
        return look_at_identity(store, options, ret_why);
}

static int open_ledger(struct store *store, const struct store_options *options, char **ret_why)
{
        const struct ledger_kind *kind = options->ledger ? options->ledger : &log_kind;
        struct ledger_options ledger = {
                .folder = options->folder,
                .read_only = options->read_only,
                .lmdb = store->lmdb,
                .disk = options->disk ? options->disk : &disk_real,
                .segment_bytes = options->segment_bytes ? options->segment_bytes : SEGMENT_BYTES,
                .hash_bits = options->hash_bits ? options->hash_bits : CARD_HASH_BITS,
        };
        char why[LEDGER_WHY] = "";
        int r = kind->open(&ledger, &store->ledger, why);

        if (r < 0 && why[0])
                return say(ret_why, r, "the store in %s is damaged: %s: " STORE_ADVICE, options->folder, why);
        return r;
}

static int open_files(struct store *store, const struct store_options *options, char **ret_why)
{
        int r = open_lmdb(store, options, ret_why);

        if (r == STORE_ABSENT && !options->read_only) {
                store->lmdb = lmdb_close(store->lmdb);
                r = make_store(options);
                if (r == 0)
                        r = open_lmdb(store, options, ret_why);
        }
        if (r != 0)
                return r;
        r = lmdb_ready(store->lmdb, false);
        if (r == 0)
                r = open_ledger(store, options, ret_why);
        if (r == 0)
                r = read_meta(store);
        return r > 0 ? -EBADMSG : r;
}

/* The parts that a store for writing has. */
static int open_writing(struct store *store, const struct store_options *options)
{
        store->filling = front_new();
        if (!store->filling)
                return -ENOMEM;
        return writer_open(store->lmdb, store->ledger, options->commit_hook, options->commit_context, &store->writer);
}

int store_open(const struct store_options *options, struct store **ret, char **ret_why)
{
        SCOPED(store_closep) struct store *store = NULL;
        int r;

        *ret_why = NULL;
        store = calloc(1, sizeof *store);
        if (!store)
                return -ENOMEM;
        store->lock_fd = -1;
        store->read_only = options->read_only;
        store->front_bytes_max = options->front_bytes_max ? options->front_bytes_max : STORE_FRONT_BYTES;
        store->folder = strdup(options->folder);
        if (!store->folder || sodium_init() < 0)
                return -ENOMEM;

        if (!options->read_only) {
                r = lock_make_folder(options->folder);
                if (r == 0)
                        r = lock_take(options->folder, &store->lock_fd);
                if (r == STORE_LOCKED)
                        return say(ret_why, r, "another process has the store in %s open for writing",
                                   options->folder);
                if (r < 0)
                        return say(ret_why, r, "the store's folder %s: %s", options->folder, strerror(-r));
        }
        r = open_files(store, options, ret_why);
        if (r == 0 && !options->read_only)
                r = open_writing(store, options);
        if (r == 0)
                *ret = TAKE(store);
        if (r == 0 || *ret_why)
                return r;
        if (r == STORE_ABSENT)
                return say(ret_why, r, "there is no store in %s yet", options->folder);
        return say(ret_why, r, "the store in %s: %s%s", options->folder, strerror(-r),
                   r == -EBADMSG ? "; it is damaged: " STORE_ADVICE : "");
}

struct store *store_close(struct store *store)
{
        if (store) {
                writer_close(store->writer); /* before the front that it writes */
                front_free(store->filling);
                front_free(store->closed);
                ledger_close(store->ledger);
                lmdb_close(store->lmdb);
                if (store->lock_fd >= 0)
                        (void)close(store->lock_fd);
                arena_done(&store->statements);
                arena_done(&store->lines);
                arena_done(&store->told);
                free(store->walked);
                free(store->lines_lent);
                free(store->folder);
                sodium_memzero(store->secret, sizeof store->secret);
                free(store);
        }
        return NULL;
}
