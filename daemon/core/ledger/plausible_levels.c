/* core/ledger/plausible_levels.c: the levels in memory, in a dry run, and as rows.
 *
 *      ROW_PLAUSIBLE  (16 bytes: the key's hash)  u32 how many were seen, then the last ones, i64, oldest first
 *      ROW_PLAUSIBLE  ("unwatched")               u64
 */
#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "core/ledger/plausible_inside.h"

#define SLOTS_FIRST 256 /* a power of two */
#define NO_LEVEL    UINT32_MAX

static const char unwatched_key[] = "unwatched";

int plausible_new(struct plausible **ret)
{
        *ret = calloc(1, sizeof(**ret));
        return *ret ? 0 : -ENOMEM;
}

struct plausible *plausible_free(struct plausible *plausible)
{
        if (!plausible)
                return NULL;
        wire_out_done(&plausible->key);
        free(plausible->levels);
        free(plausible->slots);
        free(plausible->undo);
        free(plausible);
        return NULL;
}

uint64_t plausible_unwatched(const struct plausible *plausible)
{
        return plausible->unwatched;
}

/* The slot of the key, or the empty one where it belongs. */
static uint32_t slot_of(const struct plausible *plausible, struct hash128 key)
{
        uint32_t mask = plausible->slots_count - 1, at = (uint32_t)key.low & mask;

        while (plausible->slots[at] != NO_LEVEL) {
                const struct level *level = &plausible->levels[plausible->slots[at]];

                if (level->key.low == key.low && level->key.high == key.high)
                        break;
                at = (at + 1) & mask;
        }
        return at;
}

struct level *level_find(const struct plausible *plausible, struct hash128 key)
{
        uint32_t at;

        if (plausible->slots_count == 0)
                return NULL;
        at = plausible->slots[slot_of(plausible, key)];
        return at == NO_LEVEL ? NULL : &plausible->levels[at];
}

/* Never more than half full. Levels come back in the order of their numbers, so the last one can always be
 * taken out again. */
static int grow(struct plausible *plausible)
{
        uint32_t slots_count = plausible->slots_count ? plausible->slots_count * 2 : SLOTS_FIRST, *slots;
        struct level *levels;

        if ((plausible->count + 1) * 2 > plausible->slots_count) {
                slots = malloc(slots_count * sizeof(*slots));
                if (!slots)
                        return -ENOMEM;
                memset(slots, 0xff, slots_count * sizeof(*slots));
                free(plausible->slots);
                plausible->slots = slots;
                plausible->slots_count = slots_count;
                for (uint32_t i = 0; i < plausible->count; i++)
                        slots[slot_of(plausible, plausible->levels[i].key)] = i;
        }
        if (plausible->count == plausible->capacity) {
                uint32_t capacity = plausible->capacity ? plausible->capacity * 2 : SLOTS_FIRST / 2;

                levels = realloc(plausible->levels, capacity * sizeof(*levels));
                if (!levels)
                        return -ENOMEM;
                plausible->levels = levels;
                plausible->capacity = capacity;
        }
        return 0;
}

static int note_undo(struct plausible *plausible, uint32_t index, bool is_new)
{
        if (!plausible->trying)
                return 0;
        if (plausible->undo_count == plausible->undo_capacity) {
                size_t capacity = plausible->undo_capacity ? plausible->undo_capacity * 2 : 64;
                struct undo *undo = realloc(plausible->undo, capacity * sizeof(*undo));

                if (!undo)
                        return -ENOMEM;
                plausible->undo = undo;
                plausible->undo_capacity = capacity;
        }
        plausible->undo[plausible->undo_count++] = (struct undo){
                .index = index,
                .is_new = is_new,
                .before = plausible->levels[index],
        };
        return 0;
}

int level_need(struct plausible *plausible, struct hash128 key, struct level **ret)
{
        struct level *level = level_find(plausible, key);
        uint32_t slot;
        int r;

        if (level) {
                *ret = level;
                return note_undo(plausible, (uint32_t)(level - plausible->levels), false);
        }
        *ret = NULL;
        if (plausible->count == PLAUSIBLE_LEVELS_MAX) {
                plausible->unwatched++;
                plausible->unwatched_dirty = true;
                return 0;
        }
        r = grow(plausible);
        if (r < 0)
                return r;
        slot = slot_of(plausible, key);
        plausible->slots[slot] = plausible->count;
        plausible->levels[plausible->count] = (struct level){.key = key};
        *ret = &plausible->levels[plausible->count++];
        return note_undo(plausible, plausible->count - 1, true);
}

