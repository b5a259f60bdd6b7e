/* import/manifest.h: what is to be sent: the rows of all tables by release, checked and summed.
 *
 * All tables are read once from front to end before a single event leaves: so a mistake in the
 * last row is found before the first is sent, and each release's end (periods, batches, events,
 * control totals) is known from the beginning and may even be sent first. Of a row only its
 * place is kept (32 bytes, and 8 for its id); it is read again when its batch is made, in whatever order.
 *
 * Releases stand in the order of their vintages, rows in the order of the files. A source
 * without releases has one, without vintage, that holds all rows. */
#pragma once
#include "base/wide.h"
#include "import/mapping.h"
#include "import/row.h"
#include <milestone/client.h>

#define MANIFEST_ROWS_MAX (128u * 1024 * 1024) /* events of one import */

struct manifest_row {
        uint64_t offset;
        uint32_t length;
        uint32_t line;
        uint32_t file;
        uint32_t variant;    /* which event of a wide row */
        uint32_t difference; /* from 1: what it tells instead of sums; 0: nothing */
};

/* What was found in the tables, for the report. */
struct manifest_counts {
        uint64_t rows;           /* of the tables, without headers */
        uint64_t left_out;       /* events left out: by rules, for a missing cell, for their period */
        uint64_t missing_skip;   /* of these: for a missing cell */
        uint64_t outside;        /* of these: for their period */
        uint64_t followed;       /* events without a row: months that a revised sum changes */
        uint64_t repeated;       /* of those left out: the same event as in a row before */
        uint64_t superseded;     /* of those left out: a later row of the release says otherwise */
        uint64_t other_vintages; /* of those left out */
        uint64_t disputed;       /* events that differ from one before, and are sent to be disputed */
        struct row_cells cells;
};

struct manifest_total {
        enum mst_control_of of;
        char currency[4];
        wide sum; /* of at most 2^32 events of 2^62 */
};
#define MANIFEST_TOTALS_MAX 64 /* currencies of a release; of more, no sum is told */

struct manifest_release {
        int32_t day; /* of its vintage; CIVIL_NONE: no release */
        uint32_t serial;
        struct text key;
        struct manifest_row *rows;
        uint64_t *ids;          /* hash of each row's id, until the manifest is whole */
        struct cumulated *sums; /* of each row, where the table tells sums; as long as ids */
        size_t n_rows, rows_allocated, ids_allocated, sums_allocated;
        struct period *periods; /* each once, in order */
        size_t n_periods, periods_allocated;
        struct manifest_total totals[MANIFEST_TOTALS_MAX];
        size_t n_totals;
        uint64_t by_period[PERIOD_YEAR + 1]; /* events by the kind of their period */
        uint64_t apart;                      /* with the level of a total or group stated */
};

struct manifest_options {
        struct period only_first, only_last; /* NONE: all periods */
        int32_t published;                   /* instead of the mapping's; CIVIL_NONE: the mapping's */
        int32_t only_vintage;                /* CIVIL_NONE: all */
        int32_t vintage_shift_days;          /* for tests: the same rows as a newer or older vintage */
};

struct manifest;

/* 0, or 1 after adding to `faults` all that is wrong with the tables. The mapping is borrowed
 * for the manifest's life. */
int manifest_read(struct mapping *mapping, const char *const *paths, size_t n_paths,
                  const struct manifest_options *options, struct faults *faults, struct manifest **ret);
struct manifest *manifest_free(struct manifest *manifest);

/* Reads a row again; `pool` holds its texts. It was read before, so it cannot fail, but for a
 * file that was changed meanwhile: ROW_FAULT. */
int manifest_event(struct manifest *manifest, const struct manifest_row *row, struct pool *pool,
                   struct row *ret);

const struct mapping *manifest_mapping(const struct manifest *manifest);
/* Their rows may be reordered within a release. */
struct manifest_release *manifest_releases(const struct manifest *manifest, size_t *ret_n);
/* Events that are sent. */
uint64_t manifest_rows(const struct manifest *manifest);
const struct manifest_counts *manifest_counts(const struct manifest *manifest);
/* Events that the rule left out, by its index in the mapping. */
uint64_t manifest_left_out_by(const struct manifest *manifest, size_t rule);
/* Of those that are sent: with the level of a total or group, and by the kind of their period. */
void manifest_apart(const struct manifest *manifest, uint64_t *ret_levels,
                    uint64_t ret_by_period[PERIOD_YEAR + 1]);
const char *manifest_file(const struct manifest *manifest, uint32_t file);

/* Its periods as the protocol writes them, "2021-01..2021-12" for a run of them; out of `pool`. */
const char *const *manifest_periods(const struct manifest_release *release, struct pool *pool, size_t *ret_n);
