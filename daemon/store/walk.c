/* store/walk.c: statements in the order of their secret spots, a chunk at a time: both fronts and
 * the disk, merged.
 *
 * All three are in the same order: by hash, or within a source by (last day, hash). The spot that
 * is lowest comes next, and what is handed out is the newest version of its statement, wherever
 * that lies: the filling front's, else the closed one's, else the disk's. In a scope it comes only
 * at the spot where the newest version is; so a statement that has moved comes once. Since a
 * spot is the same wherever it is found, cuts and checkpoints between two chunks change nothing,
 * and the cursor is the spot of the last one that was handed out. */
#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/civil.h"
#include "store/inside.h"

static_assert(LAYOUT_SCOPE_BYTES <= WANT_CURSOR_MAX, "a spot is a cursor");

enum head { FILLING, CLOSED, DISK, HEADS };

struct walk {
        struct store *store;
        struct text source;
        bool scoped;
        int32_t last_day;

        /* What each of the three comes to next. */
        struct spot next[HEADS];
        bool has[HEADS];
        struct bytes disk_value; /* not of a scope: of the disk's next */

        size_t count, bytes;
        struct spot last; /* handed out */
};

/* ---- the three ---- */

/* Takes in where the scopes' cursor stands. */
static int scope_take(struct walk *walk, int r, struct bytes key)
{
        walk->has[DISK] = r == 0;
        if (r != 0)
                return r == LMDB_NOTHING ? 0 : r;
        if (key.length != LAYOUT_SCOPE_BYTES)
                return -EBADMSG;
        walk->next[DISK] = layout_spot_read(key.data);
        return 0;
}

static int disk_next(struct walk *walk)
{
        struct ledger *ledger = walk->store->ledger;
        struct bytes key = {0}, value = {0};
        int r;

        if (walk->scoped)
                return scope_take(walk, lmdb_next(walk->store->lmdb, &key, &value), key);
        walk->next[DISK] = (struct spot){0};
        r = ledger->kind->next(ledger, &walk->next[DISK].hash, &walk->disk_value);
        walk->has[DISK] = r == LEDGER_OK;
        return r == LEDGER_END ? 0 : r;
}

static int disk_seek(struct walk *walk, const struct spot *from)
{
        struct ledger *ledger = walk->store->ledger;
        uint8_t bytes[LAYOUT_SCOPE_BYTES];
        struct bytes key = {bytes, sizeof bytes}, value = {0};
        int r;

        if (walk->scoped) {
                layout_spot_write(from, bytes);
                r = lmdb_seek(walk->store->lmdb, LMDB_SCOPES, &key, &value);
                return scope_take(walk, r, key);
        }
        r = ledger->kind->seek(ledger, from->hash);
        return r == 0 ? disk_next(walk) : r;
}

static int disk_begin(struct walk *walk, const struct spot *from, bool inclusive)
{
        int r = disk_seek(walk, from);

        if (r == 0 && !inclusive && walk->has[DISK] && layout_spot_compare(&walk->next[DISK], from) == 0)
                r = disk_next(walk);
        return r;
}

static void front_begin(struct walk *walk, enum head head, const struct spot *from, bool inclusive)
{
        const struct front *front = head == FILLING ? walk->store->filling : walk->store->closed;

        walk->has[head] = front_next(front, walk->scoped, from, inclusive, &walk->next[head]);
}

/* ---- the merge ---- */

/* The lowest spot that any of the three comes to; false: the walk is over. */
static bool lowest(const struct walk *walk, const struct spot *begin, struct spot *ret)
{
        const struct spot *low = NULL;

        for (int head = 0; head < HEADS; head++)
                if (walk->has[head] && (!low || layout_spot_compare(&walk->next[head], low) < 0))
                        low = &walk->next[head];
        if (!low || (walk->scoped && (low->source_hash != begin->source_hash || low->day > walk->last_day)))
                return false;
        *ret = *low;
        return true;
}

static int move_on(struct walk *walk, const struct spot *from)
{
        for (enum head head = FILLING; head <= CLOSED; head++)
                if (walk->has[head] && layout_spot_compare(&walk->next[head], from) == 0)
                        front_begin(walk, head, from, false);
        if (walk->has[DISK] && layout_spot_compare(&walk->next[DISK], from) == 0)
                return disk_next(walk);
        return 0;
}

