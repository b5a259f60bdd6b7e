/* store/store.c: the store's verbs: what goes into the filling front, what is read from the fronts
 * over the disk, and how one front becomes the next checkpoint. */
#include "store/store.h"

#include <assert.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/inside.h"

/* Each time the writer must have come by twice. */
#define READ_AGAIN_MAX 100

/* ---- inside ---- */

int store_take_mark(struct store *store)
{
        const struct bytes key = {(const uint8_t *)META_CHECKPOINT, strlen(META_CHECKPOINT)};
        struct bytes bytes;
        int r = lmdb_get(store->lmdb, LMDB_META, key, &bytes);

        if (r == 0)
                r = layout_checkpoint_read(bytes, &store->mark);
        return r == LMDB_NOTHING ? -EBADMSG : r;
}

int store_take_figures(struct store *store)
{
        struct ledger_figures ledger;
        struct lmdb_figures figures;
        int r = lmdb_figures(store->lmdb, &figures);

        if (r != 0)
                return r;
        store->stats.map_bytes = figures.map_bytes;
        r = store->ledger->kind->figures(store->ledger, &ledger);
        if (r != 0)
                return r;
        store->stats.disk_bytes = figures.disk_bytes + ledger.disk_bytes;
        store->stats.statements = ledger.statements;
        store->stats.log = ledger.log;
        return 0;
}

int store_read_failed(struct store *store, int r)
{
        const char *why = store->ledger->read_why[0] ? store->ledger->read_why : lmdb_read_why(store->lmdb);

        assert(r <= 0);
        if (r < 0)
                (void)snprintf(store->why, sizeof store->why, "the store in %s cannot be read: %s%s%s%s",
                               store->folder, strerror(-r), why[0] ? ": " : "", why,
                               r == -EBADMSG ? ": " STORE_ADVICE : "");
        return r;
}

/* A second process: mark, files and figures of the newest checkpoint. */
static int take_newest(struct store *store)
{
        int r = store->ledger->kind->refresh(store->ledger);

        if (r == 0)
                r = store_take_mark(store);
        if (r == 0)
                r = store_take_figures(store);
        return r;
}

int store_read_begin(struct store *store)
{
        int r = lmdb_read_begin(store->lmdb);

        /* A file that the writer deleted since is not in the list of now. */
        for (int again = 0; r == 0 && store->read_only; again++) {
                r = take_newest(store);
                if (r == 0)
                        break;
                lmdb_read_end(store->lmdb);
                if (r == LEDGER_GONE)
                        r = again < READ_AGAIN_MAX ? lmdb_read_begin(store->lmdb) : -EBADMSG;
        }
        return store_read_failed(store, r);
}

const struct kept *store_find(const struct store *store, struct hash128 hash)
{
        const struct kept *kept = front_find(store->filling, hash);

        return kept ? kept : front_find(store->closed, hash);
}

struct bytes store_copy(struct arena *arena, struct bytes bytes)
{
        uint8_t *copy = arena_take(arena, bytes.length);

        if (copy && bytes.length > 0)
                memcpy(copy, bytes.data, bytes.length);
        return (struct bytes){copy, bytes.length};
}

/* ---- statements ---- */

static int take_body(struct bytes value, const struct record_key *key, struct stored_statement *ret)
{
        struct kept_statement statement;
        int r = layout_statement_read(value, &statement);

        if (r < 0)
                return r;
        /* 128 bits of a secret hash do not meet by chance. */
        if (!text_equal(statement.source, key->source) || !text_equal(statement.id, key->id))
                return -EBADMSG;
        ret->body = statement.body.data;
        ret->body_length = statement.body.length;
        return 0;
}

/* Those that no front has, all at once. */
static int read_from_disk(struct store *store, const struct hash128 *hashes, const size_t *which, size_t count,
                          bool wait, const struct record_key *keys, struct stored_statement *ret)
{
        struct bytes *values = arena_take(&store->statements, count * sizeof *values);
        int r = values ? store_read_begin(store) : -ENOMEM;

        if (r != 0)
                return r;
        r = store->ledger->kind->find(store->ledger, hashes, count, wait, &store->statements, values);
        lmdb_read_end(store->lmdb);
        for (size_t i = 0; r == 0 && i < count; i++)
                if (values[i].data)
                        r = take_body(values[i], &keys[which[i]], &ret[which[i]]);
        return r == LEDGER_COLD ? STORE_COLD : store_read_failed(store, r);
}

