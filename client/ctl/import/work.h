/* import/work.h: how the text of a cell is worked out of a row: its case, its columns, what is
 * replaced in it, what a pattern takes out of it, and what a look-up makes of it, in this order. */
#pragma once
#include "import/mapping.h"

struct worked {
        struct text text;
        bool missing;       /* nothing is there; `text` is empty */
        const char *why;    /* a sentence why there is none, or NULL */
        struct text column; /* the first column that it came from; empty: none */
};

/* The case whose conditions hold; NULL: none. */
const struct cell *cell_case(const struct cell *cell, const struct template_row *row, struct pool *pool);
struct worked cell_work(const struct cell *cell, const struct template_row *row, struct pool *pool);