/* The newest version, if it is to be handed out at this spot: `ret->data` is NULL if not. */
static int newest(struct walk *walk, const struct spot *spot, bool *ret_on_disk, struct bytes *ret)
{
        const struct kept *kept = store_find(walk->store, spot->hash);
        struct ledger *ledger = walk->store->ledger;
        int r;

        *ret = (struct bytes){0};
        *ret_on_disk = !kept;
        if (kept) {
                if (!walk->scoped || kept->scope_day == spot->day)
                        *ret = (struct bytes){kept->value, kept->length};
                return 0;
        }
        if (!walk->scoped) {
                *ret = walk->disk_value;
                return 0;
        }
        r = ledger->kind->find(ledger, &spot->hash, 1, true, &walk->store->statements, ret);
        return r == 0 && !ret->data ? -EBADMSG : r; /* a scope without its statement was never written */
}

/* Hands out, what lies on disk as a copy. */
static int hand_out(struct walk *walk, const struct spot *spot, bool on_disk, struct bytes value)
{
        struct kept_statement statement;
        int r;

        r = layout_statement_read(value, &statement);
        if (r < 0)
                return r;
        if (walk->scoped && !text_equal(statement.source, walk->source))
                return 0; /* two sources with one hash */
        if (on_disk && !walk->scoped) { /* what was found for a scope is a copy already */
                value = store_copy(&walk->store->statements, value);
                if (!value.data)
                        return -ENOMEM;
                (void)layout_statement_read(value, &statement);
        }
        walk->store->walked[walk->count++] = (struct stored_statement){
                .source = statement.source,
                .id = statement.id,
                .body = statement.body.data,
                .body_length = statement.body.length,
        };
        walk->bytes += value.length;
        walk->last = *spot;
        return 0;
}

static int merge(struct walk *walk, const struct spot *begin, bool *ret_more)
{
        struct spot spot;

        *ret_more = false;
        while (lowest(walk, begin, &spot)) {
                struct bytes value;
                bool on_disk;
                int r;

                r = newest(walk, &spot, &on_disk, &value);
                if (r == 0 && value.data) {
                        if (walk->count == STORE_WALK_STATEMENTS_MAX || walk->bytes >= STORE_WALK_BYTES_MAX) {
                                *ret_more = true;
                                return 0;
                        }
                        r = hand_out(walk, &spot, on_disk, value);
                }
                if (r == 0)
                        r = move_on(walk, &spot);
                if (r != 0)
                        return r;
        }
        return 0;
}

/* ---- the chunk ---- */

static void begin_at(const struct walk *walk, const struct want *want, struct spot *ret)
{
        if (want->cursor.length > 0) {
                assert(want->cursor.length == LAYOUT_SCOPE_BYTES);
                *ret = layout_spot_read(want->cursor.bytes);
                return;
        }
        *ret = (struct spot){0};
        if (walk->scoped) {
                ret->source_hash = layout_source_hash(walk->store->secret, want->source);
                ret->day = want->first_day;
        }
}

static int walk_chunk(struct walk *walk, const struct want *want, bool *ret_more)
{
        bool inclusive = want->cursor.length == 0;
        struct spot begin;
        int r;

        begin_at(walk, want, &begin);
        walk->last = begin;
        front_begin(walk, FILLING, &begin, inclusive);
        front_begin(walk, CLOSED, &begin, inclusive);

        r = store_read_begin(walk->store);
        if (r != 0)
                return r;
        r = disk_begin(walk, &begin, inclusive);
        if (r == 0)
                r = merge(walk, &begin, ret_more);
        lmdb_read_end(walk->store->lmdb);
        return store_read_failed(walk->store, r);
}

int store_walk(struct store *store, const struct want *want, const struct stored_statement **ret,
               size_t *ret_count, bool *ret_more, struct want_cursor *ret_cursor)
{
        struct walk walk = {
                .store = store,
                .source = want->source,
                .scoped = want->kind == WANT_SCOPE,
                .last_day = want->last_day,
        };
        bool more = false;
        int r;

        assert(want->kind == WANT_SCOPE || want->kind == WANT_ALL);
        arena_reset(&store->statements);
        if (!store->walked)
                store->walked = calloc(STORE_WALK_STATEMENTS_MAX, sizeof store->walked[0]);
        if (!store->walked)
                return -ENOMEM;

        r = walk_chunk(&walk, want, &more);
        if (r != 0)
                return r;
        *ret = store->walked;
        *ret_count = walk.count;
        *ret_more = more;
        *ret_cursor = (struct want_cursor){.length = LAYOUT_SCOPE_BYTES};
        layout_spot_write(&walk.last, ret_cursor->bytes);
        return 0;
}