/* The hashes of all keys, and where the fronts have them on its way into the processor's caches. */
static void hash_all(const struct store *store, const struct record_key *keys, size_t count,
                     struct hash128 *ret)
{
        for (size_t i = 0; i < count; i++) {
                ret[i] = layout_hash(store->secret, keys[i].source, keys[i].id);
                front_prefetch(store->filling, ret[i]);
                front_prefetch(store->closed, ret[i]);
        }
}

int store_statements(struct store *store, const struct record_key *keys, size_t count, bool wait,
                     struct stored_statement *ret)
{
        struct hash128 *hashes; /* of all, then of those that are missing */
        size_t *which, missing = 0;

        arena_reset(&store->statements);
        hashes = arena_take(&store->statements, count * sizeof *hashes);
        which = arena_take(&store->statements, count * sizeof *which);
        if (!hashes || !which)
                return -ENOMEM;
        hash_all(store, keys, count, hashes);
        for (size_t i = 0; i < count; i++) {
                const struct kept *kept = store_find(store, hashes[i]);

                ret[i] = (struct stored_statement){.source = keys[i].source, .id = keys[i].id};
                if (kept) {
                        int r = take_body((struct bytes){kept->value, kept->length}, &keys[i], &ret[i]);

                        assert(r == 0);
                } else {
                        hashes[missing] = hashes[i];
                        which[missing++] = i;
                }
        }
        return missing > 0 ? read_from_disk(store, hashes, which, missing, wait, keys, ret) : 0;
}

int store_put(struct store *store, const struct puts *puts)
{
        assert(store->filling);
        for (size_t i = 0; i < puts->count; i++) {
                int r = front_put(store->filling, store->secret, &puts->puts[i]);

                if (r < 0)
                        return r;
        }
        store->stats.statements_put += puts->count;
        return 0;
}

/* ---- outbox ---- */

int store_tell(struct store *store, uint64_t sequence, const void *bytes, size_t length)
{
        int r;

        assert(store->filling && sequence > 0);
        assert(store->mark.last_told == 0 || sequence == store->mark.last_told + 1);
        r = front_tell(store->filling, sequence, bytes, length);
        if (r < 0)
                return r;
        if (store->mark.last_told == 0)
                store->mark.oldest_told = sequence;
        store->mark.last_told = sequence;
        return 0;
}

static int told_on_disk(struct store *store, uint64_t sequence, struct bytes *ret)
{
        uint8_t key[LAYOUT_SEQUENCE_BYTES];
        int r = store_read_begin(store);

        if (r != 0)
                return r;
        if (sequence < store->mark.oldest_told || sequence > store->mark.last_told) {
                lmdb_read_end(store->lmdb);
                return STORE_ABSENT;
        }
        layout_sequence_write(sequence, key);
        r = lmdb_get(store->lmdb, LMDB_OUTBOX, (struct bytes){key, sizeof key}, ret);
        if (r == 0) {
                arena_reset(&store->told);
                *ret = store_copy(&store->told, *ret);
                r = ret->data ? 0 : -ENOMEM;
        }
        lmdb_read_end(store->lmdb);
        return store_read_failed(store, r == LMDB_NOTHING ? -EBADMSG : r);
}

int store_told(struct store *store, uint64_t sequence, const uint8_t **ret, size_t *ret_length)
{
        struct bytes bytes;
        int r = 0;

        if (!store->read_only && (sequence < store->mark.oldest_told || sequence > store->mark.last_told))
                return STORE_ABSENT;
        if (!front_told(store->filling, sequence, &bytes) && !front_told(store->closed, sequence, &bytes))
                r = told_on_disk(store, sequence, &bytes);
        if (r != 0)
                return r;
        *ret = bytes.data;
        *ret_length = bytes.length;
        return 0;
}

uint64_t store_oldest_told(const struct store *store)
{
        return store->mark.oldest_told;
}

uint64_t store_last_told(const struct store *store)
{
        return store->mark.last_told;
}

/* ---- checkpoint ---- */

uint64_t store_position(const struct store *store)
{
        return store->mark.position;
}

bool store_wants_cut(const struct store *store)
{
        return store->filling && store->filling->bytes >= store->front_bytes_max;
}

