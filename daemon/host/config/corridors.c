/* host/config/corridors.c: two sides, and the facilities between them. */
#include "host/config/corridors.h"

#include <assert.h>
#include <string.h>

#include "host/config/values.h"

static int text_order(const void *a, const void *b)
{
        return text_compare(*(const struct text *)a, *(const struct text *)b);
}

bool code_list_read(struct reading *reading, const struct tree_node *node, const char *what,
                    const char *expected, bool (*is_good)(const struct reading *reading, struct text code),
                    size_t *ret_count, const struct text **ret)
{
        struct text *codes = CONFIG_MEMORY_ARRAY(reading->kept, elements_count(node), struct text);
        size_t count = 0;
        bool good = true;

        if (elements_count(node) == 0)
                reading_say(reading, node, "an empty list, expected a %s at least", what);
        for (const struct tree_node *n = elements_first(node); n; n = elements_next(node, n)) {
                struct text shown = config_shown(n->text);

                if (!node_is_scalar(reading, n, expected)) {
                        good = false;
                } else if (!is_good(reading, n->text)) {
                        reading_say(reading, n, "\"%" TEXT_FORMAT "\" is no %s, expected %s",
                                    TEXT_ARGUMENTS(shown), what, expected);
                        good = false;
                } else if (codes) {
                        codes[count++] = config_memory_text(reading->kept, n->text);
                }
        }
        if (!good || count == 0)
                return false;
        qsort(codes, count, sizeof(*codes), text_order);
        for (size_t i = 1; i < count; i++)
                if (text_equal(codes[i - 1], codes[i])) {
                        reading_say(reading, node, "\"%" TEXT_FORMAT "\" is given twice, expected once",
                                    TEXT_ARGUMENTS(codes[i]));
                        return false;
                }
        *ret_count = count;
        *ret = codes;
        return true;
}

bool facility_is_good(const struct reading *reading, struct text code)
{
        bool locode = code.length == 5;

        for (size_t i = 0; i < code.length; i++) {
                bool letter = code.data[i] >= 'A' && code.data[i] <= 'Z';

                locode = locode && (letter || (i > 1 && code.data[i] >= '2' && code.data[i] <= '9'));
        }
        if (locode)
                return reading->from_journal || codes_locode_form(code);
        return text_is_name(code);
}

static void between_read(struct reading *reading, struct item *item, struct plan_corridor *ret)
{
        const struct tree_node *node = fields_value(&item->fields, "between");
        struct place first;
        int i = 0;

        if (!node)
                return;
        if (node->kind != TREE_LIST || node->count != 2) {
                reading_say(reading, node,
                            "\"between\" must have two sides, expected [BY, RU-LEN] or the like");
                return;
        }
        item->sound = true;
        for (const struct tree_node *n = node->first; n; n = n->next, i++)
                if (!places_read(reading, n, true, &ret->sides[i], &first))
                        item->sound = false;
        if (item->sound && text_equal(node->first->text, node->last->text) &&
            node->first->kind == TREE_SCALAR)
                reading_say(reading, node->last,
                            "\"%" TEXT_FORMAT "\" on both sides, expected two different ones",
                            TEXT_ARGUMENTS(node->last->text));
}

void corridors_read(struct reading *reading)
{
        items_read(reading, SECTION_CORRIDOR, "corridors", &reading->corridors);
        reading->plan_corridors = CONFIG_MEMORY_ARRAY(reading->kept, reading->corridors.count,
                                                      struct plan_corridor);
        for (size_t i = 0; reading->plan_corridors && i < reading->corridors.count; i++) {
                struct item *item = &reading->corridors.list[i];
                struct plan_corridor *corridor = &reading->plan_corridors[i];
                const struct tree_node *facilities = fields_value(&item->fields, "facilities");

                corridor->name = config_memory_text(reading->kept, item->name);
                between_read(reading, item, corridor);
                if (facilities &&
                    !code_list_read(reading, facilities, "facility", FACILITY_EXPECTED, facility_is_good,
                                    &corridor->facilities_count, &corridor->facilities))
                        item->sound = false;
        }
}
