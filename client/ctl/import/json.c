/* The walk finds slices, libjansson says whether they are JSON, and the columns of a row are slices
 * of the slice: so a number keeps its digits, and memory is that of one row. */
#include "import/json.h"
#include "import/json_scan.h"
#include <assert.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

struct json_reader {
        struct text bytes, list, rest; /* rest: what the walk has not come to */
        const char *counted;           /* lines are counted up to here */
        uint32_t line;
        bool begun, in_list;
        const struct text *columns;
        size_t n_columns;
        struct text *fields;
        bool *seen;
        struct pool pool; /* texts of one row */
        struct pool words;
        const char *why;
};

struct json_reader *json_reader_new(struct text bytes, struct text list, const struct text *columns,
                                    size_t n_columns)
{
        struct json_reader *reader = calloc(1, sizeof(*reader));

        if (!reader)
                out_of_memory();
        *reader = (struct json_reader){.bytes = bytes,
                                       .list = list,
                                       .rest = bytes,
                                       .counted = bytes.data,
                                       .line = 1,
                                       .columns = columns,
                                       .n_columns = n_columns,
                                       .why = ""};
        if (text_starts(bytes, TEXT("\xef\xbb\xbf")))
                reader->rest = (struct text){bytes.data + 3, bytes.length - 3};
        reader->fields = pool_array(&reader->words, n_columns + 1, sizeof(*reader->fields));
        reader->seen = pool_array(&reader->words, n_columns + 1, sizeof(*reader->seen));
        return reader;
}

struct json_reader *json_reader_free(struct json_reader *reader)
{
        if (!reader)
                return NULL;
        pool_done(&reader->pool);
        pool_done(&reader->words);
        free(reader);
        return NULL;
}

const char *json_reader_why(const struct json_reader *reader)
{
        return reader->why;
}

bool json_reader_saw(const struct json_reader *reader, size_t column)
{
        return reader->seen[column];
}

static int fail(struct json_reader *reader, int outcome, const char *why)
{
        reader->why = why;
        return outcome;
}

static uint32_t line_of(struct json_reader *reader, const char *at)
{
        for (; reader->counted < at; reader->counted++)
                reader->line += *reader->counted == '\n';
        return reader->line;
}

/* ---- the columns of a row ------------------------------------------------------------------ */

static bool unquote(struct json_reader *reader, struct text value, struct text *ret)
{
        json_t *text;

        if (!memchr(value.data, '\\', value.length)) {
                *ret = (struct text){value.data + 1, value.length - 2};
                return true;
        }
        text = json_loadb(value.data, value.length, JSON_DECODE_ANY, NULL);
        if (!text)
                return false;
        *ret = text_of(
                pool_text(&reader->pool, (struct text){json_string_value(text), json_string_length(text)}));
        json_decref(text);
        return true;
}

static bool scalar_text(struct json_reader *reader, struct text value, struct text *ret)
{
        *ret = TEXT("");
        if (value.length == 0 || text_equal(value, TEXT("null")))
                return true;
        if (value.data[0] == '"')
                return unquote(reader, value, ret);
        *ret = value;
        return value.data[0] != '{' && value.data[0] != '[';
}

static bool list_text(struct json_reader *reader, struct text value, struct text *ret)
{
        struct text inside = {value.data + 1, value.length - 1}, key, member, word;
        const char *joined = NULL;

        while (json_scan_member(&inside, false, &key, &member)) {
                if (!scalar_text(reader, member, &word))
                        return false;
                joined = pool_print(&reader->pool, "%s%s%" TEXT_FORMAT, joined ? joined : "",
                                    joined ? "|" : "", TEXT_ARGUMENTS(word));
        }
        *ret = text_of(joined);
        return true;
}

static int columns_read(struct json_reader *reader, struct text object, struct csv_row *row)
{
        pool_reset(&reader->pool);
        row->fields = reader->fields;
        row->n_fields = reader->n_columns;
        for (size_t i = 0; i < reader->n_columns; i++) {
                struct text *field = &reader->fields[i], value;

                *field = TEXT("");
                if (!json_scan_path(object, reader->columns[i], &value))
                        continue;
                reader->seen[i] = true;
                if (value.data[0] == '[' ? !list_text(reader, value, field)
                                         : !scalar_text(reader, value, field))
                        return fail(reader, JSON_ROW_NO_TEXT,
                                    pool_print(&reader->pool,
                                               "\"%" TEXT_FORMAT "\" is no text, number or list of them",
                                               TEXT_ARGUMENTS(reader->columns[i])));
        }
        return 0;
}

