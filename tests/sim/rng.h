/* tests/sim/rng.h: numbers that follow from a seed and from nothing else (splitmix64). */
#pragma once
#include <stdbool.h>
#include <stdint.h>

struct rng {
        uint64_t state;
};

static inline uint64_t rng_next(struct rng *rng)
{
        uint64_t z = (rng->state += UINT64_C(0x9e3779b97f4a7c15));

        z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
        z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
        return z ^ (z >> 31);
}

/* 0 .. n-1; n is above 0. */
static inline uint64_t rng_below(struct rng *rng, uint64_t n)
{
        return rng_next(rng) % n;
}

static inline uint64_t rng_between(struct rng *rng, uint64_t first, uint64_t last)
{
        return first + rng_below(rng, last - first + 1);
}

static inline bool rng_chance(struct rng *rng, unsigned per_mille)
{
        return rng_below(rng, 1000) < per_mille;
}

/* One number of several. */
static inline uint64_t rng_mix(uint64_t a, uint64_t b)
{
        struct rng rng = {a ^ (b * UINT64_C(0xd6e8feb86659fd93))};

        return rng_next(&rng);
}
