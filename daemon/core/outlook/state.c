/* core/outlook/state.c: what the chances of one origin after the other say.
 *
 *                          chance < 20 %, or < 40 % twice
 *                  ┌──────────────────────────────────────────┐
 *                  │                                          v
 *      >= 65 % ┌────────┐                                ┌─────────┐ <= 35 %
 *      ───────>│on track│                                │ at risk │<───────
 *              └────────┘                                └─────────┘
 *                  ^                                          │
 *                  └──────────────────────────────────────────┘
 *                          chance >= 80 %, or >= 60 % twice
 *
 * "Twice" is at two origins in a row. Between 35 and 65 % nothing is said until a chance lies outside: a quarter
 * of all turns took back a first word that had been little more than a guess (METHOD.md). */
#include <assert.h>

#include "core/outlook/outlook.h"

#define FIRST_NO  350000
#define FIRST_YES 650000

/* Speaks a chance for the other state, clearly or not? */
static const struct {
        uint8_t other;
        bool rising; /* at or above the lines, else below them */
        int32_t clearly, twice;
} turns[OUTLOOK_STATE_COUNT] = {
        [OUTLOOK_ON_TRACK] = {OUTLOOK_AT_RISK, false, 200000, 400000},
        [OUTLOOK_AT_RISK] = {OUTLOOK_ON_TRACK, true, 800000, 600000},
};

static bool beyond(int32_t chance_ppm, int32_t line, bool rising)
{
        return rising ? chance_ppm >= line : chance_ppm < line;
}

void outlook_fold(struct outlook_fold *fold, int32_t chance_ppm)
{
        const uint8_t state = fold->state;
        bool doubts;

        assert(state < OUTLOOK_STATE_COUNT);

        if (!turns[state].other) {
                fold->state = chance_ppm >= FIRST_YES ? OUTLOOK_ON_TRACK :
                              chance_ppm <= FIRST_NO  ? OUTLOOK_AT_RISK :
                                                        OUTLOOK_NONE;
                return;
        }
        doubts = beyond(chance_ppm, turns[state].twice, turns[state].rising);
        if (beyond(chance_ppm, turns[state].clearly, turns[state].rising) || (doubts && fold->doubted))
                *fold = (struct outlook_fold){.state = turns[state].other};
        else
                fold->doubted = doubts;
}
