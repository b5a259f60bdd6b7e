/* import/transforms.c: what a cell does with its text, as the mapping says it: what is replaced,
 * captured and looked up, and what its numbers count. */
#include "import/reading.h"
#include "import/unit.h"
#include <string.h>

/* ---- replace, capture ---------------------------------------------------------------------- */

static void read_replacement(struct reader *r, const struct node *node, struct replacement *ret)
{
        static const char *const known[] = {"match", "by", NULL};
        const struct node *match, *by;

        if (node->kind != NODE_MAPPING) {
                read_fault(r, node, "{match: ..., by: ...} is expected here");
                return;
        }
        read_keys(r, node, known);
        match = node_find(node, "match");
        by = node_find(node, "by");
        if (!match || !by) {
                read_fault(r, node, "\"match\" and \"by\" are expected here");
                return;
        }
        ret->pattern = read_pattern(r, match);
        ret->by = text_of(read_word(r, by));
}

void read_replace(struct reader *r, const struct node *node, struct cell *cell)
{
        if (node->kind == NODE_SCALAR) {
                read_fault(r, node, "texts and what they become are expected here: {\",\": \"\"}");
                return;
        }
        cell->replacements = pool_array(&r->mapping->pool, read_count(node) + 1, sizeof(*cell->replacements));
        for (const struct node *entry = node->first; entry; entry = entry->next) {
                struct replacement *replacement = &cell->replacements[cell->n_replacements++];

                if (node->kind == NODE_LIST) {
                        read_replacement(r, entry, replacement);
                        continue;
                }
                replacement->what = text_of(entry->key);
                replacement->by = text_of(read_word(r, entry));
                if (replacement->what.length == 0)
                        read_fault(r, entry, "an empty text cannot be replaced");
        }
}

void read_capture(struct reader *r, const struct node *node, struct cell *cell)
{
        static const char *const known[] = {"match", "as", NULL};
        const struct node *match, *as;

        if (node->kind == NODE_SCALAR) {
                cell->capture = read_pattern(r, node);
                return;
        }
        if (node->kind != NODE_MAPPING) {
                read_fault(r, node, "a regular expression is expected here, or {match: ..., as: ...}");
                return;
        }
        read_keys(r, node, known);
        match = node_find(node, "match");
        as = node_find(node, "as");
        if (match)
                cell->capture = read_pattern(r, match);
        else
                read_fault(r, node, "\"match\" is missing: a regular expression");
        if (as)
                cell->capture_as = text_of(read_word(r, as));
}

/* ---- look-ups ------------------------------------------------------------------------------ */

/* The keys of a mapping are words of the table. */
static struct lookup read_entries(struct reader *r, const struct node *node)
{
        struct lookup_entry *entries = pool_array(&r->mapping->pool, read_count(node) + 1, sizeof(*entries));
        size_t n = 0;

        for (const struct node *entry = node->first; entry; entry = entry->next)
                if (read_word(r, entry))
                        entries[n++] = (struct lookup_entry){text_of(entry->key), text_of(entry->scalar)};
        return lookup_of(entries, n);
}

static void read_one_lookup(struct reader *r, const struct node *node, struct cell *cell)
{
        struct lookup *lookup = &cell->lookups[cell->n_lookups++];
        const char *why;

        if (node->kind == NODE_MAPPING) {
                *lookup = read_entries(r, node);
                return;
        }
        if (node->kind == NODE_LIST) {
                read_fault(r, node, "a list in a list");
                return;
        }
        if (lookup_of_iso(text_of(node->scalar), lookup))
                return;
        if (!strchr(node->scalar, '.')) {
                read_fault(
                        r, node,
                        "a table of words is expected here, {X: export, M: import}; a file, places.csv; or "
                        "one of iso-3166-name, iso-3166-alpha-3, iso-3166-numeric, iso-4217-numeric");
                return;
        }
        why = lookup_of_file(text_of(node->scalar), r->mapping->path, &r->mapping->pool, lookup);
        if (why)
                read_fault(r, node, why);
}

void read_lookup(struct reader *r, const struct node *node, struct cell *cell)
{
        size_t n = node->kind == NODE_LIST ? read_count(node) : 1;

        cell->lookups = pool_array(&r->mapping->pool, n + 1, sizeof(*cell->lookups));
        if (node->kind != NODE_LIST) {
                read_one_lookup(r, node, cell);
                return;
        }
        for (const struct node *entry = node->first; entry; entry = entry->next)
                read_one_lookup(r, entry, cell);
}

/* ---- numbers ------------------------------------------------------------------------------- */

static bool read_ratio(struct reader *r, const struct node *node, struct ratio *ret)
{
        const char *text = read_word(r, node);
        char plain[64];
        size_t n = 0;

        if (!text)
                return false;
        for (const char *c = text; *c && n < sizeof(plain) - 1; c++)
                if (*c != '_')
                        plain[n++] = *c;
        if (ratio_parse((struct text){plain, n}, ret) == 0)
                return true;
        read_fault(r, node, "a factor above zero is expected here: 1_000_000, 0.907185 or 1/3");
        return false;
}

static void multiply(struct reader *r, const struct node *node, struct ratio by, struct cell *cell)
{
        if (!ratio_times(cell->number.times, by, &cell->number.times))
                read_fault(r, node,
                           "together with the other factors of this cell it is too large or too fine");
}

void read_times(struct reader *r, const struct node *node, struct cell *cell)
{
        struct ratio ratio;

        if (read_ratio(r, node, &ratio))
                multiply(r, node, ratio, cell);
}

/* "for 100 units of the base" */
void read_per(struct reader *r, const struct node *node, struct cell *cell)
{
        struct ratio ratio;

        if (read_ratio(r, node, &ratio))
                multiply(r, node, (struct ratio){ratio.den, ratio.num}, cell);
}

void read_unit(struct reader *r, const struct node *node, struct cell *cell)
{
        const char *text = read_word(r, node);
        const struct unit *unit;

        if (!text)
                return;
        unit = unit_find(text_of(text));
        if (!unit) {
                faults_add(r->faults, r->mapping->path, node->line, node->column,
                           "\"%s\" is no unit; one of %s is expected", text, unit_names());
                return;
        }
        cell->counts_mass = unit->is_mass;
        multiply(r, node, unit->factor, cell);
}

void read_round(struct reader *r, const struct node *node, struct cell *cell)
{
        if (node->kind == NODE_SCALAR && strcmp(node->scalar, "half-even") == 0)
                cell->number.round = true;
        else
                (void)read_bool(r, node, &cell->number.round);
}
