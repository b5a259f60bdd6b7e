/* host/config/templates.c: the same measures and milestones for many corridors; see templates.h. */
#include "host/config/templates.h"

#include <assert.h>
#include <string.h>

#include "host/config/values.h"

/* Values of all that templates make: 20,000 milestones of 20 values each. */
#define MADE_MAX 400000

/* A template's own names that get the corridor's put before them, sorted. */
struct names {
        size_t count;
        struct text *list;
};

/* One template, for one corridor. */
struct making {
        struct reading *reading;
        struct text corridor;
        uint32_t instance; /* of the marks */
        const struct names *measures, *milestones;
        size_t *left; /* of MADE_MAX */
};

static const struct text place = TEXT_INIT("{corridor}");

/* Where the next {corridor} stands; the length if there is none. */
static size_t place_find(struct text text, size_t from)
{
        for (size_t i = from; i + place.length <= text.length; i++)
                if (memcmp(text.data + i, place.data, place.length) == 0)
                        return i;
        return text.length;
}

static bool has_place(struct text text)
{
        return place_find(text, 0) < text.length;
}

/* ---- names ---------------------------------------------------------------------------------- */

static int text_order(const void *a, const void *b)
{
        return text_compare(*(const struct text *)a, *(const struct text *)b);
}

static bool names_have(const struct names *names, struct text name)
{
        return names->count > 0 &&
               bsearch(&name, names->list, names->count, sizeof(*names->list), text_order) != NULL;
}

static const struct tree_node *child_of(const struct tree_node *map, const char *key)
{
        for (const struct tree_node *n = map->kind == TREE_MAP ? map->first : NULL; n; n = n->next)
                if (text_equal(n->key, text_of(key)))
                        return n;
        return NULL;
}

static void names_read(struct reading *reading, const struct tree_node *list, struct names *ret)
{
        *ret = (struct names){.list = NULL};
        if (!list)
                return;
        ret->list = CONFIG_MEMORY_ARRAY(reading->scratch, list->count, struct text);
        for (const struct tree_node *n = ret->list ? list->first : NULL; n; n = n->next) {
                const struct tree_node *name = child_of(n, "name");

                if (name && name->kind == TREE_SCALAR && !has_place(name->text))
                        ret->list[ret->count++] = name->text;
        }
        if (ret->count > 0)
                qsort(ret->list, ret->count, sizeof(*ret->list), text_order);
}

/* Which of the template's names a key's values are; NULL: none. */
static const struct names *names_of(const struct making *making, bool is_measure, struct text key)
{
        static const char *const of_measures[] = {"ratio", "difference", "growth", "asymmetry", "mirror"};
        static const char *const of_milestones[] = {"all-of", "any-of", "of"};

        if (text_equal(key, TEXT("name")))
                return is_measure ? making->measures : making->milestones;
        if (!is_measure && text_equal(key, TEXT("measure")))
                return making->measures;
        for (size_t i = 0; is_measure && i < sizeof(of_measures) / sizeof(of_measures[0]); i++)
                if (text_equal(key, text_of(of_measures[i])))
                        return making->measures;
        for (size_t i = 0; !is_measure && i < sizeof(of_milestones) / sizeof(of_milestones[0]); i++)
                if (text_equal(key, text_of(of_milestones[i])))
                        return making->milestones;
        return NULL;
}

/* ---- values ----------------------------------------------------------------------------------- */

/* With the corridor's name at each place, and before all of it if it is one of `names`. */
static struct text text_make(const struct making *making, struct text text, const struct names *names)
{
        bool front = names && names_have(names, text);
        size_t length = text.length + (front ? making->corridor.length + 1 : 0), used = 0, at = 0;
        char *made;

        for (size_t i = place_find(text, 0); i < text.length; i = place_find(text, i + place.length))
                length += making->corridor.length;
        if (!front && length == text.length && !has_place(text))
                return text;
        made = config_memory_take(making->reading->scratch, length + 1, 1);
        if (!made)
                return TEXT("");
        if (front) {
                memcpy(made, making->corridor.data, making->corridor.length);
                used = making->corridor.length;
                made[used++] = '-';
        }
        while (at < text.length) {
                size_t next = place_find(text, at);

                memcpy(made + used, text.data + at, next - at);
                used += next - at;
                if (next == text.length)
                        break;
                memcpy(made + used, making->corridor.data, making->corridor.length);
                used += making->corridor.length;
                at = next + place.length;
        }
        return (struct text){made, used};
}

