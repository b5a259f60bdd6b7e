/* tests/sim/finding.h: what was found in a run. It happens in a process of its own, which ends at the
 * first broken invariant; what it was stands in memory that the parent sees. */
#pragma once
#include <stdint.h>

#define FINDING_NAME_MAX 48
#define FINDING_TEXT_MAX 1024

struct finding {
        char invariant[FINDING_NAME_MAX]; /* "" : none is broken */
        char text[FINDING_TEXT_MAX];
        uint64_t trace; /* a hash over what happened: the same seed, the same number */
        uint64_t step;  /* the last one that was begun */
        /* Figures of a whole run. */
        uint64_t steps, lives, cuts, kills, failures, entries, receipts, news, disk_operations;
};

/* Where this process writes; set by its parent before the run. */
extern struct finding *finding;

/* Ends the process. */
_Noreturn void broken(const char *invariant, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Into the hash over what happened. */
void trace(uint64_t what);
void trace_bytes(const void *data, uint64_t length);

#define CHECK(condition, invariant, ...)                \
        do {                                            \
                if (!(condition))                       \
                        broken(invariant, __VA_ARGS__); \
        } while (0)
