/* store/checkpoint.c: see checkpoint.h. What is put in the order of its keys, is. */
#include "store/checkpoint.h"

#include <string.h>

static const struct bytes nothing = {(const uint8_t *)"", 0};

static int write_scopes(struct lmdb *lmdb, const struct front *front)
{
        struct spot spot = {.day = INT32_MIN};
        bool more = scopes_next(&front->scopes, &spot, true, &spot);

        for (; more; more = scopes_next(&front->scopes, &spot, false, &spot)) {
                uint8_t key[LAYOUT_SCOPE_BYTES];
                struct bytes value;
                int r;

                /* Most stand where they stood: looking is cheaper than a page that changes. */
                layout_spot_write(&spot, key);
                r = lmdb_written(lmdb, LMDB_SCOPES, (struct bytes){key, sizeof key}, &value);
                if (r == LMDB_NOTHING)
                        r = lmdb_put(lmdb, LMDB_SCOPES, (struct bytes){key, sizeof key}, nothing);
                if (r != 0)
                        return r;
        }
        return 0;
}

static int write_outbox(struct lmdb *lmdb, const struct front *front)
{
        uint8_t key[LAYOUT_SEQUENCE_BYTES];
        int r;

        layout_sequence_write(front->mark.oldest_told, key);
        r = lmdb_delete_below(lmdb, LMDB_OUTBOX, (struct bytes){key, sizeof key});
        for (size_t i = 0; r == 0 && i < front->told_count; i++) {
                if (front->told_first + i < front->mark.oldest_told)
                        continue;
                layout_sequence_write(front->told_first + i, key);
                r = lmdb_append(lmdb, LMDB_OUTBOX, (struct bytes){key, sizeof key}, front->told[i]);
        }
        return r;
}

static int write_lines(struct lmdb *lmdb, const struct front *front)
{
        int r = 0;

        for (size_t i = 0; r == 0 && i < front->lines_count; i++)
                r = lmdb_append(lmdb, LMDB_QUARANTINE, (struct bytes){front->lines[i].key, LAYOUT_LINE_BYTES},
                                front->lines[i].value);
        return r;
}

static int write_row(struct lmdb *lmdb, const struct row *row)
{
        enum lmdb_database database = (enum lmdb_database)(LMDB_ROWS + row->table);
        struct bytes key = {row->key, row->key_length};
        int r;

        if (row->key_length == 0)
                return lmdb_empty(lmdb, database);
        if (row->value_length > 0)
                return lmdb_put(lmdb, database, key, (struct bytes){row->value, row->value_length});
        r = lmdb_delete(lmdb, database, key);
        return r == LMDB_NOTHING ? 0 : r;
}

static int write_rows(struct lmdb *lmdb, const struct front *front)
{
        int r = 0;

        for (size_t i = 0; r == 0 && i < front->rows_count; i++)
                r = write_row(lmdb, &front->rows[i]);
        return r;
}

static int write_mark(struct lmdb *lmdb, const struct front *front)
{
        uint8_t mark[LAYOUT_CHECKPOINT_BYTES];

        layout_checkpoint_write(&front->mark, mark);
        return lmdb_put(lmdb, LMDB_META,
                        (struct bytes){(const uint8_t *)META_CHECKPOINT, strlen(META_CHECKPOINT)},
                        (struct bytes){mark, sizeof mark});
}

static int write_all(struct lmdb *lmdb, struct ledger *ledger, const struct front *front)
{
        int r = ledger->kind->put(ledger, front);

        if (r == 0)
                r = write_scopes(lmdb, front);
        if (r == 0)
                r = write_outbox(lmdb, front);
        if (r == 0)
                r = write_lines(lmdb, front);
        if (r == 0)
                r = write_rows(lmdb, front);
        if (r == 0)
                r = write_mark(lmdb, front);
        return r;
}

int checkpoint_write(struct lmdb *lmdb, struct ledger *ledger, const struct front *front,
                     store_commit_hook hook, void *context)
{
        int r = lmdb_write_begin(lmdb);

        if (r != 0)
                return r;
        r = write_all(lmdb, ledger, front);
        if (r == 0 && hook)
                r = hook(context, front->mark.position);
        if (r != 0) {
                lmdb_write_abort(lmdb);
                return r;
        }
        return lmdb_write_commit(lmdb);
}