/* The tree is TREE_DEPTH_MAX deep at most. */
static struct tree_node *node_make(const struct making *making, const struct tree_node *node,
                                   const struct names *names)
{
        struct tree_node *made;

        if (*making->left == 0)
                return NULL;
        (*making->left)--;
        made = CONFIG_MEMORY_ARRAY(making->reading->scratch, 1, struct tree_node);
        if (!made)
                return NULL;
        *made = *node;
        made->mark.instance = made->key_mark.instance = making->instance;
        made->next = made->first = made->last = NULL;
        if (node->kind == TREE_SCALAR)
                made->text = text_make(making, node->text, names);
        for (const struct tree_node *n = node->first; n; n = n->next) {
                struct tree_node *child = node_make(making, n, names);

                if (!child)
                        return NULL;
                if (made->last)
                        made->last->next = child;
                else
                        made->first = child;
                made->last = child;
        }
        return made;
}

/* One measure or milestone: its keys say whose names their values are. */
static struct tree_node *item_make(const struct making *making, const struct tree_node *node, bool is_measure)
{
        struct tree_node *made, bare = *node;

        if (node->kind != TREE_MAP)
                return node_make(making, node, NULL);
        bare.first = NULL;
        made = node_make(making, &bare, NULL);
        for (const struct tree_node *n = node->first; made && n; n = n->next) {
                struct tree_node *child = node_make(making, n, names_of(making, is_measure, n->key));

                if (!child)
                        return NULL;
                if (made->last)
                        made->last->next = child;
                else
                        made->first = child;
                made->last = child;
        }
        return made;
}

/* Behind what was made already. False: there are too many. */
static bool list_make(const struct making *making, const struct tree_node *list, bool is_measure)
{
        struct tree_node *to = is_measure ? &making->reading->made_measures
                                          : &making->reading->made_milestones;

        for (const struct tree_node *n = list ? list->first : NULL; n; n = n->next) {
                struct tree_node *made = item_make(making, n, is_measure);

                if (!made)
                        return false;
                if (to->last)
                        to->last->next = made;
                else
                        to->first = made;
                to->last = made;
                to->count++;
        }
        return true;
}

/* ---- templates ---------------------------------------------------------------------------------- */

struct template
{
        const struct tree_node *lists[2]; /* measures, milestones; NULL: none */
        struct names names[2];
};

static void template_read(struct reading *reading, const struct fields *fields, struct template *ret)
{
        static const char *const keys[] = {"measures", "milestones"};

        for (int i = 0; i < 2; i++) {
                const struct tree_node *list = fields_value(fields, keys[i]);

                if (list && list->kind != TREE_LIST) {
                        reading_say(reading, list, "\"%s\" must be a list, expected \"- name: ...\" for each",
                                    keys[i]);
                        list = NULL;
                }
                ret->lists[i] = list;
                names_read(reading, list, &ret->names[i]);
        }
}

/* False: there is too much. */
static bool corridor_make(struct reading *reading, size_t corridor, const struct template *templates,
                          size_t *left)
{
        const struct item *item = &reading->corridors.list[corridor];
        const struct tree_node *node = fields_value(&item->fields, "template");
        struct making making = {
                .reading = reading, .corridor = item->name, .instance = (uint32_t)corridor + 1, .left = left};
        bool *used = CONFIG_MEMORY_ARRAY(reading->scratch, reading->templates.count, bool);

        for (const struct tree_node *n = node ? elements_first(node) : NULL; n; n = elements_next(node, n)) {
                size_t i;

                if (!items_resolve(reading, &reading->templates, n, &i) || !used || !templates)
                        continue;
                if (used[i]) {
                        reading_say(reading, n, "\"%" TEXT_FORMAT "\" is given twice, expected once",
                                    TEXT_ARGUMENTS(n->text));
                        continue;
                }
                used[i] = true;
                making.measures = &templates[i].names[0];
                making.milestones = &templates[i].names[1];
                /* What has no name was said; what it would make has none either. */
                if (item->name.length > 0 && (!list_make(&making, templates[i].lists[0], true) ||
                                              !list_make(&making, templates[i].lists[1], false))) {
                        reading_say(reading, n, "templates make more than %d values, expected fewer",
                                    MADE_MAX);
                        return false;
                }
        }
        return true;
}

void templates_read(struct reading *reading)
{
        struct template *templates;
        size_t left = MADE_MAX;

        reading->made_measures.kind = reading->made_milestones.kind = TREE_LIST;
        items_read(reading, SECTION_TEMPLATE, "templates", &reading->templates);
        templates = CONFIG_MEMORY_ARRAY(reading->scratch, reading->templates.count, struct template);
        for (size_t i = 0; templates && i < reading->templates.count; i++)
                template_read(reading, &reading->templates.list[i].fields, &templates[i]);
        for (size_t i = 0; i < reading->corridors.count; i++)
                if (!corridor_make(reading, i, templates, &left))
                        return;
}
