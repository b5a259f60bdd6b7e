/* import/row.h: one row of a table becomes one event, as the mapping says. */
#pragma once
#include "import/csv.h"
#include "import/file.h"
#include "import/mapping.h"

enum {
        ROW_LEFT_OUT = 1, /* by a rule "only" or "skip" */
        ROW_FAULT,        /* `why` says what, `column` where it is known */
};

struct row {
        struct mst_event event; /* texts are the pool's or the row's */
        struct period period;   /* NONE for a withdrawal without one */
        struct text release;    /* what rows of one release have in common; empty: the period or file */
        int32_t published;      /* where the row says it, else CIVIL_NONE */

        const char *why;   /* of a fault */
        const char *field; /* that it is about, or NULL */
};

/* The mapping is bound to the row's table. 0 or an outcome; everything lives as long as `pool`
 * is not reset and `from` is not read again. */
int row_read(const struct mapping *mapping, const struct file *file, const struct csv_row *from,
             struct pool *pool, struct row *ret);
