/* One table of keys for each level; a reader for each key. What a reader finds wrong it says
 * with the place of the word, and goes on: all errors in one go. */
#include "import/mapping.h"
#include "base/civil.h"
#include "import/node.h"
#include <assert.h>
#include <stdlib.h>
#include <string.h>

struct reader {
        struct mapping *mapping;
        struct faults *faults;
};

/* ---- words ------------------------------------------------------------------------------- */

static void fault(struct reader *r, const struct node *at, const char *what)
{
        faults_add(r->faults, r->mapping->path, at->line, at->column, "%s", what);
}

/* NULL after a fault where something else than a word stands. */
static const char *word(struct reader *r, const struct node *node)
{
        if (node->kind == NODE_SCALAR)
                return node->scalar;
        fault(r, node, "a word is expected here");
        return NULL;
}

static bool read_bool(struct reader *r, const struct node *node, bool *ret)
{
        static const char *const yes[] = {"yes", "true", "on"}, *const no[] = {"no", "false", "off"};
        const char *text = word(r, node);

        if (!text)
                return false;
        for (size_t i = 0; i < 3; i++) {
                if (strcmp(text, yes[i]) == 0 || strcmp(text, no[i]) == 0) {
                        *ret = strcmp(text, yes[i]) == 0;
                        return true;
                }
        }
        fault(r, node, "yes or no is expected here");
        return false;
}

static bool read_number(struct reader *r, const struct node *node, int64_t min, int64_t max, uint32_t *ret)
{
        const char *text = word(r, node);
        int64_t number;

        if (!text)
                return false;
        if (decimal_parse(text_of(text), 0, &number) != 0 || number < min || number > max) {
                faults_add(r->faults, r->mapping->path, node->line, node->column,
                        "\"%s\" is no number from %lld to %lld", text, (long long)min, (long long)max);
                return false;
        }
        *ret = (uint32_t)number;
        return true;
}

/* One word, or a list of words. */
static void read_words(struct reader *r, const struct node *node, struct text_list *ret)
{
        size_t n = 0;

        if (node->kind == NODE_SCALAR) {
                ret->texts = pool_take(&r->mapping->pool, sizeof(*ret->texts));
                ret->texts[0] = text_of(node->scalar);
                ret->n = 1;
                return;
        }
        if (node->kind != NODE_LIST) {
                fault(r, node, "a word or a list of words is expected here");
                return;
        }
        for (const struct node *n_ = node->first; n_; n_ = n_->next)
                n++;
        ret->texts = pool_array(&r->mapping->pool, n + 1, sizeof(*ret->texts));
        for (const struct node *entry = node->first; entry; entry = entry->next)
                if (word(r, entry))
                        ret->texts[ret->n++] = text_of(entry->scalar);
}

static int entry_compare(const void *a, const void *b)
{
        return text_compare(((const struct lookup_entry *)a)->word, ((const struct lookup_entry *)b)->word);
}

bool lookup_find(const struct lookup_entry *lookup, size_t n, struct text text, struct text *ret)
{
        struct lookup_entry key = {.word = text}, *found;

        found = n ? bsearch(&key, lookup, n, sizeof(*lookup), entry_compare) : NULL;
        if (!found)
                return false;
        *ret = found->value;
        return true;
}

/* A mapping: its keys are words of the table. */
static void read_lookup(struct reader *r, const struct node *node, struct cell *cell)
{
        size_t n = 0;

        if (node->kind != NODE_MAPPING) {
                fault(r, node, "a table of words is expected here: {X: export, M: import}");
                return;
        }
        for (const struct node *entry = node->first; entry; entry = entry->next)
                n++;
        cell->lookup = pool_array(&r->mapping->pool, n + 1, sizeof(*cell->lookup));
        for (const struct node *entry = node->first; entry; entry = entry->next)
                if (word(r, entry))
                        cell->lookup[cell->n_lookup++] =
                                (struct lookup_entry){text_of(entry->key), text_of(entry->scalar)};
        qsort(cell->lookup, cell->n_lookup, sizeof(*cell->lookup), entry_compare);
}