/* ---- the walk ------------------------------------------------------------------------------ */

/* To the first sign of the list's inside, or to the object that is the only row. */
static int begin(struct json_reader *reader)
{
        struct text whole = reader->rest, value;

        reader->begun = true;
        json_scan_blank(&whole);
        if (whole.length == 0)
                return CSV_ROW_END;
        value = whole;
        if (reader->list.length > 0 && !json_scan_path(whole, reader->list, &value))
                return fail(reader, JSON_ROW_NO_LIST,
                            pool_print(&reader->words, "nothing is at \"%" TEXT_FORMAT "\"",
                                       TEXT_ARGUMENTS(reader->list)));
        if (value.data[0] != '[' && value.data[0] != '{')
                return fail(reader, JSON_ROW_NO_LIST, "a list or an object is expected");
        reader->in_list = value.data[0] == '[';
        reader->rest = reader->in_list ? (struct text){value.data + 1, value.length - 1} : value;
        return 0;
}

static int check(struct json_reader *reader, struct text object, struct csv_row *row)
{
        json_error_t error;
        json_t *value;

        if (object.length > JSON_ROW_BYTES_MAX)
                return fail(reader, JSON_ROW_TOO_LONG, "an object of more than a million bytes");
        value = json_loadb(object.data, object.length,
                           JSON_DECODE_ANY | JSON_REJECT_DUPLICATES | JSON_DECODE_INT_AS_REAL, &error);
        if (!value) {
                row->line += (uint32_t)(error.line > 0 ? error.line - 1 : 0);
                return fail(reader, JSON_ROW_SYNTAX, pool_print(&reader->words, "%s", error.text));
        }
        json_decref(value);
        return object.data[0] == '{' ? 0 : fail(reader, JSON_ROW_NO_OBJECT, "an object is expected here");
}

static bool is_end(struct json_reader *reader)
{
        json_scan_blank(&reader->rest);
        return reader->rest.length == 0 || (reader->in_list && reader->rest.data[0] == ']');
}

static int end(struct json_reader *reader)
{
        struct text behind = {reader->rest.data + 1, reader->rest.length - 1};

        if (!reader->in_list)
                return CSV_ROW_END;
        if (reader->rest.length == 0)
                return fail(reader, JSON_ROW_SYNTAX, "the list does not end");
        json_scan_blank(&behind);
        if (reader->list.length == 0 && behind.length > 0)
                return fail(reader, JSON_ROW_SYNTAX, "something behind the list, which is not read");
        return CSV_ROW_END;
}

int json_reader_next(struct json_reader *reader, struct csv_row *ret)
{
        struct text object, key;
        int r;

        assert(reader && ret);

        *ret = (struct csv_row){.line = reader->line};
        r = reader->begun ? 0 : begin(reader);
        if (r != 0)
                return r;
        if (is_end(reader)) {
                ret->line = line_of(reader, reader->rest.data);
                return end(reader);
        }
        ret->line = line_of(reader, reader->rest.data);
        if (reader->in_list ? !json_scan_member(&reader->rest, false, &key, &object)
                            : !json_scan_value(&reader->rest, &object))
                return fail(reader, JSON_ROW_SYNTAX,
                            "a value and a comma behind it are expected here; or it is nested too deeply");
        ret->line = line_of(reader, object.data);
        ret->offset = (uint64_t)(object.data - reader->bytes.data);
        ret->length = (uint32_t)object.length;
        r = check(reader, object, ret);
        return r ? r : columns_read(reader, object, ret);
}

int json_reader_at(struct json_reader *reader, uint64_t offset, uint32_t length, uint32_t line,
                   struct csv_row *ret)
{
        assert(reader && ret && offset + length <= reader->bytes.length);

        *ret = (struct csv_row){.offset = offset, .length = length, .line = line};
        return columns_read(reader, (struct text){reader->bytes.data + offset, length}, ret);
}
