/* ctl/out.h: what a verb prints, in the three formats.
 *
 * A verb says its columns once, and for each row one JSON object. JSON Lines print the object
 * as it is. CSV and table take the columns' values out of it, by their path ("value.amount");
 * a table may show something better to read, which the verb then gives as the row's own text.
 * So the three formats cannot say different things.
 *
 * A table is printed when it is whole, by smartcols, which knows the width of the terminal;
 * only the last column is ever cut, only on a terminal, with an ellipsis. What is printed does
 * not depend on the terminal otherwise. */
#pragma once
#include "ctl.h"
#include <jansson.h>

enum {
        COLUMN_RIGHT = 1, /* numbers */
        COLUMN_STATE = 2, /* a word of the world: gets its sign and colour */
        COLUMN_CSV = 4,   /* not in the table */
        COLUMN_TABLE = 8, /* not in CSV */
};

struct column {
        const char *title; /* in the table */
        const char *path;  /* in the object */
        unsigned int flags;
};

#define OUT_COLUMNS_MAX 48

struct out;

/* `columns` ends with one without title and path, and is borrowed until the end. */
struct out *out_begin(const struct ctl *ctl, const struct column *columns);

/* Takes the object. `cells` may be NULL, and so may each of them: then the table shows what is
 * at the column's path. They are borrowed for the call. */
void out_row(struct out *out, json_t *object, const char *const *cells);

/* One thing instead of many: the table has a line for each column that has a value. */
void out_object(const struct ctl *ctl, const struct column *columns, json_t *object,
                const char *const *cells);

/* Prints the table, frees. */
void out_end(struct out *out);

/* One row at once, for what streams: the table's columns as wide as `widths` says at least, with
 * no heading. */
void out_line(const struct ctl *ctl, const struct column *columns, const int *widths, json_t *object,
              const char *const *cells);
/* The heading of CSV, where it is asked for; for streams. */
void out_line_heading(const struct ctl *ctl, const struct column *columns);

/* ---- objects ------------------------------------------------------------------------------- */

/* A text that is no UTF-8, which no daemon sends, becomes a question mark. "" and NULL: not set. */
void put_text(json_t *object, const char *key, const char *text);
/* 64-bit numbers are texts, as in proto3 JSON: others would lose digits. */
void put_number(json_t *object, const char *key, uint64_t number);
void put_bool(json_t *object, const char *key, bool value);
/* Takes the member; an empty object or array is not set. */
void put(json_t *object, const char *key, json_t *member);