int store_cut(struct store *store, uint64_t position, uint64_t keep_from)
{
        struct front *fresh;

        assert(store->filling && !store->cutting);
        assert(position >= store->mark.position);
        if (store->error < 0)
                return store->error;
        if (store->closed) {
                store->stats.cuts_busy++;
                return STORE_BUSY;
        }
        fresh = front_new();
        if (!fresh)
                return -ENOMEM;

        if (keep_from > store->mark.last_told + 1)
                keep_from = store->mark.last_told + 1;
        if (keep_from > store->mark.oldest_told)
                store->mark.oldest_told = keep_from;

        store->closed = store->filling;
        store->closed->mark = store->mark;
        store->closed->mark.position = position;
        store->filling = fresh;
        store->cutting = true;
        return 0;
}

int store_row(struct store *store, const struct row *row)
{
        assert(store->cutting);
        return front_row(store->closed, row);
}

int store_cut_end(struct store *store)
{
        assert(store->cutting);
        store->cutting = false;
        writer_give(store->writer, store->closed);
        return 0;
}

int store_settled(struct store *store, uint64_t position)
{
        if (store->writer)
                writer_settled(store->writer, position);
        return store->error;
}

int store_fd(const struct store *store)
{
        return store->writer ? writer_fd(store->writer) : -1;
}

/* The front is on disk: it is not needed any more. */
static int written(struct store *store, const struct writer_report *report)
{
        int r;

        store->mark.position = store->closed->mark.position;
        store->stats.checkpoints++;
        store->stats.checkpoint_usec = report->usec;
        store->stats.map_growths = report->growths;
        r = store->ledger->kind->adopt(store->ledger);
        store->closed = front_free(store->closed);
        if (r == 0)
                r = store_read_begin(store);
        if (r != 0)
                return r;
        r = store_take_figures(store);
        lmdb_read_end(store->lmdb);
        return store_read_failed(store, r);
}

int store_dispatch(struct store *store)
{
        struct writer_report report;
        int r;

        if (!store->writer || store->error < 0)
                return store->error;
        r = writer_collect(store->writer, &report);
        if (r == WRITER_WRITTEN)
                return written(store, &report);
        if (r < 0) {
                store->error = r;
                (void)snprintf(store->why, sizeof store->why,
                               "the checkpoint at position %" PRIu64 " of the store in %s failed: %s (%s); the next "
                               "start replays the journal from the one before",
                               store->closed->mark.position, store->folder, strerror(-r),
                               writer_why(store->writer));
        }
        return r;
}

/* A table that has fewer rows than it should, or more, is damaged, though each of them is whole. */
static int rows_of_table(struct store *store, uint8_t table, row_sink sink, void *context)
{
        enum lmdb_database database = (enum lmdb_database)(LMDB_ROWS + table);
        struct bytes key = {0}, value = {0};
        uint64_t expected, count = 0;
        int r = lmdb_count(store->lmdb, database, &expected);

        if (r == 0)
                r = lmdb_seek(store->lmdb, database, &key, &value);
        while (r == 0) {
                const struct row row = {table, key.data, key.length, value.data, value.length};

                r = sink(context, &row);
                if (r != 0)
                        return r;
                count++;
                r = lmdb_next(store->lmdb, &key, &value);
        }
        if (r == LMDB_NOTHING)
                r = count == expected ? 0 : -EBADMSG;
        return store_read_failed(store, r);
}

int store_rows(struct store *store, row_sink sink, void *context)
{
        int r = store_read_begin(store);

        if (r != 0)
                return r;
        for (uint8_t table = 0; r == 0 && table < ROW_TABLES_MAX; table++)
                r = rows_of_table(store, table, sink, context);
        lmdb_read_end(store->lmdb);
        return r;
}

/* ---- figures ---- */

bool store_is_read(void)
{
        return lmdb_is_read();
}

const char *store_why(const struct store *store)
{
        return store->why;
}

void store_stats(const struct store *store, struct store_stats *ret)
{
        *ret = store->stats;
        ret->front_bytes = (store->filling ? store->filling->bytes : 0) +
                           (store->closed ? store->closed->bytes : 0);
        ret->quarantined = store->mark.quarantined;
        ret->last_checkpoint_position = store->mark.position;
}
