/* import/json.h: JSON as rows: each object of a list is one, and so is each of several values one
 * behind the other (JSON Lines), and a single object.
 *
 * A column is the path of a member, with points between: "location.region", "components.0.name"; a
 * member that lacks, and null, are empty. The text of a number is the one that is written, digit by
 * digit: what becomes of it is not JSON's to say. A list of words has '|' between them.
 *
 * The bytes are walked once; each object is checked by libjansson when the walk comes to it, and
 * read again by its slice later, as rows of CSV are (import/csv.h), with whose struct rows are told. */
#pragma once
#include "import/csv.h"
#include "pool.h"
#include <stdbool.h>

#define JSON_ROW_BYTES_MAX (1024 * 1024)

enum {
        JSON_ROW_SYNTAX = 101, /* no JSON; the reader's sentence says where */
        JSON_ROW_NO_LIST,      /* the mapping's path leads to no list and no object */
        JSON_ROW_NO_OBJECT,    /* something else than an object in the list */
        JSON_ROW_TOO_LONG,     /* more than JSON_ROW_BYTES_MAX, or nested too deeply */
        JSON_ROW_NO_TEXT,      /* a column that is an object, or a list of more than words */
};

struct json_reader;

/* `list` is the path to the list, empty: the whole. Bytes and columns are borrowed. */
struct json_reader *json_reader_new(struct text bytes, struct text list, const struct text *columns,
                                    size_t n_columns);
struct json_reader *json_reader_free(struct json_reader *reader);

/* The next row: 0, CSV_ROW_END or an outcome, after which reading cannot go on, but for NO_TEXT. */
int json_reader_next(struct json_reader *reader, struct csv_row *ret);
int json_reader_at(struct json_reader *reader, uint64_t offset, uint32_t length, uint32_t line,
                   struct csv_row *ret);

/* A sentence for the last outcome. */
const char *json_reader_why(const struct json_reader *reader);
/* Whether a row had that member. */
bool json_reader_saw(const struct json_reader *reader, size_t column);
