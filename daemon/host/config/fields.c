/* host/config/fields.c: a map of the tree against the table of keys. */
#include "host/config/keys.h"

#include <assert.h>
#include <string.h>

#include "host/config/reading.h"

static size_t key_index(enum section section, struct text name)
{
        size_t count;
        const struct key *keys = section_keys(section, &count);

        for (size_t i = 0; i < count; i++)
                if (text_equal(text_of(keys[i].name), name))
                        return i;
        return SIZE_MAX;
}

static void unknown_say(struct reading *reading, const struct tree_node *value, enum section section)
{
        struct text names[KEYS_MAX], near, word = config_shown(value->key);
        char list[512] = "";
        size_t count, used = 0;
        const struct key *keys = section_keys(section, &count);

        for (size_t i = 0; i < count; i++) {
                names[i] = text_of(keys[i].name);
                if (keys[i].type == KEY_LATER)
                        continue;
                assert(used < sizeof(list));
                used += (size_t)snprintf(list + used, sizeof(list) - used, "%s%s", i > 0 ? ", " : "",
                                         keys[i].name);
        }
        if (text_nearest(value->key, names, count, &near))
                reading_say_at(reading, value->key_mark,
                               "unknown key \"%" TEXT_FORMAT "\" in %s; did you mean \"%" TEXT_FORMAT "\"?",
                               TEXT_ARGUMENTS(word), section_noun(section), TEXT_ARGUMENTS(near));
        else
                reading_say_at(reading, value->key_mark,
                               "unknown key \"%" TEXT_FORMAT "\" in %s, expected one of %s",
                               TEXT_ARGUMENTS(word), section_noun(section), list);
}

/* `name:` with nothing behind it. */
static bool value_is_empty(const struct tree_node *value)
{
        return value->kind == TREE_SCALAR && value->text.length == 0 && !value->quoted;
}

/* What one pair of the map may be: false if it was refused, and said. */
static bool pair_take(struct reading *reading, struct fields *fields, const struct tree_node *value, size_t i)
{
        size_t count;
        const struct key *key = &section_keys(fields->section, &count)[i];

        if (key->type == KEY_LATER) {
                fields->has_later = true;
                reading_say_at(reading, value->key_mark, "\"%s\" is not supported by this version: %s",
                               key->name, key->sentence);
                return false;
        }
        if (value_is_empty(value)) {
                reading_say_at(reading, value->key_mark, "\"%s\" has no value, expected one behind the colon",
                               key->name);
                return false;
        }
        return value->kind != TREE_BROKEN;
}

static void pairs_read(struct reading *reading, const struct tree_node *node, struct fields *fields)
{
        const struct tree_node *seen[KEYS_MAX] = {NULL};

        for (const struct tree_node *value = node->first; value; value = value->next) {
                size_t i = key_index(fields->section, value->key);

                if (i == SIZE_MAX) {
                        unknown_say(reading, value, fields->section);
                        continue;
                }
                if (seen[i]) {
                        reading_say_at(reading, value->key_mark,
                                       "key \"%" TEXT_FORMAT
                                       "\" is given twice, expected once: it stands at line %u too",
                                       TEXT_ARGUMENTS(value->key), seen[i]->key_mark.line);
                        continue;
                }
                seen[i] = value;
                fields->given |= 1u << i;
                if (pair_take(reading, fields, value, i))
                        fields->values[i] = value;
        }
}

/* What was given and refused is not missing as well; neither is what a cut file may have held,
 * nor what later work would not need. */
static void missing_say(struct reading *reading, const struct tree_node *node, const struct fields *fields)
{
        size_t count;
        const struct key *keys = section_keys(fields->section, &count);

        if (reading->is_cut || fields->has_later)
                return;
        for (size_t i = 0; i < count; i++)
                if (keys[i].required && !(fields->given & 1u << i))
                        reading_say(reading, node, "%s without \"%s\", expected: %s",
                                    section_noun(fields->section), keys[i].name, keys[i].sentence);
}

void fields_miss(struct reading *reading, const struct fields *fields, const char *name)
{
        if (reading->is_cut || fields->has_later || fields_given(fields, name))
                return;
        reading_say(reading, fields->map, "%s without \"%s\", expected: %s", section_noun(fields->section),
                    name, fields_key(fields, name)->sentence);
}

static bool node_is_map(struct reading *reading, const struct tree_node *node, enum section section)
{
        if (node->kind == TREE_MAP)
                return true;
        if (node->kind != TREE_BROKEN)
                reading_say(reading, node, "%s must be a map, expected \"key: value\" pairs",
                            section_noun(section));
        return false;
}

bool fields_read(struct reading *reading, const struct tree_node *node, enum section section,
                 struct fields *ret)
{
        *ret = (struct fields){.section = section};
        if (!node_is_map(reading, node, section))
                return false;
        ret->map = node;
        pairs_read(reading, node, ret);
        missing_say(reading, node, ret);
        return true;
}

bool fields_merge(struct reading *reading, const struct tree_node *node, struct fields *fields)
{
        assert(fields->section == SECTION_TOP || fields->section == SECTION_ENDPOINTS);

        if (!node_is_map(reading, node, fields->section))
                return false;
        fields->map = node;
        pairs_read(reading, node, fields);
        return true;
}

const struct key *fields_key(const struct fields *fields, const char *name)
{
        size_t count, i = key_index(fields->section, text_of(name));

        assert(i != SIZE_MAX);
        return &section_keys(fields->section, &count)[i];
}

const struct tree_node *fields_value(const struct fields *fields, const char *name)
{
        size_t i = key_index(fields->section, text_of(name));

        assert(i != SIZE_MAX);
        return fields->values[i];
}

bool fields_given(const struct fields *fields, const char *name)
{
        size_t i = key_index(fields->section, text_of(name));

        assert(i != SIZE_MAX);
        return fields->given & 1u << i;
}

struct config_mark fields_mark(const struct fields *fields, const char *name)
{
        const struct tree_node *value = fields_value(fields, name);

        if (value)
                return value->key_mark;
        return fields->map ? fields->map->mark : (struct config_mark){0};
}
