/* rehearse/tables.h: histories and cases of `milestonectl outlook --cases`, out of CSV files.
 *
 *      histories   series,month,value          2006-01, a whole number of the smallest unit; empty: missing
 *      cases       series,origin,window,target [,booked,elapsed]
 *                  origin is the last month known; a window is year:2021, half:2021-H2, quarter:2021-Q3,
 *                  month:2021-07, since:2006-01 or last:12; booked is what the month after the origin has
 *                  so far, elapsed the share of it (ppm) that has passed
 *
 * Columns are found by their names, others are passed over: so what was written can be read again. */
#pragma once
#include "base/period.h"
#include "core/outlook/outlook.h"
#include "import/faults.h"

/* The months of one series, without a gap: one that is missing in the middle lets it begin behind it. */
struct rehearsed_series {
        struct text name;
        int32_t first_month;
        size_t count;
        int64_t *months;
};

struct rehearsed {
        struct pool pool;
        struct rehearsed_series *series; /* by name */
        size_t series_count;
};

struct rehearsed_case {
        struct text series, window; /* as they were written */
        int32_t origin;
        struct outlook_window asked;
        int64_t target, booked, elapsed_ppm;
        uint32_t line;
};

struct rehearsed_cases {
        struct pool pool;
        struct rehearsed_case *cases; /* as they come */
        size_t count, allocated;
};

/* 0, or 1 after adding to `faults`. */
int rehearsed_read(const char *const *paths, size_t paths_count, struct faults *faults, struct rehearsed *ret);
void rehearsed_done(struct rehearsed *rehearsed);
int rehearsed_cases_read(const char *path, struct faults *faults, struct rehearsed_cases *ret);
void rehearsed_cases_done(struct rehearsed_cases *cases);

/* NULL: there is none of that name. */
const struct rehearsed_series *rehearsed_find(const struct rehearsed *rehearsed, struct text name);
