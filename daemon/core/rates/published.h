/* core/rates/published.h: the records of one pair of currencies of one source, by month and day.
 *
 * A month's records lie in one array, sorted by day, then by id: so the last one of a day stands. Their
 * ids lie in one block of bytes beside it, which is packed anew when half of it is dead. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/event.h"
#include "core/rates/fraction.h"

struct published {
        int64_t mantissa;
        uint32_t id_at;
        uint16_t base_old, quote_old; /* the code that it was said in: see families.h */
        uint8_t mday, scale, id_length;
        bool provisional;
};

struct published_month {
        int32_t month;
        uint32_t count, capacity;
        struct published *records;
        char *ids;
        uint32_t ids_length, ids_capacity, ids_dead;
        bool dirty; /* since it was saved */
};

/* Currencies are in their newest codes. */
struct pair {
        struct currency base, quote;
        struct published_month *months; /* sorted; an empty one goes when that is saved */
        uint32_t count, capacity;
        int32_t changed_first, changed_last; /* since it was judged; first behind last: not */
};

void pair_done(struct pair *pair);

/* `record` but for its id_at, at this day. 0 or -ENOMEM. The record is not there yet. */
int pair_add(struct pair *pair, int32_t day, const struct published *record, struct text id);
/* It is there. */
void pair_remove(struct pair *pair, int32_t day, struct text id);

/* The month, NULL: nothing was ever there. */
struct published_month *pair_month(const struct pair *pair, int32_t month);
void pair_sweep(struct pair *pair);

/* The record that stands on the newest of the days first..last that has one; NULL: none has. */
const struct published *pair_newest(const struct pair *pair, int32_t first_day, int32_t last_day,
                                    int32_t *ret_day);

/* The records that stand on the days first..last, in order; what `visitor` returns ends the walk unless
 * it is 0. */
typedef int (*published_visitor)(void *context, const struct published *record);
int pair_standing(const struct pair *pair, int32_t first_day, int32_t last_day, published_visitor visitor,
                  void *context);
