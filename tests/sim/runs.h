/* tests/sim/runs.h: runs in processes of their own, side by side; and the search for a shorter one. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sim/finding.h"
#include "sim/steps.h"

#define RUNS_JOBS_MAX  16
#define RUNS_STEPS_MAX 100000
#define RUNS_SECONDS   120 /* one run: it hangs */

struct runs {
        unsigned jobs;
        size_t steps;             /* of a seed */
        char folder[128];         /* of all their disks */
        struct finding *findings; /* a job each, shared with its process */
};

int runs_new(unsigned jobs, size_t steps, struct runs *ret);
void runs_free(struct runs *runs);

/* One run, by its seed, or by the list of steps in a file. */
void runs_one(const struct runs *runs, uint64_t seed, const char *script, struct finding *ret);
/* Seeds from `from` on. False: at one of them an invariant broke: the first of those that had begun. */
bool runs_many(const struct runs *runs, uint64_t from, uint64_t seeds, struct finding *sum,
               void (*add)(struct finding *sum, const struct finding *one), uint64_t *ret_seed,
               struct finding *ret);
/* Leaves steps out, as long as the same invariant breaks. */
void runs_shorten(const struct runs *runs, uint64_t seed, const struct finding *what, struct step *steps,
                  size_t *count);
