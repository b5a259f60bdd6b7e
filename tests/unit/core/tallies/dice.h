/* tests/unit/core/tallies/dice.h: numbers that look random and follow from a seed. */
#pragma once
#include <stdint.h>

struct dice {
        uint64_t state;
};

static inline struct dice dice_of(uint64_t seed)
{
        return (struct dice){seed * UINT64_C(0x9e3779b97f4a7c15) + UINT64_C(0x2545f4914f6cdd1d)};
}

static inline uint64_t dice_next(struct dice *dice)
{
        uint64_t x = dice->state += UINT64_C(0x9e3779b97f4a7c15);

        x = (x ^ (x >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
        x = (x ^ (x >> 27)) * UINT64_C(0x94d049bb133111eb);
        return x ^ (x >> 31);
}

/* 0 to sides - 1 */
static inline int64_t dice_roll(struct dice *dice, int64_t sides)
{
        return (int64_t)(dice_next(dice) % (uint64_t)sides);
}
