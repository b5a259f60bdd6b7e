/* store/lookup.c: see lookup.h. The newest place comes first: of two cards of one record the older one
 * is outdated, and nobody may come to it before the newer one. */
#include "store/lookup.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>

#include "store/ledger.h"

void lookup_done(struct lookup *lookup)
{
        free(lookup->candidates);
        lookup->candidates = NULL;
}

static int add(struct lookup *lookup, size_t key, uint64_t card)
{
        uint32_t i = (uint32_t)lookup->count;

        if (lookup->count == lookup->capacity) {
                size_t more = lookup->capacity ? 2 * lookup->capacity : 1024;
                struct candidate *grown = reallocarray(lookup->candidates, more, sizeof *grown);

                if (!grown || more >= LOOKUP_END)
                        return -ENOMEM;
                lookup->candidates = grown;
                lookup->capacity = more;
        }
        lookup->candidates[lookup->count++] = (struct candidate){card_place(card), LOOKUP_END};
        if (lookup->first[key] == LOOKUP_END)
                lookup->first[key] = i;
        else
                lookup->candidates[lookup->last[key]].next = i;
        lookup->last[key] = i;
        lookup->ended[key] = card_replaces(card);
        return 0;
}

static int look_into(struct lookup *lookup, const struct run *run, const uint64_t *bits, size_t count)
{
        for (size_t key = 0; key < count; key++)
                if (!lookup->ended[key])
                        run_prefetch_prefix(run, bits[key]);
        for (size_t key = 0; key < count; key++)
                if (!lookup->ended[key])
                        run_prefetch_cards(run, bits[key]);
        for (size_t key = 0; key < count; key++) {
                uint64_t first, end;

                if (lookup->ended[key] || !run_find(run, bits[key], &first, &end))
                        continue;
                while (end > first && !lookup->ended[key]) {
                        int r = add(lookup, key, run_card(run, --end));

                        if (r < 0)
                                return r;
                }
        }
        return 0;
}

int lookup_cards(struct lookup *lookup, const struct view *view, const uint64_t *bits, size_t count)
{
        int r = 0;

        assert(count <= LOOKUP_KEYS_MAX);
        lookup->count = 0;
        for (size_t key = 0; key < count; key++) {
                lookup->first[key] = LOOKUP_END;
                lookup->ended[key] = false;
        }
        for (size_t i = view->runs_count; r == 0 && i > 0; i--)
                r = look_into(lookup, view->runs[i - 1], bits, count);
        return r;
}

/* ---- statements ---- */

static bool is_same(struct hash128 a, struct hash128 b)
{
        return a.high == b.high && a.low == b.low;
}

/* Goes on from first[], which stays at what is COLD. */
static int read_one(struct lookup *lookup, const struct view *view, const struct disk *disk,
                    struct hash128 hash, size_t key, bool cached, struct arena *arena, struct bytes *ret)
{
        while (lookup->first[key] != LOOKUP_END) {
                const struct candidate *candidate = &lookup->candidates[lookup->first[key]];
                struct record record;
                int r = view_read(view, disk, candidate->place, cached, arena, &record);

                if (r < 0 || r == VIEW_COLD)
                        return r;
                if (r == 0 && is_same(record.hash, hash)) {
                        *ret = record.value;
                        return 0;
                }
                lookup->first[key] = candidate->next;
        }
        return 0;
}

static int find_some(struct lookup *lookup, const struct view *view, const struct disk *disk,
                     unsigned hash_bits, const struct hash128 *hashes, size_t count, bool wait, struct arena *arena,
                     struct bytes *ret)
{
        uint64_t bits[LOOKUP_KEYS_MAX];
        size_t cold = 0;
        int r;

        for (size_t key = 0; key < count; key++) {
                bits[key] = card_bits(hashes[key], hash_bits);
                ret[key] = (struct bytes){0};
        }
        r = lookup_cards(lookup, view, bits, count);
        /* First what is in memory, while the disk is asked for all the others at once. */
        for (size_t key = 0; r >= 0 && key < count; key++) {
                r = read_one(lookup, view, disk, hashes[key], key, true, arena, &ret[key]);
                cold += r == VIEW_COLD;
        }
        if (r >= 0 && cold > 0 && !wait)
                return LEDGER_COLD;
        for (size_t key = 0; r >= 0 && cold > 0 && key < count; key++)
                if (!ret[key].data)
                        r = read_one(lookup, view, disk, hashes[key], key, false, arena, &ret[key]);
        return r < 0 ? r : 0;
}

int lookup_statements(struct lookup *lookup, const struct view *view, const struct disk *disk,
                      unsigned hash_bits, const struct hash128 *hashes, size_t count, bool wait,
                      struct arena *arena, struct bytes *ret)
{
        bool cold = false;

        for (size_t at = 0; at < count; at += LOOKUP_KEYS_MAX) {
                size_t some = count - at < LOOKUP_KEYS_MAX ? count - at : LOOKUP_KEYS_MAX;
                int r = find_some(lookup, view, disk, hash_bits, hashes + at, some, wait, arena, ret + at);

                if (r < 0)
                        return r;
                cold |= r == LEDGER_COLD; /* the others are asked for too */
        }
        return cold ? LEDGER_COLD : 0;
}