/* ---- cells ------------------------------------------------------------------------------- */

static void read_template(struct reader *r, const struct node *node, struct template *ret)
{
        const char *text = word(r, node), *why;

        if (!text)
                return;
        why = template_parse(text_of(text), r->mapping->kind, &r->mapping->pool, ret);
        if (why)
                fault(r, node, why);
}

static void read_factor(struct reader *r, const struct node *node, struct ratio *ret)
{
        const char *text = word(r, node);
        char plain[64];
        size_t n = 0;

        if (!text)
                return;
        for (const char *c = text; *c && n < sizeof(plain) - 1; c++)
                if (*c != '_')
                        plain[n++] = *c;
        if (ratio_parse((struct text){plain, n}, ret) != 0)
                fault(r, node, "a factor above zero is expected here: 1_000_000, 0.907185 or 1/3");
}

static void read_sign(struct reader *r, const struct node *node, char *ret)
{
        const char *text = word(r, node);

        if (!text)
                return;
        if (strcmp(text, "tab") == 0)
                *ret = '\t';
        else if (strcmp(text, "blank") == 0)
                *ret = ' ';
        else if (strlen(text) == 1)
                *ret = *text;
        else
                fault(r, node, "one sign of ASCII, \"tab\" or \"blank\" is expected here");
}

static void read_forms(struct reader *r, const struct node *node, struct cell *cell)
{
        read_words(r, node, &cell->forms);
        for (size_t i = 0; i < cell->forms.n; i++) {
                const char *why = when_form_check(cell->forms.texts[i]);

                if (why)
                        faults_add(r->faults, r->mapping->path, node->line, node->column,
                                "\"%" TEXT_FORMAT "\" is no form of periods: %s",
                                TEXT_ARGUMENTS(cell->forms.texts[i]), why);
        }
}

/* The keys of a cell that is more than a text. */
static void read_cell_key(struct reader *r, const struct node *node, struct cell *cell)
{
        static const struct text known[] = {TEXT_INIT("column"), TEXT_INIT("text"), TEXT_INIT("missing"),
                TEXT_INIT("lookup"), TEXT_INIT("otherwise"), TEXT_INIT("format"), TEXT_INIT("times"),
                TEXT_INIT("decimal"), TEXT_INIT("grouping"), TEXT_INIT("round")};
        struct text nearest;
        const char *key = node->key;

        if (node_key_is(key, "column")) {
                if (word(r, node))
                        template_column(text_of(node->scalar), &r->mapping->pool, &cell->from);
        } else if (node_key_is(key, "text"))
                read_template(r, node, &cell->from);
        else if (node_key_is(key, "missing"))
                read_words(r, node, &cell->missing);
        else if (node_key_is(key, "lookup"))
                read_lookup(r, node, cell);
        else if (node_key_is(key, "otherwise")) {
                if (word(r, node)) {
                        cell->otherwise = text_of(node->scalar);
                        cell->otherwise_stated = true;
                }
        } else if (node_key_is(key, "format"))
                read_forms(r, node, cell);
        else if (node_key_is(key, "times"))
                read_factor(r, node, &cell->number.times);
        else if (node_key_is(key, "decimal"))
                read_sign(r, node, &cell->number.decimal);
        else if (node_key_is(key, "grouping"))
                read_sign(r, node, &cell->number.grouping);
        else if (node_key_is(key, "round"))
                (void)read_bool(r, node, &cell->number.round);
        else
                faults_add(r->faults, r->mapping->path, node->key_line, node->key_column,
                        "\"%s\" is no key of a field%s%s%s", key,
                        text_nearest(text_of(key), known, sizeof(known) / sizeof(*known), &nearest)
                                ? "; did you mean \"" : "; known are column, text, missing, lookup, otherwise, "
                                                        "format, times, decimal, grouping, round",
                        text_nearest(text_of(key), known, sizeof(known) / sizeof(*known), &nearest)
                                ? nearest.data : "",
                        text_nearest(text_of(key), known, sizeof(known) / sizeof(*known), &nearest)
                                ? "\"?" : "");
}

