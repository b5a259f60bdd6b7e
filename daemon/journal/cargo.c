/* journal/cargo.c: see cargo.h. */
#include "journal/cargo.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>

void cargo_done(struct cargo *cargo)
{
        free(cargo->items);
        *cargo = (struct cargo){0};
}

int cargo_reserve(struct cargo *cargo)
{
        size_t more = cargo->capacity ? 2 * cargo->capacity : 64;
        struct journal_record *grown;

        if (cargo->count < cargo->capacity)
                return 0;
        grown = reallocarray(NULL, more, sizeof *grown);
        if (!grown)
                return -ENOMEM;
        for (size_t i = 0; i < cargo->count; i++)
                grown[i] = cargo->items[(cargo->begin + i) & (cargo->capacity - 1)];
        free(cargo->items);
        *cargo = (struct cargo){.items = grown, .count = cargo->count, .capacity = more};
        return 0;
}

void cargo_put(struct cargo *cargo, const struct journal_record *record)
{
        assert(record->cargo && cargo->count < cargo->capacity);
        cargo->items[(cargo->begin + cargo->count) & (cargo->capacity - 1)] = *record;
        cargo->count++;
}

const struct journal_record *cargo_take(struct cargo *cargo, uint64_t position)
{
        const struct journal_record *ret = NULL;

        while (cargo->count > 0 && cargo->items[cargo->begin].position <= position) {
                if (cargo->items[cargo->begin].position == position)
                        ret = &cargo->items[cargo->begin];
                cargo->begin = (cargo->begin + 1) & (cargo->capacity - 1);
                cargo->count--;
        }
        return ret;
}
