/* tests/fuzz/import/fuzz_mapping.c: a mapping as anybody may have damaged it, and one row of a table: an
 * event of the mapping's kind with a record's name, or sentences, each with its place. */
#include "fuzz/harness.h"

#include <assert.h>
#include <string.h>

#include "import/row.h"

static struct text columns[] = {TEXT_INIT("a"), TEXT_INIT("b"), TEXT_INIT("IJAN"), TEXT_INIT("EJAN")};
static const struct text cells[] = {TEXT_INIT("2021-03"), TEXT_INIT("X"), TEXT_INIT("1,234.5"),
                                    TEXT_INIT("-")};
#define COLUMNS (sizeof(columns) / sizeof(*columns))

static void map(struct mapping *mapping)
{
        static const struct file file = {.path = "t.csv", .name = "t"};
        const struct csv_row from = {.line = 2, .length = 1, .fields = cells, .n_fields = COLUMNS};
        struct pool pool = {0};

        for (size_t i = 0; i < mapping_variants(mapping); i++) {
                struct row row;

                switch (row_read(mapping, &file, &from, i, &pool, &row)) {
                case ROW_LEFT_OUT:
                        assert(row.rule < mapping->n_rules);
                        break;
                case ROW_MISSING:
                        break;
                case ROW_FAULT:
                        assert(row.why && *row.why && row.field);
                        break;
                default:
                        assert(row.event.id && *row.event.id && row.event.kind == mapping->kind);
                }
        }
        pool_done(&pool);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t length)
{
        struct mapping *mapping = NULL;
        struct faults faults = {0};

        if (length > 65536)
                return 0;
        if (mapping_parse((struct text){(const char *)data, length}, "m", &faults, &mapping) == 0) {
                assert(faults.n == 0);
                if (mapping_bind(mapping, columns, COLUMNS, &faults) == 0)
                        map(mapping);
                else
                        assert(faults.n > 0);
        } else
                assert(faults.n > 0);
        for (size_t i = 0; i < faults.n && i < FAULTS_SHOWN; i++)
                assert(text_starts(text_of(faults.texts[i]), TEXT("m:")));
        (void)mapping_free(mapping);
        faults_done(&faults);
        return 0;
}
