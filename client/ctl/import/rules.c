/* import/rules.c: what a mapping says of rows: conditions, which rows are left out, which
 * columns make events of their own, and what is a sum since the year's beginning. */
#include "import/reading.h"
#include <string.h>

struct pattern *read_pattern(struct reader *r, const struct node *node)
{
        const char *text = read_word(r, node), *why;
        struct pattern *pattern = NULL;

        if (!text)
                return NULL;
        why = pattern_new(text, &r->mapping->patterns, &r->mapping->pool, &pattern);
        if (why)
                read_fault(r, node, why);
        return pattern;
}

/* A column by its name, or a text with holes. */
static void read_operand(struct reader *r, const struct node *node, struct template *ret)
{
        const char *why;

        if (!strchr(node->key, '{')) {
                template_column(text_of(node->key), &r->mapping->pool, ret);
                return;
        }
        why = template_parse(text_of(node->key), r->mapping->kind, &r->mapping->pool, ret);
        if (!why && template_has_field(ret))
                why = "a column is expected here, not a field of the event";
        if (why)
                faults_add(r->faults, r->mapping->path, node->key_line, node->key_column, "%s", why);
}

static void read_condition_key(struct reader *r, const struct node *node, struct condition *c)
{
        if (node_key_is(node->key, "is"))
                read_words(r, node, &c->is);
        else if (node_key_is(node->key, "not"))
                read_words(r, node, &c->is_not);
        else if (node_key_is(node->key, "starts"))
                read_words(r, node, &c->starts);
        else if (node_key_is(node->key, "match"))
                c->match = read_pattern(r, node);
        else if (node_key_is(node->key, "from") && read_word(r, node))
                c->from_value = text_of(node->scalar);
        else if (node_key_is(node->key, "to") && read_word(r, node))
                c->to_value = text_of(node->scalar);
        else if (node_key_is(node->key, "empty"))
                c->empty_asked = read_bool(r, node, &c->empty);
}

static void read_condition(struct reader *r, const struct node *node, struct condition *c)
{
        static const char *const known[] = {"is", "not", "starts", "match", "from", "to", "empty", NULL};

        *c = (struct condition){
                .line = node->key_line, .column = node->key_column, .missing = &r->mapping->missing};
        read_operand(r, node, &c->from);
        if (node->kind != NODE_MAPPING) {
                read_words(r, node, &c->is);
                return;
        }
        read_keys(r, node, known);
        for (const struct node *entry = node->first; entry; entry = entry->next)
                read_condition_key(r, entry, c);
}

void read_conditions(struct reader *r, const struct node *node, struct conditions *ret)
{
        if (node->kind != NODE_MAPPING) {
                read_fault(r, node, "columns and their words are expected here: {flow: [X, M]}");
                return;
        }
        ret->all = pool_array(&r->mapping->pool, read_count(node) + 1, sizeof(*ret->all));
        for (const struct node *entry = node->first; entry; entry = entry->next)
                read_condition(r, entry, &ret->all[ret->n++]);
}

static struct rule *rule_add(struct reader *r, const struct node *at, bool keeps)
{
        struct rule *rule = &r->mapping->rules[r->mapping->n_rules++];

        *rule = (struct rule){.line = at->line, .column = at->column, .keeps = keeps};
        return rule;
}

/* {name: ..., when: {...}} */
static void read_named_rule(struct reader *r, const struct node *node, bool keeps)
{
        static const char *const known[] = {"name", "when", NULL};
        struct rule *rule = rule_add(r, node, keeps);
        const struct node *n;

        if (node->kind != NODE_MAPPING) {
                read_fault(r, node, "a rule is expected here: {name: totals, when: {partner: World}}");
                return;
        }
        read_keys(r, node, known);
        n = node_find(node, "when");
        if (n)
                read_conditions(r, n, &rule->when);
        else
                read_fault(r, node, "\"when\" is missing: the rule's conditions");
        n = node_find(node, "name");
        rule->name = n ? read_word(r, n)
                       : pool_print(&r->mapping->pool, "%s in line %u", keeps ? "only" : "skip", node->line);
}