static void read_cell(struct reader *r, const struct node *node, struct cell *cell)
{
        *cell = (struct cell){.stated = true, .line = node->line, .column = node->column,
                .number = NUMBER_FORM_PLAIN, .missing = r->mapping->missing};

        if (node->kind == NODE_SCALAR) {
                read_template(r, node, &cell->from);
                return;
        }
        if (node->kind != NODE_MAPPING) {
                fault(r, node, "a text or {column: ...} is expected here");
                return;
        }
        for (const struct node *entry = node->first; entry; entry = entry->next)
                read_cell_key(r, entry, cell);
        if (cell->from.n_parts == 0)
                fault(r, node, "neither \"column\" nor \"text\" says where it comes from");
        if (cell->otherwise_stated && cell->n_lookup == 0)
                fault(r, node, "\"otherwise\" without a \"lookup\"");
}

/* Which cells have to be worked out before which: the currency before money, and what has
 * {.field} holes behind everything else. */
static int cell_rank(const struct cell *cell)
{
        if (template_has_field(&cell->from))
                return 2;
        return cell->field->type == FIELD_QUANTITY ? 1 : 0;
}

static int cell_compare(const void *a, const void *b)
{
        const struct cell *x = a, *y = b;
        int rank = cell_rank(x) - cell_rank(y);

        return rank ? rank : (x->field > y->field) - (x->field < y->field);
}

static void read_event(struct reader *r, const struct node *node)
{
        struct mapping *mapping = r->mapping;
        size_t n = 0;

        if (node->kind != NODE_MAPPING) {
                fault(r, node, "fields are expected here");
                return;
        }
        for (const struct node *entry = node->first; entry; entry = entry->next)
                n++;
        mapping->cells = pool_array(&mapping->pool, n + 1, sizeof(*mapping->cells));
        for (const struct node *entry = node->first; entry; entry = entry->next) {
                const struct field *field = field_find(mapping->kind, text_of(entry->key));
                struct cell *cell = &mapping->cells[mapping->n_cells];

                if (!field) {
                        const char *nearest = field_nearest(mapping->kind, text_of(entry->key));

                        faults_add(r->faults, mapping->path, entry->key_line, entry->key_column,
                                "\"%s\" is no field of a %s event%s%s%s", entry->key,
                                mst_enum_name(MST_ENUM_EVENT_KIND, (int)mapping->kind),
                                nearest ? "; did you mean \"" : "", nearest ? nearest : "",
                                nearest ? "\"?" : "");
                        continue;
                }
                read_cell(r, entry, cell);
                cell->field = field;
                mapping->n_cells++;
        }
        qsort(mapping->cells, mapping->n_cells, sizeof(*mapping->cells), cell_compare);
}

/* ---- rules, releases, tables -------------------------------------------------------------- */

static size_t count(const struct node *node)
{
        size_t n = 0;

        for (const struct node *entry = node ? node->first : NULL; entry; entry = entry->next)
                n++;
        return n;
}

static void read_rules(struct reader *r, const struct node *node, bool keeps)
{
        if (!node)
                return;
        if (node->kind != NODE_MAPPING) {
                fault(r, node, "columns and their words are expected here: {flow: [X, M]}");
                return;
        }
        for (const struct node *entry = node->first; entry; entry = entry->next) {
                struct rule *rule = &r->mapping->rules[r->mapping->n_rules++];

                *rule = (struct rule){.line = entry->key_line, .column = entry->key_column, .keeps = keeps};
                template_column(text_of(entry->key), &r->mapping->pool, &rule->from);
                read_words(r, entry, &rule->words);
        }
}

