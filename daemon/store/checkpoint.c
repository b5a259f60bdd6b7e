/* store/checkpoint.c: see checkpoint.h. What is put in the order of its keys, is. */
#include "store/checkpoint.h"

#include <string.h>

#include "base/civil.h"

static const struct bytes nothing = {(const uint8_t *)"", 0};

/* The statement's scope of before is taken out if it is another now. */
static int forget_scope(struct lmdb *lmdb, const struct kept *kept, struct bytes key)
{
        uint8_t scope[LAYOUT_SCOPE_BYTES];
        struct kept_statement before;
        struct bytes value;
        struct spot spot;
        int r;

        r = lmdb_written(lmdb, LMDB_STATEMENTS, key, &value);
        if (r == LMDB_NOTHING)
                return 0;
        if (r == 0)
                r = layout_statement_read(value, &before);
        if (r != 0)
                return r;
        if (before.scope_day == CIVIL_NONE || before.scope_day == kept->scope_day)
                return 0;
        spot = (struct spot){kept->source_hash, before.scope_day, kept->hash};
        layout_spot_write(&spot, scope);
        r = lmdb_delete(lmdb, LMDB_SCOPES, (struct bytes){scope, sizeof scope});
        return r == LMDB_NOTHING ? 0 : r;
}

static int write_statements(struct lmdb *lmdb, const struct front *front)
{
        const struct slot *slot = table_next(&front->statements, NULL);

        for (; slot; slot = table_next(&front->statements, &slot->hash)) {
                uint8_t hash[LAYOUT_HASH_BYTES];
                struct bytes key = {hash, sizeof hash};
                int r;

                layout_hash_write(slot->hash, hash);
                r = forget_scope(lmdb, slot->kept, key);
                if (r == 0)
                        r = lmdb_put(lmdb, LMDB_STATEMENTS, key,
                                     (struct bytes){slot->kept->value, slot->kept->length});
                if (r != 0)
                        return r;
        }
        return 0;
}

static int write_scopes(struct lmdb *lmdb, const struct front *front)
{
        struct spot spot = {.day = INT32_MIN};
        bool more = scopes_next(&front->scopes, &spot, true, &spot);

        for (; more; more = scopes_next(&front->scopes, &spot, false, &spot)) {
                uint8_t key[LAYOUT_SCOPE_BYTES];
                int r;

                layout_spot_write(&spot, key);
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

static int write_all(struct lmdb *lmdb, const struct front *front)
{
        int r = write_statements(lmdb, front);

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

int checkpoint_write(struct lmdb *lmdb, const struct front *front, store_commit_hook hook, void *context)
{
        int r = lmdb_write_begin(lmdb);

        if (r != 0)
                return r;
        r = write_all(lmdb, front);
        if (r == 0 && hook)
                r = hook(context, front->mark.position);
        if (r != 0) {
                lmdb_write_abort(lmdb);
                return r;
        }
        return lmdb_write_commit(lmdb);
}
