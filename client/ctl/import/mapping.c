/* The levels of a mapping's file above the cells: what it is of, what its table looks like, which
 * rows count, and how its releases are made. */
#include "import/mapping.h"
#include "base/civil.h"
#include "import/reading.h"
#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* ---- releases, tables --------------------------------------------------------------------- */

static void read_published(struct reader *r, const struct node *node, struct release_rule *release)
{
        if (node->kind == NODE_SCALAR) {
                release->published = publication_parse(text_of(node->scalar));
                if (release->published.kind != PUBLICATION_TEXT)
                        return;
        }
        release->published.kind = PUBLICATION_TEXT;
        read_cell(r, node, &release->published_cell);
        if (template_is_constant(&release->published_cell.from))
                read_fault(r, node,
                           "\"period end + N days\", \"period end + N months\", a date, or a text with a "
                           "column is expected here");
        if (template_has_field(&release->published_cell.from))
                read_fault(r, node, "a column is expected here, not a field of the event");
}

static void read_release(struct reader *r, const struct node *node)
{
        static const char *const known[] = {"by",       "published",  "serial",  "status", "complete",
                                            "replaces", "historical", "control", "note",   NULL};
        struct release_rule *release = &r->mapping->release;
        const struct node *n;
        int status;

        *release = (struct release_rule){.line = node->line, .column = node->column, .control = true};
        if (node->kind != NODE_MAPPING) {
                read_fault(r, node, "\"by\" and \"published\" are expected here");
                return;
        }
        read_keys(r, node, known);

        n = node_find(node, "by");
        if (!n)
                read_fault(r, node, "\"by\" is missing: file, period, or a text with a column");
        else if (n->kind == NODE_SCALAR && strcmp(n->scalar, "period") == 0)
                release->by = RELEASE_BY_PERIOD;
        else if (n->kind == NODE_SCALAR && strcmp(n->scalar, "file") == 0)
                release->by = RELEASE_BY_FILE;
        else {
                release->by = RELEASE_BY_TEXT;
                read_template(r, n, &release->by_text);
                if (template_is_constant(&release->by_text))
                        read_fault(r, n, "file, period, or a text with a column is expected here");
        }

        n = node_find(node, "published");
        if (n)
                read_published(r, n, release);
        n = node_find(node, "serial");
        if (n)
                (void)read_number(r, n, 0, UINT32_MAX, &release->serial);
        n = node_find(node, "status");
        if (n && read_word(r, n)) {
                if (mst_enum_value(MST_ENUM_STATUS, n->scalar, &status) == 0)
                        release->status = (enum mst_status)status;
                else
                        read_fault(r, n, "estimated, provisional or final is expected here");
        }
        n = node_find(node, "note");
        if (n)
                release->note = read_word(r, n);

        struct {
                const char *key;
                bool *ret;
        } flags[] = {{"complete", &release->complete},
                     {"replaces", &release->replaces},
                     {"historical", &release->historical},
                     {"control", &release->control}};
        for (size_t i = 0; i < sizeof(flags) / sizeof(*flags); i++) {
                n = node_find(node, flags[i].key);
                if (n)
                        (void)read_bool(r, n, flags[i].ret);
        }
}

static void read_table(struct reader *r, const struct node *node)
{
        static const char *const known[] = {"type", "separator", "encoding", "skip-lines", "columns", NULL};
        struct table_rule *table = &r->mapping->table;
        const struct node *n;

        if (node->kind != NODE_MAPPING) {
                read_fault(r, node, "what the table looks like is expected here: {separator: ;}");
                return;
        }
        read_keys(r, node, known);
        n = node_find(node, "type");
        if (n && read_word(r, n) && strcmp(n->scalar, "csv") != 0)
                read_fault(r, n, "csv is expected here");
        n = node_find(node, "separator");
        if (n)
                read_sign(r, n, &table->separator);
        n = node_find(node, "encoding");
        if (n)
                table->encoding = read_word(r, n);
        n = node_find(node, "skip-lines");
        if (n)
                (void)read_number(r, n, 0, 1000000, &table->skip_lines);
        n = node_find(node, "columns");
        if (n)
                read_words(r, n, &table->columns);
}

/* ---- the file ---------------------------------------------------------------------------- */

static void read_source_and_kind(struct reader *r, const struct node *root)
{
        const struct node *n = node_find(root, "source");
        int kind;

        if (!n)
                read_fault(r, root, "\"source\" is missing");
        else if (read_word(r, n)) {
                r->mapping->source = n->scalar;
                if (!text_is_name(text_of(n->scalar)))
                        read_fault(r, n, "a name of a-z, 0-9 and - is expected here");
        }

        n = node_find(root, "kind");
        if (!n)
                read_fault(r, root, "\"kind\" is missing: trade, freight, project, rate or withdrawal");
        else if (read_word(r, n)) {
                if (mst_enum_value(MST_ENUM_EVENT_KIND, n->scalar, &kind) == 0 && kind != 0)
                        r->mapping->kind = (enum mst_event_kind)kind;
                else
                        read_fault(r, n, "trade, freight, project, rate or withdrawal is expected here");
        }
}

static const struct cell *cell_find(const struct mapping *mapping, const char *path)
{
        for (size_t i = 0; i < mapping->n_cells; i++)
                if (strcmp(mapping->cells[i].field->path, path) == 0)
                        return &mapping->cells[i];
        return NULL;
}

