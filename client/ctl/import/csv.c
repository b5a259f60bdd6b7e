/* The heart is libcsv, fed line by line: so the place of each row is known, which the library
 * does not tell. A line that ends within quotes is followed by the next one. */
#include "import/csv.h"
#include "base/scoped.h"
#include <assert.h>
#include <csv.h>
#include <errno.h>
#include <stdbool.h>
#include <string.h>

#define BYTE_ORDER_MARK TEXT("\xef\xbb\xbf")

struct csv_reader {
        struct csv_parser parser;
        struct text file;
        size_t at;     /* next byte to feed */
        uint32_t line; /* of that byte, from 1 */

        /* The row that is being read: fields lie one behind the other in `bytes`. */
        char *bytes;
        size_t n_bytes, bytes_allocated;
        size_t ends[CSV_COLUMNS_MAX];
        size_t n_ends;
        struct text fields[CSV_COLUMNS_MAX];
        unsigned int rows; /* that ended since the line was fed */
        int failed;        /* -ENOMEM or an outcome of a callback */
};

/* Blanks belong to the field. */
static int never_space(unsigned char c)
{
        (void)c;
        return 0;
}

static int bytes_append(struct csv_reader *reader, const void *data, size_t length)
{
        if (reader->n_bytes + length > reader->bytes_allocated) {
                size_t size = reader->bytes_allocated ? reader->bytes_allocated * 2 : 4096;
                char *bytes;

                while (size < reader->n_bytes + length)
                        size *= 2;
                bytes = realloc(reader->bytes, size);
                if (!bytes)
                        return -ENOMEM;
                reader->bytes = bytes;
                reader->bytes_allocated = size;
        }
        memcpy(reader->bytes + reader->n_bytes, data, length);
        reader->n_bytes += length;
        return 0;
}

static void on_field(void *data, size_t length, void *userdata)
{
        struct csv_reader *reader = userdata;

        if (reader->failed || reader->rows)
                return;
        if (reader->n_ends == CSV_COLUMNS_MAX) {
                reader->failed = CSV_ROW_TOO_WIDE;
                return;
        }
        if (length > 0)
                reader->failed = bytes_append(reader, data, length);
        reader->ends[reader->n_ends++] = reader->n_bytes;
}

static void on_row(int end, void *userdata)
{
        struct csv_reader *reader = userdata;

        (void)end;
        reader->rows++;
}

static void row_forget(struct csv_reader *reader)
{
        reader->n_bytes = 0;
        reader->n_ends = 0;
        reader->rows = 0;
        reader->failed = 0;
}

/* A new parser, since the last one may have stopped in the middle of a row. */
static int parser_reset(struct csv_reader *reader)
{
        char delimiter = (char)csv_get_delim(&reader->parser);

        csv_free(&reader->parser);
        if (csv_init(&reader->parser, CSV_STRICT | CSV_STRICT_FINI | CSV_EMPTY_IS_NULL) != 0)
                return -ENOMEM;
        csv_set_delim(&reader->parser, (unsigned char)delimiter);
        csv_set_space_func(&reader->parser, never_space);
        return 0;
}

int csv_reader_new(struct text file, char delimiter, struct csv_reader **ret)
{
        struct csv_reader *reader;

        assert(ret);

        reader = calloc(1, sizeof(*reader));
        if (!reader)
                return -ENOMEM;
        if (csv_init(&reader->parser, 0) != 0) {
                free(reader);
                return -ENOMEM;
        }
        csv_set_delim(&reader->parser, (unsigned char)delimiter);
        if (parser_reset(reader) < 0) {
                free(reader);
                return -ENOMEM;
        }

        reader->file = file;
        reader->line = 1;
        if (text_starts(file, BYTE_ORDER_MARK))
                reader->at = BYTE_ORDER_MARK.length;
        *ret = reader;
        return 0;
}

struct csv_reader *csv_reader_free(struct csv_reader *reader)
{
        if (!reader)
                return NULL;
        csv_free(&reader->parser);
        free(reader->bytes);
        free(reader);
        return NULL;
}

/* The next line with its end. */
static struct text line_at(struct text file, size_t at)
{
        const char *end = memchr(file.data + at, '\n', file.length - at);

