/* One of two readers stands behind it; rows that do not fit the header are made to fit here, or told. */
#include "import/table.h"
#include "import/json.h"
#include <assert.h>
#include <stdlib.h>
#include <string.h>

struct table {
        const struct table_rule *rule;
        const struct file *file;
        struct csv_reader *csv;
        struct json_reader *json;
        struct pool pool;
        struct text *columns;
        size_t n_columns;
        struct text *filled; /* of a row that was too short */
};

static void columns_set(struct table *table, const struct text *names, size_t n)
{
        table->columns = pool_array(&table->pool, n + 1, sizeof(*table->columns));
        table->filled = pool_array(&table->pool, n + 1, sizeof(*table->filled));
        table->n_columns = n;
        for (size_t i = 0; i < n; i++)
                table->columns[i] = (struct text){pool_text(&table->pool, names[i]), names[i].length};
}

/* The names of the columns: the mapping's, or the table's first row. */
static int header_read(struct table *table, struct faults *faults)
{
        const struct text_list *named = &table->rule->columns;
        struct csv_row row;
        int outcome;

        csv_reader_skip_lines(table->csv, table->rule->skip_lines);
        if (named->n > 0) {
                columns_set(table, named->texts, named->n);
                return 0;
        }
        outcome = csv_reader_next(table->csv, &row);
        if (outcome < 0)
                out_of_memory();
        if (outcome > 0) {
                faults_add(faults, table->file->path, row.line, 0, "%s",
                           outcome == CSV_ROW_END ? "no header: the file is empty" : csv_outcome(outcome));
                return 1;
        }
        columns_set(table, row.fields, row.n_fields);
        return 0;
}

int table_open(const struct table_rule *rule, const struct file *file, const struct text_list *asked,
               struct faults *faults, struct table **ret)
{
        struct table *table = calloc(1, sizeof(*table));

        assert(rule && file && asked && faults && ret);

        if (!table)
                out_of_memory();
        table->rule = rule;
        table->file = file;
        if (rule->type == TABLE_JSON) {
                columns_set(table, asked->texts, asked->n);
                table->json = json_reader_new(file->bytes, rule->list, table->columns, table->n_columns);
        } else if (csv_reader_new(file->bytes, rule->separator, &table->csv) < 0)
                out_of_memory();
        else if (header_read(table, faults) != 0) {
                (void)table_close(table);
                return 1;
        }
        *ret = table;
        return 0;
}

struct table *table_close(struct table *table)
{
        if (!table)
                return NULL;
        (void)csv_reader_free(table->csv);
        (void)json_reader_free(table->json);
        pool_done(&table->pool);
        free(table);
        return NULL;
}

const struct text *table_columns(const struct table *table, size_t *ret_n)
{
        *ret_n = table->n_columns;
        return table->columns;
}

/* False if the row has another number of fields than the mapping allows. */
static bool fit(struct table *table, struct csv_row *row)
{
        size_t n = table->n_columns;

        if (row->n_fields > n && table->rule->extra == EXTRA_SHIFT)
                row->fields += row->n_fields - n;
        if (row->n_fields > n && table->rule->extra != EXTRA_ERROR)
                row->n_fields = n;
        if (row->n_fields < n && table->rule->fill_short) {
                for (size_t i = 0; i < n; i++)
                        table->filled[i] = i < row->n_fields ? row->fields[i] : TEXT("");
                row->fields = table->filled;
                row->n_fields = n;
        }
        return row->n_fields == n;
}

int table_next(struct table *table, struct faults *faults, struct csv_row *ret, bool *ret_on)
{
        const char *path = table->file->path;
        int outcome;

        assert(table && faults && ret && ret_on);

        outcome = table->json ? json_reader_next(table->json, ret) : csv_reader_next(table->csv, ret);
        *ret_on = outcome == 0 || outcome == JSON_ROW_NO_TEXT;
        if (outcome < 0)
                out_of_memory();
        if (outcome == CSV_ROW_END)
                return outcome;
        if (outcome != 0) {
                faults_add(faults, path, ret->line, 0, "%s",
                           table->json ? json_reader_why(table->json) : csv_outcome(outcome));
                return TABLE_FAULT;
        }
        if (fit(table, ret))
                return 0;
        faults_add(faults, path, ret->line, 0, "%zu fields, but the table has %zu columns", ret->n_fields,
                   table->n_columns);
        return TABLE_FAULT;
}

int table_at(struct table *table, uint64_t offset, uint32_t length, uint32_t line, struct csv_row *ret)
{
        int outcome;

        assert(table && ret);

        outcome = table->json ? json_reader_at(table->json, offset, length, line, ret)
                              : csv_reader_at(table->csv, offset, length, line, ret);
        if (outcome < 0)
                out_of_memory();
        return outcome == 0 && fit(table, ret) ? 0 : TABLE_FAULT;
}

bool table_saw(const struct table *table, size_t column)
{
        return !table->json || json_reader_saw(table->json, column);
}
