/* tests/bench/sums.h: the least that counting can be: a walk over a batch's bytes that reads of each
 * event the flow, the month and the value, and adds to one of 24 cells. No unpacking, no checks, no
 * records. What a daemon could not be faster than. */
#pragma once
#include <stddef.h>
#include <stdint.h>

struct sums {
        __int128 cell[2][12]; /* by flow and month */
        uint64_t events;
};

/* How many events there were. Bytes that are no batch end the walk early. */
size_t sums_add(struct sums *sums, const uint8_t *bytes, size_t length);
