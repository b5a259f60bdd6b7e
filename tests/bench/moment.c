/* tests/bench/moment.c */
#include "moment.h"

#include <stdlib.h>
#include <time.h>

uint64_t moment_nsec(void)
{
        struct timespec now;

        clock_gettime(CLOCK_MONOTONIC, &now);
        return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

static int by_value(const void *a, const void *b)
{
        uint64_t left = *(const uint64_t *)a, right = *(const uint64_t *)b;

        return left < right ? -1 : left > right;
}

uint64_t moment_share(uint64_t *nsec, size_t count, unsigned share)
{
        qsort(nsec, count, sizeof(*nsec), by_value);
        return nsec[(count - 1) * share / 1000];
}
