/* tests/unit/store/lmdb_ledger.c: see lmdb_ledger.h. A statement's key is its hash. */
#include "lmdb_ledger.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/civil.h"

struct lmdb_ledger {
        struct ledger ledger;
        struct lmdb *lmdb;
        uint8_t from[LAYOUT_HASH_BYTES];
        bool begun;
};

static struct lmdb_ledger *mine(struct ledger *ledger)
{
        return (struct lmdb_ledger *)ledger;
}

static int open_ledger(const struct ledger_options *options, struct ledger **ret, char ret_why[LEDGER_WHY])
{
        struct lmdb_ledger *ledger = calloc(1, sizeof *ledger);

        (void)ret_why;
        if (!ledger)
                return -ENOMEM;
        ledger->ledger.kind = &lmdb_ledger_kind;
        ledger->lmdb = options->lmdb;
        *ret = &ledger->ledger;
        return 0;
}

static struct ledger *close_ledger(struct ledger *ledger)
{
        free(ledger);
        return NULL;
}

static int nothing(struct ledger *ledger)
{
        (void)ledger;
        return 0;
}

static int find(struct ledger *ledger, const struct hash128 *hashes, size_t count, bool wait, struct arena *arena,
                struct bytes *ret)
{
        (void)wait; /* LMDB cannot tell what is in memory */
        for (size_t i = 0; i < count; i++) {
                uint8_t key[LAYOUT_HASH_BYTES];
                struct bytes value;
                uint8_t *copy;
                int r;

                layout_hash_write(hashes[i], key);
                r = lmdb_get(mine(ledger)->lmdb, LMDB_LEDGER, (struct bytes){key, sizeof key}, &value);
                ret[i] = (struct bytes){0};
                if (r == LMDB_NOTHING)
                        continue;
                copy = r == 0 ? arena_take(arena, value.length) : NULL;
                if (!copy)
                        return r < 0 ? r : -ENOMEM;
                memcpy(copy, value.data, value.length);
                ret[i] = (struct bytes){copy, value.length};
        }
        return 0;
}

static int seek(struct ledger *ledger, struct hash128 from)
{
        layout_hash_write(from, mine(ledger)->from);
        mine(ledger)->begun = false;
        return 0;
}

static int next(struct ledger *ledger, struct hash128 *ret_hash, struct bytes *ret_value)
{
        struct lmdb_ledger *own = mine(ledger);
        struct bytes key = {own->from, sizeof own->from};
        int r = own->begun ? lmdb_next(own->lmdb, &key, ret_value)
                           : lmdb_seek(own->lmdb, LMDB_LEDGER, &key, ret_value);

        own->begun = true;
        if (r != 0)
                return r == LMDB_NOTHING ? LEDGER_END : r;
        *ret_hash = layout_hash_read(key.data);
        return 0;
}

/* By counting: a test's ledgers are small. */
static int figures(struct ledger *ledger, struct ledger_figures *ret)
{
        struct bytes key = {0}, value;
        int r = lmdb_seek(mine(ledger)->lmdb, LMDB_LEDGER, &key, &value);

        *ret = (struct ledger_figures){0};
        for (; r == 0; r = lmdb_next(mine(ledger)->lmdb, &key, &value))
                ret->statements++;
        return r == LMDB_NOTHING ? 0 : r;
}

static int prepare(struct ledger *ledger, const struct front *front)
{
        (void)ledger;
        (void)front;
        return 0;
}

/* The statement's scope of before is taken out if it is another now. */
static int forget_scope(struct lmdb *lmdb, const struct kept *kept, struct bytes key)
{
        uint8_t scope[LAYOUT_SCOPE_BYTES];
        struct kept_statement before;
        struct bytes value;
        struct spot spot;
        int r;

        r = lmdb_written(lmdb, LMDB_LEDGER, key, &value);
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

static int put(struct ledger *ledger, const struct front *front)
{
        struct lmdb *lmdb = mine(ledger)->lmdb;
        const struct slot *slot = table_after(&front->statements, NULL);

        for (; slot; slot = table_after(&front->statements, &slot->hash)) {
                uint8_t hash[LAYOUT_HASH_BYTES];
                struct bytes key = {hash, sizeof hash};
                int r;

                layout_hash_write(slot->hash, hash);
                r = forget_scope(lmdb, slot->kept, key);
                if (r == 0)
                        r = lmdb_put(lmdb, LMDB_LEDGER, key,
                                     (struct bytes){slot->kept->value, slot->kept->length});
                if (r != 0)
                        return r;
        }
        return 0;
}

const struct ledger_kind lmdb_ledger_kind = {
        .open = open_ledger,
        .close = close_ledger,
        .refresh = nothing,
        .find = find,
        .seek = seek,
        .next = next,
        .figures = figures,
        .adopt = nothing,
        .prepare = prepare,
        .put = put,
};