static void read_numbers(struct reader *r, const struct node *root)
{
        struct mapping *mapping = r->mapping;
        const struct node *n = node_find(root, "numbers");

        mapping->numbering = mapping->release.by != RELEASE_NONE ? NUMBERING_RELEASE
                             : cell_find(mapping, "revision")    ? NUMBERING_EXPLICIT
                                                                 : NUMBERING_ARRIVAL;
        if (!n || !read_word(r, n))
                return;
        if (strcmp(n->scalar, "by-release") == 0) {
                if (mapping->release.by == RELEASE_NONE)
                        read_fault(r, n, "\"by-release\", but there is no \"release\"");
        } else if (strcmp(n->scalar, "explicit") == 0) {
                if (mapping->numbering != NUMBERING_EXPLICIT)
                        read_fault(r, n, "\"explicit\" wants a field \"revision\" and no \"release\"");
        } else if (strcmp(n->scalar, "by-arrival") == 0) {
                if (mapping->numbering != NUMBERING_ARRIVAL)
                        read_fault(r, n, "\"by-arrival\" wants neither \"revision\" nor \"release\"");
        } else
                read_fault(r, n, "by-release, explicit or by-arrival is expected here");
}

static void read_root(struct reader *r, const struct node *root)
{
        static const char *const known[] = {"source", "kind",  "table",   "missing", "wide",       "only",
                                            "skip",   "event", "release", "numbers", "batch-size", NULL};
        struct mapping *mapping = r->mapping;
        const struct node *n;

        if (root->kind != NODE_MAPPING) {
                read_fault(r, root, "a mapping is expected: source, kind, event ...");
                return;
        }
        read_keys(r, root, known);
        read_source_and_kind(r, root);
        n = node_find(root, "table");
        if (n)
                read_table(r, n);
        n = node_find(root, "missing");
        if (n)
                read_words(r, n, &mapping->missing);
        mapping->rules = pool_array(
                &mapping->pool, read_count(node_find(root, "only")) + read_count(node_find(root, "skip")) + 1,
                sizeof(*mapping->rules));
        n = node_find(root, "wide");
        if (n)
                read_wide(r, n);
        read_rules(r, node_find(root, "only"), true);
        read_rules(r, node_find(root, "skip"), false);

        n = node_find(root, "event");
        if (!n)
                read_fault(r, root, "\"event\" is missing: the fields of an event");
        else if (mapping->kind != MST_EVENT_UNSPECIFIED) {
                read_event(r, n);
                if (!cell_find(mapping, "id"))
                        read_fault(r, n, "the field \"id\" is missing");
                if (!cell_find(mapping, "period") && mapping->kind != MST_EVENT_WITHDRAWAL)
                        read_fault(r, n, "the field \"period\" is missing");
        }
        n = node_find(root, "release");
        if (n)
                read_release(r, n);
        read_numbers(r, root);
        n = node_find(root, "batch-size");
        if (n)
                (void)read_number(r, n, 1, MST_BATCH_EVENTS_MAX, &mapping->batch_events);
}

static int mapping_make(const char *path, const struct text *text, struct faults *faults,
                        struct mapping **ret)
{
        struct mapping *mapping = calloc(1, sizeof(*mapping));
        struct reader r = {mapping, faults};
        size_t before = faults->n;
        const struct node *root;

        if (!mapping)
                out_of_memory();
        mapping->path = pool_text(&mapping->pool, text_of(path));
        mapping->table.separator = ',';
        mapping->batch_events = MAPPING_BATCH_EVENTS;

        root = text ? node_parse(*text, mapping->path, &mapping->pool, faults)
                    : node_read(mapping->path, &mapping->pool, faults);
        if (root)
                read_root(&r, root);
        if (faults->n > before) {
                (void)mapping_free(mapping);
                return 1;
        }
        *ret = mapping;
        return 0;
}

int mapping_read(const char *path, struct faults *faults, struct mapping **ret)
{
        assert(path && faults && ret);

        return mapping_make(path, NULL, faults, ret);
}

int mapping_parse(struct text text, const char *path, struct faults *faults, struct mapping **ret)
{
        assert(path && faults && ret);

        return mapping_make(path, &text, faults, ret);
}

struct mapping *mapping_free(struct mapping *mapping)
{
        if (!mapping)
                return NULL;
        patterns_free(&mapping->patterns);
        pool_done(&mapping->bound);
        pool_done(&mapping->pool);
        free(mapping);
        return NULL;
}

size_t mapping_variants(const struct mapping *mapping)
{
        return mapping->wide.stated ? mapping->wide_bound.n_columns : 1;
}

/* Where the templates of a mapping are bound. */
struct binding {
        struct mapping *mapping;
        struct template_names names;
        struct faults *faults;
};

static void bind_template(struct binding *b, struct template *template, uint32_t line, uint32_t column)
{
        const char *why = template_bind(template, &b->names, &b->faults->pool);

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

int mapping_bind(struct mapping *mapping, const struct text *header, size_t n_header, struct faults *faults)
{
        struct binding b = {.mapping = mapping, .names = {header, n_header, NULL, 0}, .faults = faults};
        struct release_rule *release;
        size_t before;

        assert(mapping && faults);

        release = &mapping->release;
        before = faults->n;
        bind_wide(&b);
        if (faults->n > before)
                return 1;
        for (size_t i = 0; i < mapping->n_cells; i++)
                bind_cell(&b, &mapping->cells[i]);
        for (size_t i = 0; i < mapping->n_rules; i++)
                bind_conditions(&b, &mapping->rules[i].when);
        bind_template(&b, &release->by_text, release->line, release->column);
        if (release->published_cell.stated)
                bind_cell(&b, &release->published_cell);
        return faults->n > before ? 1 : 0;
}
