/* host/config/items.c: things that have a name, of all files, sorted by it. */
#include "host/config/reading.h"

#include <assert.h>
#include <string.h>

#include "host/config/values.h"

static int mark_compare(struct config_mark a, struct config_mark b)
{
        if (a.file != b.file)
                return a.file < b.file ? -1 : 1;
        if (a.line != b.line)
                return a.line < b.line ? -1 : 1;
        if (a.column != b.column)
                return a.column < b.column ? -1 : 1;
        return a.instance < b.instance ? -1 : a.instance > b.instance;
}

static int item_compare(const void *a, const void *b)
{
        const struct item *x = a, *y = b;
        int order = text_compare(x->name, y->name);

        return order != 0 ? order : mark_compare(x->fields.map->mark, y->fields.map->mark);
}

/* `any` means every place wherever a group may stand. */
static struct text name_read(struct reading *reading, const struct fields *fields)
{
        const struct tree_node *node = fields_value(fields, "name");
        struct text shown;

        if (!node || !node_is_scalar(reading, node, "a name"))
                return TEXT("");
        shown = config_shown(node->text);
        if (!text_is_name(node->text)) {
                reading_say(reading, node,
                            "\"%" TEXT_FORMAT
                            "\" is no name, expected 1 to %d of a-z, 0-9 and - (not at the ends)",
                            TEXT_ARGUMENTS(shown), TEXT_NAME_MAX);
                return TEXT("");
        }
        if (fields->section == SECTION_RATES && text_equal(node->text, TEXT("none"))) {
                reading_say(reading, node,
                            "\"none\" means that amounts wait, expected another name for rates");
                return TEXT("");
        }
        if (fields->section == SECTION_GROUP && text_equal(node->text, TEXT("any"))) {
                reading_say(reading, node, "\"any\" means every place, expected another name for a group");
                return TEXT("");
        }
        return node->text;
}

static void repeats_say(struct reading *reading, const struct items *items)
{
        for (size_t i = 1; i < items->count; i++) {
                struct item *item = &items->list[i];
                struct config_mark first = items->list[i - 1].fields.map->mark;

                if (item->name.length == 0 || !text_equal(item->name, items->list[i - 1].name))
                        continue;
                reading_say(reading, fields_value(&item->fields, "name"),
                            "%s named \"%" TEXT_FORMAT "\" is there already, expected another name: %s:%u",
                            section_noun(items->section), TEXT_ARGUMENTS(item->name),
                            reading->files[first.file], first.line);
        }
}

/* How many elements the list has at most, or fill them in behind the first `before`. */
static size_t list_walk(struct reading *reading, struct items *items, const struct tree_node *list, bool fill,
                        size_t before)
{
        size_t count = 0;

        if (!fill)
                return list->count;
        for (const struct tree_node *node = list->first; node; node = node->next)
                if (fields_read(reading, node, items->section, &items->list[before + count].fields))
                        count++;
        return count;
}

/* How many elements the lists have at most, or fill them in. */
static size_t elements_walk(struct reading *reading, struct items *items, const char *key, bool fill)
{
        size_t count = 0;

        for (size_t i = 0; i < reading->files_count; i++) {
                const struct tree_node *tree = reading->trees[i];

                for (const struct tree_node *list = tree && tree->kind == TREE_MAP ? tree->first : NULL; list;
                     list = list->next) {
                        if (!text_equal(list->key, text_of(key)) || list->kind != TREE_LIST)
                                continue;
                        count += list_walk(reading, items, list, fill, count);
                }
        }
        if (items->section == SECTION_MEASURE)
                count += list_walk(reading, items, &reading->made_measures, fill, count);
        if (items->section == SECTION_MILESTONE)
                count += list_walk(reading, items, &reading->made_milestones, fill, count);
        return count;
}

static void lists_check(struct reading *reading, const struct tree_node *tree, const char *key)
{
        if (!tree || tree->kind != TREE_MAP)
                return;
        for (const struct tree_node *list = tree->first; list; list = list->next) {
                bool is_empty = list->kind == TREE_SCALAR && list->text.length == 0;

                if (!text_equal(list->key, text_of(key)) || list->kind == TREE_LIST)
                        continue;
                if (list->kind != TREE_BROKEN && !is_empty)
                        reading_say(reading, list, "\"%s\" must be a list, expected \"- name: ...\" for each",
                                    key);
        }
}

void items_read(struct reading *reading, enum section section, const char *key, struct items *ret)
{
        size_t most;

        *ret = (struct items){.section = section};
        for (size_t i = 0; i < reading->files_count; i++)
                lists_check(reading, reading->trees[i], key);
        most = elements_walk(reading, ret, key, false);
        ret->list = CONFIG_MEMORY_ARRAY(reading->scratch, most, struct item);
        if (!ret->list)
                return;
        ret->count = elements_walk(reading, ret, key, true);
        for (size_t i = 0; i < ret->count; i++)
                ret->list[i].name = name_read(reading, &ret->list[i].fields);
        if (ret->count > 0)
                qsort(ret->list, ret->count, sizeof(*ret->list), item_compare);
        repeats_say(reading, ret);
}

bool items_find(const struct items *items, struct text name, size_t *ret)
{
        size_t low = 0, high = items->count;

        while (low < high) {
                size_t middle = low + (high - low) / 2;
                int order = text_compare(items->list[middle].name, name);

                if (order == 0) {
                        *ret = middle;
                        return true;
                }
                if (order < 0)
                        low = middle + 1;
                else
                        high = middle;
        }
        return false;
}

/* The names, for "did you mean". */
static struct text *names_of(struct reading *reading, const struct items *items, size_t *ret_count)
{
        size_t count = items->count < READING_NEAREST_MAX ? items->count : READING_NEAREST_MAX;
        struct text *names = CONFIG_MEMORY_ARRAY(reading->scratch, count, struct text);

        for (size_t i = 0; names && i < count; i++)
                names[i] = items->list[i].name;
        *ret_count = names ? count : 0;
        return names;
}

bool items_resolve(struct reading *reading, const struct items *items, const struct tree_node *node,
                   size_t *ret)
{
        static const char *const nouns[SECTIONS] = {
                [SECTION_SOURCE] = "source",       [SECTION_RATES] = "chain of rates",
                [SECTION_GROUP] = "group",         [SECTION_CORRIDOR] = "corridor",
                [SECTION_TEMPLATE] = "template",   [SECTION_MEASURE] = "measure",
                [SECTION_MILESTONE] = "milestone",
        };
        struct text *names;
        size_t count;

        if (!node_is_scalar(reading, node, "a name"))
                return false;
        if (node->text.length > 0 && items_find(items, node->text, ret))
                return true;
        if (reading->is_cut)
                return false;
        names = names_of(reading, items, &count);
        reading_say_near(reading, node, nouns[items->section], node->text, names, count,
                         "the name of one of the configuration");
        return false;
}
