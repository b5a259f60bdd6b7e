/* store/quarantine.c: the lines of refused events, in the order of position and index: both fronts
 * and the disk, merged, the newest where keys are equal. */
#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "store/inside.h"

static int is_on_disk(struct store *store, const uint8_t key[LAYOUT_LINE_BYTES], bool *ret)
{
        struct bytes value;
        int r = store_read_begin(store);

        if (r != 0)
                return r;
        r = lmdb_get(store->lmdb, LMDB_QUARANTINE, (struct bytes){key, LAYOUT_LINE_BYTES}, &value);
        lmdb_read_end(store->lmdb);
        *ret = r == 0;
        return r == LMDB_NOTHING ? 0 : store_read_failed(store, r);
}

int store_quarantine(struct store *store, const struct quarantined *line)
{
        uint8_t key[LAYOUT_LINE_BYTES];
        struct wire_out value = {0};
        bool known;
        int r = 0;

        assert(store->filling);
        layout_line_key_write(line->position, line->index, key);
        known = front_has_line(store->filling, key) || front_has_line(store->closed, key);
        if (!known)
                r = is_on_disk(store, key, &known);
        layout_line_write(line, &value);
        if (value.failed)
                r = -ENOMEM;
        if (r == 0)
                r = front_line(store->filling, key, (struct bytes){value.data, value.length});
        if (r == 0 && !known)
                store->mark.quarantined++;
        wire_out_done(&value);
        return r;
}

enum head { FILLING, CLOSED, DISK, HEADS };

/* What each of the three comes to next; its value is NULL where there is nothing more. */
struct merge {
        const struct front *fronts[DISK];
        struct front_line next[HEADS];
};

static int disk_take(struct merge *merge, int r, struct bytes key, struct bytes value)
{
        merge->next[DISK].value = (struct bytes){0};
        if (r != 0)
                return r == LMDB_NOTHING ? 0 : r;
        if (key.length != LAYOUT_LINE_BYTES)
                return -EBADMSG;
        memcpy(merge->next[DISK].key, key.data, LAYOUT_LINE_BYTES);
        merge->next[DISK].value = value;
        return 0;
}

static int disk_next(struct store *store, struct merge *merge)
{
        struct bytes key = {0}, value = {0};
        int r = lmdb_next(store->lmdb, &key, &value);

        return disk_take(merge, r, key, value);
}

static int disk_begin(struct store *store, struct merge *merge, const uint8_t after[LAYOUT_LINE_BYTES])
{
        struct bytes key = {after, LAYOUT_LINE_BYTES}, value = {0};
        int r = disk_take(merge, lmdb_seek(store->lmdb, LMDB_QUARANTINE, &key, &value), key, value);

        if (r == 0 && merge->next[DISK].value.data &&
            memcmp(merge->next[DISK].key, after, LAYOUT_LINE_BYTES) == 0)
                r = disk_next(store, merge);
        return r;
}

static void front_begin(struct merge *merge, enum head head, const uint8_t after[LAYOUT_LINE_BYTES])
{
        const struct front_line *line = front_line_after(merge->fronts[head], after);

        merge->next[head] = line ? *line : (struct front_line){0};
}

/* The lowest key, the newest of equal ones; NULL: nothing is left. */
static const struct front_line *lowest(const struct merge *merge)
{
        const struct front_line *low = NULL;

        for (int head = 0; head < HEADS; head++) {
                const struct front_line *line = &merge->next[head];

                if (line->value.data && (!low || memcmp(line->key, low->key, LAYOUT_LINE_BYTES) < 0))
                        low = line;
        }
        return low;
}

static int move_on(struct store *store, struct merge *merge, const uint8_t from[LAYOUT_LINE_BYTES])
{
        for (enum head head = FILLING; head <= CLOSED; head++)
                if (merge->next[head].value.data &&
                    memcmp(merge->next[head].key, from, LAYOUT_LINE_BYTES) == 0)
                        front_begin(merge, head, from);
        if (merge->next[DISK].value.data && memcmp(merge->next[DISK].key, from, LAYOUT_LINE_BYTES) == 0)
                return disk_next(store, merge);
        return 0;
}

static int page(struct store *store, struct merge *merge, size_t max, size_t *ret_count)
{
        const struct front_line *line;

        *ret_count = 0;
        while (*ret_count < max && (line = lowest(merge))) {
                uint8_t key[LAYOUT_LINE_BYTES];
                struct bytes value = line->value;
                int r;

                memcpy(key, line->key, sizeof key);
                if (line == &merge->next[DISK])
                        value = store_copy(&store->lines, value);
                r = value.data ? layout_line_read(key, value, &store->lines_lent[*ret_count]) : -ENOMEM;
                if (r == 0)
                        r = move_on(store, merge, key);
                if (r != 0)
                        return r;
                ++*ret_count;
        }
        return 0;
}

int store_quarantined(struct store *store, uint64_t position, uint32_t index, size_t max,
                      const struct quarantined **ret, size_t *ret_count, uint64_t *ret_total)
{
        struct merge merge = {.fronts = {[FILLING] = store->filling, [CLOSED] = store->closed}};
        uint8_t after[LAYOUT_LINE_BYTES];
        size_t count = 0;
        int r;

        if (max > STORE_QUARANTINE_PAGE_MAX)
                max = STORE_QUARANTINE_PAGE_MAX;
        arena_reset(&store->lines);
        if (!store->lines_lent)
                store->lines_lent = calloc(STORE_QUARANTINE_PAGE_MAX, sizeof store->lines_lent[0]);
        if (!store->lines_lent)
                return -ENOMEM;

        layout_line_key_write(position, index, after);
        front_begin(&merge, FILLING, after);
        front_begin(&merge, CLOSED, after);
        r = store_read_begin(store);
        if (r != 0)
                return r;
        r = disk_begin(store, &merge, after);
        if (r == 0)
                r = page(store, &merge, max, &count);
        lmdb_read_end(store->lmdb);
        if (r != 0)
                return store_read_failed(store, r);
        *ret = store->lines_lent;
        *ret_count = count;
        *ret_total = store->mark.quarantined;
        return 0;
}
