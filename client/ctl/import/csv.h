/* import/csv.h: a CSV file as rows of borrowed fields, each with its line and place.
 *
 * RFC 4180 as it is met: CRLF or LF, quoted fields with doubled quotes and line ends in them,
 * a byte order mark, blank lines (skipped and counted as lines), a last line without an end.
 * Blanks around fields are kept. The bytes are UTF-8 or whatever the caller made them; the
 * reader looks at delimiter, quote and line ends only.
 *
 * The whole file lies in memory or in the page cache (import/file.h). A row is named by its
 * slice, so that it can be read again in any order: first the file is walked from front to
 * end, which checks all of it, later rows are read by their slice alone. */
#pragma once
#include "base/text.h"
#include <stddef.h>
#include <stdint.h>

#define CSV_COLUMNS_MAX   4096          /* wide tables of two centuries of months have 2,400 */
#define CSV_ROW_BYTES_MAX (1024 * 1024) /* a quote that is never closed ends here */

enum {
        CSV_ROW_END = 1,  /* no more rows */
        CSV_ROW_QUOTES,   /* a quote where none may be, or one that is never closed */
        CSV_ROW_RETURN,   /* a carriage return within a line, not in quotes */
        CSV_ROW_TOO_LONG, /* more than CSV_ROW_BYTES_MAX */
        CSV_ROW_TOO_WIDE, /* more than CSV_COLUMNS_MAX */
};

struct csv_row {
        uint64_t offset;           /* of its first byte in the file */
        uint32_t length;           /* bytes, the line end included */
        uint32_t line;             /* of its first byte, from 1 */
        const struct text *fields; /* good until the next read; an empty one has length 0 */
        size_t n_fields;
};

struct csv_reader;

/* Borrows the bytes of `file` for the reader's life. */
int csv_reader_new(struct text file, char delimiter, struct csv_reader **ret);
struct csv_reader *csv_reader_free(struct csv_reader *reader);

/* Lines before the header that are no part of the table; before the first read. */
void csv_reader_skip_lines(struct csv_reader *reader, uint32_t lines);

/* The next row: 0, an outcome, or -ENOMEM. After an outcome the row's line says where it
 * began, and reading cannot go on. */
int csv_reader_next(struct csv_reader *reader, struct csv_row *ret);

/* A row that csv_reader_next() returned before, by its slice. */
int csv_reader_at(struct csv_reader *reader, uint64_t offset, uint32_t length, uint32_t line,
                  struct csv_row *ret);

/* A sentence for an outcome. */
const char *csv_outcome(int outcome);
