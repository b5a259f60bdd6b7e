/* Words come in, what they stand for leaves: by binary search, whether the list is the mapping's, a
 * file's or ISO's. */
#include "import/lookup.h"
#include "base/scoped.h"
#include "import/csv.h"
#include "import/file.h"
#include <assert.h>
#include <stdlib.h>
#include <string.h>

SCOPED_FUNCTION(struct csv_reader, csv_reader_free)
SCOPED_FUNCTION(struct file, file_close)

static int entry_compare(const void *a, const void *b)
{
        return text_compare(((const struct lookup_entry *)a)->word, ((const struct lookup_entry *)b)->word);
}

struct lookup lookup_of(struct lookup_entry *entries, size_t n)
{
        if (n > 0)
                qsort(entries, n, sizeof(*entries), entry_compare);
        return (struct lookup){.entries = entries, .n = n};
}

bool lookup_of_iso(struct text name, struct lookup *ret)
{
        static const struct {
                struct text name;
                enum codes_alias alias;
        } lists[] = {{TEXT_INIT("iso-3166-name"), CODES_COUNTRY_NAME},
                     {TEXT_INIT("iso-3166-alpha-3"), CODES_COUNTRY_LETTERS},
                     {TEXT_INIT("iso-3166-numeric"), CODES_COUNTRY_NUMBER},
                     {TEXT_INIT("iso-4217-numeric"), CODES_CURRENCY_NUMBER}};

        for (size_t i = 0; i < sizeof(lists) / sizeof(*lists); i++)
                if (text_equal(name, lists[i].name)) {
                        *ret = (struct lookup){.is_alias = true, .alias = lists[i].alias};
                        return true;
                }
        return false;
}

bool lookup_find(const struct lookup *lookup, struct text word, struct text *ret)
{
        struct lookup_entry key = {.word = word}, *found;

        assert(lookup && ret);

        if (lookup->is_alias)
                return codes_by_alias(lookup->alias, word, ret);
        found = lookup->n ? bsearch(&key, lookup->entries, lookup->n, sizeof(*lookup->entries), entry_compare)
                          : NULL;
        if (!found)
                return false;
        *ret = found->value;
        return true;
}

/* ---- files --------------------------------------------------------------------------------- */

/* What stands behind a file's name. */
struct wanted {
        struct text file, word, value; /* columns may be empty: the first two */
        size_t word_column, value_column;
};

static struct wanted wanted_of(struct text name)
{
        struct wanted ret = {0};
        struct text part, rest = name;

        (void)text_cut(&rest, '#', &ret.file);
        if (text_cut(&rest, '#', &part))
                ret.value = part;
        if (text_cut(&rest, '#', &part)) {
                ret.word = ret.value;
                ret.value = part;
        }
        return ret;
}

static bool column_find(const struct csv_row *header, struct text name, size_t *ret)
{
        if (name.length == 0)
                return *ret < header->n_fields;
        for (size_t i = 0; i < header->n_fields; i++)
                if (text_equal(text_trim(header->fields[i]), name)) {
                        *ret = i;
                        return true;
                }
        return false;
}

static const char *columns_find(struct wanted *wanted, const struct csv_row *header, const char *path,
                                struct pool *pool)
{
        wanted->word_column = 0;
        wanted->value_column = 1;
        if (column_find(header, wanted->word, &wanted->word_column) &&
            column_find(header, wanted->value, &wanted->value_column))
                return NULL;
        return pool_print(pool,
                          "%s has no columns \"%" TEXT_FORMAT "\" and \"%" TEXT_FORMAT
                          "\" (empty: the first and the second)",
                          path, TEXT_ARGUMENTS(wanted->word), TEXT_ARGUMENTS(wanted->value));
}

/* A word that stands for two things stands for none. */
static const char *check_twice(const struct lookup *lookup, const char *path, struct pool *pool)
{
        for (size_t i = 1; i < lookup->n; i++)
                if (text_equal(lookup->entries[i - 1].word, lookup->entries[i].word) &&
                    !text_equal(lookup->entries[i - 1].value, lookup->entries[i].value))
                        return pool_print(pool,
                                          "%s: \"%" TEXT_FORMAT "\" is there twice, for different things",
                                          path, TEXT_ARGUMENTS(lookup->entries[i].word));
        return NULL;
}

static const char *rows_read(struct csv_reader *reader, struct wanted *wanted, const char *path,
                             struct pool *pool, struct lookup *ret)
{
        struct lookup_entry *entries = NULL;
        size_t n = 0, allocated = 0;
        const char *why = NULL;
        struct csv_row row;
        int r;

        r = csv_reader_next(reader, &row);
        if (r == 0)
                why = columns_find(wanted, &row, path, pool);
        while (r == 0 && !why && (r = csv_reader_next(reader, &row)) == 0) {
                struct text word, value;

                if (row.n_fields <= wanted->word_column || row.n_fields <= wanted->value_column) {
                        why = pool_print(pool, "%s:%u: %zu fields are too few", path, row.line, row.n_fields);
                        break;
                }
                if (n == LOOKUP_ROWS_MAX) {
                        why = pool_print(pool, "%s: more than %d rows", path, LOOKUP_ROWS_MAX);
                        break;
                }
                word = text_trim(row.fields[wanted->word_column]);
                value = text_trim(row.fields[wanted->value_column]);
                if (n == allocated)
                        entries = array_grow(entries, &allocated, n + 1, sizeof(*entries));
                entries[n++] = (struct lookup_entry){{pool_text(pool, word), word.length},
                                                     {pool_text(pool, value), value.length}};
        }
        if (r < 0)
                out_of_memory();
        if (!why && r != CSV_ROW_END)
                why = pool_print(pool, "%s:%u: %s", path, row.line, csv_outcome(r));
        if (!why) {
                struct lookup_entry *kept = pool_array(pool, n + 1, sizeof(*kept));

                if (n > 0)
                        memcpy(kept, entries, n * sizeof(*kept));
                *ret = lookup_of(kept, n);
                why = check_twice(ret, path, pool);
        }
        free(entries);
        return why;
}

const char *lookup_of_file(struct text name, const char *mapping_path, struct pool *pool, struct lookup *ret)
{
        SCOPED(csv_reader_freep) struct csv_reader *reader = NULL;
        SCOPED(file_closep) struct file *file = NULL;
        const char *slash = strrchr(mapping_path, '/'), *path, *why;
        struct wanted wanted = wanted_of(name);
        struct faults faults = {0};

        assert(pool && ret);

        path = pool_print(pool, "%.*s%" TEXT_FORMAT, slash ? (int)(slash + 1 - mapping_path) : 0,
                          mapping_path, TEXT_ARGUMENTS(wanted.file));
        if (wanted.file.length > 0 && wanted.file.data[0] == '/')
                path = pool_text(pool, wanted.file);
        if (file_open(path, NULL, &faults, &file) != 0) {
                why = pool_print(pool, "the look-up's file: %s", faults.texts[0]);
                faults_done(&faults);
                return why;
        }
        if (csv_reader_new(file->bytes, ',', &reader) < 0)
                out_of_memory();
        return rows_read(reader, &wanted, path, pool, ret);
}
