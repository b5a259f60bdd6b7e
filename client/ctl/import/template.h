/* import/template.h: a text with holes: "{reporter}-{partner}-{.period}".
 *
 *     {column}      the column's text in the row, without blanks at its ends
 *     {.field}      a field of the event, as it was mapped: {.period} is "2021-11" however the
 *                   table writes it, {.flow} is "export"
 *     {file.name}   the table's file, without folders and endings;  {file.line} the row's line
 *     {wide.KEY}    of the column that makes this event, where one row makes many (import/wide.h)
 *     {{ and }}     the braces themselves
 *
 * A text without holes is a constant. */
#pragma once
#include "base/text.h"
#include "fields.h"
#include "pool.h"
#include <stdbool.h>

enum part_kind {
        PART_TEXT,
        PART_COLUMN,
        PART_FIELD,
        PART_FILE_NAME,
        PART_FILE_LINE,
        PART_WIDE,
};

struct part {
        enum part_kind kind;
        struct text text; /* the text, or the name of the column or of the key */
        size_t column;    /* its index, once bound */
        const struct field *field;
};

struct template
{
        struct part *parts; /* out of the pool that it was parsed with */
        size_t n_parts;
};

/* What fills the holes. */
struct template_row {
        const struct text *columns;
        size_t n_columns;
        const struct text *wide; /* by key; NULL where a row is one event */
        const struct mst_event *event;
        const char *file_name;
        uint32_t line;
};

/* What the names in holes are bound to. */
struct template_names {
        const struct text *columns; /* of the table */
        size_t n_columns;
        const struct text *wide; /* what {wide.KEY} may be */
        size_t n_wide;
};

/* NULL, or a sentence why it is none. `kind` says which names a {.field} may have. */
const char *template_parse(struct text text, enum mst_event_kind kind, struct pool *pool,
                           struct template *ret);
/* One column, whatever its name holds. */
void template_column(struct text name, struct pool *pool, struct template *ret);

/* Finds the columns by their names: NULL, or a sentence about one that is not there, with the
 * nearest. */
const char *template_bind(struct template *template, const struct template_names *names, struct pool *pool);

/* Borrowed from the row where the template is one hole, else out of `pool`. */
struct text template_fill(const struct template *template, const struct template_row *row, struct pool *pool);

bool template_is_constant(const struct template *template);
bool template_has_field(const struct template *template);
