/* tests/unit/core/checkpoint.c: the bench's store of rows, and a bench that begins from it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <check.h>

#include "unit/core/world.h"

static int row_compare(const struct kept_row *kept, uint8_t table, const uint8_t *key, size_t key_length)
{
        size_t shorter = kept->key_length < key_length ? kept->key_length : key_length;
        int order;

        if (kept->table != table)
                return kept->table < table ? -1 : 1;
        order = memcmp(kept->key, key, shorter);
        if (order != 0)
                return order;
        return kept->key_length < key_length ? -1 : kept->key_length > key_length;
}

static size_t row_at(const struct bench *bench, uint8_t table, const uint8_t *key, size_t key_length)
{
        size_t low = 0, high = bench->rows_count;

        while (low < high) {
                size_t middle = low + (high - low) / 2;

                if (row_compare(&bench->rows[middle], table, key, key_length) < 0)
                        low = middle + 1;
                else
                        high = middle;
        }
        return low;
}

static void remove_at(struct bench *bench, size_t at)
{
        free(bench->rows[at].key);
        free(bench->rows[at].value);
        bench->rows_count--;
        memmove(bench->rows + at, bench->rows + at + 1, (bench->rows_count - at) * sizeof(*bench->rows));
}

static uint8_t *copy(const uint8_t *bytes, size_t length)
{
        uint8_t *ret = malloc(length ? length : 1);

        ck_assert_ptr_nonnull(ret);
        if (length)
                memcpy(ret, bytes, length);
        return ret;
}

static int keep(void *context, const struct row *row)
{
        struct bench *bench = context;
        size_t at;

        ck_assert_uint_lt(row->table, ROW_TABLES_MAX);
        ck_assert_uint_le(row->key_length, ROW_KEY_MAX);
        if (row->key_length == 0) {
                for (size_t i = bench->rows_count; i-- > 0;)
                        if (bench->rows[i].table == row->table)
                                remove_at(bench, i);
                return 0;
        }

        at = row_at(bench, row->table, row->key, row->key_length);
        if (at < bench->rows_count &&
            row_compare(&bench->rows[at], row->table, row->key, row->key_length) == 0)
                remove_at(bench, at);
        if (row->value_length == 0)
                return 0;

        if (bench->rows_count == bench->rows_capacity) {
                bench->rows_capacity = bench->rows_capacity * 2 + 64;
                bench->rows = realloc(bench->rows, bench->rows_capacity * sizeof(*bench->rows));
        }
        memmove(bench->rows + at + 1, bench->rows + at, (bench->rows_count - at) * sizeof(*bench->rows));
        bench->rows[at] = (struct kept_row){row->table, row->key_length, row->value_length,
                                            copy(row->key, row->key_length),
                                            copy(row->value, row->value_length)};
        bench->rows_count++;
        return 0;
}

void bench_checkpoint(struct bench *bench)
{
        ck_assert_int_eq(core_save(bench->core, keep, bench), 0);
}

void bench_restart(const struct bench *bench, const struct plan *plan, struct bench *ret)
{
        *ret = (struct bench){.plan = plan,
                              .position = bench->position,
                              .with_positions = bench->with_positions,
                              .quiet = bench->quiet,
                              .journal_capacity = bench->journal_capacity};
        lines_add(&ret->told, "%s", "");
        ret->journal = malloc(bench->journal_capacity * sizeof(*ret->journal));
        memcpy(ret->journal, bench->journal, bench->journal_capacity * sizeof(*ret->journal));

        ret->statements = calloc(bench->statements_count + 1, sizeof(*ret->statements));
        ret->statements_count = ret->statements_capacity = bench->statements_count;
        for (size_t i = 0; i < bench->statements_count; i++) {
                const struct kept_statement *of = &bench->statements[i];

                ret->statements[i] = *of;
                ret->statements[i].source = strdup(of->source);
                ret->statements[i].id = strdup(of->id);
                ret->statements[i].body = copy(of->body, of->body_length);
        }

        ck_assert_int_eq(core_new(&ret->core), 0);
        ck_assert_int_eq(core_load_plan(ret->core, plan), 0);
        /* In an order that nobody would choose. */
        for (size_t i = bench->rows_count; i-- > 0;) {
                const struct kept_row *of = &bench->rows[i];

                keep(ret, &(struct row){of->table, of->key, of->key_length, of->value, of->value_length});
                ck_assert_int_eq(core_load(ret->core, &(struct row){of->table, of->key, of->key_length,
                                                                    of->value, of->value_length}),
                                 0);
        }
        ck_assert_int_eq(core_loaded(ret->core), 0);
}

static void add_hex(struct lines *lines, const uint8_t *bytes, size_t length)
{
        for (size_t i = 0; i < length; i++)
                lines_add(lines, bytes[i] >= '-' && bytes[i] <= 'z' ? "%c" : "\\%02x", bytes[i]);
}

char *bench_rows(const struct bench *bench)
{
        struct lines lines = {0};

        lines_add(&lines, "%s", "");
        for (size_t i = 0; i < bench->rows_count; i++) {
                const struct kept_row *row = &bench->rows[i];

                lines_add(&lines, "%u ", row->table);
                add_hex(&lines, row->key, row->key_length);
                lines_add(&lines, " = ");
                add_hex(&lines, row->value, row->value_length);
                lines_add(&lines, "\n");
        }
        return lines.text;
}
