/* core/rates/inside.h: what the files of the room share; nobody else includes it. */
#pragma once
#include "core/rates/families.h"
#include "core/rates/published.h"
#include "core/rates/rates.h"

/* One source of the plan. */
struct publisher {
        struct pair *pairs; /* sorted by base, then quote */
        size_t pairs_count, pairs_capacity;
        struct complete_run *runs; /* what it had said completely when it was looked at last */
        size_t runs_count;
        int32_t completed_first, completed_last; /* days on which that changed; first behind last: none */
        bool in_chain, looked;
};

struct known_scale {
        struct currency currency;
        uint8_t digits;
        bool dirty;
        bool changed; /* since it was judged: what was said with other decimals is worth something else */
};

struct rates {
        const struct plan *plan;
        struct coverage *coverage;
        struct families families;
        struct publisher *publishers; /* as the plan's sources */
        struct known_scale *scales;   /* sorted by code */
        size_t scales_count, scales_capacity;
        struct rate_change *changes; /* the last answer of rates_changes() */
        size_t changes_count, changes_capacity;
        bool changed; /* anything, since it was judged */
};

/* Room for one more element behind `count`. */
int rates_grow(void **array, size_t *capacity, size_t count, size_t size);

/* NULL: nothing was ever published for it. */
struct pair *publisher_pair(const struct publisher *publisher, struct currency base, struct currency quote);
int publisher_make_pair(struct publisher *publisher, struct currency base, struct currency quote,
                        struct pair **ret);

/* False: no entry has told its decimals. */
bool rates_digits(const struct rates *rates, struct currency currency, uint8_t *ret);
