/* import/wide.h: wide tables, in which a row holds a figure in each of many columns.
 *
 * Each of these columns makes an event of its own. Of the column a template can ask, as
 * {wide.KEY}:
 *     name       its name        value   the row's text in it
 *     1 to 9     the groups of the pattern that chose it
 *     others     what the mapping names "beside": the row's text in another column, whose name
 *                follows from the groups */
#pragma once
#include "import/condition.h"
#include "import/faults.h"

#define WIDE_BESIDE_MAX 8

struct wide_beside {
        struct text key;
        struct text form; /* of the column's name, with {1} to {9} */
};

/* As the mapping says it. */
struct wide_rule {
        bool stated;
        uint32_t line, column; /* in the mapping */
        struct text_list names;
        struct pattern *pattern; /* instead of names */
        struct wide_beside beside[WIDE_BESIDE_MAX];
        size_t n_beside;
};

struct wide_column {
        struct text name;
        size_t column; /* index in the row */
        struct pattern_found found;
        size_t beside[WIDE_BESIDE_MAX];
};

/* The same, bound to the columns of a table. */
struct wide_table {
        struct wide_column *columns; /* in the order of the table */
        size_t n_columns;
        struct text *keys; /* what {wide.KEY} may be */
        size_t n_keys;
        size_t n_groups, n_beside;
};

/* NULL, or a sentence why the table has no such columns; all of it out of `pool`. */
const char *wide_bind(const struct wide_rule *rule, const struct text *header, size_t n_header,
                      struct pool *pool, struct wide_table *ret);

/* The texts of the keys for one of the columns; out of `pool`. */
const struct text *wide_texts(const struct wide_table *table, size_t column, const struct text *row,
                              struct pool *pool);
