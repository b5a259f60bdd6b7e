/* import/table.h: a table as rows of as many fields as it has columns, whatever it is written in. */
#pragma once
#include "import/condition.h"
#include "import/csv.h"
#include "import/file.h"

enum table_type {
        TABLE_CSV,
        TABLE_JSON, /* a list of objects, or one behind the other */
};

/* Rows with more fields than the header has names. */
enum extra_columns {
        EXTRA_ERROR,
        EXTRA_IGNORE, /* the last ones have no name */
        EXTRA_SHIFT,  /* the first ones have none: numbers of rows */
};

/* As the mapping says it. */
struct table_rule {
        enum table_type type;
        char separator;
        const char *encoding;     /* NULL: UTF-8 */
        uint32_t skip_lines;      /* before the header */
        struct text_list columns; /* names, where the table has no header */
        enum extra_columns extra;
        bool fill_short;  /* rows with fewer fields: the last ones are empty */
        struct text list; /* of JSON: where the list is */
};

struct table;

/* Borrows rule, file and `asked`, the names of the columns that the mapping uses. 0, or 1 after adding
 * to `faults`. */
int table_open(const struct table_rule *rule, const struct file *file, const struct text_list *asked,
               struct faults *faults, struct table **ret);
struct table *table_close(struct table *table);

/* Good as long as the table. */
const struct text *table_columns(const struct table *table, size_t *ret_n);

enum { TABLE_FAULT = 201 };

/* The next row: 0, CSV_ROW_END, or TABLE_FAULT after adding to `faults`; `*ret_on` says whether
 * reading can go on. */
int table_next(struct table *table, struct faults *faults, struct csv_row *ret, bool *ret_on);
/* A row that came before, by its slice; 0 or TABLE_FAULT, if the file was changed. */
int table_at(struct table *table, uint64_t offset, uint32_t length, uint32_t line, struct csv_row *ret);
/* Whether a row had that column: of JSON it is known so late. */
bool table_saw(const struct table *table, size_t column);