/* A key that a level does not know; `known` ends with NULL. */
static void unknown_key(struct reader *r, const struct node *node, const char *const *known)
{
        struct text words[16], nearest;
        size_t n = 0;

        for (; known[n]; n++)
                words[n] = text_of(known[n]);
        if (text_nearest(text_of(node->key), words, n, &nearest))
                faults_add(r->faults, r->mapping->path, node->key_line, node->key_column,
                        "\"%s\" is no key here; did you mean \"%" TEXT_FORMAT "\"?", node->key,
                        TEXT_ARGUMENTS(nearest));
        else
                faults_add(r->faults, r->mapping->path, node->key_line, node->key_column,
                        "\"%s\" is no key here", node->key);
}

static void check_keys(struct reader *r, const struct node *node, const char *const *known)
{
        for (const struct node *entry = node->first; entry; entry = entry->next) {
                bool found = false;

                for (size_t i = 0; known[i] && !found; i++)
                        found = node_key_is(entry->key, known[i]);
                if (!found)
                        unknown_key(r, entry, known);
        }
}

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
                fault(r, node, "\"period end + N days\", \"period end + N months\", a date, or a text with a "
                               "column is expected here");
        if (template_has_field(&release->published_cell.from))
                fault(r, node, "a column is expected here, not a field of the event");
}

static void read_release(struct reader *r, const struct node *node)
{
        static const char *const known[] = {
                "by", "published", "serial", "status", "complete", "replaces", "historical", "control", "note", NULL};
        struct release_rule *release = &r->mapping->release;
        const struct node *n;
        int status;

        *release = (struct release_rule){.line = node->line, .column = node->column, .control = true};
        if (node->kind != NODE_MAPPING) {
                fault(r, node, "\"by\" and \"published\" are expected here");
                return;
        }
        check_keys(r, node, known);

        n = node_find(node, "by");
        if (!n)
                fault(r, node, "\"by\" is missing: file, period, or a text with a column");
        else if (n->kind == NODE_SCALAR && strcmp(n->scalar, "period") == 0)
                release->by = RELEASE_BY_PERIOD;
        else if (n->kind == NODE_SCALAR && strcmp(n->scalar, "file") == 0)
                release->by = RELEASE_BY_FILE;
        else {
                release->by = RELEASE_BY_TEXT;
                read_template(r, n, &release->by_text);
                if (template_is_constant(&release->by_text))
                        fault(r, n, "file, period, or a text with a column is expected here");
        }

        n = node_find(node, "published");
        if (n)
                read_published(r, n, release);
        n = node_find(node, "serial");
        if (n)
                (void)read_number(r, n, 0, UINT32_MAX, &release->serial);
        n = node_find(node, "status");
        if (n && word(r, n)) {
                if (mst_enum_value(MST_ENUM_STATUS, n->scalar, &status) == 0)
                        release->status = (enum mst_status)status;
                else
                        fault(r, n, "estimated, provisional or final is expected here");
        }
        n = node_find(node, "note");
        if (n)
                release->note = word(r, n);

        struct {
                const char *key;
                bool *ret;
        } flags[] = {{"complete", &release->complete}, {"replaces", &release->replaces},
                {"historical", &release->historical}, {"control", &release->control}};
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
                fault(r, node, "what the table looks like is expected here: {separator: ;}");
                return;
        }
        check_keys(r, node, known);
        n = node_find(node, "type");
        if (n && word(r, n) && strcmp(n->scalar, "csv") != 0)
                fault(r, n, "csv is expected here");
        n = node_find(node, "separator");
        if (n)
                read_sign(r, n, &table->separator);
        n = node_find(node, "encoding");
        if (n)
                table->encoding = word(r, n);
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
                fault(r, root, "\"source\" is missing");
        else if (word(r, n)) {
                r->mapping->source = n->scalar;
                if (!text_is_name(text_of(n->scalar)))
                        fault(r, n, "a name of a-z, 0-9 and - is expected here");
        }

        n = node_find(root, "kind");
        if (!n)
                fault(r, root, "\"kind\" is missing: trade, freight, project, rate or withdrawal");
        else if (word(r, n)) {
                if (mst_enum_value(MST_ENUM_EVENT_KIND, n->scalar, &kind) == 0 && kind != 0)
                        r->mapping->kind = (enum mst_event_kind)kind;
                else
                        fault(r, n, "trade, freight, project, rate or withdrawal is expected here");
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
                : cell_find(mapping, "revision")                  ? NUMBERING_EXPLICIT
                                                                  : NUMBERING_ARRIVAL;
        if (!n || !word(r, n))
                return;
        if (strcmp(n->scalar, "by-release") == 0) {
                if (mapping->release.by == RELEASE_NONE)
                        fault(r, n, "\"by-release\", but there is no \"release\"");
        } else if (strcmp(n->scalar, "explicit") == 0) {
                if (mapping->numbering != NUMBERING_EXPLICIT)
                        fault(r, n, "\"explicit\" wants a field \"revision\" and no \"release\"");
        } else if (strcmp(n->scalar, "by-arrival") == 0) {
                if (mapping->numbering != NUMBERING_ARRIVAL)
                        fault(r, n, "\"by-arrival\" wants neither \"revision\" nor \"release\"");
        } else
                fault(r, n, "by-release, explicit or by-arrival is expected here");
}

