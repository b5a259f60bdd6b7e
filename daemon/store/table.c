/* store/table.c: see table.h.
 *
 * Always: the hashes of the slots that are no gaps rise; each lies at its place or behind it, and
 * there is no gap between. So a search that meets a gap or a higher hash is over. */
#include "store/table.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "store/layout.h"

#define BITS_MIN   10
#define TAIL_SLOTS 64 /* behind the last place, to begin with */

static size_t place_of(const struct table *table, struct hash128 hash)
{
        return (size_t)(hash.high >> (64 - table->bits));
}

void table_done(struct table *table)
{
        free(table->slots);
        *table = (struct table){0};
}

/* The first slot from the hash's place on that is a gap or not below it. */
static size_t seek(const struct table *table, struct hash128 hash)
{
        size_t i = place_of(table, hash);

        while (i < table->slots_count && table->slots[i].kept &&
               layout_hash_compare(table->slots[i].hash, hash) < 0)
                i++;
        return i;
}

void table_prefetch(const struct table *table, struct hash128 hash)
{
        if (table->slots)
                __builtin_prefetch(&table->slots[place_of(table, hash)]);
}

struct kept *table_find(const struct table *table, struct hash128 hash)
{
        size_t i;

        if (!table->slots)
                return NULL;
        i = seek(table, hash);
        if (i == table->slots_count || layout_hash_compare(table->slots[i].hash, hash) != 0)
                return NULL;
        return table->slots[i].kept;
}

/* More slots behind the last place. */
static int extend(struct table *table)
{
        size_t more = table->slots_count - ((size_t)1 << table->bits);
        struct slot *slots = reallocarray(table->slots, table->slots_count + more, sizeof slots[0]);

        if (!slots)
                return -ENOMEM;
        memset(&slots[table->slots_count], 0, more * sizeof slots[0]);
        table->slots = slots;
        table->slots_count += more;
        return 0;
}

static int insert(struct table *table, struct hash128 hash, struct kept *kept)
{
        size_t i = seek(table, hash), gap = i;

        while (gap < table->slots_count && table->slots[gap].kept)
                gap++;
        if (gap == table->slots_count) {
                int r = extend(table);

                if (r < 0)
                        return r;
        }
        memmove(&table->slots[i + 1], &table->slots[i], (gap - i) * sizeof table->slots[0]);
        table->slots[i] = (struct slot){hash, kept};
        table->count++;
        return 0;
}

/* Twice as many places, all in one pass: they come in their order. */
static int grow(struct table *table)
{
        struct table grown = {.bits = table->slots ? table->bits + 1 : BITS_MIN};

        grown.slots_count = ((size_t)1 << grown.bits) + TAIL_SLOTS;
        grown.slots = calloc(grown.slots_count, sizeof grown.slots[0]);
        if (!grown.slots)
                return -ENOMEM;
        for (size_t i = 0; i < table->slots_count; i++) {
                const struct slot *slot = &table->slots[i];

                if (slot->kept && insert(&grown, slot->hash, slot->kept) < 0) {
                        table_done(&grown);
                        return -ENOMEM;
                }
        }
        free(table->slots);
        *table = grown;
        return 0;
}

int table_add(struct table *table, struct hash128 hash, struct kept *kept)
{
        int r;

        assert(kept && !table_find(table, hash));
        /* At most two thirds full: three slots are looked at for a hash that is not there. */
        if (!table->slots || table->count * 3 >= (size_t)2 << table->bits) {
                r = grow(table);
                if (r < 0)
                        return r;
        }
        return insert(table, hash, kept);
}

const struct slot *table_after(const struct table *table, const struct hash128 *after)
{
        size_t i = 0;

        if (!table->slots)
                return NULL;
        if (after) {
                i = seek(table, *after);
                if (i < table->slots_count && table->slots[i].kept &&
                    layout_hash_compare(table->slots[i].hash, *after) == 0)
                        i++;
        }
        while (i < table->slots_count && !table->slots[i].kept)
                i++;
        return i < table->slots_count ? &table->slots[i] : NULL;
}

size_t table_bytes(const struct table *table)
{
        return table->slots_count * sizeof table->slots[0];
}
