/* core/tallies/control.h: totals that lie beside their parts: kept for each measure and level, and never
 * added to it (rule 10). And how what counts was valued.
 *
 * A total passes the filter of its measure like a part. What it is a total of, it does not say: so
 * one of all commodities passes no filter of commodities, and one with the whole world lies in a
 * corridor only where the other side is `any`.
 *
 * Levels are few, and a publisher may choose them freely: beyond CONTROL_LEVELS_MAX of a measure what
 * comes is left out and counted; that one is named among the exceptions to promise 3 (rule 14, a limit
 * that was hit). Levels are never given up again, so that what is taken back finds where it was
 * added. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/reads.h"
#include "core/tallies/series.h"

/* A measure's sources have three or four in practice: a year, all commodities, the world. */
#define CONTROL_LEVELS_MAX 64

struct control_series {
        struct control_levels levels;
        struct series series;
        bool is_new, dirty;
};

struct control {
        size_t count;
        struct control_series *of[CONTROL_LEVELS_MAX]; /* rising */
        uint64_t left_out;
        bool left_out_dirty;
};

/* Numbers of proto Valuation and PartnerBasis are below. */
#define BASES_MAX 8

struct bases {
        int64_t records[BASES_MAX][BASES_MAX]; /* by valuation, basis */
        bool dirty;
};

void control_done(struct control *control);

/* The series of these levels, made when there is none; `*ret` NULL: left out. 0 or -ENOMEM. */
int control_series(struct control *control, uint32_t measure, const struct control_levels *levels,
                   struct control_series **ret);
