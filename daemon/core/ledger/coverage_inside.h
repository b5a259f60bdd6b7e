/* core/ledger/coverage_inside.h: what coverage.c, its runs and its rows share: the cells of a source,
 * one for each period of its resolution that a release has spoken of, sorted by the period's last
 * day. */
#pragma once
#include "core/ledger/coverage.h"

struct cell {
        int32_t first_day, last_day;
        uint64_t covered;  /* highest vintage that ended here with `replaces`; 0: none */
        uint64_t complete; /* highest vintage that said complete; 0: none */
        bool dirty;
};

struct spoken {
        struct cell *cells;
        size_t count, capacity;
        int32_t oldest_day, newest_day; /* CIVIL_NONE: nothing was sent yet */
        int32_t nothing_until; /* CIVIL_NONE: not said */
        bool dirty, changed;
};

struct coverage {
        const struct plan *plan;
        struct spoken *sources; /* as the plan's */
        int32_t day;
        struct complete_run *runs[2]; /* scratch for coverage_runs(); grows, never shrinks */
        size_t runs_capacity[2];
};

/* The first cell whose last day is not below `last_day`. */
size_t cell_at(const struct spoken *spoken, int32_t last_day);
/* The cell of a period, made if it is not there; NULL: no memory. */
struct cell *cell_need(struct spoken *spoken, int32_t first_day, int32_t last_day);
/* The last day up to which time and the source's own word complete it; CIVIL_NONE: nothing. */
int32_t told_until(const struct coverage *coverage, size_t source);
