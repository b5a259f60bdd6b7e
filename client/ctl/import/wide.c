/* The header of a table comes in once, and leaves as a list of columns that each make an event; of a
 * row only texts are looked up. */
#include "import/wide.h"
#include <assert.h>

static size_t header_find(const struct text *header, size_t n_header, struct text name)
{
        size_t i = 0;

        while (i < n_header && !text_equal(text_trim(header[i]), text_trim(name)))
                i++;
        return i;
}

static const char *beside_bind(const struct wide_rule *rule, const struct text *header, size_t n_header,
                               struct pool *pool, struct wide_column *column)
{
        for (size_t i = 0; i < rule->n_beside; i++) {
                struct text name = pattern_write(rule->beside[i].form, &column->found, pool);

                column->beside[i] = header_find(header, n_header, name);
                if (column->beside[i] == n_header)
                        return pool_print(pool,
                                          "the table has no column \"%" TEXT_FORMAT
                                          "\" to lie beside \"%" TEXT_FORMAT "\"",
                                          TEXT_ARGUMENTS(name), TEXT_ARGUMENTS(column->name));
        }
        return NULL;
}

/* A list names every column that must be there, a pattern chooses from those that are. */
static const char *columns_bind(const struct wide_rule *rule, const struct text *header, size_t n_header,
                                struct pool *pool, struct wide_table *ret)
{
        ret->columns = pool_array(pool, n_header + 1, sizeof(*ret->columns));
        for (size_t i = 0; i < rule->names.n; i++) {
                struct text nearest, name = rule->names.texts[i];

                if (header_find(header, n_header, name) < n_header)
                        continue;
                if (text_nearest(name, header, n_header, &nearest))
                        return pool_print(pool,
                                          "the table has no column \"%" TEXT_FORMAT
                                          "\"; did you mean \"%" TEXT_FORMAT "\"?",
                                          TEXT_ARGUMENTS(name), TEXT_ARGUMENTS(nearest));
                return pool_print(pool, "the table has no column \"%" TEXT_FORMAT "\"", TEXT_ARGUMENTS(name));
        }
        for (size_t i = 0; i < n_header; i++) {
                struct wide_column column = {.name = text_trim(header[i]), .column = i};
                const char *why;

                if (rule->pattern ? !pattern_find(rule->pattern, column.name, 0, &column.found)
                                  : !text_list_has(&rule->names, column.name))
                        continue;
                why = beside_bind(rule, header, n_header, pool, &column);
                if (why)
                        return why;
                ret->columns[ret->n_columns++] = column;
        }
        return ret->n_columns > 0 ? NULL : "no column of the table fits the pattern";
}

const char *wide_bind(const struct wide_rule *rule, const struct text *header, size_t n_header,
                      struct pool *pool, struct wide_table *ret)
{
        struct wide_table table = {.n_groups = rule->pattern ? pattern_groups(rule->pattern) : 0,
                                   .n_beside = rule->n_beside};
        const char *why;

        assert(rule && pool && ret);

        table.keys = pool_array(pool, 2 + table.n_groups + table.n_beside, sizeof(*table.keys));
        table.keys[table.n_keys++] = TEXT("name");
        table.keys[table.n_keys++] = TEXT("value");
        for (size_t i = 1; i <= table.n_groups; i++)
                table.keys[table.n_keys++] = text_of(pool_print(pool, "%zu", i));
        for (size_t i = 0; i < table.n_beside; i++)
                table.keys[table.n_keys++] = rule->beside[i].key;

        why = columns_bind(rule, header, n_header, pool, &table);
        if (!why)
                *ret = table;
        return why;
}

const struct text *wide_texts(const struct wide_table *table, size_t column, const struct text *row,
                              struct pool *pool)
{
        const struct wide_column *c = &table->columns[column];
        struct text *texts;
        size_t n = 0;

        assert(column < table->n_columns && pool);

        texts = pool_array(pool, table->n_keys, sizeof(*texts));
        texts[n++] = c->name;
        texts[n++] = text_trim(row[c->column]);
        for (size_t i = 1; i <= table->n_groups; i++)
                texts[n++] = c->found.groups[i];
        for (size_t i = 0; i < table->n_beside; i++)
                texts[n++] = text_trim(row[c->beside[i]]);
        return texts;
}
