/* core/tallies/names.c: an interner with open addressing, linear probing, no tombstones. */
#include "core/tallies/names.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"

#define SLOTS_FIRST 64

struct name {
        char *data; /* owned; NULL: the number is free */
        uint32_t length;
        uint32_t holders;
        uint32_t next_free;
        uint64_t hash;
};

/* Places in the table leave no trace in what is told, so the seed may be anybody's guess; how
 * many names there can be is bounded by the limits of the breakdowns that hold them. */
static const uint64_t seed[2] = {UINT64_C(0x9ae16a3b2f90404f), UINT64_C(0xc3a5c85c97cb3127)};

void names_done(struct names *names)
{
        for (uint32_t i = 0; i < names->list_count; i++)
                free(names->list[i].data);
        free(names->list);
        free(names->slots);
        *names = (struct names){0};
}

/* The slot of the text, or the empty one where it belongs. */
static uint32_t find_slot(const struct names *names, struct text text, uint64_t hash)
{
        uint32_t mask = names->slots_count - 1, at = (uint32_t)hash & mask;

        for (; names->slots[at] != 0; at = (at + 1) & mask) {
                const struct name *name = &names->list[names->slots[at]];

                if (name->hash == hash && text_equal((struct text){name->data, name->length}, text))
                        break;
        }
        return at;
}

/* Never more than half full. */
static int reserve_slots(struct names *names)
{
        uint32_t slots_count = names->slots_count ? names->slots_count * 2 : SLOTS_FIRST;
        uint32_t *slots;

        if ((names->count + 1) * 2 <= names->slots_count)
                return 0;
        slots = calloc(slots_count, sizeof(*slots));
        if (!slots)
                return -ENOMEM;
        for (uint32_t number = 1; number < names->list_count; number++) {
                uint32_t at = (uint32_t)names->list[number].hash & (slots_count - 1);

                if (!names->list[number].data)
                        continue;
                while (slots[at] != 0)
                        at = (at + 1) & (slots_count - 1);
                slots[at] = number;
        }
        free(names->slots);
        names->slots = slots;
        names->slots_count = slots_count;
        return 0;
}

static int reserve_list(struct names *names)
{
        uint32_t capacity = names->list_capacity ? names->list_capacity * 2 : SLOTS_FIRST;
        struct name *list;

        if (names->free_number != 0 || names->list_count < names->list_capacity)
                return 0;
        list = realloc(names->list, capacity * sizeof(*list));
        if (!list)
                return -ENOMEM;
        names->list = list;
        names->list_capacity = capacity;
        if (names->list_count == 0)
                list[names->list_count++] = (struct name){0};
        return 0;
}

static int add(struct names *names, struct text text, uint64_t hash, uint32_t *ret)
{
        uint32_t number;
        char *data;
        int r;

        r = reserve_slots(names);
        if (r < 0)
                return r;
        r = reserve_list(names);
        if (r < 0)
                return r;
        data = text_duplicate(text);
        if (!data)
                return -ENOMEM;

        number = names->free_number;
        if (number != 0)
                names->free_number = names->list[number].next_free;
        else
                number = names->list_count++;
        names->list[number] = (struct name){.data = data, .length = (uint32_t)text.length, .hash = hash};
        names->slots[find_slot(names, text, hash)] = number;
        names->count++;
        *ret = number;
        return 0;
}

int names_intern(struct names *names, struct text text, uint32_t *ret)
{
        uint64_t hash;

        if (text.length == 0) {
                *ret = NAMES_EMPTY;
                return 0;
        }

        hash = hash64(text.data, text.length, seed);
        if (names->slots_count > 0) {
                uint32_t number = names->slots[find_slot(names, text, hash)];

                if (number != 0) {
                        *ret = number;
                        return 0;
                }
        }
        return add(names, text, hash, ret);
}

void names_hold(struct names *names, uint32_t number)
{
        if (number == NAMES_EMPTY)
                return;
        assert(number < names->list_count && names->list[number].data);
        names->list[number].holders++;
}

/* Closes the hole at `hole`: who lies behind it and would be found from there moves in. */
static void close_hole(struct names *names, uint32_t hole)
{
        uint32_t mask = names->slots_count - 1;

        for (uint32_t at = (hole + 1) & mask; names->slots[at] != 0; at = (at + 1) & mask) {
                uint32_t home = (uint32_t)names->list[names->slots[at]].hash & mask;

                if (((at - home) & mask) >= ((at - hole) & mask)) {
                        names->slots[hole] = names->slots[at];
                        hole = at;
                }
        }
        names->slots[hole] = 0;
}

void names_drop(struct names *names, uint32_t number)
{
        struct name *name;

        if (number == NAMES_EMPTY)
                return;
        assert(number < names->list_count && names->list[number].holders > 0);

        name = &names->list[number];
        if (--name->holders > 0)
                return;

        close_hole(names, find_slot(names, (struct text){name->data, name->length}, name->hash));
        free(name->data);
        *name = (struct name){.next_free = names->free_number};
        names->free_number = number;
        names->count--;
}

struct text names_text(const struct names *names, uint32_t number)
{
        if (number == NAMES_EMPTY)
                return TEXT("");
        assert(number < names->list_count && names->list[number].data);
        return (struct text){names->list[number].data, names->list[number].length};
}
