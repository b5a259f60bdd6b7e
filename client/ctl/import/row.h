/* import/row.h: one row of a table becomes one event, as the mapping says. */
#pragma once
#include "import/csv.h"
#include "import/file.h"
#include "import/mapping.h"

enum {
        ROW_LEFT_OUT = 1, /* by a rule "only" or "skip", see `rule` */
        ROW_MISSING,      /* a cell is missing whose mapping says: skip */
        ROW_FAULT,        /* `why` says what, `field` of which */
};

/* What was done with cells, for the report. */
struct row_cells {
        uint64_t unknown, zero; /* missing ones that became so */
        uint64_t rounded;
};

struct row {
        struct mst_event event; /* texts are the pool's or the row's */
        struct period period;   /* NONE for a withdrawal without one */
        struct text release;    /* what rows of one release have in common; empty: the period or file */
        struct text series;     /* whose sum it tells, where the table tells sums */
        int32_t published;      /* where the row says it, else CIVIL_NONE */

        size_t rule; /* of ROW_LEFT_OUT: its index in the mapping */
        struct row_cells cells;

        const char *why;    /* of a fault */
        const char *field;  /* that it is about, or NULL */
        struct text column; /* that it came from, where there is one */
};

/* The mapping is bound to the row's table; `variant` is one of mapping_variants(). 0 or an
 * outcome; everything lives as long as `pool` is not reset and `from` is not read again. */
int row_read(const struct mapping *mapping, const struct file *file, const struct csv_row *from,
             size_t variant, struct pool *pool, struct row *ret);
