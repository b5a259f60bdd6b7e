/* Where the columns of a mapping are: its templates, conditions and wide columns are found in the header
 * of a table, each time that another table is read. */
#include "import/mapping.h"
#include <assert.h>

size_t mapping_variants(const struct mapping *mapping)
{
        return mapping->wide.stated ? mapping->wide_bound.n_columns : 1;
}

/* Where the templates of a mapping are bound; without `faults` their columns are only asked for. */
struct binding {
        struct mapping *mapping;
        struct template_names names;
        struct faults *faults;
};

static void ask(struct mapping *mapping, struct text name)
{
        struct text_list *asked = &mapping->asked;

        if (text_list_has(asked, name))
                return;
        asked->texts = array_grow(asked->texts, &mapping->asked_allocated, asked->n + 1,
                                  sizeof(*asked->texts));
        asked->texts[asked->n++] = name;
}

static void bind_template(struct binding *b, struct template *template, uint32_t line, uint32_t column)
{
        const char *why;

        if (!b->faults) {
                for (size_t i = 0; i < template->n_parts; i++)
                        if (template->parts[i].kind == PART_COLUMN)
                                ask(b->mapping, template->parts[i].text);
                return;
        }
        why = template_bind(template, &b->names, &b->faults->pool);

        if (why)
                faults_add(b->faults, b->mapping->path, line, column, "%s", why);
}

static void bind_conditions(struct binding *b, struct conditions *conditions)
{
        for (size_t i = 0; i < conditions->n; i++) {
                struct condition *c = &conditions->all[i];

                bind_template(b, &c->from, c->line, c->column);
        }
}

static void bind_cell(struct binding *b, struct cell *cell)
{
        for (; cell; cell = cell->next_case) {
                bind_conditions(b, &cell->when);
                bind_template(b, &cell->from, cell->line, cell->column);
        }
}

static void bind_wide(struct binding *b)
{
        struct mapping *mapping = b->mapping;
        const char *why;

        pool_reset(&mapping->bound);
        mapping->wide_bound = (struct wide_table){0};
        if (!mapping->wide.stated)
                return;
        why = wide_bind(&mapping->wide, b->names.columns, b->names.n_columns, &mapping->bound,
                        &mapping->wide_bound);
        if (why)
                faults_add(b->faults, mapping->path, mapping->wide.line, mapping->wide.column, "%s", why);
        b->names.wide = mapping->wide_bound.keys;
        b->names.n_wide = mapping->wide_bound.n_keys;
}

/* Every template of the mapping goes through here. */
static void bind_all(struct binding *b)
{
        struct mapping *mapping = b->mapping;
        struct release_rule *release = &mapping->release;

        for (size_t i = 0; i < mapping->n_cells; i++)
                bind_cell(b, &mapping->cells[i]);
        for (size_t i = 0; i < mapping->n_rules; i++)
                bind_conditions(b, &mapping->rules[i].when);
        bind_template(b, &mapping->cumulative.series, mapping->cumulative.line, mapping->cumulative.column);
        bind_template(b, &release->by_text, release->line, release->column);
        if (release->published_cell.stated)
                bind_cell(b, &release->published_cell);
}

int mapping_bind(struct mapping *mapping, const struct text *header, size_t n_header, struct faults *faults)
{
        struct binding b = {.mapping = mapping, .names = {header, n_header, NULL, 0}, .faults = faults};
        size_t before;

        assert(mapping && faults);

        before = faults->n;
        bind_wide(&b);
        if (faults->n > before)
                return 1;
        bind_all(&b);
        return faults->n > before ? 1 : 0;
}

void mapping_ask(struct mapping *mapping)
{
        struct binding b = {.mapping = mapping};

        assert(mapping);

        for (size_t i = 0; i < mapping->wide.names.n; i++)
                ask(mapping, mapping->wide.names.texts[i]);
        for (size_t i = 0; i < mapping->wide.n_beside; i++)
                ask(mapping, mapping->wide.beside[i].form);
        bind_all(&b);
}