        return (struct text){file.data + at, end ? (size_t)(end + 1 - (file.data + at)) : file.length - at};
}

void csv_reader_skip_lines(struct csv_reader *reader, uint32_t lines)
{
        assert(reader);

        for (; lines > 0 && reader->at < reader->file.length; lines--) {
                reader->at += line_at(reader->file, reader->at).length;
                reader->line++;
        }
}

/* Feeds `line`: 0 if a row may go on or has ended, see reader->rows; else an outcome. */
static int feed(struct csv_reader *reader, struct text line)
{
        size_t n;

        n = csv_parse(&reader->parser, line.data, line.length, on_field, on_row, reader);
        if (reader->failed)
                return reader->failed;
        if (n != line.length)
                return csv_error(&reader->parser) == CSV_ENOMEM ? -ENOMEM : CSV_ROW_QUOTES;
        return reader->rows > 1 ? CSV_ROW_RETURN : 0;
}

/* The file ends without a line end. */
static int feed_end(struct csv_reader *reader)
{
        if (csv_fini(&reader->parser, on_field, on_row, reader) != 0)
                return csv_error(&reader->parser) == CSV_ENOMEM ? -ENOMEM : CSV_ROW_QUOTES;
        if (reader->failed)
                return reader->failed;
        return reader->rows > 1 ? CSV_ROW_RETURN : 0;
}

static void row_fields(struct csv_reader *reader, struct csv_row *ret)
{
        size_t begin = 0;

        for (size_t i = 0; i < reader->n_ends; i++) {
                reader->fields[i] = (struct text){reader->bytes + begin, reader->ends[i] - begin};
                begin = reader->ends[i];
        }
        ret->fields = reader->fields;
        ret->n_fields = reader->n_ends;
}

/* Lines until a row has ended or the bytes have. */
static int row_read(struct csv_reader *reader, struct csv_row *ret)
{
        while (reader->at < reader->file.length) {
                struct text line = line_at(reader->file, reader->at);
                bool begins = ret->length == 0;
                int r;

                if (begins) {
                        ret->offset = reader->at;
                        ret->line = reader->line;
                }
                reader->at += line.length;
                reader->line++;
                if (begins && text_trim(line).length == 0)
                        continue; /* a blank line is no row */
                if (ret->length + line.length > CSV_ROW_BYTES_MAX)
                        return CSV_ROW_TOO_LONG;
                ret->length += (uint32_t)line.length;

                r = feed(reader, line);
                if (r == 0 && reader->rows == 0 && reader->at == reader->file.length)
                        r = feed_end(reader);
                if (r != 0)
                        return r;
                if (reader->rows == 1) {
                        row_fields(reader, ret);
                        return 0;
                }
        }
        return CSV_ROW_END;
}

int csv_reader_next(struct csv_reader *reader, struct csv_row *ret)
{
        struct csv_row row = {.line = reader->line};
        int r;

        assert(reader && ret);

        row_forget(reader);
        r = row_read(reader, &row);
        *ret = row;
        return r;
}

int csv_reader_at(struct csv_reader *reader, uint64_t offset, uint32_t length, uint32_t line,
                  struct csv_row *ret)
{
        struct csv_row row = {.offset = offset, .length = length, .line = line};
        int r;

        assert(reader && ret);
        assert(offset + length <= reader->file.length);

        row_forget(reader);
        r = parser_reset(reader);
        if (r < 0)
                return r;
        r = feed(reader, (struct text){reader->file.data + offset, length});
        if (r == 0 && reader->rows == 0)
                r = feed_end(reader);
        if (r != 0)
                return r;
        row_fields(reader, &row);
        *ret = row;
        return 0;
}

const char *csv_outcome(int outcome)
{
        switch (outcome) {
        case CSV_ROW_QUOTES:
                return "a quote where none may be, or one that is never closed";
        case CSV_ROW_RETURN:
                return "a carriage return within a line";
        case CSV_ROW_TOO_LONG:
                return "a row of more than a million bytes: is a quote never closed?";
        case CSV_ROW_TOO_WIDE:
                return "more than 4096 columns";
        default:
                return "no more rows";
        }
}
