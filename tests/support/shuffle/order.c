/* A seed comes in, an order leaves, the same on every machine; what is sent stays the same set. */
#include "order.h"
#include <assert.h>
#include <stdlib.h>

/* splitmix64 (Steele, Lea, Flood 2014): the same numbers for a seed on every machine. */
static uint64_t next(uint64_t *state)
{
        uint64_t z = *state += 0x9e3779b97f4a7c15ULL;

        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
        z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
        return z ^ (z >> 31);
}

static void rows_shuffle(struct manifest_release *release, uint64_t *state)
{
        for (size_t i = release->n_rows; i > 1; i--) {
                size_t j = (size_t)(next(state) % i);
                struct manifest_row row = release->rows[i - 1];

                release->rows[i - 1] = release->rows[j];
                release->rows[j] = row;
        }
}

static void releases_order(const struct order *order, uint32_t *releases, size_t n)
{
        uint64_t state = order->releases_seed;

        for (size_t i = 0; i < n; i++)
                releases[i] = (uint32_t)(order->releases == TURN_REVERSE ? n - 1 - i : i);
        for (size_t i = n; order->releases == TURN_SHUFFLE && i > 1; i--) {
                size_t j = (size_t)(next(&state) % i);
                uint32_t release = releases[i - 1];

                releases[i - 1] = releases[j];
                releases[j] = release;
        }
}

/* The next message of a release: `at` counts them. False when there is none any more. */
static bool step_add(const struct order *order, const struct manifest *manifest, uint32_t release,
                     uint32_t at, struct schedule *schedule)
{
        size_t n;
        const struct manifest_release *r = &manifest_releases(manifest, &n)[release];
        uint32_t batches = release_batches(manifest, r), batch;
        bool has_end = r->day != CIVIL_NONE;

        if (at >= batches + (has_end ? 1 : 0))
                return false;
        if (has_end && order->ends_first)
                batch = at; /* the end is 0 */
        else
                batch = at < batches ? at + 1 : 0;
        if (batch == 0 || batch != order->leave_out_batch)
                schedule_add(schedule, release, batch);
        return true;
}

/* One message of each open release in turn; where one is through, the next opens. */
static void interleave(const struct order *order, const struct manifest *manifest, const uint32_t *releases,
                       size_t n, struct schedule *schedule)
{
        size_t width = order->interleave < n ? order->interleave : n, opened = width, open = width;
        uint32_t *slots = calloc(width + 1, sizeof(*slots)), *at = calloc(width + 1, sizeof(*at));

        assert(slots && at);
        for (size_t i = 0; i < width; i++)
                slots[i] = releases[i];
        while (open > 0)
                for (size_t i = 0; i < open;) {
                        if (step_add(order, manifest, slots[i], at[i], schedule)) {
                                at[i++]++;
                                continue;
                        }
                        if (opened < n) {
                                slots[i] = releases[opened++];
                                at[i] = 0;
                                continue;
                        }
                        open--;
                        slots[i] = slots[open];
                        at[i] = at[open];
                }
        free(slots);
        free(at);
}

void order_make(const struct order *order, struct manifest *manifest, struct schedule *ret)
{
        uint64_t state = order->rows_seed;
        struct manifest_release *releases;
        uint32_t *turns;
        size_t n, once;

        assert(order->interleave > 0);

        releases = manifest_releases(manifest, &n);
        turns = calloc(n + 1, sizeof(*turns));
        assert(turns);
        for (size_t i = 0; order->shuffles_rows && i < n; i++)
                rows_shuffle(&releases[i], &state);
        releases_order(order, turns, n);
        interleave(order, manifest, turns, n, ret);
        once = ret->n;
        for (size_t i = 0; order->twice && i < once; i++)
                schedule_add(ret, ret->steps[i].release, ret->steps[i].batch);
        free(turns);
}
