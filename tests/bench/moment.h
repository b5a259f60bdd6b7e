/* tests/bench/moment.h: moments of the steady clock, and the order of what took how long. */
#pragma once
#include <stddef.h>
#include <stdint.h>

uint64_t moment_nsec(void);

/* Sorts; the value that `share` of a thousand are not above. `count` is not 0. */
uint64_t moment_share(uint64_t *nsec, size_t count, unsigned share);
