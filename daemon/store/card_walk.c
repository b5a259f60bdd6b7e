/* store/card_walk.c: see card_walk.h. */
#include "store/card_walk.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>

int card_walk_begin(struct card_walk *walk, struct run *const *runs, size_t count, uint64_t bits)
{
        if (count > walk->capacity) {
                struct run_cursor *cursors = reallocarray(walk->cursors, count, sizeof *cursors);

                if (!cursors)
                        return -ENOMEM;
                walk->cursors = cursors;
                walk->capacity = count;
        }
        walk->count = count;
        walk->cards_count = 0;
        for (size_t i = 0; i < count; i++)
                walk->cursors[i] = run_seek(runs[i], bits);
        return 0;
}

static int add(struct card_walk *walk, uint64_t card)
{
        if (card_replaces(card))
                walk->cards_count = 0;
        if (walk->cards_count == walk->cards_capacity) {
                size_t more = walk->cards_capacity ? 2 * walk->cards_capacity : 64;
                uint64_t *cards = reallocarray(walk->cards, more, sizeof *cards);

                if (!cards)
                        return -ENOMEM;
                walk->cards = cards;
                walk->cards_capacity = more;
        }
        walk->cards[walk->cards_count++] = card;
        return 0;
}

/* The lowest bits that any of the cursors stands on. */
static bool lowest(struct card_walk *walk, uint64_t *ret)
{
        bool any = false;

        for (size_t i = 0; i < walk->count; i++) {
                uint64_t bits;

                if (!run_cursor_more(&walk->cursors[i]))
                        continue;
                bits = run_cursor_bits(&walk->cursors[i]);
                if (!any || bits < *ret)
                        *ret = bits;
                any = true;
        }
        return any;
}

int card_walk_next(struct card_walk *walk)
{
        walk->cards_count = 0;
        if (!lowest(walk, &walk->bits))
                return 0;
        for (size_t i = 0; i < walk->count; i++) {
                struct run_cursor *cursor = &walk->cursors[i];

                for (; run_cursor_more(cursor) && run_cursor_bits(cursor) == walk->bits;
                     run_cursor_next(cursor)) {
                        int r = add(walk, run_card(cursor->run, cursor->i));

                        if (r < 0)
                                return r;
                }
        }
        return 0;
}

void card_walk_done(struct card_walk *walk)
{
        free(walk->cursors);
        free(walk->cards);
        *walk = (struct card_walk){0};
}