void level_add(struct level *level, int64_t amount)
{
        level->ring[level->next] = amount;
        level->next = (uint8_t)((level->next + 1) % PLAUSIBLE_MEDIAN);
        if (level->count < PLAUSIBLE_MEDIAN)
                level->count++;
        if (level->seen < UINT32_MAX)
                level->seen++;
        level->dirty = true;
}

int64_t level_usual(const struct level *level)
{
        int64_t sorted[PLAUSIBLE_MEDIAN];

        assert(level->count > 0);
        for (int i = 0; i < level->count; i++) {
                int at = i;

                for (; at > 0 && sorted[at - 1] > level->ring[i]; at--)
                        sorted[at] = sorted[at - 1];
                sorted[at] = level->ring[i];
        }
        return sorted[(level->count - 1) / 2];
}

/* ---- dry runs ---- */

void plausible_try_begin(struct plausible *plausible)
{
        assert(!plausible->trying);
        plausible->trying = true;
        plausible->undo_count = 0;
        plausible->unwatched_before = plausible->unwatched;
}

void plausible_try_end(struct plausible *plausible)
{
        assert(plausible->trying);
        while (plausible->undo_count > 0) {
                const struct undo *undo = &plausible->undo[--plausible->undo_count];

                if (undo->is_new) { /* the last of all levels */
                        plausible->slots[slot_of(plausible, plausible->levels[undo->index].key)] = NO_LEVEL;
                        plausible->count--;
                } else {
                        plausible->levels[undo->index] = undo->before;
                }
        }
        plausible->unwatched = plausible->unwatched_before;
        plausible->trying = false;
}

/* ---- rows ---- */

static int save_level(struct level *level, struct wire_out *key, struct wire_out *value, row_sink sink, void *context)
{
        int r;

        wire_out_clear(key);
        wire_out_clear(value);
        wire_u64(key, level->key.low);
        wire_u64(key, level->key.high);
        wire_u32(value, level->seen);
        for (int i = 0; i < level->count; i++) {
                int oldest = level->count == PLAUSIBLE_MEDIAN ? level->next : 0;

                wire_i64(value, level->ring[(oldest + i) % PLAUSIBLE_MEDIAN]);
        }
        if (key->failed || value->failed)
                return -ENOMEM;
        r = sink(context, &(struct row){ROW_PLAUSIBLE, key->data, key->length, value->data, value->length});
        level->dirty = r < 0;
        return r;
}

int plausible_save(struct plausible *plausible, bool all, row_sink sink, void *context)
{
        struct wire_out key = {0}, value = {0};
        int r = 0;

        for (uint32_t i = 0; i < plausible->count && r == 0; i++)
                if (all || plausible->levels[i].dirty)
                        r = save_level(&plausible->levels[i], &key, &value, sink, context);
        if (r == 0 && plausible->unwatched > 0 && (all || plausible->unwatched_dirty)) {
                wire_out_clear(&value);
                wire_u64(&value, plausible->unwatched);
                r = value.failed ? -ENOMEM
                                 : sink(context, &(struct row){ROW_PLAUSIBLE, (const uint8_t *)unwatched_key,
                                                               strlen(unwatched_key), value.data, value.length});
                plausible->unwatched_dirty = r < 0;
        }
        wire_out_done(&key);
        wire_out_done(&value);
        return r;
}

int plausible_load(struct plausible *plausible, const struct row *row)
{
        struct wire_in key = wire_in_of(row->key, row->key_length);
        struct wire_in value = wire_in_of(row->value, row->value_length);
        struct level *level;
        struct hash128 hash;
        uint32_t seen;
        int r;

        if (row->key_length == strlen(unwatched_key)) {
                plausible->unwatched = wire_in_u64(&value);
                return wire_in_complete(&value) ? 0 : -EBADMSG;
        }
        hash.low = wire_in_u64(&key);
        hash.high = wire_in_u64(&key);
        seen = wire_in_u32(&value);
        if (!wire_in_complete(&key) || value.failed)
                return -EBADMSG;
        r = level_need(plausible, hash, &level);
        if (r < 0)
                return r;
        if (!level || level->count > 0)
                return -EBADMSG;
        for (int i = 0; i < PLAUSIBLE_MEDIAN && wire_in_left(&value) > 0; i++)
                level_add(level, wire_in_i64(&value));
        level->seen = seen;
        level->dirty = false;
        return wire_in_complete(&value) && level->count > 0 ? 0 : -EBADMSG;
}
