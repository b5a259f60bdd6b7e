/* import/manifest_inside.h: a manifest while it is made, for the files that make it: manifest.c reads the
 * tables, releases.c sorts events into releases, cumulative.c turns sums into months, repeats.c
 * looks at what is there twice. */
#pragma once
#include "import/manifest.h"
#include "import/table.h"

struct manifest {
        struct mapping *mapping;
        struct pool pool;
        struct file **files;
        struct table **tables; /* of each file; NULL where it could not be opened */
        size_t n_files;
        uint32_t bound; /* the file whose columns the mapping is bound to */
        bool *seen;     /* of the columns that the mapping asks for */
        struct manifest_release *releases;
        size_t n_releases, releases_allocated, last_release;
        uint64_t rows;
        uint64_t *rule_counts; /* of each rule of the mapping */
        struct manifest_counts counts;
        struct csv_row again; /* the row that was read again last; good while all tables lie still */
        uint32_t again_file;
        struct difference *differences;
        size_t n_differences, differences_allocated;
};

struct reading {
        struct manifest *manifest;
        const struct manifest_options *options;
        struct faults *faults;
        struct pool scratch; /* of one row */
        uint32_t file;
};

/* ---- releases.c */

/* Puts the event into its release; what is wrong with that is told with the row's line. */
void releases_add(struct reading *r, const struct csv_row *from, uint32_t variant, const struct row *row);
/* In the order of their vintages; those that are not asked for are left out. */
void releases_sort(struct manifest *m);
void releases_choose(struct reading *r);
void releases_check(struct reading *r);

/* ---- release.c: one of them */

/* `sum` may be NULL. */
void release_add(struct manifest_release *release, const struct manifest_row *row, uint64_t id,
                 const struct cumulated *sum);
/* Counts the event: periods, control totals, and what is apart from what counts. */
void release_count(struct manifest_release *release, const struct row *row);
/* A row that is dropped stays in its place until release_recount(). */
void manifest_row_drop(struct manifest_row *row);
/* Takes out what was dropped or lies outside of the periods asked for, and counts anew. */
void release_recount(struct reading *r, struct manifest_release *release);
bool reading_is_outside(const struct reading *r, struct period period);
void release_done(struct manifest_release *release);

/* ---- cumulative.c */

/* All rows are there, releases in their order. Their rows get their differences; those that follow are
 * added, and those that a later row of the same release replaces are dropped. */
void cumulative_resolve(struct reading *r);

/* ---- repeats.c */

/* Rows of a release that are one record: the same twice is sent once, and of others the mapping says
 * what counts. */
void repeats_resolve(struct reading *r);