void read_rules(struct reader *r, const struct node *node, bool keeps)
{
        if (!node)
                return;
        if (node->kind == NODE_SCALAR) {
                read_fault(r, node, "columns and their words are expected here: {flow: [X, M]}");
                return;
        }
        for (const struct node *entry = node->first; entry; entry = entry->next) {
                struct rule *rule;

                if (node->kind == NODE_LIST) {
                        read_named_rule(r, entry, keeps);
                        continue;
                }
                rule = rule_add(r, entry, keeps);
                rule->name = pool_print(&r->mapping->pool, "%s %s", keeps ? "only" : "skip", entry->key);
                rule->when = (struct conditions){pool_take(&r->mapping->pool, sizeof(struct condition)), 1};
                read_condition(r, entry, rule->when.all);
        }
}

static void read_beside(struct reader *r, const struct node *node, struct wide_rule *rule)
{
        if (node->kind != NODE_MAPPING || read_count(node) > WIDE_BESIDE_MAX) {
                read_fault(r, node,
                           "up to 8 words and the columns they stand for are expected here: "
                           "{boxes: \"Boxes_{1}\"}");
                return;
        }
        for (const struct node *entry = node->first; entry; entry = entry->next)
                if (read_word(r, entry))
                        rule->beside[rule->n_beside++] = (struct wide_beside){text_of(entry->key),
                                                                              text_of(entry->scalar)};
}

void read_wide(struct reader *r, const struct node *node)
{
        static const char *const known[] = {"columns", "match", "beside", NULL};
        struct wide_rule *rule = &r->mapping->wide;
        const struct node *columns, *match, *beside;

        *rule = (struct wide_rule){.stated = true, .line = node->line, .column = node->column};
        if (node->kind == NODE_LIST) {
                read_words(r, node, &rule->names);
                return;
        }
        if (node->kind != NODE_MAPPING) {
                read_fault(r, node, "a list of columns is expected here, or {match: ...}");
                return;
        }
        read_keys(r, node, known);
        columns = node_find(node, "columns");
        match = node_find(node, "match");
        beside = node_find(node, "beside");
        if (!columns == !match)
                read_fault(r, node, "one of \"columns\" and \"match\" is expected here");
        if (columns)
                read_words(r, columns, &rule->names);
        if (match)
                rule->pattern = read_pattern(r, match);
        if (beside)
                read_beside(r, beside, rule);
}

static void add_field(struct reader *r, const struct node *at, const struct field *field)
{
        struct cumulative_rule *rule = &r->mapping->cumulative;

        if (rule->n_fields == CUMULATIVE_FIELDS_MAX)
                read_fault(r, at, "more than 4 quantities; \"fields\" can name those that are sums");
        else
                rule->fields[rule->n_fields++] = field;
}

static void read_sum_fields(struct reader *r, const struct node *node)
{
        struct text_list names = {0};

        read_words(r, node, &names);
        for (size_t i = 0; i < names.n; i++) {
                const struct field *field = field_find(r->mapping->kind, names.texts[i]);

                if (field && field->type == FIELD_QUANTITY)
                        add_field(r, node, field);
                else
                        faults_add(r->faults, r->mapping->path, node->line, node->column,
                                   "\"%" TEXT_FORMAT "\" is no quantity of this kind of event",
                                   TEXT_ARGUMENTS(names.texts[i]));
        }
}

static void read_gaps(struct reader *r, const struct node *node)
{
        const char *text = read_word(r, node);

        if (text && strcmp(text, "next") == 0)
                r->mapping->cumulative.gaps_allowed = true;
        else if (text && strcmp(text, "error") != 0)
                read_fault(r, node, "error or next is expected here");
}

void read_cumulative(struct reader *r, const struct node *node)
{
        static const char *const known[] = {"series", "fields", "gaps", NULL};
        struct cumulative_rule *rule = &r->mapping->cumulative;
        const struct node *n;

        *rule = (struct cumulative_rule){.stated = true, .line = node->line, .column = node->column};
        if (node->kind != NODE_MAPPING) {
                read_fault(r, node, "{series: \"{reporter}-{partner}\"} is expected here");
                return;
        }
        read_keys(r, node, known);
        n = node_find(node, "series");
        if (n)
                read_template(r, n, &rule->series);
        else
                read_fault(r, node, "\"series\" is missing: what rows of one series have in common");
        n = node_find(node, "gaps");
        if (n)
                read_gaps(r, n);
        n = node_find(node, "fields");
        if (n)
                read_sum_fields(r, n);
        for (size_t i = 0; !n && i < r->mapping->n_cells; i++)
                if (r->mapping->cells[i].field->type == FIELD_QUANTITY)
                        add_field(r, node, r->mapping->cells[i].field);
        if (rule->n_fields == 0)
                read_fault(r, node, "the event has no quantity that could be a sum");
}
