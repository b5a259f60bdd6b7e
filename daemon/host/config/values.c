/* host/config/values.c: scalars into texts, words and days; numbers are in numbers.c. */
#include "host/config/values.h"

#include <assert.h>
#include <string.h>

/* 2350-12-31: periods, deadlines and fifty years of plans behind it are still in the calendar. */
#define DATE_MAX INT32_C(139156)

const struct tree_node *elements_first(const struct tree_node *node)
{
        return node->kind == TREE_LIST ? node->first : node;
}

const struct tree_node *elements_next(const struct tree_node *node, const struct tree_node *element)
{
        return node->kind == TREE_LIST ? element->next : NULL;
}

size_t elements_count(const struct tree_node *node)
{
        return node->kind == TREE_LIST ? node->count : 1;
}

bool node_is_scalar(struct reading *reading, const struct tree_node *node, const char *expected)
{
        if (node->kind == TREE_SCALAR)
                return true;
        if (node->kind != TREE_BROKEN)
                reading_say(reading, node, "a %s where a single value should be, expected %s",
                            node->kind == TREE_LIST ? "list" : "map", expected);
        return false;
}

const struct tree_node *scalar_of(struct reading *reading, const struct fields *fields, const char *name,
                                  const char *expected, struct tree_node *standard)
{
        const struct key *key = fields_key(fields, name);
        const struct tree_node *node = fields_value(fields, name);

        if (node)
                return node_is_scalar(reading, node, expected) ? node : NULL;
        if (!key->standard)
                return NULL;
        *standard = (struct tree_node){.kind = TREE_SCALAR, .text = text_of(key->standard)};
        return standard;
}

bool value_text(struct reading *reading, const struct fields *fields, const char *name, struct text *ret)
{
        struct tree_node standard;
        const struct tree_node *node = scalar_of(reading, fields, name, "a text", &standard);

        if (!node)
                return false;
        if (node->text.length == 0) {
                reading_say(reading, node, "\"%s\" is empty, expected a text", name);
                return false;
        }
        *ret = node->text;
        return true;
}

/* ---- words ------------------------------------------------------------------------------ */

/* What stands there is a word of the table, or said not to be. */
static void word_unknown_say(struct reading *reading, const struct tree_node *node, const struct word *words,
                             const char *name)
{
        struct text known[KEYS_MAX], near, shown = config_shown(node->text);
        char list[512] = "";
        size_t count = 0, used = 0;

        for (const struct word *word = words; word->word; word++) {
                assert(count < KEYS_MAX && used < sizeof(list));
                used += (size_t)snprintf(list + used, sizeof(list) - used, "%s%s", count > 0 ? ", " : "",
                                         word->word);
                known[count++] = text_of(word->word);
        }
        if (text_nearest(node->text, known, count, &near))
                reading_say(reading, node,
                            "\"%" TEXT_FORMAT "\" is no value for \"%s\"; did you mean \"%" TEXT_FORMAT "\"?",
                            TEXT_ARGUMENTS(shown), name, TEXT_ARGUMENTS(near));
        else
                reading_say(reading, node, "\"%" TEXT_FORMAT "\" is no value for \"%s\", expected one of %s",
                            TEXT_ARGUMENTS(shown), name, list);
}

bool word_read(struct reading *reading, const struct tree_node *node, const struct word *words,
               const char *name, int *ret)
{
        const struct word *word = words;

        if (!node_is_scalar(reading, node, "a word"))
                return false;
        while (word->word && !text_equal(node->text, text_of(word->word)))
                word++;
        if (!word->word) {
                word_unknown_say(reading, node, words, name);
                return false;
        }
        *ret = word->value;
        return true;
}

bool value_word(struct reading *reading, const struct fields *fields, const char *name, int *ret)
{
        struct tree_node standard;
        const struct tree_node *node = scalar_of(reading, fields, name, "a word", &standard);

        return node && word_read(reading, node, fields_key(fields, name)->words, name, ret);
}

bool words_read(struct reading *reading, const struct tree_node *node, const struct word *words,
                const char *name, uint32_t *ret)
{
        uint32_t mask = 0;
        bool good = true;

        if (elements_count(node) == 0)
                reading_say(reading, node, "\"%s\" is an empty list, expected a word at least", name);
        for (const struct tree_node *n = elements_first(node); n; n = elements_next(node, n)) {
                int value;

                if (!word_read(reading, n, words, name, &value)) {
                        good = false;
                        continue;
                }
                assert(value >= 0 && value < 32);
                if (mask & (1u << value))
                        reading_say(reading, n, "\"%" TEXT_FORMAT "\" is given twice, expected once",
                                    TEXT_ARGUMENTS(n->text));
                mask |= 1u << value;
        }
        if (!good || mask == 0)
                return false;
        *ret = mask;
        return true;
}

bool value_words(struct reading *reading, const struct fields *fields, const char *name, uint32_t *ret)
{
        const struct tree_node *node = fields_value(fields, name);

        return node && words_read(reading, node, fields_key(fields, name)->words, name, ret);
}

bool value_flag(struct reading *reading, const struct fields *fields, const char *name, bool *ret)
{
        static const struct word flags[] = {{"false", false}, {"true", true}, {NULL, 0}};
        struct tree_node standard;
        const struct tree_node *node = scalar_of(reading, fields, name, "true or false", &standard);
        int value;

        if (!node || !word_read(reading, node, flags, name, &value))
                return false;
        *ret = value;
        return true;
}

/* ---- days ------------------------------------------------------------------------------- */

bool date_read(struct text text, int32_t *ret, const char **ret_why)
{
        int32_t day;

        switch (civil_parse(text, &day)) {
        case 0:
                break;
        case CIVIL_ABSENT:
                *ret_why = "is not in the calendar, expected a day that is";
                return false;
        default:
                *ret_why = "is no date, expected one like 2024-12-31";
                return false;
        }
        if (day < EVENT_DAY_MIN || day > DATE_MAX) {
                *ret_why = "is out of range, expected a day from 1900-01-01 to 2350-12-31";
                return false;
        }
        *ret = day;
        return true;
}

bool value_date(struct reading *reading, const struct fields *fields, const char *name, int32_t *ret)
{
        struct tree_node standard;
        const struct tree_node *node = scalar_of(reading, fields, name, "a date like 2024-12-31", &standard);
        struct text shown;
        const char *why;

        if (!node)
                return false;
        if (date_read(node->text, ret, &why))
                return true;
        shown = config_shown(node->text);
        reading_say(reading, node, "\"%" TEXT_FORMAT "\" %s", TEXT_ARGUMENTS(shown), why);
        return false;
}
