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
                read_fault(r, node, "\"by\" is missing: file, period, published, or a text with a column");
        else if (n->kind == NODE_SCALAR && strcmp(n->scalar, "period") == 0)
                release->by = RELEASE_BY_PERIOD;
        else if (n->kind == NODE_SCALAR && strcmp(n->scalar, "file") == 0)
                release->by = RELEASE_BY_FILE;
        else if (n->kind == NODE_SCALAR && strcmp(n->scalar, "published") == 0)
                release->by = RELEASE_BY_PUBLICATION;
        else {
                release->by = RELEASE_BY_TEXT;
                read_template(r, n, &release->by_text);
                if (template_is_constant(&release->by_text))
                        read_fault(r, n, "file, period, published, or a text with a column is expected here");
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

/* One of two or three words. */
static int read_choice(struct reader *r, const struct node *node, const char *const *words, int otherwise)
{
        const char *text = read_word(r, node), *expected = "";

        if (!text)
                return otherwise;
        for (int i = 0; words[i]; i++) {
                if (strcmp(text, words[i]) == 0)
                        return i;
                expected = pool_print(&r->mapping->pool, "%s%s%s", expected, i ? ", " : "", words[i]);
        }
        faults_add(r->faults, r->mapping->path, node->line, node->column, "\"%s\" is none of %s", text,
                   expected);
        return otherwise;
}

static void read_table_key(struct reader *r, const struct node *node, struct table_rule *table)
{
        static const char *const types[] = {[TABLE_CSV] = "csv", [TABLE_JSON] = "json", NULL};
        static const char *const extra[] = {
                [EXTRA_ERROR] = "error", [EXTRA_IGNORE] = "ignore", [EXTRA_SHIFT] = "shift", NULL};
        static const char *const small[] = {"error", "fill", NULL};

        if (node_key_is(node->key, "type"))
                table->type = (enum table_type)read_choice(r, node, types, TABLE_CSV);
        else if (node_key_is(node->key, "separator"))
                read_sign(r, node, &table->separator);
        else if (node_key_is(node->key, "encoding"))
                table->encoding = read_word(r, node);
        else if (node_key_is(node->key, "skip-lines"))
                (void)read_number(r, node, 0, 1000000, &table->skip_lines);
        else if (node_key_is(node->key, "columns"))
                read_words(r, node, &table->columns);
        else if (node_key_is(node->key, "extra-columns"))
                table->extra = (enum extra_columns)read_choice(r, node, extra, EXTRA_ERROR);
        else if (node_key_is(node->key, "short-rows"))
                table->fill_short = read_choice(r, node, small, 0) == 1;
        else if (node_key_is(node->key, "list") && read_word(r, node))
                table->list = text_of(node->scalar);
}

static void read_table(struct reader *r, const struct node *node)
{
        static const char *const known[] = {"type",       "separator", "encoding",
                                            "skip-lines", "columns",   "extra-columns",
                                            "short-rows", "list",      NULL};

        if (node->kind != NODE_MAPPING) {
                read_fault(r, node, "what the table looks like is expected here: {separator: ;}");
                return;
        }
        read_keys(r, node, known);
        for (const struct node *entry = node->first; entry; entry = entry->next)
                read_table_key(r, entry, &r->mapping->table);
        if (r->mapping->table.type != TABLE_JSON && r->mapping->table.list.length > 0)
                read_fault(r, node, "\"list\" is for JSON: type: json");
        if (r->mapping->table.type == TABLE_JSON && r->mapping->table.columns.n > 0)
                read_fault(r, node, "\"columns\" is for tables without a header, not for JSON");
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

static void read_duplicates(struct reader *r, const struct node *node)
{
        static const char *const duplicates[] = {[DUPLICATES_ERROR] = "error",
                                                 [DUPLICATES_LATER_WINS] = "later-wins",
                                                 [DUPLICATES_DISPUTED] = "disputed",
                                                 NULL};

        if (node)
                r->mapping->duplicates = (enum duplicates)read_choice(r, node, duplicates, DUPLICATES_ERROR);
}

static void read_root(struct reader *r, const struct node *root)
{
        static const char *const known[] = {"source",  "kind",       "table",      "missing",    "wide",
                                            "only",    "skip",       "event",      "cumulative", "release",
                                            "numbers", "duplicates", "batch-size", NULL};
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
        if (mapping->wide.pattern && mapping->table.type == TABLE_JSON)
                read_fault(r, n, "the members of JSON are not searched: a list of columns is expected");
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
        n = node_find(root, "cumulative");
        if (n && mapping->kind != MST_EVENT_UNSPECIFIED)
                read_cumulative(r, n);
        n = node_find(root, "release");
        if (n)
                read_release(r, n);
        read_numbers(r, root);
        n = node_find(root, "cumulative");
        if (n && mapping->numbering == NUMBERING_EXPLICIT)
                read_fault(r, n,
                           "sums want a release, or numbers by arrival: a month's number is none of its own");
        read_duplicates(r, node_find(root, "duplicates"));
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
        mapping_ask(mapping);
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
        free(mapping->asked.texts);
        patterns_free(&mapping->patterns);
        pool_done(&mapping->bound);
        pool_done(&mapping->pool);
        free(mapping);
        return NULL;
}
