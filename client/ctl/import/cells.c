/* import/cells.c: the fields of an event, each with what is to be done with its text. */
#include "import/reading.h"
#include <stdlib.h>
#include <string.h>

void read_template(struct reader *r, const struct node *node, struct template *ret)
{
        const char *text = read_word(r, node), *why;

        if (!text)
                return;
        why = template_parse(text_of(text), r->mapping->kind, &r->mapping->pool, ret);
        if (why)
                read_fault(r, node, why);
}

void read_sign(struct reader *r, const struct node *node, char *ret)
{
        const char *text = read_word(r, node);

        if (!text)
                return;
        if (strcmp(text, "tab") == 0)
                *ret = '\t';
        else if (strcmp(text, "blank") == 0)
                *ret = ' ';
        else if (strlen(text) == 1)
                *ret = *text;
        else
                read_fault(r, node, "one sign of ASCII, \"tab\" or \"blank\" is expected here");
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

static void read_when_missing(struct reader *r, const struct node *node, struct cell *cell)
{
        static const char *const words[] = {[MISSING_UNKNOWN] = "unknown",
                                            [MISSING_SKIP] = "skip",
                                            [MISSING_ZERO] = "zero",
                                            [MISSING_ERROR] = "error"};
        const char *text = read_word(r, node);

        if (!text)
                return;
        cell->when_missing_stated = true;
        for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
                if (strcmp(text, words[i]) == 0) {
                        cell->when_missing = (enum missing_means)i;
                        return;
                }
        read_fault(r, node, "unknown, skip, zero or error is expected here");
}

static void read_column(struct reader *r, const struct node *node, struct cell *cell)
{
        if (read_word(r, node))
                template_column(text_of(node->scalar), &r->mapping->pool, &cell->from);
}

static void read_text(struct reader *r, const struct node *node, struct cell *cell)
{
        read_template(r, node, &cell->from);
}

static void read_when(struct reader *r, const struct node *node, struct cell *cell)
{
        read_conditions(r, node, &cell->when);
}

static void read_missing(struct reader *r, const struct node *node, struct cell *cell)
{
        cell->missing = (struct text_list){0};
        read_words(r, node, &cell->missing);
}

static void read_otherwise(struct reader *r, const struct node *node, struct cell *cell)
{
        if (!read_word(r, node))
                return;
        cell->otherwise = text_of(node->scalar);
        cell->otherwise_stated = true;
}

static void read_letters(struct reader *r, const struct node *node, struct cell *cell)
{
        const char *text = read_word(r, node);

        if (!text)
                return;
        if (strcmp(text, "lower") == 0)
                cell->letters = LETTERS_LOWER;
        else if (strcmp(text, "upper") == 0)
                cell->letters = LETTERS_UPPER;
        else
                read_fault(r, node, "lower or upper is expected here");
}

static void read_decimal(struct reader *r, const struct node *node, struct cell *cell)
{
        read_sign(r, node, &cell->number.decimal);
}

static void read_grouping(struct reader *r, const struct node *node, struct cell *cell)
{
        read_sign(r, node, &cell->number.grouping);
}

/* The keys of a cell that is more than a text. */
static const struct {
        const char *key;
        void (*read)(struct reader *r, const struct node *node, struct cell *cell);
} cell_keys[] = {
        {"column", read_column},
        {"text", read_text},
        {"when", read_when},
        {"missing", read_missing},
        {"when-missing", read_when_missing},
        {"replace", read_replace},
        {"capture", read_capture},
        {"lookup", read_lookup},
        {"otherwise", read_otherwise},
        {"letters", read_letters},
        {"format", read_forms},
        {"times", read_times},
        {"unit", read_unit},
        {"per", read_per},
        {"decimal", read_decimal},
        {"grouping", read_grouping},
        {"round", read_round},
};
#define CELL_KEYS (sizeof(cell_keys) / sizeof(*cell_keys))

static void read_cell_keys(struct reader *r, const struct node *node, struct cell *cell)
{
        const char *known[CELL_KEYS + 1];

        for (size_t i = 0; i < CELL_KEYS; i++)
                known[i] = cell_keys[i].key;
        known[CELL_KEYS] = NULL;
        read_keys(r, node, known);
        for (const struct node *entry = node->first; entry; entry = entry->next)
                for (size_t i = 0; i < CELL_KEYS; i++)
                        if (node_key_is(entry->key, cell_keys[i].key))
                                cell_keys[i].read(r, entry, cell);
}

static void read_one_case(struct reader *r, const struct node *node, struct cell *cell)
{
        *cell = (struct cell){.stated = true,
                              .line = node->line,
                              .column = node->column,
                              .number = NUMBER_FORM_PLAIN,
                              .missing = r->mapping->missing};

        if (node->kind == NODE_SCALAR) {
                read_template(r, node, &cell->from);
                return;
        }
        if (node->kind != NODE_MAPPING) {
                read_fault(r, node, "a text or {column: ...} is expected here");
                return;
        }
        read_cell_keys(r, node, cell);
        if (cell->from.n_parts == 0 && !node_find(node, "text"))
                read_fault(r, node, "neither \"column\" nor \"text\" says where it comes from");
        if (cell->otherwise_stated && cell->n_lookups == 0 && !cell->capture)
                read_fault(r, node, "\"otherwise\" without a \"lookup\" or \"capture\"");
}

void read_cell(struct reader *r, const struct node *node, struct cell *cell)
{
        const struct node *entry = node->kind == NODE_LIST ? node->first : node;

        if (!entry) {
                read_fault(r, node, "an empty list of cases");
                return;
        }
        read_one_case(r, entry, cell);
        for (entry = node->kind == NODE_LIST ? entry->next : NULL; entry; entry = entry->next) {
                if (cell->when.n == 0)
                        read_fault(r, entry, "the case before it has no \"when\", so this one never counts");
                cell->next_case = pool_take(&r->mapping->pool, sizeof(*cell));
                cell = cell->next_case;
                read_one_case(r, entry, cell);
        }
}

/* Which cells have to be worked out before which: the currency before money, and what has
 * {.field} holes behind everything else. */
static int cell_rank(const struct cell *cell)
{
        for (const struct cell *c = cell; c; c = c->next_case)
                if (template_has_field(&c->from))
                        return 2;
        return cell->field->type == FIELD_QUANTITY ? 1 : 0;
}

static int cell_compare(const void *a, const void *b)
{
        const struct cell *x = a, *y = b;
        int rank = cell_rank(x) - cell_rank(y);

        return rank ? rank : (x->field > y->field) - (x->field < y->field);
}

void read_event(struct reader *r, const struct node *node)
{
        struct mapping *mapping = r->mapping;
        size_t n = 0;

        if (node->kind != NODE_MAPPING) {
                read_fault(r, node, "fields are expected here");
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
                for (struct cell *c = cell; c; c = c->next_case) {
                        c->field = field;
                        if (c->counts_mass && !strstr(field->path, "mass"))
                                faults_add(r->faults, r->mapping->path, c->line, c->column,
                                           "\"%s\" counts no grams: a unit of mass is none of its",
                                           entry->key);
                }
                mapping->n_cells++;
        }
        qsort(mapping->cells, mapping->n_cells, sizeof(*mapping->cells), cell_compare);
}
