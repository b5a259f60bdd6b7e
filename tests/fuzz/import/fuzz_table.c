/* tests/fuzz/import/fuzz_table.c: a table as anybody may have damaged it. The first byte says whether it
 * is CSV or JSON and how rows are made to fit. What was read once from front to end is read again
 * by its slice as the same row; what cannot be read is a sentence with a line. */
#include "fuzz/harness.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "import/table.h"

#define ROWS_MAX 64

/* A row as it was read first, out of a pool. */
struct copy {
        struct csv_row row;
        struct text *fields;
};

static struct copy copy_of(const struct csv_row *row, struct pool *pool)
{
        struct copy ret = {*row, pool_array(pool, row->n_fields + 1, sizeof(*ret.fields))};

        for (size_t i = 0; i < row->n_fields; i++)
                ret.fields[i] = (struct text){pool_text(pool, row->fields[i]), row->fields[i].length};
        return ret;
}

static void check_again(struct table *table, const struct copy *copy)
{
        struct csv_row again;

        assert(table_at(table, copy->row.offset, copy->row.length, copy->row.line, &again) == 0);
        assert(again.n_fields == copy->row.n_fields);
        for (size_t i = 0; i < again.n_fields; i++)
                assert(text_equal(again.fields[i], copy->fields[i]));
}

static void walk(struct table *table, size_t n_bytes, struct faults *faults)
{
        struct copy copies[ROWS_MAX];
        struct pool pool = {0};
        size_t n = 0, columns;
        bool on = true;

        (void)table_columns(table, &columns);
        while (on) {
                struct csv_row row;

                if (table_next(table, faults, &row, &on) != 0)
                        continue;
                assert(row.n_fields == columns && row.line > 0 && row.length > 0);
                assert(row.offset + row.length <= n_bytes);
                if (n < ROWS_MAX)
                        copies[n++] = copy_of(&row, &pool);
        }
        while (n-- > 0)
                check_again(table, &copies[n]);
        pool_done(&pool);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t length)
{
        static struct text names[] = {TEXT_INIT("a"), TEXT_INIT("b.c"), TEXT_INIT("d.1.e")};
        const struct text_list asked = {names, sizeof(names) / sizeof(*names)};
        struct table_rule rule = {.separator = ','};
        struct file file = {.path = "t", .name = "t"};
        struct faults faults = {0};
        struct table *table = NULL;

        if (length == 0 || length > 65536 || !text_is_utf8((struct text){(const char *)data + 1, length - 1}))
                return 0;
        rule.type = data[0] & 1 ? TABLE_JSON : TABLE_CSV;
        rule.extra = (enum extra_columns)((data[0] >> 1) % 3);
        rule.fill_short = data[0] & 8;
        if (data[0] & 16)
                rule.list = TEXT("list.0");
        file.bytes = (struct text){(const char *)data + 1, length - 1};
        if (table_open(&rule, &file, &asked, &faults, &table) == 0)
                walk(table, length - 1, &faults);
        for (size_t i = 0; i < faults.n && i < FAULTS_SHOWN; i++)
                assert(text_starts(text_of(faults.texts[i]), TEXT("t:")));
        (void)table_close(table);
        faults_done(&faults);
        return 0;
}