static void read_root(struct reader *r, const struct node *root)
{
        static const char *const known[] = {"source", "kind", "table", "missing", "only", "skip", "event",
                "release", "numbers", "batch-size", NULL};
        struct mapping *mapping = r->mapping;
        const struct node *n;

        if (root->kind != NODE_MAPPING) {
                fault(r, root, "a mapping is expected: source, kind, event ...");
                return;
        }
        check_keys(r, root, known);
        read_source_and_kind(r, root);
        n = node_find(root, "table");
        if (n)
                read_table(r, n);
        n = node_find(root, "missing");
        if (n)
                read_words(r, n, &mapping->missing);
        mapping->rules = pool_array(&mapping->pool,
                count(node_find(root, "only")) + count(node_find(root, "skip")) + 1, sizeof(*mapping->rules));
        read_rules(r, node_find(root, "only"), true);
        read_rules(r, node_find(root, "skip"), false);

        n = node_find(root, "event");
        if (!n)
                fault(r, root, "\"event\" is missing: the fields of an event");
        else if (mapping->kind != MST_EVENT_UNSPECIFIED) {
                read_event(r, n);
                if (!cell_find(mapping, "id"))
                        fault(r, n, "the field \"id\" is missing");
                if (!cell_find(mapping, "period") && mapping->kind != MST_EVENT_WITHDRAWAL)
                        fault(r, n, "the field \"period\" is missing");
        }
        n = node_find(root, "release");
        if (n)
                read_release(r, n);
        read_numbers(r, root);
        n = node_find(root, "batch-size");
        if (n)
                (void)read_number(r, n, 1, MST_BATCH_EVENTS_MAX, &mapping->batch_events);
}

static int mapping_make(const char *path, const struct text *text, struct faults *faults, struct mapping **ret)
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
        pool_done(&mapping->pool);
        free(mapping);
        return NULL;
}

int mapping_bind(struct mapping *mapping, const struct text *header, size_t n_header, struct faults *faults)
{
        struct release_rule *release;
        size_t before;
        const char *why;

        assert(mapping && faults);

        release = &mapping->release;
        before = faults->n;
        for (size_t i = 0; i < mapping->n_cells; i++) {
                struct cell *cell = &mapping->cells[i];

                why = template_bind(&cell->from, header, n_header, &faults->pool);
                if (why)
                        faults_add(faults, mapping->path, cell->line, cell->column, "%s", why);
        }
        for (size_t i = 0; i < mapping->n_rules; i++) {
                why = template_bind(&mapping->rules[i].from, header, n_header, &faults->pool);
                if (why)
                        faults_add(faults, mapping->path, mapping->rules[i].line, mapping->rules[i].column,
                                "%s", why);
        }
        why = template_bind(&release->by_text, header, n_header, &faults->pool);
        if (!why)
                why = template_bind(&release->published_cell.from, header, n_header, &faults->pool);
        if (why)
                faults_add(faults, mapping->path, release->line, release->column, "%s", why);
        return faults->n > before ? 1 : 0;
}
